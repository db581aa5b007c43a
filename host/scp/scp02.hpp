// SCP02 with APDUs, host half, i = 15 and 55: three keys, explicit initiation, C-MAC on the modified APDU
// with its ICV enciphered.  [GPCS §E]
#pragma once

#include <optional>

#include "card/wire/identifiers.hpp"
#include "host/crypto/des.hpp"
#include "host/scp/scp03.hpp"

namespace sixline::host::scp {

/// The static keys of a domain, 16 bytes each.
struct Scp02Keys {
  crypto::Secret enc;
  crypto::Secret mac;
  crypto::Secret dek;
  std::uint8_t version = 0x20;  ///< 20 to 2F
};

/// The card's answer to INITIALIZE UPDATE: 28 bytes.  [GPCS §E.5.1.6]
struct Scp02InitializeUpdateAnswer {
  std::uint8_t key_version = 0;
  std::uint16_t counter = 0;
  std::array<std::uint8_t, 6> card_challenge{};
  Cryptogram card_cryptogram{};
  /// Errors: BadFormat, Unsupported (not SCP02).
  static Result<Scp02InitializeUpdateAnswer> parse(Bytes value);
};

/// One session: initialize_update, external_authenticate, then wrap and unwrap in turn.
class Scp02 {
 public:
  /// `level` is P1 of EXTERNAL AUTHENTICATE: 00, 01 or 03.
  Scp02(Scp02Keys keys, const Challenge& host_challenge, std::uint8_t level = level::c_mac)
      : keys_(std::move(keys)), host_challenge_(host_challenge), level_(level) {}

  /// Case 4 APDU.
  ByteString initialize_update() const;
  /// `answer` is data ‖ status word. Errors: CardRefused, BadFormat, Unsupported, NotAuthentic (card
  /// cryptogram), BadInput (key length).
  Result<void> accept_initialize_update(Bytes answer);
  /// Errors: WrongState.
  Result<ByteString> external_authenticate();
  /// Errors: CardRefused, WrongState.
  Result<void> accept_external_authenticate(Bytes answer);

  /// Protects a plain APDU of any short case as the level says. Errors: WrongState, BadInput.
  Result<ByteString> wrap(Bytes apdu);
  /// Answers are not protected. Errors: WrongState, BadFormat.
  Result<OpenedAnswer> unwrap(Bytes answer);

  /// Enciphers a key for PUT KEY, padded with zeros to whole blocks. Errors: WrongState.
  Result<ByteString> encipher_key(Bytes key) const;

  std::uint16_t counter() const { return counter_; }
  bool is_open() const { return state_ == State::Open; }

 private:
  enum class State : std::uint8_t { Idle, Initialized, Authenticating, Open, Closed };

  Result<void> derive_keys();
  Cryptogram cryptogram(std::initializer_list<Bytes> parts) const;
  crypto::DesBlock c_mac(Bytes message);

  Scp02Keys keys_;
  Challenge host_challenge_;
  std::uint8_t level_;
  std::uint16_t counter_ = 0;
  std::optional<crypto::DesKey> enc_;
  std::optional<crypto::DesKey> mac_;         ///< both halves, for the last block
  std::optional<crypto::DesKey> single_mac_;  ///< its first half alone, for the others
  std::optional<crypto::DesKey> dek_;
  std::array<std::uint8_t, 6> card_challenge_{};
  std::optional<crypto::DesBlock> last_mac_;
  State state_ = State::Idle;
};

}  // namespace sixline::host::scp
