// SCP80, host half: messages to a domain of the card, its proofs of receipt, and its own messages.
// [TS 102 225 §5] [TS 31.115 §4] [SGP.02 §2.4.3]
#pragma once

#include "card/wire/secured_packet.hpp"
#include "host/crypto/cmac.hpp"
#include "host/scp/counter_store.hpp"
#include "host/scp/scp80_keys.hpp"

namespace sixline::host::scp {

/// A command packet, and what its proof of receipt must agree with.
struct SentPacket {
  ByteString packet;  ///< CPL to the end, without user data header
  wire::Tar tar;
  std::uint64_t counter = 0;
  wire::SecurityParameters security;
};

/// A proof of receipt. When a checksum was asked for and the card could not make one (unknown TAR, say),
/// `authentic` is false, `data` is empty, and `status` is only a hint.
struct ProofOfReceipt {
  wire::PacketStatus status = wire::PacketStatus::Ok;
  bool authentic = false;
  ByteString data;
};

/// A packet that the card sent on its own account.
struct CardMessage {
  wire::Tar tar;
  std::uint64_t counter = 0;
  ByteString data;
};

/// One key set, ready for use. Not for use by two threads at once.
class Scp80 {
 public:
  /// Errors: BadInput (key lengths; a version outside 1 to 15).
  static Result<Scp80> create(const Scp80Keys& keys);

  /// Takes a counter, unless the parameters say that there is none, and builds the packet. Errors: those
  /// of the store; Unsupported (integrity other than none or CC); BadInput (too long).
  Result<SentPacket> wrap(const wire::Tar& tar, Bytes data, CounterStore& counters,
                          wire::SecurityParameters security = wire::sgp02_security);
  /// `packet` is the response packet without user data header. Bounds and TAR are looked at first, then
  /// it is deciphered, then the checksum verified, then the counter compared. Errors: BadFormat,
  /// NotAuthentic.
  Result<ProofOfReceipt> open_response(const SentPacket& sent, Bytes packet);
  /// `packet` is a command packet from the card without user data header; only packets with a
  /// checksum under this key set are taken. The counter is not judged here: notifications carry zero and
  /// are told apart by their sequence number (PROC-NOT-11). Errors: BadFormat, NotAuthentic.
  Result<CardMessage> open_command(Bytes packet);

 private:
  Scp80(std::uint8_t version, crypto::AesKey kic, crypto::CmacKey kid)
      : version_(version), kic_(std::move(kic)), kid_(std::move(kid)) {}
  /// A packet's protected part, and what stands in front of it under the checksum.
  struct Protected {
    Bytes before;
    Bytes head;
    Bytes body;
    std::size_t fields_size;
    bool ciphered;
    bool checked;
  };
  Result<ByteString> clear_body(const Protected& in, const std::string& name);
  bool names_this_key_set(const wire::CommandHeader& header) const;

  std::uint8_t version_;
  crypto::AesKey kic_;
  crypto::CmacKey kid_;
};

}  // namespace sixline::host::scp
