#include "tests/host/scp/deterministic_signer.hpp"

#include <openssl/hmac.h>

#include "host/crypto/hash.hpp"
#include "host/crypto/openssl.hpp"

namespace sixline::host::test {
namespace {

using crypto::openssl::Group;
using crypto::openssl::Number;
using crypto::openssl::Point;
using Workspace = crypto::openssl::Owned<BN_CTX, BN_CTX_free>;

ByteString hmac(const ByteString& key, std::initializer_list<Bytes> parts) {
  const ByteString message = concat(parts);
  ByteString out(32);
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), message.data(), message.size(), out.data(),
       nullptr);
  return out;
}

Number number(Bytes bytes) {
  return Number(BN_bin2bn(bytes.data(), static_cast<int>(bytes.size()), nullptr));
}

ByteString bytes_32(const BIGNUM* value) {
  ByteString out(32);
  BN_bn2binpad(value, out.data(), 32);
  return out;
}

/// RFC 6979 §3.2; the first candidate is taken, which is in range but for one hash in 2^32.
Number nonce(const ByteString& scalar, const ByteString& hash_octets) {
  ByteString v(32, 0x01);
  ByteString k(32, 0x00);
  for (std::uint8_t separator : std::array<std::uint8_t, 2>{0x00, 0x01}) {
    k = hmac(k, {v, Bytes(&separator, 1), scalar, hash_octets});
    v = hmac(k, {v});
  }
  return number(hmac(k, {v}));
}

ByteString sign(const ByteString& scalar, Bytes message) {
  Group group(EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1));
  Workspace workspace(BN_CTX_new());
  const BIGNUM* order = EC_GROUP_get0_order(group.get());
  Number hash = number(crypto::sha256(message));
  BN_mod(hash.get(), hash.get(), order, workspace.get());
  Number k = nonce(scalar, bytes_32(hash.get()));

  Point point(EC_POINT_new(group.get()));
  Number r(BN_new());
  EC_POINT_mul(group.get(), point.get(), k.get(), nullptr, nullptr, workspace.get());
  EC_POINT_get_affine_coordinates(group.get(), point.get(), r.get(), nullptr, workspace.get());
  BN_mod(r.get(), r.get(), order, workspace.get());

  Number s(BN_new());
  BN_mod_mul(s.get(), r.get(), number(scalar).get(), order, workspace.get());
  BN_mod_add(s.get(), s.get(), hash.get(), order, workspace.get());
  Number inverse(BN_mod_inverse(nullptr, k.get(), order, workspace.get()));
  BN_mod_mul(s.get(), s.get(), inverse.get(), order, workspace.get());
  return concat({bytes_32(r.get()), bytes_32(s.get())});
}

}  // namespace

crypto::Signer deterministic_signer(ByteString scalar) {
  return [scalar = std::move(scalar)](Bytes message) -> Result<ByteString> { return sign(scalar, message); };
}

}  // namespace sixline::host::test
