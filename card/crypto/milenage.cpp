#include "card/crypto/milenage.hpp"

namespace sixline::card::crypto {
namespace {

Block exclusive_or(Block a, const Block& b) {
  for (std::size_t i = 0; i < aes_block; ++i) a[i] ^= b[i];
  return a;
}

/// Cyclic rotation towards the most significant bit, by any number of bits.
Block rotated(const Block& block, std::uint8_t bits) {
  const std::size_t bytes = bits / 8;
  const unsigned rest = bits % 8;
  Block out;
  for (std::size_t i = 0; i < aes_block; ++i) {
    const unsigned high = block[(i + bytes) % aes_block];
    const unsigned low = block[(i + bytes + 1) % aes_block];
    out[i] = static_cast<std::uint8_t>((high << 8 | low) << rest >> 8);
  }
  return out;
}

}  // namespace

Block Milenage::with_opc(Block block) const {
  for (std::size_t i = 0; i < aes_block; ++i) block[i] ^= opc_[i];
  return block;
}

Block Milenage::temp(const Rand& rand) const {
  return key_.encrypt(with_opc(rand));
}

Block Milenage::out1(const Rand& rand, const SequenceNumber& sqn, const Amf& amf) const {
  Block in1;
  for (std::size_t half = 0; half < aes_block; half += aes_block / 2) {
    std::copy(sqn.begin(), sqn.end(), &in1[half]);
    std::copy(amf.begin(), amf.end(), &in1[half + sqn.size()]);
  }
  const Block turned = exclusive_or(rotated(with_opc(in1), constants_.rotation[0]), constants_.xoring[0]);
  return with_opc(key_.encrypt(exclusive_or(turned, temp(rand))));
}

/// OUT2 to OUT5.
Block Milenage::out(std::size_t n, const Block& temp) const {
  const Block turned = rotated(with_opc(temp), constants_.rotation[n - 1]);
  return with_opc(key_.encrypt(exclusive_or(turned, constants_.xoring[n - 1])));
}

void Milenage::f1(const Rand& rand, const SequenceNumber& sqn, const Amf& amf, MutableBytes mac) const {
  Block result = out1(rand, sqn, amf);
  std::copy_n(result.begin(), mac_size(), mac.begin());
  wipe(result);
}

void Milenage::f1_star(const Rand& rand, const SequenceNumber& sqn, const Amf& amf, MutableBytes mac) const {
  Block result = out1(rand, sqn, amf);
  std::copy_n(result.begin() + 8, mac_size(), mac.begin());
  wipe(result);
}

void Milenage::f2345(const Rand& rand, AuthenticationKeys& out_keys) const {
  Block temporary = temp(rand);
  Block result = out(2, temporary);
  out_keys.res.assign(Bytes(result).subspan(8));
  std::copy_n(result.begin(), out_keys.ak.size(), out_keys.ak.begin());
  result = out(3, temporary);
  out_keys.ck.assign(result);
  result = out(4, temporary);
  out_keys.ik.assign(result);
  wipe(result);
  wipe(temporary);
}

SequenceNumber Milenage::f5_star(const Rand& rand) const {
  Block temporary = temp(rand);
  Block result = out(5, temporary);
  SequenceNumber ak;
  std::copy_n(result.begin(), ak.size(), ak.begin());
  wipe(result);
  wipe(temporary);
  return ak;
}

}  // namespace sixline::card::crypto
