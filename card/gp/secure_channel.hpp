// A secure channel that travels in APDUs, SCP03 or SCP02 as the keys of the domain ask for.
// [GPCS §10] [GP-D §7.1]
#pragma once

#include "card/gp/hierarchy.hpp"
#include "card/gp/put_key.hpp"
#include "card/gp/scp02_session.hpp"
#include "card/gp/scp03_session.hpp"
#include "card/wire/apdu.hpp"

namespace sixline::card::gp {

using wire::CommandApdu;
using wire::ResponseApdu;

/// One channel at a time; opening another ends it, and so does any failed check.
class SecureChannel {
 public:
  explicit SecureChannel(const runtime::Environment& environment)
      : environment_(environment), keys_(environment.store), scp03_(environment), scp02_(environment) {}

  /// INITIALIZE UPDATE to the domain with this AID. The version in P1 is already resolved to `channel_keys`.
  /// wrong_data: the host challenge. reference_not_found: the set is not complete. conditions_not_satisfied:
  /// its counter is exhausted.
  StatusWord initialize(const ChannelKeys& channel_keys, const Aid& aid, const CommandApdu& command,
                        ResponseApdu& response);
  /// EXTERNAL AUTHENTICATE. conditions_not_satisfied: nothing was initialized. wrong_p1p2: a level that the
  /// protocol does not have. security_not_satisfied.
  StatusWord authenticate(const CommandApdu& command);

  bool open() const { return scp03_.open() || scp02_.open(); }
  /// Commands must come with secure messaging.
  bool protects_commands() const { return (level() & security_level::c_mac) != 0; }
  /// Of a command that has passed unwrap(), or needed not to.
  Protection protection() const { return {open(), level()}; }

  /// Takes the protection off. `plain` is at least as long as the command's data; the result refers to it.
  /// security_not_satisfied: the channel is closed.
  Result<CommandApdu, StatusWord> unwrap(const CommandApdu& command, wire::MutableBytes plain);
  /// What a plain answer may take of `room` bytes.
  std::size_t answer_room(std::size_t room) const;
  /// Protects the answer to the last command as the level says.
  void protect(Bytes answer, StatusWord status, ResponseApdu& response) const;

  /// Deciphers keys inside PUT KEY. Not valid when the set has no third key.
  DataEncryptionKey data_encryption_key() const;
  /// Whose keys opened it.
  const ChannelKeys& channel_keys() const { return channel_keys_; }

  void close();

 private:
  std::uint8_t level() const { return scp03_.open() ? scp03_.level() : scp02_.level(); }

  const runtime::Environment& environment_;
  KeyStore keys_;
  Scp03Session scp03_;
  Scp02Session scp02_;
  ChannelKeys channel_keys_{};
};

}  // namespace sixline::card::gp
