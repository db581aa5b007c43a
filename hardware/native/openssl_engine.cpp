#include "hardware/native/openssl_engine.hpp"

#include <cstdio>
#include <cstdlib>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/obj_mac.h>
#include <openssl/param_build.h>

#include "card/crypto/secret.hpp"

namespace sixline::hardware::native {
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

using BigNumber = OpenSslPointer<BIGNUM, BN_clear_free>;
using Key = OpenSslPointer<EVP_PKEY, EVP_PKEY_free>;
using KeyContext = OpenSslPointer<EVP_PKEY_CTX, EVP_PKEY_CTX_free>;
using Signature = OpenSslPointer<ECDSA_SIG, ECDSA_SIG_free>;

constexpr std::uint8_t uncompressed = 0x04;
constexpr std::uint8_t compressed_even = 0x02;
constexpr std::uint8_t compressed_odd = 0x03;

/// For what can only fail when memory is exhausted or OpenSSL is broken: a card must stop, not continue.
void require(bool condition, const char* what) {
  if (condition) return;
  std::fprintf(stderr, "openssl: %s failed\n", what);
  ERR_print_errors_fp(stderr);
  std::abort();
}

void run_cbc(EVP_CIPHER_CTX* context, const Block& iv, Bytes in, MutableBytes out) {
  require(in.size() % card::crypto::aes_block == 0 && in.size() == out.size(), "AES-CBC length check");
  int written = 0;
  require(EVP_CipherInit_ex2(context, nullptr, nullptr, iv.data(), -1, nullptr) == 1, "AES-CBC restart");
  require(EVP_CipherUpdate(context, out.data(), &written, in.data(), static_cast<int>(in.size())) == 1 &&
              static_cast<std::size_t>(written) == in.size(),
          "AES-CBC");
}

BigNumber number(Bytes big_endian) {
  BigNumber value(BN_bin2bn(big_endian.data(), static_cast<int>(big_endian.size()), nullptr));
  require(value != nullptr, "BN_bin2bn");
  return value;
}

/// A private scalar; null unless it is of full length, not 0 and below the order.
BigNumber scalar_of(const EC_GROUP* group, Bytes private_scalar) {
  if (private_scalar.size() != coordinate_size) return nullptr;
  BigNumber scalar = number(private_scalar);
  BN_set_flags(scalar.get(), BN_FLG_CONSTTIME);
  if (BN_is_zero(scalar.get()) || BN_cmp(scalar.get(), EC_GROUP_get0_order(group)) >= 0) return nullptr;
  return scalar;
}

/// r || s as the DER structure that OpenSSL wants; the buffer is large enough for two 33-byte integers.
std::size_t to_der(Bytes signature, std::array<std::uint8_t, signature_size + 16>& der) {
  Signature value(ECDSA_SIG_new());
  require(value != nullptr, "ECDSA_SIG_new");
  BigNumber r = number(signature.first(coordinate_size));
  BigNumber s = number(signature.subspan(coordinate_size));
  require(ECDSA_SIG_set0(value.get(), r.release(), s.release()) == 1, "ECDSA_SIG_set0");
  std::uint8_t* out = der.data();
  const int size = i2d_ECDSA_SIG(value.get(), &out);
  require(size > 0, "i2d_ECDSA_SIG");
  return static_cast<std::size_t>(size);
}

}  // namespace

OpenSslEngine::OpenSslEngine()
    : aes_cbc_{decltype(aes_cbc_)::value_type(EVP_CIPHER_fetch(nullptr, "AES-128-CBC", nullptr)),
               decltype(aes_cbc_)::value_type(EVP_CIPHER_fetch(nullptr, "AES-192-CBC", nullptr)),
               decltype(aes_cbc_)::value_type(EVP_CIPHER_fetch(nullptr, "AES-256-CBC", nullptr))},
      triple_des_(EVP_CIPHER_fetch(nullptr, "DES-EDE3-CBC", nullptr)),
      des_(EVP_CIPHER_CTX_new()),
      sha256_(EVP_MD_fetch(nullptr, "SHA256", nullptr)),
      digest_(EVP_MD_CTX_new()),
      curves_{NamedCurve{Curve::P256, SN_X9_62_prime256v1,
                         Group(EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1))},
              NamedCurve{Curve::BrainpoolP256r1, SN_brainpoolP256r1,
                         Group(EC_GROUP_new_by_curve_name(NID_brainpoolP256r1))}},
      numbers_(BN_CTX_secure_new()),
      key_loader_(EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr)) {
  for (const auto& cipher : aes_cbc_) require(cipher != nullptr, "fetching AES-CBC");
  for (AesContext& context : aes_) {
    context.encrypt.reset(EVP_CIPHER_CTX_new());
    context.decrypt.reset(EVP_CIPHER_CTX_new());
    require(context.encrypt != nullptr && context.decrypt != nullptr, "EVP_CIPHER_CTX_new");
  }
  require(triple_des_ != nullptr && des_ != nullptr, "fetching DES-EDE3-CBC");
  require(sha256_ != nullptr && digest_ != nullptr, "fetching SHA-256");
  for (const NamedCurve& curve : curves_) require(curve.group != nullptr, curve.name);
  require(numbers_ != nullptr && key_loader_ != nullptr, "fetching EC");
  require(EVP_PKEY_fromdata_init(key_loader_.get()) == 1, "EVP_PKEY_fromdata_init");
}

OpenSslEngine::~OpenSslEngine() = default;

OpenSslEngine::AesSlot OpenSslEngine::open_aes(Bytes key) {
  if (key.size() != 16 && key.size() != 24 && key.size() != 32) return no_slot;
  const auto free = std::find_if(aes_.begin(), aes_.end(), [](const AesContext& c) { return !c.in_use; });
  if (free == aes_.end()) return no_slot;
  const EVP_CIPHER* cipher = aes_cbc_[(key.size() - 16) / 8].get();
  const auto load = [&](EVP_CIPHER_CTX* context, int encrypt) {
    require(EVP_CipherInit_ex2(context, cipher, key.data(), nullptr, encrypt, nullptr) == 1,
            "AES key schedule");
    EVP_CIPHER_CTX_set_padding(context, 0);
  };
  load(free->encrypt.get(), 1);
  load(free->decrypt.get(), 0);
  free->in_use = true;
  return static_cast<AesSlot>(free - aes_.begin());
}

void OpenSslEngine::close_aes(AesSlot slot) {
  AesContext& context = aes_.at(slot);
  require(EVP_CIPHER_CTX_reset(context.encrypt.get()) == 1, "wiping a key schedule");
  require(EVP_CIPHER_CTX_reset(context.decrypt.get()) == 1, "wiping a key schedule");
  context.in_use = false;
}

void OpenSslEngine::cbc_encrypt(AesSlot slot, const Block& iv, Bytes in, MutableBytes out) {
  run_cbc(aes_.at(slot).encrypt.get(), iv, in, out);
}

void OpenSslEngine::cbc_decrypt(AesSlot slot, const Block& iv, Bytes in, MutableBytes out) {
  run_cbc(aes_.at(slot).decrypt.get(), iv, in, out);
}

void OpenSslEngine::run_des(int encrypt, Bytes key, const DesBlock& iv, Bytes in, MutableBytes out) {
  require(key.size() == 16 || key.size() == 24, "DES key length check");
  require(in.size() % card::crypto::des_block == 0 && in.size() == out.size(), "DES-CBC length check");
  card::crypto::Secret<24> three_thirds(key);
  if (key.size() == 16) std::copy_n(key.begin(), 8, three_thirds.buffer().begin() + 16);
  int written = 0;
  require(EVP_CipherInit_ex2(des_.get(), triple_des_.get(), three_thirds.buffer().data(), iv.data(), encrypt,
                             nullptr) == 1,
          "DES key schedule");
  EVP_CIPHER_CTX_set_padding(des_.get(), 0);
  require(EVP_CipherUpdate(des_.get(), out.data(), &written, in.data(), static_cast<int>(in.size())) == 1 &&
              static_cast<std::size_t>(written) == in.size(),
          "DES-CBC");
  require(EVP_CIPHER_CTX_reset(des_.get()) == 1, "wiping a key schedule");
}

void OpenSslEngine::des_cbc_encrypt(Bytes key, const DesBlock& iv, Bytes in, MutableBytes out) {
  run_des(1, key, iv, in, out);
}

void OpenSslEngine::des_cbc_decrypt(Bytes key, const DesBlock& iv, Bytes in, MutableBytes out) {
  run_des(0, key, iv, in, out);
}

Digest OpenSslEngine::sha256(std::span<const Bytes> parts) {
  Digest digest;
  require(EVP_DigestInit_ex2(digest_.get(), sha256_.get(), nullptr) == 1, "SHA-256");
  for (Bytes part : parts) require(EVP_DigestUpdate(digest_.get(), part.data(), part.size()) == 1, "SHA-256");
  require(EVP_DigestFinal_ex(digest_.get(), digest.data(), nullptr) == 1, "SHA-256");
  return digest;
}

const OpenSslEngine::NamedCurve* OpenSslEngine::find(Curve curve) const {
  for (const NamedCurve& candidate : curves_)
    if (candidate.curve == curve) return &candidate;
  return nullptr;
}

OpenSslEngine::Point OpenSslEngine::decode(const NamedCurve& curve, Bytes encoded) {
  if (encoded.size() != point_size || encoded[0] != uncompressed) return nullptr;
  Point point(EC_POINT_new(curve.group.get()));
  require(point != nullptr, "EC_POINT_new");
  // Refuses coordinates that are not on the curve; infinity has no encoding of this length.
  if (EC_POINT_oct2point(curve.group.get(), point.get(), encoded.data(), encoded.size(), numbers_.get()) !=
      1) {
    ERR_clear_error();
    return nullptr;
  }
  return point;
}

bool OpenSslEngine::ecdsa_verify(Curve curve, Bytes public_point, const Digest& digest, Bytes signature) {
  const NamedCurve* named = find(curve);
  if (named == nullptr || signature.size() != signature_size || !decode(*named, public_point)) return false;

  // OpenSSL declares the parameters mutable but only reads them.
  auto* point = const_cast<std::uint8_t*>(public_point.data());
  OSSL_PARAM parameters[] = {
      OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, const_cast<char*>(named->name), 0),
      OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, point, public_point.size()),
      OSSL_PARAM_construct_end()};
  EVP_PKEY* loaded = nullptr;
  const bool usable = EVP_PKEY_fromdata(key_loader_.get(), &loaded, EVP_PKEY_PUBLIC_KEY, parameters) == 1;
  const Key key(loaded);
  if (!usable) {
    ERR_clear_error();
    return false;
  }
  const KeyContext context(EVP_PKEY_CTX_new_from_pkey(nullptr, key.get(), nullptr));
  require(context != nullptr && EVP_PKEY_verify_init(context.get()) == 1, "EVP_PKEY_verify_init");
  std::array<std::uint8_t, signature_size + 16> der;
  const std::size_t size = to_der(signature, der);
  const bool valid = EVP_PKEY_verify(context.get(), der.data(), size, digest.data(), digest.size()) == 1;
  ERR_clear_error();
  return valid;
}

bool OpenSslEngine::ecdh(Curve curve, Bytes private_scalar, Bytes peer_point,
                         std::span<std::uint8_t, coordinate_size> x) {
  const NamedCurve* named = find(curve);
  if (named == nullptr) return false;
  const Point peer = decode(*named, peer_point);
  if (!peer) return false;

  const EC_GROUP* group = named->group.get();
  const BigNumber scalar = scalar_of(group, private_scalar);
  if (!scalar) return false;
  const Point shared(EC_POINT_new(group));
  const BigNumber shared_x(BN_new());
  require(shared != nullptr && shared_x != nullptr, "EC_POINT_new");
  // A single scalar takes OpenSSL's constant-time path on both curves.
  require(EC_POINT_mul(group, shared.get(), nullptr, peer.get(), scalar.get(), numbers_.get()) == 1,
          "EC_POINT_mul");
  if (EC_POINT_is_at_infinity(group, shared.get())) return false;
  require(EC_POINT_get_affine_coordinates(group, shared.get(), shared_x.get(), nullptr, numbers_.get()) == 1,
          "EC_POINT_get_affine_coordinates");
  require(
      BN_bn2binpad(shared_x.get(), x.data(), static_cast<int>(x.size())) == static_cast<int>(coordinate_size),
      "BN_bn2binpad");
  return true;
}

void OpenSslEngine::encode(const NamedCurve& curve, const Point& point,
                           std::span<std::uint8_t, point_size> out) {
  require(EC_POINT_point2oct(curve.group.get(), point.get(), POINT_CONVERSION_UNCOMPRESSED, out.data(),
                             out.size(), numbers_.get()) == point_size,
          "EC_POINT_point2oct");
}

bool OpenSslEngine::public_point(Curve curve, Bytes private_scalar,
                                 std::span<std::uint8_t, point_size> point) {
  const NamedCurve* named = find(curve);
  if (named == nullptr) return false;
  const BigNumber scalar = scalar_of(named->group.get(), private_scalar);
  if (!scalar) return false;
  const Point result(EC_POINT_new(named->group.get()));
  require(result != nullptr, "EC_POINT_new");
  require(EC_POINT_mul(named->group.get(), result.get(), scalar.get(), nullptr, nullptr, numbers_.get()) == 1,
          "EC_POINT_mul");
  encode(*named, result, point);
  return true;
}

bool OpenSslEngine::decompress(Curve curve, Bytes compressed, std::span<std::uint8_t, point_size> point) {
  const NamedCurve* named = find(curve);
  if (named == nullptr || compressed.size() != compressed_size) return false;
  if (compressed[0] != compressed_even && compressed[0] != compressed_odd) return false;
  const Point result(EC_POINT_new(named->group.get()));
  require(result != nullptr, "EC_POINT_new");
  if (EC_POINT_oct2point(named->group.get(), result.get(), compressed.data(), compressed.size(),
                         numbers_.get()) != 1) {
    ERR_clear_error();
    return false;
  }
  encode(*named, result, point);
  return true;
}

bool OpenSslEngine::x25519(std::span<const std::uint8_t, x25519_size> scalar,
                           std::span<const std::uint8_t, x25519_size> u,
                           std::span<std::uint8_t, x25519_size> out) {
  const Key own(EVP_PKEY_new_raw_private_key(EVP_PKEY_X25519, nullptr, scalar.data(), scalar.size()));
  const Key peer(EVP_PKEY_new_raw_public_key(EVP_PKEY_X25519, nullptr, u.data(), u.size()));
  require(own != nullptr && peer != nullptr, "X25519 key");
  const KeyContext context(EVP_PKEY_CTX_new_from_pkey(nullptr, own.get(), nullptr));
  require(context != nullptr && EVP_PKEY_derive_init(context.get()) == 1, "X25519");
  require(EVP_PKEY_derive_set_peer(context.get(), peer.get()) == 1, "X25519");
  std::size_t size = out.size();
  // Fails for a result of all zeros.
  const bool derived = EVP_PKEY_derive(context.get(), out.data(), &size) == 1 && size == x25519_size;
  ERR_clear_error();
  return derived;
}

}  // namespace sixline::hardware::native
