#include "card/crypto/xor_algorithm.hpp"

namespace sixline::card::crypto {
namespace {

/// Turned left by whole bytes.
Block turned(const Block& block, std::size_t bytes) {
  Block out;
  for (std::size_t i = 0; i < aes_block; ++i) out[i] = block[(i + bytes) % aes_block];
  return out;
}

constexpr std::size_t ak_at = 3;

}  // namespace

Block XorAlgorithm::xdout(const Rand& rand) const {
  Block out = rand;
  for (std::size_t i = 0; i < aes_block; ++i) out[i] ^= key_[i];
  return out;
}

void XorAlgorithm::f1(const Rand& rand, const SequenceNumber& sqn, const Amf& amf, MutableBytes mac) const {
  const Block x = xdout(rand);
  for (std::size_t i = 0; i < sqn.size(); ++i) mac[i] = x[i] ^ sqn[i];
  for (std::size_t i = 0; i < amf.size(); ++i) mac[sqn.size() + i] = x[sqn.size() + i] ^ amf[i];
}

// The resynchronisation uses the same functions.
void XorAlgorithm::f1_star(const Rand& rand, const SequenceNumber& sqn, const Amf& amf,
                           MutableBytes mac) const {
  f1(rand, sqn, amf, mac);
}

void XorAlgorithm::f2345(const Rand& rand, AuthenticationKeys& out) const {
  const Block x = xdout(rand);
  out.res.assign(Bytes(x).first(res_size_));
  out.ck.assign(turned(x, 1));
  out.ik.assign(turned(x, 2));
  std::copy_n(x.begin() + ak_at, out.ak.size(), out.ak.begin());
}

SequenceNumber XorAlgorithm::f5_star(const Rand& rand) const {
  const Block x = xdout(rand);
  SequenceNumber ak;
  std::copy_n(x.begin() + ak_at, ak.size(), ak.begin());
  return ak;
}

}  // namespace sixline::card::crypto
