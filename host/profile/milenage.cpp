// [TS 35.206 §4] with r1..r5 and c1..c5 as the package gives them.
#include "host/crypto/aes.hpp"
#include "host/profile/aka.hpp"

namespace sixline::host::profile {

namespace {

using crypto::Block;

Block exclusive_or(const Block& a, Bytes b) {
  Block out{};
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = static_cast<std::uint8_t>(a[i] ^ b[i]);
  return out;
}

/// Cyclic rotation towards the most significant bit.
Block rotate(const Block& block, unsigned bits) {
  Block out{};
  const unsigned bytes = bits / 8 % 16, rest = bits % 8;
  for (unsigned i = 0; i < 16; ++i) {
    const unsigned high = block[(i + bytes) % 16], low = block[(i + bytes + 1) % 16];
    out[i] = static_cast<std::uint8_t>((high << rest) | (low >> (8 - rest)));
  }
  return out;
}

template <std::size_t Size>
std::array<std::uint8_t, Size> slice(const Block& block, std::size_t at) {
  std::array<std::uint8_t, Size> out{};
  std::copy_n(block.begin() + static_cast<std::ptrdiff_t>(at), Size, out.begin());
  return out;
}

auto bad_lengths() {
  return fail(ErrorCode::BadInput, "Milenage wants K and OPc of 16 bytes each");
}

/// One OUTn: AES over TEMP-like input, rotated and offset, masked with OPc on both sides.
Block out_n(crypto::AesKey& key, const Block& input, const AkaParameters& p, std::size_t n) {
  const Block offset = exclusive_or(rotate(exclusive_or(input, p.opc), p.rotation[n]), p.xoring[n]);
  return exclusive_or(key.encrypt_block(offset), p.opc);
}

Block out_1(crypto::AesKey& key, const Block& temp, const Block& in1, const AkaParameters& p) {
  const Block turned = exclusive_or(rotate(exclusive_or(in1, p.opc), p.rotation[0]), p.xoring[0]);
  return exclusive_or(key.encrypt_block(exclusive_or(temp, turned)), p.opc);
}

}  // namespace

Result<ByteString> milenage_opc(Bytes key, Bytes op) {
  if (key.size() != 16 || op.size() != 16) return bad_lengths();
  auto aes = crypto::AesKey::from(key);
  if (!aes) return tl::unexpected(aes.error());
  Block block{};
  std::copy(op.begin(), op.end(), block.begin());
  return to_byte_string(exclusive_or(aes->encrypt_block(block), op));
}

Result<AkaVector> milenage(const AkaParameters& parameters, const Rand& rand, const Sqn& sqn,
                           const Amf& amf) {
  if (parameters.key.size() != 16 || parameters.opc.size() != 16) return bad_lengths();
  auto aes = crypto::AesKey::from(parameters.key);
  if (!aes) return tl::unexpected(aes.error());
  const Block temp = aes->encrypt_block(exclusive_or(rand, parameters.opc));
  Block in1{};
  for (std::size_t i = 0; i < 6; ++i) in1[i] = in1[8 + i] = sqn[i];
  for (std::size_t i = 0; i < 2; ++i) in1[6 + i] = in1[14 + i] = amf[i];

  AkaVector vector;
  const Block out1 = out_1(*aes, temp, in1, parameters);
  const Block out2 = out_n(*aes, temp, parameters, 1);
  vector.mac_a = slice<8>(out1, 0);
  vector.mac_s = slice<8>(out1, 8);
  vector.ak = slice<6>(out2, 0);
  vector.res.assign(out2.begin() + 8, out2.end());
  vector.ck = out_n(*aes, temp, parameters, 2);
  vector.ik = out_n(*aes, temp, parameters, 3);
  vector.ak_resync = slice<6>(out_n(*aes, temp, parameters, 4), 0);
  return vector;
}

}  // namespace sixline::host::profile
