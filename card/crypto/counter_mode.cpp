#include "card/crypto/counter_mode.hpp"

namespace sixline::card::crypto {
namespace {

void increment(Block& counter) {
  for (std::size_t i = counter.size(); i > 0; --i)
    if (++counter[i - 1] != 0) return;
}

}  // namespace

void counter_mode(const AesKey& key, Block counter, Bytes in, MutableBytes out) {
  for (std::size_t at = 0; at < in.size(); at += aes_block) {
    const Block stream = key.encrypt(counter);
    const std::size_t size = std::min(aes_block, in.size() - at);
    for (std::size_t i = 0; i < size; ++i) out[at + i] = static_cast<std::uint8_t>(in[at + i] ^ stream[i]);
    increment(counter);
  }
}

}  // namespace sixline::card::crypto
