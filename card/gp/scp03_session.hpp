// The card's half of Secure Channel Protocol 03, i = 70, without the framing: APDUs and SCP03t commands
// share it.  [GP-D §4, §5, §6] [SGP.02 §4.1.3.3]
#pragma once

#include <optional>

#include "card/crypto/crypto_engine.hpp"
#include "card/gp/key_store.hpp"
#include "card/gp/security_level.hpp"
#include "card/runtime/environment.hpp"

namespace sixline::card::gp {

using wire::MutableBytes;

namespace scp03 {
inline constexpr std::uint8_t identifier = 0x03;
inline constexpr std::uint8_t option_i = 0x70;  ///< pseudo-random challenge, R-MAC, R-ENCRYPTION
/// C-MAC, C-DECRYPTION, R-MAC, R-ENCRYPTION: what SCP03t always has.
inline constexpr std::uint8_t security_level = 0x33;
inline constexpr std::size_t challenge_size = 8;
inline constexpr std::size_t cryptogram_size = 8;
inline constexpr std::size_t mac_size = 8;
inline constexpr std::size_t counter_size = 3;

using Challenge = std::array<std::uint8_t, challenge_size>;
using Mac = std::array<std::uint8_t, mac_size>;

using SessionKey = crypto::Secret<32>;

/// Key derivation in counter mode for one block of output, the first unless `number` says otherwise.
/// [NIST SP 800-108] [GP-D §4.1.5]
crypto::Block derive(const crypto::AesKey& key, std::uint8_t constant, std::uint16_t bits, Bytes context,
                     std::uint8_t number = 1);
/// A session key of 16, 24 or 32 bytes.
SessionKey derive_key(const crypto::AesKey& key, std::uint8_t constant, std::size_t size, Bytes context);
/// Whether EXTERNAL AUTHENTICATE may ask for `level`.  [GP-D Table 7-5]
bool is_level(std::uint8_t level);
/// Bytes after padding with 80 00..; nothing stays nothing.
constexpr std::size_t padded_size(std::size_t size) {
  return size == 0 ? 0 : (size / crypto::aes_block + 1) * crypto::aes_block;
}
}  // namespace scp03

/// One secure channel. Volatile: it does not survive a reset of the card, and any failed check closes it.
class Scp03Session {
 public:
  /// Answer to INITIALIZE UPDATE, or to SCP03t 84.
  struct Opening {
    std::uint8_t version = 0;
    scp03::Challenge card_challenge{};
    scp03::Challenge card_cryptogram{};
    std::array<std::uint8_t, scp03::counter_size> counter{};
    /// KDD, key information, challenge, cryptogram and counter, as both framings send them.
    void write(wire::Writer& out) const;
  };

  explicit Scp03Session(const runtime::Environment& environment) : environment_(environment) {}

  /// Starts over with keys of `domain`; version 0 means its first SCP03 key set. The sequence counter moves
  /// at every call and is durable before this returns. reference_not_found: no such keys.
  /// conditions_not_satisfied: counter exhausted.  [GP-D §5.1]
  Result<Opening, StatusWord> initialize(KeyStore& keys, ApplicationId domain, const Aid& aid,
                                         std::uint8_t version, Bytes host_challenge);
  /// `header` is what stands before the host cryptogram in the MAC. From now on commands and answers are
  /// protected as `level` says.
  bool authenticate(Bytes header, Bytes host_cryptogram, Bytes mac,
                    std::uint8_t level = scp03::security_level);

  /// Checks a command's C-MAC and, if the level asks for it, deciphers it into `plain`, which may be the
  /// ciphertext's own place and is at least as long. The plain text without padding; nothing when the
  /// session had to be closed.
  std::optional<Bytes> unwrap(Bytes header, Bytes ciphertext, Bytes mac, MutableBytes plain);
  /// Enciphers the answer to the last command into `out` of padded_size() bytes.
  void encipher_answer(Bytes plain, MutableBytes out) const;
  /// R-MAC over the three parts, of the last command's chaining value.
  scp03::Mac answer_mac(Bytes before, Bytes ciphertext, Bytes after) const;

  /// Takes other session keys; the encryption counter starts again.  [SGP.02 §4.1.3.3]
  bool replace_keys(Bytes chaining, Bytes s_enc, Bytes s_mac, Bytes s_rmac);

  void close();
  bool initialized() const { return phase_ == Phase::Initialized; }
  bool open() const { return phase_ == Phase::Open; }
  std::uint8_t level() const { return level_; }
  /// Whose keys protect it; meaningful unless closed.
  ApplicationId domain() const { return domain_; }

 private:
  using Context = std::array<std::uint8_t, 2 * scp03::challenge_size>;
  enum class Phase : std::uint8_t { Closed, Initialized, Open };

  bool derive_session_keys(const crypto::AesKey& k_enc, const crypto::AesKey& k_mac, std::size_t key_size,
                           const Context& context);
  crypto::Block initial_vector(bool answer) const;
  bool chain(Bytes header, Bytes body, Bytes mac);

  const runtime::Environment& environment_;
  Phase phase_ = Phase::Closed;
  std::uint8_t level_ = 0;
  ApplicationId domain_{};
  crypto::AesKey s_enc_;
  crypto::AesKey s_mac_;
  crypto::AesKey s_rmac_;
  crypto::Block chaining_{};
  crypto::Block host_cryptogram_{};
  std::uint32_t counter_ = 0;
};

}  // namespace sixline::card::gp
