#include "host/crypto/des.hpp"

#include "host/crypto/openssl.hpp"

namespace sixline::host::crypto {
namespace {

constexpr std::size_t third = 8;

}  // namespace

Result<DesKey> DesKey::from(Bytes key) {
  if (key.size() != third && key.size() != 2 * third && key.size() != 3 * third)
    return fail(ErrorCode::BadInput,
                "a DES key has 8, 16 or 24 bytes, this one has " + std::to_string(key.size()));
  // K, K, K and K1, K2, K1 and K1, K2, K3.
  Secret whole(3 * third);
  for (std::size_t i = 0; i < whole.size(); ++i) whole.buffer()[i] = key[i % key.size()];
  return DesKey(std::move(whole));
}

void DesKey::run(int encrypt, const DesBlock& iv, wire::MutableBytes data) const {
  openssl::require(data.size() % des_block_size == 0, "DES-CBC over a broken block");
  if (data.empty()) return;
  openssl::CipherContext context(EVP_CIPHER_CTX_new());
  openssl::require(context && EVP_CipherInit_ex2(context.get(), openssl::triple_des_cbc(), key_.view().data(),
                                                 iv.data(), encrypt, nullptr) == 1,
                   "DES key");
  EVP_CIPHER_CTX_set_padding(context.get(), 0);
  int written = 0;
  openssl::require(
      EVP_CipherUpdate(context.get(), data.data(), &written, data.data(), static_cast<int>(data.size())) == 1,
      "DES-CBC");
}

void DesKey::encrypt_cbc(const DesBlock& iv, wire::MutableBytes data) const {
  run(1, iv, data);
}

void DesKey::decrypt_cbc(const DesBlock& iv, wire::MutableBytes data) const {
  run(0, iv, data);
}

void DesKey::encrypt_ecb(wire::MutableBytes data) const {
  for (std::size_t at = 0; at < data.size(); at += des_block_size)
    encrypt_cbc({}, data.subspan(at, des_block_size));
}

Result<std::array<std::uint8_t, 3>> des_key_check_value(Bytes key) {
  auto des = DesKey::from(key);
  if (!des) return wire::fail(des.error());
  DesBlock zeros{};
  des->encrypt_cbc({}, zeros);
  return std::array<std::uint8_t, 3>{zeros[0], zeros[1], zeros[2]};
}

}  // namespace sixline::host::crypto
