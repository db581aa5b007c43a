// f1 to f5* of an authentication and key agreement, whatever algorithm computes them.
// [TS 33.102 §6.3]
#pragma once

#include "card/crypto/crypto_engine.hpp"
#include "card/crypto/secret.hpp"

namespace sixline::card::crypto {

using Rand = Block;
using SequenceNumber = std::array<std::uint8_t, 6>;
using Amf = std::array<std::uint8_t, 2>;

inline constexpr std::size_t max_mac = 32;  ///< TUAK with a 256-bit MAC

/// What f2, f3, f4 and f5 give for one RAND.
struct AuthenticationKeys {
  Secret<32> res;
  Secret<32> ck;
  Secret<32> ik;
  SequenceNumber ak{};
};

class AuthenticationFunctions {
 public:
  /// Bytes of MAC-A and MAC-S, at most max_mac.
  virtual std::size_t mac_size() const = 0;
  /// MAC-A over all of `mac`, which is mac_size() bytes long.
  virtual void f1(const Rand& rand, const SequenceNumber& sqn, const Amf& amf, MutableBytes mac) const = 0;
  /// MAC-S, the same for the resynchronisation.
  virtual void f1_star(const Rand& rand, const SequenceNumber& sqn, const Amf& amf,
                       MutableBytes mac) const = 0;
  virtual void f2345(const Rand& rand, AuthenticationKeys& out) const = 0;
  /// The anonymity key of the resynchronisation.
  virtual SequenceNumber f5_star(const Rand& rand) const = 0;

 protected:
  ~AuthenticationFunctions() = default;
};

}  // namespace sixline::card::crypto
