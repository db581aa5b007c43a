#include "host/crypto/secret.hpp"

#include <openssl/crypto.h>

namespace sixline::host::crypto {

void wipe(wire::MutableBytes bytes) {
  if (!bytes.empty()) OPENSSL_cleanse(bytes.data(), bytes.size());
}

bool equal_constant_time(Bytes a, Bytes b) {
  return a.size() == b.size() && (a.empty() || CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0);
}

}  // namespace sixline::host::crypto
