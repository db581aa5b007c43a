// What the wrappers of this folder share about OpenSSL: ownership, fetched algorithms, failures.
#pragma once

#include <memory>
#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/evp.h>

#include "host/error.hpp"

namespace sixline::host::crypto::openssl {

/// unique_ptr deleter made from an OpenSSL free function.
template <auto Free>
struct Deleter {
  template <class T>
  void operator()(T* object) const {
    Free(object);
  }
};
template <class T, auto Free>
using Owned = std::unique_ptr<T, Deleter<Free>>;

using CipherContext = Owned<EVP_CIPHER_CTX, EVP_CIPHER_CTX_free>;
using DigestContext = Owned<EVP_MD_CTX, EVP_MD_CTX_free>;
using KeyContext = Owned<EVP_PKEY_CTX, EVP_PKEY_CTX_free>;
using Key = Owned<EVP_PKEY, EVP_PKEY_free>;
using Number = Owned<BIGNUM, BN_clear_free>;
using Group = Owned<EC_GROUP, EC_GROUP_free>;
using Point = Owned<EC_POINT, EC_POINT_clear_free>;

/// Algorithms fetched once per process; a fetch for every call costs more than AES itself.
const EVP_CIPHER* aes_cbc(std::size_t key_size);
const EVP_CIPHER* triple_des_cbc();
const EVP_MD* sha1();
const EVP_MD* sha256();

/// Stops the process when a symmetric operation that cannot fail on valid arguments has failed: the
/// library is broken or out of memory, and going on would send wrong bytes.
void require(bool done, const char* what);

/// The error for a failed library call, with the library's own reason; empties its error queue.
Error failure(ErrorCode code, const std::string& what);

}  // namespace sixline::host::crypto::openssl
