#include "card/crypto/cmac.hpp"

#include "card/crypto/secret.hpp"

namespace sixline::card::crypto {
namespace {

/// Blocks that one CBC call takes: bounds the scratch on the stack.
constexpr std::size_t run_blocks = 16;

Block doubled(const Block& block) {
  Block out;
  std::uint8_t carry = 0;
  for (std::size_t i = aes_block; i > 0; --i) {
    out[i - 1] = static_cast<std::uint8_t>(block[i - 1] << 1 | carry);
    carry = block[i - 1] >> 7;
  }
  if (carry != 0) out[aes_block - 1] ^= 0x87;
  return out;
}

}  // namespace

Cmac::~Cmac() {
  wipe(state_);
  wipe(pending_);
}

void Cmac::absorb(Bytes blocks) {
  std::array<std::uint8_t, run_blocks * aes_block> scratch;
  while (!blocks.empty()) {
    const std::size_t run = std::min(blocks.size(), scratch.size());
    const MutableBytes out = MutableBytes(scratch).first(run);
    key_.cbc_encrypt(state_, blocks.first(run), out);
    std::copy_n(out.end() - aes_block, aes_block, state_.begin());
    blocks = blocks.subspan(run);
  }
  wipe(scratch);
}

// The last block, full or not, waits in pending_ because finish() treats it apart.
Cmac& Cmac::add(Bytes part) {
  if (part.empty()) return *this;
  if (pending_size_ + part.size() > aes_block && pending_size_ > 0) {
    const std::size_t missing = aes_block - pending_size_;
    std::copy_n(part.begin(), missing, pending_.begin() + static_cast<std::ptrdiff_t>(pending_size_));
    absorb(pending_);
    pending_size_ = 0;
    part = part.subspan(missing);
  }
  if (pending_size_ == 0 && part.size() > aes_block) {
    const std::size_t whole = (part.size() - 1) / aes_block * aes_block;
    absorb(part.first(whole));
    part = part.subspan(whole);
  }
  std::copy(part.begin(), part.end(), pending_.begin() + static_cast<std::ptrdiff_t>(pending_size_));
  pending_size_ += part.size();
  return *this;
}

Block Cmac::finish() {
  Block subkey = doubled(key_.encrypt(Block{}));
  if (pending_size_ < aes_block) {
    subkey = doubled(subkey);
    pending_[pending_size_] = 0x80;
    std::fill(pending_.begin() + static_cast<std::ptrdiff_t>(pending_size_) + 1, pending_.end(),
              std::uint8_t{0});
  }
  for (std::size_t i = 0; i < aes_block; ++i) pending_[i] ^= subkey[i];
  absorb(pending_);
  wipe(subkey);
  return state_;
}

}  // namespace sixline::card::crypto
