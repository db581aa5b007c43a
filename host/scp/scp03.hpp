// SCP03 with APDUs, host half, at every security level: parameters of an ISD-P are written through it, and
// operators manage their domains.  [GP-D §7.1] [SGP.02 §4.1.3]
#pragma once

#include "host/scp/scp03_channel.hpp"

namespace sixline::host::scp {

/// What came out of a protected answer.
struct OpenedAnswer {
  ByteString data;
  wire::StatusWord status;
};

/// One session: initialize_update, external_authenticate, then wrap and unwrap in turn.
class Scp03 {
 public:
  /// `level` is P1 of EXTERNAL AUTHENTICATE: 00, 01, 03, 11, 13 or 33.
  Scp03(Scp03Keys keys, const Challenge& host_challenge, std::uint8_t level = scp03_level)
      : keys_(std::move(keys)), host_challenge_(host_challenge), level_(level) {}

  /// Case 4 APDU.
  ByteString initialize_update() const;
  /// `answer` is data ‖ status word. Errors: CardRefused, BadFormat, NotAuthentic (card cryptogram).
  Result<void> accept_initialize_update(Bytes answer);
  /// Errors: WrongState (no accepted INITIALIZE UPDATE).
  Result<ByteString> external_authenticate();
  /// Errors: CardRefused, WrongState.
  Result<void> accept_external_authenticate(Bytes answer);

  /// Protects a plain APDU of any short case as the level says; CLA gets the secure-messaging bit. Errors:
  /// WrongState, BadInput (not an APDU, too long once protected).
  Result<ByteString> wrap(Bytes apdu);
  /// `answer` is data ‖ status word. An error status has no R-MAC and is returned as it is.
  /// Errors: BadFormat, NotAuthentic; both close the session.
  Result<OpenedAnswer> unwrap(Bytes answer);

  /// The counter the card showed; the next session will use one more.
  std::uint32_t counter() const { return counter_; }
  bool is_open() const { return state_ == State::Open; }

 private:
  bool has(std::uint8_t bit) const { return (level_ & bit) != 0; }

  enum class State : std::uint8_t { Idle, Initialized, Authenticating, Open, Closed };

  Scp03Keys keys_;
  Challenge host_challenge_;
  std::uint8_t level_;
  std::optional<Scp03Channel> channel_;
  std::uint32_t counter_ = 0;
  State state_ = State::Idle;
};

}  // namespace sixline::host::scp
