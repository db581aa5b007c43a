// SCP03t, host half: the tunnel through which an SM-DP installs a profile.  [SGP.02 §4.1.3.3]
#pragma once

#include <vector>

#include "card/wire/tags.hpp"
#include "host/scp/scp03_channel.hpp"

namespace sixline::host::scp {

namespace scp03t {
/// A whole command TLV has at most 1024 bytes; 1007 plain bytes become 1008 ciphered ones.
inline constexpr std::size_t largest_segment = 1007;
/// The tag of the error that answers `command`: 9F44 for 84.
constexpr wire::Tag error_tag(wire::Tag command) {
  return 0x9F00 | (command - 0x40);
}
/// The meaning of the byte inside an error TLV.
std::string_view describe_error(std::uint8_t code);
}  // namespace scp03t

/// Session keys that the SM-DP chose itself, so that a package can be protected before the card is reached.
struct SessionKeyReplacement {
  crypto::Block chaining;  ///< the MAC chaining value to begin with
  crypto::Secret enc;
  crypto::Secret mac;
  crypto::Secret rmac;
};

/// A session at rest: with the static keys, enough to go on with it in another process. Holds no key itself.
struct Scp03tState {
  Challenge host_challenge{};
  Challenge card_challenge{};
  std::uint32_t counter = 0;
  bool predicted = false;
  bool initialized = false;
  bool authenticated = false;
  Scp03Progress progress{};
};

/// One session. 85 may be built from a predicted card challenge so that it travels with 84, and segments
/// may be built ahead of the answers; any failed check closes the session.
class Scp03t {
 public:
  Scp03t(Scp03Keys keys, const Challenge& host_challenge)
      : keys_(std::move(keys)), host_challenge_(host_challenge) {}

  /// The session as state() gave it. Errors: BadInput (key length).
  static Result<Scp03t> from(Scp03Keys keys, const Scp03tState& state);
  /// Errors: WrongState (85 was not built yet, the session is closed, or its keys were replaced: they are
  /// nowhere but here).
  Result<Scp03tState> state() const;

  /// TLV 84.
  ByteString initialize_update() const;
  /// TLV 85 for a card whose last seen counter is `last_counter` (0 for fresh keys). Errors: WrongState,
  /// CounterExhausted.
  Result<ByteString> external_authenticate_predicted(std::uint32_t last_counter, const wire::Aid& isd_p);
  /// Reads `84 20 ..` or `9F44 01 ee`. After a prediction a counter other than the predicted one is
  /// WrongState: `counter()` then tells what the card used, for the next session. Errors: CardRefused,
  /// BadFormat, NotAuthentic.
  Result<void> accept_initialize_update(Bytes tlv);
  /// TLV 85 for the challenge that the card sent. Errors: WrongState.
  Result<ByteString> external_authenticate();
  /// Reads `85 00` or `9F45 01 ee`.
  Result<void> accept_external_authenticate(Bytes tlv);

  /// Appends one TLV 86 with 1 to 1007 bytes `plain` to `out`. Errors: WrongState, BadInput.
  Result<void> wrap(Bytes plain, ByteString& out);
  /// Cuts `package` into TLVs 86 of `segment_size` plain bytes.
  Result<std::vector<ByteString>> wrap_package(Bytes package,
                                               std::size_t segment_size = scp03t::largest_segment);
  /// Reads the answer to the oldest 86: `86 00` gives nothing, `86 L ..` the deciphered data. Errors:
  /// CardRefused (9F46), BadFormat, NotAuthentic.
  Result<ByteString> unwrap(Bytes tlv);

  /// TLV 87; segments built after it travel under the new keys. Errors: WrongState (not open, answers are
  /// due), BadInput (key length).
  Result<ByteString> replace_session_keys(const SessionKeyReplacement& replacement);
  /// Reads `87 00` or `9F47 01 ee`.
  Result<void> accept_replacement(Bytes tlv);

  /// The sequence counter that the card showed in its answer to 84.
  std::uint32_t counter() const { return counter_; }
  bool is_open() const { return authenticated_ && !closed_; }

 private:
  Result<void> open_channel(const Challenge& card_challenge);
  void protect(wire::Tag name, Bytes plain, ByteString& out);
  ByteString build_external_authenticate();

  Scp03Keys keys_;
  Challenge host_challenge_;
  Challenge card_challenge_{};
  std::optional<Scp03Channel> channel_;
  std::uint32_t counter_ = 0;
  bool predicted_ = false;
  bool initialized_ = false;         // the card's cryptogram has been verified
  bool authenticate_built_ = false;  // 85 has been built
  bool authenticated_ = false;       // the card has accepted 85
  bool closed_ = false;
  bool replaced_ = false;  // 87 was sent
};

}  // namespace sixline::host::scp
