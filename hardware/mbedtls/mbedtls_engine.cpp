#include "hardware/mbedtls/mbedtls_engine.hpp"

#include <algorithm>
#include <mbedtls/des.h>
#include <mbedtls/ecdsa.h>
#include <mbedtls/ecp.h>
#include <mbedtls/memory_buffer_alloc.h>
#include <mbedtls/sha256.h>

/// mbedTLS comes here when its pool is damaged: a card must stop, not continue.
extern "C" void sixline_mbedtls_exit(int) {
  __builtin_trap();
}

namespace sixline::hardware::mbedtls {
namespace {

using card::crypto::Block;
using card::crypto::Bytes;
using card::crypto::compressed_size;
using card::crypto::coordinate_size;
using card::crypto::Curve;
using card::crypto::DesBlock;
using card::crypto::Digest;
using card::crypto::MutableBytes;
using card::crypto::point_size;
using card::crypto::signature_size;
using card::crypto::x25519_size;

/// The largest agreement needs 4.8 KB on Cortex-M3; pointers and limbs of the desktop are twice as long.
constexpr std::size_t pool_bytes = sizeof(void*) == 4 ? 6 * 1024 : 12 * 1024;
alignas(16) std::array<std::uint8_t, pool_bytes> pool;

void require(bool condition) {
  if (!condition) __builtin_trap();
}

void make_pool_once() {
  static bool made = false;
  if (made) return;
  mbedtls_memory_buffer_alloc_init(pool.data(), pool.size());
  made = true;
}

/// A structure of mbedTLS that is initialised and freed with its scope.
template <class T, auto init, auto free>
struct Scoped {
  Scoped() { init(&value); }
  ~Scoped() { free(&value); }
  Scoped(const Scoped&) = delete;
  Scoped& operator=(const Scoped&) = delete;
  T* operator&() { return &value; }
  T value;
};
using Group = Scoped<mbedtls_ecp_group, mbedtls_ecp_group_init, mbedtls_ecp_group_free>;
using Point = Scoped<mbedtls_ecp_point, mbedtls_ecp_point_init, mbedtls_ecp_point_free>;
using Number = Scoped<mbedtls_mpi, mbedtls_mpi_init, mbedtls_mpi_free>;
using TripleDes = Scoped<mbedtls_des3_context, mbedtls_des3_init, mbedtls_des3_free>;
using Sha256 = Scoped<mbedtls_sha256_context, mbedtls_sha256_init, mbedtls_sha256_free>;

bool load(Group& group, Curve curve) {
  switch (curve) {
    case Curve::P256: return mbedtls_ecp_group_load(&group, MBEDTLS_ECP_DP_SECP256R1) == 0;
    case Curve::BrainpoolP256r1: return mbedtls_ecp_group_load(&group, MBEDTLS_ECP_DP_BP256R1) == 0;
  }
  return false;
}

bool load(Number& number, Bytes big_endian) {
  return mbedtls_mpi_read_binary(&number, big_endian.data(), big_endian.size()) == 0;
}

/// False unless the point is uncompressed, on the curve and not infinity.
bool load(Point& point, Group& group, Bytes encoded) {
  constexpr std::uint8_t uncompressed = 0x04;
  return encoded.size() == point_size && encoded[0] == uncompressed &&
         mbedtls_ecp_point_read_binary(&group, &point, encoded.data(), encoded.size()) == 0 &&
         mbedtls_ecp_check_pubkey(&group, &point) == 0;
}

bool store(Point& point, Group& group, std::span<std::uint8_t, point_size> out) {
  std::size_t size = 0;
  return mbedtls_ecp_point_write_binary(&group, &point, MBEDTLS_ECP_PF_UNCOMPRESSED, &size, out.data(),
                                        out.size()) == 0 &&
         size == point_size;
}

/// x^3 + ax + b. mbedTLS leaves `a` away where it is -3.
bool right_side(Group& group, const Number& x, Number& out) {
  constexpr int missing_a = 3;
  const mbedtls_mpi* p = &group.value.P;
  const mbedtls_mpi* a = &group.value.A;
  Number step;
  if (mbedtls_mpi_mul_mpi(&step, &x.value, &x.value) != 0 || mbedtls_mpi_mod_mpi(&step, &step, p) != 0)
    return false;
  const int added =
      a->p == nullptr ? mbedtls_mpi_sub_int(&step, &step, missing_a) : mbedtls_mpi_add_mpi(&step, &step, a);
  return added == 0 && mbedtls_mpi_mul_mpi(&out, &step, &x.value) == 0 &&
         mbedtls_mpi_add_mpi(&out, &out, &group.value.B) == 0 && mbedtls_mpi_mod_mpi(&out, &out, p) == 0;
}

/// A square root modulo a prime that is 3 mod 4, as those of both curves: the power (p + 1) / 4. Something
/// else when there is no root, which shows when the point is checked.
bool root(Group& group, const Number& square, Number& out) {
  Number exponent;
  return mbedtls_mpi_add_int(&exponent, &group.value.P, 1) == 0 && mbedtls_mpi_shift_r(&exponent, 2) == 0 &&
         mbedtls_mpi_exp_mod(&out, &square.value, &exponent, &group.value.P, nullptr) == 0;
}

int random_for_mbedtls(void* random, unsigned char* out, std::size_t size) {
  static_cast<card::platform::Random*>(random)->fill({out, size});
  return 0;
}

void run_cbc(mbedtls_aes_context& context, int mode, const Block& iv, Bytes in, MutableBytes out) {
  Block chained = iv;
  require(in.size() == out.size());
  require(mbedtls_aes_crypt_cbc(&context, mode, in.size(), chained.data(), in.data(), out.data()) == 0);
}

/// The contexts of mbedTLS know encryption and decryption by different key schedules.
void run_des(int mode, Bytes key, const DesBlock& iv, Bytes in, MutableBytes out) {
  require((key.size() == 16 || key.size() == 24) && in.size() == out.size());
  const bool encrypt = mode == MBEDTLS_DES_ENCRYPT;
  const auto load_key = key.size() == 16 ? (encrypt ? mbedtls_des3_set2key_enc : mbedtls_des3_set2key_dec)
                                         : (encrypt ? mbedtls_des3_set3key_enc : mbedtls_des3_set3key_dec);
  TripleDes context;
  DesBlock chained = iv;
  require(load_key(&context, key.data()) == 0);
  require(mbedtls_des3_crypt_cbc(&context, mode, in.size(), chained.data(), in.data(), out.data()) == 0);
}

}  // namespace

MbedtlsEngine::MbedtlsEngine(card::platform::Random& blinding) : blinding_(blinding) {
  make_pool_once();
}

MbedtlsEngine::~MbedtlsEngine() {
  for (std::size_t slot = 0; slot < aes_.size(); ++slot)
    if (aes_[slot].in_use) close_aes(static_cast<AesSlot>(slot));
}

MbedtlsEngine::AesSlot MbedtlsEngine::open_aes(Bytes key) {
  if (key.size() != 16 && key.size() != 24 && key.size() != 32) return no_slot;
  const auto free = std::find_if(aes_.begin(), aes_.end(), [](const AesContext& c) { return !c.in_use; });
  if (free == aes_.end()) return no_slot;
  const auto bits = static_cast<unsigned>(key.size() * 8);
  mbedtls_aes_init(&free->encrypt);
  mbedtls_aes_init(&free->decrypt);
  require(mbedtls_aes_setkey_enc(&free->encrypt, key.data(), bits) == 0);
  require(mbedtls_aes_setkey_dec(&free->decrypt, key.data(), bits) == 0);
  free->in_use = true;
  return static_cast<AesSlot>(free - aes_.begin());
}

void MbedtlsEngine::close_aes(AesSlot slot) {
  require(slot < aes_.size());
  mbedtls_aes_free(&aes_[slot].encrypt);  // wipes
  mbedtls_aes_free(&aes_[slot].decrypt);
  aes_[slot].in_use = false;
}

void MbedtlsEngine::cbc_encrypt(AesSlot slot, const Block& iv, Bytes in, MutableBytes out) {
  require(slot < aes_.size() && aes_[slot].in_use);
  run_cbc(aes_[slot].encrypt, MBEDTLS_AES_ENCRYPT, iv, in, out);
}

void MbedtlsEngine::cbc_decrypt(AesSlot slot, const Block& iv, Bytes in, MutableBytes out) {
  require(slot < aes_.size() && aes_[slot].in_use);
  run_cbc(aes_[slot].decrypt, MBEDTLS_AES_DECRYPT, iv, in, out);
}

void MbedtlsEngine::des_cbc_encrypt(Bytes key, const DesBlock& iv, Bytes in, MutableBytes out) {
  run_des(MBEDTLS_DES_ENCRYPT, key, iv, in, out);
}

void MbedtlsEngine::des_cbc_decrypt(Bytes key, const DesBlock& iv, Bytes in, MutableBytes out) {
  run_des(MBEDTLS_DES_DECRYPT, key, iv, in, out);
}

Digest MbedtlsEngine::sha256(std::span<const Bytes> parts) {
  Digest digest;
  Sha256 context;
  require(mbedtls_sha256_starts_ret(&context, 0) == 0);
  for (Bytes part : parts) require(mbedtls_sha256_update_ret(&context, part.data(), part.size()) == 0);
  require(mbedtls_sha256_finish_ret(&context, digest.data()) == 0);
  return digest;
}

bool MbedtlsEngine::ecdsa_verify(Curve curve, Bytes public_point, const Digest& digest, Bytes signature) {
  Group group;
  Point key;
  Number r;
  Number s;
  return signature.size() == signature_size && load(group, curve) && load(key, group, public_point) &&
         load(r, signature.first(coordinate_size)) && load(s, signature.subspan(coordinate_size)) &&
         mbedtls_ecdsa_verify(&group, digest.data(), digest.size(), &key, &r, &s) == 0;
}

bool MbedtlsEngine::ecdh(Curve curve, Bytes private_scalar, Bytes peer_point,
                         std::span<std::uint8_t, coordinate_size> x) {
  Group group;
  Point peer;
  Point shared;
  Number scalar;
  if (private_scalar.size() != coordinate_size || !load(group, curve) || !load(peer, group, peer_point) ||
      !load(scalar, private_scalar) || mbedtls_ecp_check_privkey(&group, &scalar) != 0)
    return false;
  return mbedtls_ecp_mul(&group, &shared, &scalar, &peer, random_for_mbedtls, &blinding_) == 0 &&
         mbedtls_ecp_is_zero(&shared) == 0 &&
         mbedtls_mpi_write_binary(&shared.value.X, x.data(), x.size()) == 0;
}

bool MbedtlsEngine::public_point(Curve curve, Bytes private_scalar,
                                 std::span<std::uint8_t, point_size> point) {
  Group group;
  Point result;
  Number scalar;
  return private_scalar.size() == coordinate_size && load(group, curve) && load(scalar, private_scalar) &&
         mbedtls_ecp_check_privkey(&group, &scalar) == 0 &&
         mbedtls_ecp_mul(&group, &result, &scalar, &group.value.G, random_for_mbedtls, &blinding_) == 0 &&
         store(result, group, point);
}

bool MbedtlsEngine::decompress(Curve curve, Bytes compressed, std::span<std::uint8_t, point_size> point) {
  constexpr std::uint8_t even = 0x02;
  constexpr std::uint8_t odd = 0x03;
  if (compressed.size() != compressed_size || (compressed[0] != even && compressed[0] != odd)) return false;
  Group group;
  Point result;
  Number square;
  Number x;
  if (!load(group, curve) || !load(x, compressed.subspan(1)) ||
      mbedtls_mpi_cmp_mpi(&x, &group.value.P) >= 0 || !right_side(group, x, square))
    return false;
  Number y;
  if (!root(group, square, y)) return false;
  if ((mbedtls_mpi_get_bit(&y, 0) != 0) != (compressed[0] == odd) &&
      mbedtls_mpi_sub_mpi(&y, &group.value.P, &y) != 0)
    return false;
  return mbedtls_mpi_copy(&result.value.X, &x) == 0 && mbedtls_mpi_copy(&result.value.Y, &y) == 0 &&
         mbedtls_mpi_lset(&result.value.Z, 1) == 0 && mbedtls_ecp_check_pubkey(&group, &result) == 0 &&
         store(result, group, point);
}

bool MbedtlsEngine::x25519(std::span<const std::uint8_t, x25519_size> scalar,
                           std::span<const std::uint8_t, x25519_size> u,
                           std::span<std::uint8_t, x25519_size> out) {
  constexpr std::size_t highest_bit = 254;
  Group group;
  Point peer;
  Point shared;
  Number secret;
  if (mbedtls_ecp_group_load(&group, MBEDTLS_ECP_DP_CURVE25519) != 0 ||
      mbedtls_ecp_point_read_binary(&group, &peer, u.data(), u.size()) != 0 ||
      mbedtls_mpi_read_binary_le(&secret, scalar.data(), scalar.size()) != 0)
    return false;
  for (const std::size_t bit : {0u, 1u, 2u, 255u})
    if (mbedtls_mpi_set_bit(&secret, bit, 0) != 0) return false;
  return mbedtls_mpi_set_bit(&secret, highest_bit, 1) == 0 &&
         mbedtls_ecp_mul(&group, &shared, &secret, &peer, random_for_mbedtls, &blinding_) == 0 &&
         mbedtls_mpi_cmp_int(&shared.value.X, 0) != 0 &&
         mbedtls_mpi_write_binary_le(&shared.value.X, out.data(), out.size()) == 0;
}

std::size_t MbedtlsEngine::pool_size() {
  return pool.size();
}

std::size_t MbedtlsEngine::pool_high_water() {
  std::size_t used = 0;
  std::size_t blocks = 0;
  mbedtls_memory_buffer_alloc_max_get(&used, &blocks);
  return used;
}

}  // namespace sixline::hardware::mbedtls
