#include "host/crypto/aes.hpp"

#include "host/crypto/openssl.hpp"

namespace sixline::host::crypto {
namespace {

void run(EVP_CIPHER_CTX* context, const Block& iv, wire::MutableBytes data) {
  openssl::require(data.size() % block_size == 0, "AES-CBC over a broken block");
  if (data.empty()) return;
  int written = 0;
  openssl::require(EVP_CipherInit_ex2(context, nullptr, nullptr, iv.data(), -1, nullptr) == 1, "AES IV");
  openssl::require(
      EVP_CipherUpdate(context, data.data(), &written, data.data(), static_cast<int>(data.size())) == 1,
      "AES-CBC");
}

}  // namespace

void AesKey::Free::operator()(evp_cipher_ctx_st* context) const {
  EVP_CIPHER_CTX_free(context);
}

Result<AesKey> AesKey::from(Bytes key) {
  if (key.size() != 16 && key.size() != 24 && key.size() != 32)
    return fail(ErrorCode::BadInput,
                "an AES key has 16, 24 or 32 bytes, this one has " + std::to_string(key.size()));
  auto make = [&](int direction) {
    Context context(EVP_CIPHER_CTX_new());
    openssl::require(context && EVP_CipherInit_ex2(context.get(), openssl::aes_cbc(key.size()), key.data(),
                                                   zero_block.data(), direction, nullptr) == 1,
                     "AES key");
    EVP_CIPHER_CTX_set_padding(context.get(), 0);
    return context;
  };
  return AesKey(make(1), make(0));
}

void AesKey::encrypt_cbc(const Block& iv, wire::MutableBytes data) {
  run(encrypt_.get(), iv, data);
}

void AesKey::decrypt_cbc(const Block& iv, wire::MutableBytes data) {
  run(decrypt_.get(), iv, data);
}

Block AesKey::encrypt_block(Block block) {
  encrypt_cbc(zero_block, block);
  return block;
}

void pad_80(ByteString& data) {
  data.push_back(0x80);
  data.resize((data.size() + block_size - 1) / block_size * block_size, 0x00);
}

Result<std::size_t> size_without_padding_80(Bytes data) {
  std::size_t size = data.size();
  while (size > 0 && data[size - 1] == 0x00 && data.size() - size < block_size) --size;
  if (size == 0 || data[size - 1] != 0x80 || data.size() - size >= block_size)
    return fail(ErrorCode::BadFormat, "deciphered data has no 80 00.. padding");
  return size - 1;
}

Result<std::array<std::uint8_t, 3>> key_check_value(Bytes key) {
  auto aes = AesKey::from(key);
  if (!aes) return wire::fail(aes.error());
  Block ones;
  ones.fill(0x01);
  Block out = aes->encrypt_block(ones);
  return std::array<std::uint8_t, 3>{out[0], out[1], out[2]};
}

}  // namespace sixline::host::crypto
