// TUAK: the example algorithm set built on Keccak.  [TS 35.231]
#pragma once

#include "card/crypto/authentication_functions.hpp"
#include "card/crypto/keccak.hpp"

namespace sixline::card::crypto {

/// What an operator chooses, in bytes.  [TS 35.231 §5.2]
struct TuakLengths {
  std::uint8_t mac = 8;    ///< 8, 16, 32
  std::uint8_t res = 8;    ///< 4, 8, 16, 32
  std::uint8_t keys = 16;  ///< CK and IK: 16, 32
};

class Tuak final : public AuthenticationFunctions {
 public:
  /// `key` is 16 or 32 bytes, `topc` 32; `iterations` of the permutation, at least 1. Borrows both views.
  Tuak(Bytes key, Bytes topc, TuakLengths lengths, std::uint8_t iterations)
      : key_(key), topc_(topc), lengths_(lengths), iterations_(iterations) {}
  bool valid() const;

  std::size_t mac_size() const override { return lengths_.mac; }
  void f1(const Rand& rand, const SequenceNumber& sqn, const Amf& amf, MutableBytes mac) const override;
  void f1_star(const Rand& rand, const SequenceNumber& sqn, const Amf& amf, MutableBytes mac) const override;
  void f2345(const Rand& rand, AuthenticationKeys& out) const override;
  SequenceNumber f5_star(const Rand& rand) const override;

 private:
  void load(KeccakState& state, std::uint8_t instance) const;
  void permute(KeccakState& state) const;
  void mac(std::uint8_t instance, const Rand& rand, const SequenceNumber& sqn, const Amf& amf,
           MutableBytes out) const;

  Bytes key_;
  Bytes topc_;
  TuakLengths lengths_;
  std::uint8_t iterations_;
};

}  // namespace sixline::card::crypto
