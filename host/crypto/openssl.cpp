#include "host/crypto/openssl.hpp"

#include <cstdio>
#include <cstdlib>
#include <openssl/err.h>

namespace sixline::host::crypto::openssl {
namespace {

const EVP_CIPHER* fetch_cipher(const char* name) {
  const EVP_CIPHER* cipher = EVP_CIPHER_fetch(nullptr, name, nullptr);
  require(cipher != nullptr, name);
  return cipher;
}

const EVP_MD* fetch_digest(const char* name) {
  const EVP_MD* digest = EVP_MD_fetch(nullptr, name, nullptr);
  require(digest != nullptr, name);
  return digest;
}

}  // namespace

const EVP_CIPHER* aes_cbc(std::size_t key_size) {
  static const EVP_CIPHER* const aes128 = fetch_cipher("AES-128-CBC");
  static const EVP_CIPHER* const aes192 = fetch_cipher("AES-192-CBC");
  static const EVP_CIPHER* const aes256 = fetch_cipher("AES-256-CBC");
  return key_size == 16 ? aes128 : key_size == 24 ? aes192 : aes256;
}

const EVP_CIPHER* triple_des_cbc() {
  static const EVP_CIPHER* const cipher = fetch_cipher("DES-EDE3-CBC");
  return cipher;
}

const EVP_MD* sha1() {
  static const EVP_MD* const digest = fetch_digest("SHA1");
  return digest;
}

const EVP_MD* sha256() {
  static const EVP_MD* const digest = fetch_digest("SHA256");
  return digest;
}

void require(bool done, const char* what) {
  if (done) return;
  std::fprintf(stderr, "OpenSSL failed: %s\n", what);
  std::abort();
}

Error failure(ErrorCode code, const std::string& what) {
  std::string text = what;
  if (unsigned long reason = ERR_get_error(); reason != 0) {
    char detail[160];
    ERR_error_string_n(reason, detail, sizeof detail);
    text.append(": ").append(detail);
  }
  ERR_clear_error();
  return Error{code, std::move(text), std::nullopt};
}

}  // namespace sixline::host::crypto::openssl
