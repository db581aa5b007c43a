// The card's half of Secure Channel Protocol 02 with three keys, for profiles whose operator still has
// triple DES: explicit initiation, C-MAC on the modified APDU, its ICV enciphered.  [GPCS §E]
#pragma once

#include <optional>

#include "card/crypto/des.hpp"
#include "card/gp/key_store.hpp"
#include "card/gp/security_level.hpp"
#include "card/runtime/environment.hpp"

namespace sixline::card::gp {

using wire::MutableBytes;

namespace scp02 {
inline constexpr std::uint8_t identifier = 0x02;
inline constexpr std::uint8_t random_challenge = 0x15;  ///< i
inline constexpr std::uint8_t predictable_challenge =
    0x55;  ///< i with the well-known pseudo-random algorithm
inline constexpr std::size_t host_challenge_size = 8;
inline constexpr std::size_t card_challenge_size = 6;
inline constexpr std::size_t cryptogram_size = 8;
inline constexpr std::size_t mac_size = 8;
inline constexpr std::size_t counter_size = 2;

/// Whether EXTERNAL AUTHENTICATE may ask for `level`: neither option protects answers.  [GPCS §E.5.2.3]
bool is_level(std::uint8_t level);
constexpr bool is_option(std::uint8_t i) {
  return i == random_challenge || i == predictable_challenge;
}
}  // namespace scp02

/// One secure channel. Volatile, and any failed check closes it.
class Scp02Session {
 public:
  /// Answer to INITIALIZE UPDATE.
  struct Opening {
    std::uint8_t version = 0;
    std::array<std::uint8_t, scp02::counter_size> counter{};
    std::array<std::uint8_t, scp02::card_challenge_size> card_challenge{};
    crypto::DesBlock card_cryptogram{};
    void write(wire::Writer& out) const;
  };

  explicit Scp02Session(const runtime::Environment& environment) : environment_(environment) {}

  /// Starts over with the keys `version` of `domain`; `option` is the parameter i. reference_not_found: no
  /// such keys. conditions_not_satisfied: counter exhausted.  [GPCS §E.1.2]
  Result<Opening, StatusWord> initialize(KeyStore& keys, ApplicationId domain, const Aid& aid,
                                         std::uint8_t version, std::uint8_t option, Bytes host_challenge);
  /// `header` is that of EXTERNAL AUTHENTICATE, its Lc with the MAC. The sequence counter moves, durably,
  /// when the host has proved itself.
  bool authenticate(KeyStore& keys, Bytes header, Bytes host_cryptogram, Bytes mac, std::uint8_t level);

  /// Deciphers a command's data into `plain`, which may be their own place, if the level asks for it, and
  /// checks the C-MAC over `header` (CLA INS P1 P2) and the plain data. Nothing when the session had to be
  /// closed.
  std::optional<Bytes> unwrap(Bytes header, Bytes data, Bytes mac, MutableBytes plain);

  void close();
  bool initialized() const { return phase_ == Phase::Initialized; }
  bool open() const { return phase_ == Phase::Open; }
  std::uint8_t level() const { return level_; }
  /// Deciphers keys, in ECB mode.  [GPCS §E.4.7]
  const crypto::DesKey& data_key() const { return data_key_; }

 private:
  enum class Phase : std::uint8_t { Closed, Initialized, Open };

  bool check(Bytes header, Bytes body, Bytes mac);

  const runtime::Environment& environment_;
  Phase phase_ = Phase::Closed;
  std::uint8_t level_ = 0;
  std::uint8_t version_ = 0;
  ApplicationId domain_{};
  crypto::DesKey enc_;
  crypto::DesKey mac_;
  crypto::DesKey data_key_;
  crypto::DesBlock last_mac_{};
  crypto::DesBlock host_cryptogram_{};
};

}  // namespace sixline::card::gp
