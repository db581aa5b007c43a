#include "host/crypto/ec.hpp"

#include <array>
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/param_build.h>

#include "host/crypto/openssl.hpp"

namespace sixline::host::crypto {
namespace {

using openssl::failure;

struct CurveRow {
  Curve curve;
  std::string_view name;
  const char* group;  // OpenSSL's canonical group name
  int nid;
  std::uint8_t parameter;
};
// [SGP.02 §2] the CI of an ecosystem picks one of these.
constexpr std::array curves{
    CurveRow{Curve::P256, "P-256", "prime256v1", NID_X9_62_prime256v1, 0x00},
    CurveRow{Curve::BrainpoolP256r1, "brainpoolP256r1", "brainpoolP256r1", NID_brainpoolP256r1, 0x03},
};

const CurveRow& row_of(Curve curve) {
  return curves[curve == Curve::P256 ? 0 : 1];
}

EC_GROUP* group_of(Curve curve) {
  static const openssl::Group p256(EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1));
  static const openssl::Group brainpool(EC_GROUP_new_by_curve_name(NID_brainpoolP256r1));
  return curve == Curve::P256 ? p256.get() : brainpool.get();
}

using Parameters = openssl::Owned<OSSL_PARAM, OSSL_PARAM_free>;
using ParameterBuilder = openssl::Owned<OSSL_PARAM_BLD, OSSL_PARAM_BLD_free>;
using Signature = openssl::Owned<ECDSA_SIG, ECDSA_SIG_free>;

/// An EVP key from a point and, for a key pair, its scalar.
std::shared_ptr<EVP_PKEY> import_key(Curve curve, Bytes point, const BIGNUM* scalar) {
  ParameterBuilder builder(OSSL_PARAM_BLD_new());
  bool ready =
      builder &&
      OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, row_of(curve).group, 0) &&
      OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size()) &&
      (scalar == nullptr || OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_PRIV_KEY, scalar));
  Parameters parameters(ready ? OSSL_PARAM_BLD_to_param(builder.get()) : nullptr);
  openssl::KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr));
  EVP_PKEY* key = nullptr;
  if (!parameters || !context || EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &key, scalar != nullptr ? EVP_PKEY_KEYPAIR : EVP_PKEY_PUBLIC_KEY,
                        parameters.get()) != 1)
    return nullptr;
  return {key, EVP_PKEY_free};
}

bool on_curve(Curve curve, Bytes point) {
  openssl::Point parsed(EC_POINT_new(group_of(curve)));
  return parsed &&
         EC_POINT_oct2point(group_of(curve), parsed.get(), point.data(), point.size(), nullptr) == 1 &&
         EC_POINT_is_at_infinity(group_of(curve), parsed.get()) == 0;
}

ByteString der_of(Bytes raw) {
  Signature signature(ECDSA_SIG_new());
  openssl::Number r(BN_bin2bn(raw.data(), static_cast<int>(coordinate_size), nullptr));
  openssl::Number s(BN_bin2bn(raw.data() + coordinate_size, static_cast<int>(coordinate_size), nullptr));
  openssl::require(signature && r && s && ECDSA_SIG_set0(signature.get(), r.get(), s.get()) == 1,
                   "ECDSA r, s");
  static_cast<void>(r.release());
  static_cast<void>(s.release());
  ByteString der(static_cast<std::size_t>(i2d_ECDSA_SIG(signature.get(), nullptr)));
  std::uint8_t* end = der.data();
  i2d_ECDSA_SIG(signature.get(), &end);
  return der;
}

ByteString raw_of(Bytes der) {
  const std::uint8_t* start = der.data();
  Signature signature(d2i_ECDSA_SIG(nullptr, &start, static_cast<long>(der.size())));
  if (!signature) return {};
  ByteString raw(signature_size);
  const int width = static_cast<int>(coordinate_size);
  if (BN_bn2binpad(ECDSA_SIG_get0_r(signature.get()), raw.data(), width) != width ||
      BN_bn2binpad(ECDSA_SIG_get0_s(signature.get()), raw.data() + coordinate_size, width) != width)
    return {};
  return raw;
}

}  // namespace

std::string_view name_of(Curve curve) {
  return row_of(curve).name;
}

Result<Curve> curve_named(std::string_view name) {
  for (const CurveRow& row : curves)
    if (row.name == name) return row.curve;
  return fail(ErrorCode::Unsupported, "no curve named " + std::string(name));
}

std::uint8_t parameter_of(Curve curve) {
  return row_of(curve).parameter;
}

Result<Curve> curve_of_parameter(std::uint8_t parameter) {
  for (const CurveRow& row : curves)
    if (row.parameter == parameter) return row.curve;
  return fail(ErrorCode::Unsupported,
              "curve parameter " + to_hex(Bytes(&parameter, 1)) + " is not supported");
}

Result<PublicKey> PublicKey::from_point(Curve curve, Bytes point) {
  if (point.size() != point_size || point[0] != 0x04)
    return fail(ErrorCode::BadFormat, "a public key is 04, x and y, 65 bytes in all");
  if (!on_curve(curve, point))
    return wire::fail(failure(ErrorCode::BadFormat, "the point is not on " + std::string(name_of(curve))));
  auto key = import_key(curve, point, nullptr);
  if (!key) return wire::fail(failure(ErrorCode::Internal, "import a public key"));
  return PublicKey(curve, to_byte_string(point), std::move(key));
}

Result<PublicKey> PublicKey::from_handle(std::shared_ptr<evp_pkey_st> key) {
  char group[64] = {};
  std::size_t size = 0;
  ByteString point(point_size);
  if (!key || EVP_PKEY_get_group_name(key.get(), group, sizeof group, &size) != 1)
    return wire::fail(failure(ErrorCode::Unsupported, "the key is not on a named elliptic curve"));
  for (const CurveRow& row : curves) {
    if (OBJ_sn2nid(group) != row.nid) continue;
    if (EVP_PKEY_get_octet_string_param(key.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size(),
                                        &size) != 1 ||
        size != point_size || point[0] != 0x04 || !on_curve(row.curve, point))
      return wire::fail(failure(ErrorCode::Unsupported, "the public key is not an uncompressed point"));
    return PublicKey(row.curve, std::move(point), std::move(key));
  }
  return fail(ErrorCode::Unsupported, "curve " + std::string(group) + " is not supported");
}

bool PublicKey::verify(Bytes message, Bytes signature) const {
  if (signature.size() != signature_size) return false;
  const ByteString der = der_of(signature);
  openssl::DigestContext context(EVP_MD_CTX_new());
  const bool valid =
      context && EVP_DigestVerifyInit(context.get(), nullptr, openssl::sha256(), nullptr, key_.get()) == 1 &&
      EVP_DigestVerify(context.get(), der.data(), der.size(), message.data(), message.size()) == 1;
  if (!valid)
    failure(ErrorCode::NotAuthentic, {});  // a wrong signature must not leave its trace in the queue
  return valid;
}

Result<PrivateKey> PrivateKey::generate(Curve curve) {
  std::shared_ptr<EVP_PKEY> key(EVP_EC_gen(row_of(curve).group), EVP_PKEY_free);
  if (!key) return wire::fail(failure(ErrorCode::Internal, "generate a key pair"));
  return from_handle(std::move(key));
}

Result<PrivateKey> PrivateKey::from_scalar(Curve curve, Bytes scalar) {
  if (scalar.size() != coordinate_size)
    return fail(ErrorCode::BadInput,
                "a private key has 32 bytes, this one has " + std::to_string(scalar.size()));
  EC_GROUP* group = group_of(curve);
  openssl::Number number(BN_secure_new());
  openssl::Point point(EC_POINT_new(group));
  if (!number || !point || BN_bin2bn(scalar.data(), static_cast<int>(scalar.size()), number.get()) == nullptr)
    return wire::fail(failure(ErrorCode::Internal, "import a private key"));
  if (BN_is_zero(number.get()) || BN_cmp(number.get(), EC_GROUP_get0_order(group)) >= 0)
    return fail(ErrorCode::BadInput, "the private key is not between 1 and the order of the curve");
  std::array<std::uint8_t, point_size> bytes;
  if (EC_POINT_mul(group, point.get(), number.get(), nullptr, nullptr, nullptr) != 1 ||
      EC_POINT_point2oct(group, point.get(), POINT_CONVERSION_UNCOMPRESSED, bytes.data(), bytes.size(),
                         nullptr) != point_size)
    return wire::fail(failure(ErrorCode::Internal, "compute a public key"));
  auto key = import_key(curve, bytes, number.get());
  if (!key) return wire::fail(failure(ErrorCode::Internal, "import a private key"));
  return from_handle(std::move(key));
}

Result<PrivateKey> PrivateKey::from_handle(std::shared_ptr<evp_pkey_st> key) {
  auto public_key = PublicKey::from_handle(key);
  if (!public_key) return wire::fail(public_key.error());
  BIGNUM* scalar = nullptr;
  if (EVP_PKEY_get_bn_param(key.get(), OSSL_PKEY_PARAM_PRIV_KEY, &scalar) != 1)
    return wire::fail(failure(ErrorCode::Unsupported, "the key has no private part"));
  BN_clear_free(scalar);
  return PrivateKey(std::move(*public_key), std::move(key));
}

Result<ByteString> PrivateKey::sign(Bytes message) const {
  openssl::DigestContext context(EVP_MD_CTX_new());
  std::array<std::uint8_t, 80> der;
  std::size_t size = der.size();
  if (!context || EVP_DigestSignInit(context.get(), nullptr, openssl::sha256(), nullptr, key_.get()) != 1 ||
      EVP_DigestSign(context.get(), der.data(), &size, message.data(), message.size()) != 1)
    return wire::fail(failure(ErrorCode::Internal, "sign with ECDSA"));
  ByteString raw = raw_of(Bytes(der).first(size));
  if (raw.empty()) return wire::fail(failure(ErrorCode::Internal, "read an ECDSA signature"));
  return raw;
}

Result<Secret> PrivateKey::scalar() const {
  BIGNUM* number = nullptr;
  if (EVP_PKEY_get_bn_param(key_.get(), OSSL_PKEY_PARAM_PRIV_KEY, &number) != 1)
    return wire::fail(failure(ErrorCode::Internal, "read a private key"));
  Secret out(coordinate_size);
  const int written = BN_bn2binpad(number, out.buffer().data(), static_cast<int>(coordinate_size));
  BN_clear_free(number);
  if (written != static_cast<int>(coordinate_size))
    return wire::fail(failure(ErrorCode::Internal, "read a private key"));
  return out;
}

Result<Secret> PrivateKey::agree(const PublicKey& peer) const {
  if (peer.curve() != curve())
    return fail(ErrorCode::BadInput, "key agreement between keys on different curves");
  openssl::KeyContext context(EVP_PKEY_CTX_new(key_.get(), nullptr));
  Secret shared(coordinate_size);
  std::size_t size = shared.size();
  if (!context || EVP_PKEY_derive_init(context.get()) != 1 ||
      EVP_PKEY_derive_set_peer(context.get(), peer.handle()) != 1 ||
      EVP_PKEY_derive(context.get(), shared.buffer().data(), &size) != 1 || size != coordinate_size)
    return wire::fail(failure(ErrorCode::Internal, "agree on a key"));
  return shared;
}

}  // namespace sixline::host::crypto
