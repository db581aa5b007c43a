#include "host/crypto/cmac.hpp"

#include <algorithm>

namespace sixline::host::crypto {
namespace {

/// Multiplication by x in GF(2^128).  [NIST SP 800-38B §6.1]
Block doubled(const Block& block) {
  Block out;
  for (std::size_t i = 0; i < out.size(); ++i) {
    const int next = i + 1 < block.size() ? block[i + 1] >> 7 : 0;
    out[i] = static_cast<std::uint8_t>(block[i] << 1 | next);
  }
  if ((block[0] & 0x80) != 0) out.back() ^= 0x87;
  return out;
}

}  // namespace

CmacKey::CmacKey(AesKey key) : key_(std::move(key)) {
  whole_mask_ = doubled(key_.encrypt_block(zero_block));
  padded_mask_ = doubled(whole_mask_);
}

Result<CmacKey> CmacKey::from(Bytes key) {
  auto aes = AesKey::from(key);
  if (!aes) return wire::fail(aes.error());
  return CmacKey(std::move(*aes));
}

// One CBC call over the whole masked message costs less than feeding an EVP_MAC part by part.
Block CmacKey::mac(std::initializer_list<Bytes> parts) {
  scratch_.clear();
  for (Bytes part : parts) scratch_.insert(scratch_.end(), part.begin(), part.end());
  const bool whole = !scratch_.empty() && scratch_.size() % block_size == 0;
  if (!whole) pad_80(scratch_);
  const Block& mask = whole ? whole_mask_ : padded_mask_;
  const std::size_t last = scratch_.size() - block_size;
  for (std::size_t i = 0; i < block_size; ++i) scratch_[last + i] ^= mask[i];
  key_.encrypt_cbc(zero_block, scratch_);
  Block out;
  std::copy_n(scratch_.end() - block_size, block_size, out.begin());
  return out;
}

}  // namespace sixline::host::crypto
