// The algorithm of test USIMs: nothing but exclusive or.  [TS 34.108 §8.1.2]
#pragma once

#include "card/crypto/authentication_functions.hpp"

namespace sixline::card::crypto {

class XorAlgorithm final : public AuthenticationFunctions {
 public:
  /// `key` is 16 bytes; RES is cut to `res_size` bytes, 4 to 16. Borrows `key`.
  XorAlgorithm(Bytes key, std::uint8_t res_size) : key_(key), res_size_(res_size) {}
  bool valid() const { return key_.size() == aes_block && res_size_ >= 4 && res_size_ <= aes_block; }

  std::size_t mac_size() const override { return 8; }
  void f1(const Rand& rand, const SequenceNumber& sqn, const Amf& amf, MutableBytes mac) const override;
  void f1_star(const Rand& rand, const SequenceNumber& sqn, const Amf& amf, MutableBytes mac) const override;
  void f2345(const Rand& rand, AuthenticationKeys& out) const override;
  SequenceNumber f5_star(const Rand& rand) const override;

 private:
  Block xdout(const Rand& rand) const;

  Bytes key_;
  std::uint8_t res_size_;
};

}  // namespace sixline::card::crypto
