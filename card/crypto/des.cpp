#include "card/crypto/des.hpp"

namespace sixline::card::crypto {
namespace {

constexpr std::size_t two_key = 16;
constexpr std::size_t three_key = 24;
constexpr std::uint8_t padding_mark = 0x80;

/// Takes the parts block by block; the last block is padded.
class PaddedBlocks {
 public:
  PaddedBlocks(Bytes first, Bytes second, Bytes third) : parts_{first, second, third} {}
  /// False: `block` is the last one.
  bool next(DesBlock& block) {
    for (std::size_t filled = 0; filled < block.size(); ++filled) {
      while (part_ < parts_.size() && parts_[part_].empty()) ++part_;
      if (part_ == parts_.size()) {
        std::fill(block.begin() + static_cast<std::ptrdiff_t>(filled), block.end(), std::uint8_t{0});
        block[filled] = padding_mark;
        return false;
      }
      block[filled] = parts_[part_].front();
      parts_[part_] = parts_[part_].subspan(1);
    }
    return true;
  }

 private:
  std::array<Bytes, 3> parts_;
  std::size_t part_ = 0;
};

}  // namespace

DesKey::DesKey(CryptoEngine& engine, Bytes key) : engine_(&engine) {
  if (key.size() == two_key || key.size() == three_key) key_.assign(key);
}

void DesKey::cbc_encrypt(const DesBlock& iv, Bytes in, MutableBytes out) const {
  engine_->des_cbc_encrypt(key_.view(), iv, in, out);
}

void DesKey::cbc_decrypt(const DesBlock& iv, Bytes in, MutableBytes out) const {
  engine_->des_cbc_decrypt(key_.view(), iv, in, out);
}

void DesKey::ecb_decrypt(Bytes in, MutableBytes out) const {
  for (std::size_t at = 0; at + des_block <= in.size(); at += des_block) {
    engine_->des_cbc_decrypt(key_.view(), DesBlock{}, in.subspan(at, des_block), out.subspan(at, des_block));
  }
}

DesBlock DesKey::encrypt(const DesBlock& block) const {
  DesBlock out;
  engine_->des_cbc_encrypt(key_.view(), DesBlock{}, block, out);
  return out;
}

Secret<16> DesKey::single() const {
  const Bytes third = key_.view().first(des_block);
  Secret<two_key> twice;
  wire::Writer out(twice.buffer());
  out.put(third);
  out.put(third);
  twice.resize(two_key);
  return twice;
}

DesBlock DesKey::encrypt_single(const DesBlock& block) const {
  DesBlock out;
  engine_->des_cbc_encrypt(single().view(), DesBlock{}, block, out);
  return out;
}

DesBlock DesKey::full_mac(Bytes first, Bytes second, Bytes third) const {
  PaddedBlocks blocks(first, second, third);
  DesBlock mac{};
  DesBlock block;
  for (bool more = true; more;) {
    more = blocks.next(block);
    engine_->des_cbc_encrypt(key_.view(), mac, block, mac);
  }
  return mac;
}

DesBlock DesKey::retail_mac(const DesBlock& iv, Bytes first, Bytes second, Bytes third) const {
  const Secret<two_key> twice = single();
  PaddedBlocks blocks(first, second, third);
  DesBlock mac = iv;
  DesBlock block;
  for (bool more = true; more;) {
    more = blocks.next(block);
    engine_->des_cbc_encrypt(more ? twice.view() : key_.view(), mac, block, mac);
  }
  return mac;
}

}  // namespace sixline::card::crypto
