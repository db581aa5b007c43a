// Milenage: the example algorithm set built on AES.  [TS 35.206]
#pragma once

#include "card/crypto/authentication_functions.hpp"

namespace sixline::card::crypto {

/// r1..r5 in bits (multiples of 8) and c1..c5. An operator may choose its own.  [TS 35.206 §5.3]
struct MilenageConstants {
  std::array<std::uint8_t, 5> rotation{0x40, 0x00, 0x20, 0x40, 0x60};
  std::array<Block, 5> xoring = standard_xoring();

  /// 0, 1, 2, 4, 8 as 128-bit numbers.
  static constexpr std::array<Block, 5> standard_xoring() {
    std::array<Block, 5> constants{};
    constants[1].back() = 1;
    constants[2].back() = 2;
    constants[3].back() = 4;
    constants[4].back() = 8;
    return constants;
  }
};

class Milenage final : public AuthenticationFunctions {
 public:
  /// `key` and `opc` are 16 bytes. Borrows `opc` and `constants`.
  Milenage(CryptoEngine& engine, Bytes key, Bytes opc, const MilenageConstants& constants)
      : key_(engine, key), opc_(opc), constants_(constants) {}
  /// False when a length is wrong or the engine has no room for the key: nothing else may be called then.
  bool valid() const { return key_.valid() && opc_.size() == aes_block; }

  std::size_t mac_size() const override { return 8; }
  void f1(const Rand& rand, const SequenceNumber& sqn, const Amf& amf, MutableBytes mac) const override;
  void f1_star(const Rand& rand, const SequenceNumber& sqn, const Amf& amf, MutableBytes mac) const override;
  void f2345(const Rand& rand, AuthenticationKeys& out) const override;
  SequenceNumber f5_star(const Rand& rand) const override;

 private:
  Block with_opc(Block block) const;
  Block temp(const Rand& rand) const;
  Block out1(const Rand& rand, const SequenceNumber& sqn, const Amf& amf) const;
  Block out(std::size_t n, const Block& temp) const;

  AesKey key_;
  Bytes opc_;
  const MilenageConstants& constants_;
};

}  // namespace sixline::card::crypto
