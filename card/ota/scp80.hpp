// SCP80, the card's half: opens command packets, closes response packets, and secures what the card sends
// of its own accord. AES only.  [TS 102 225 §5] [TS 31.115 §4] [SGP.02 §2.4.3]
#pragma once

#include "card/crypto/crypto_engine.hpp"
#include "card/gp/key_store.hpp"
#include "card/ota/target.hpp"
#include "card/runtime/environment.hpp"
#include "card/wire/secured_packet.hpp"

namespace sixline::card::ota {

using wire::Bytes;
using wire::MutableBytes;
using wire::PacketStatus;
using wire::StatusWord;

/// A command packet that was looked at. Keeps its keys ready until the answer is closed, so that the answer
/// is secured as the command was even when the script replaced the key set.
struct SecuredCommand {
  wire::CommandHeader header;
  std::uint64_t counter = 0;  ///< 0 where it could not be read
  bool trusted = false;       ///< met the endpoint's security level; its answer is secured as it asks
  std::uint8_t key_version = 0;
  Bytes data{};  ///< what was secured: the script
  crypto::AesKey cipher_key;
  crypto::AesKey mac_key;
};

class Scp80 {
 public:
  Scp80(const runtime::Environment& environment, gp::KeyStore& keys)
      : environment_(environment), keys_(keys) {}

  /// A command that nothing is known of but its header, and its counter where that is in clear.
  static SecuredCommand untrusted(const wire::CommandPacket& packet);
  /// Deciphers `packet` (parsed from `bytes`) in place, checks it, and makes the new counter durable.
  /// Anything but Ok: nothing of the packet may be executed, and no state has changed.
  PacketStatus open(const wire::CommandPacket& packet, MutableBytes bytes, const Endpoint& endpoint,
                    SecuredCommand& command);

  /// Where the data of the answer belongs in the buffer given to close_response().
  static std::size_t response_data_offset(const SecuredCommand& command);
  /// Turns `data_size` bytes standing at response_data_offset() into a response packet that begins at the
  /// front of `buffer`. The size of the packet; 0 when it does not fit.
  std::size_t close_response(const SecuredCommand& command, PacketStatus status, MutableBytes buffer,
                             std::size_t data_size) const;

  /// Secures a command packet of the card itself, counter zero. `key_version` 0 is the lowest SCP80 version
  /// of the domain. reference_not_found, not_enough_memory.
  StatusWord wrap_command(gp::ApplicationId domain, std::uint8_t key_version, const wire::Tar& tar,
                          wire::SecurityParameters security, Bytes data, wire::Writer& out) const;

 private:
  /// Loads the keys that the packet and its answer need. False: no such keys, or not AES.
  bool select_keys(gp::ApplicationId domain, SecuredCommand& command) const;
  /// `version` 0: the lowest there is.
  bool load_keys(gp::ApplicationId domain, std::uint8_t version, bool cipher, bool mac,
                 SecuredCommand& command) const;
  bool load_key(gp::ApplicationId domain, gp::KeyReference reference, crypto::AesKey& key) const;
  std::uint8_t lowest_version(gp::ApplicationId domain) const;
  PacketStatus accept_counter(gp::ApplicationId domain, const SecuredCommand& command);

  const runtime::Environment& environment_;
  gp::KeyStore& keys_;
};

}  // namespace sixline::card::ota
