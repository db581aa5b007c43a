#include "host/crypto/seal.hpp"

#include "host/crypto/openssl.hpp"

namespace sixline::host::crypto {
namespace {

constexpr std::size_t nonce_size = 12;
constexpr std::size_t tag_size = 16;

int size_of(Bytes bytes) {
  return static_cast<int>(bytes.size());
}

/// A context with key, nonce and place in it. Kept per thread: states are sealed with every step.
EVP_CIPHER_CTX* begin(const Secret& key, Bytes nonce, Bytes place, int direction) {
  static EVP_CIPHER* const algorithm = EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr);
  thread_local const openssl::CipherContext context(EVP_CIPHER_CTX_new());
  openssl::require(key.size() == seal_key_size, "the key that seals has 32 bytes");
  int written = 0;
  openssl::require(algorithm != nullptr && context &&
                       EVP_CipherInit_ex2(context.get(), algorithm, key.view().data(), nonce.data(),
                                          direction, nullptr) == 1 &&
                       EVP_CipherUpdate(context.get(), nullptr, &written, place.data(), size_of(place)) == 1,
                   "AES-GCM");
  return context.get();
}

}  // namespace

ByteString seal(const Secret& key, Bytes place, Bytes plain, Random& random) {
  ByteString out(nonce_size + plain.size() + tag_size);
  const auto nonce = random_bytes<nonce_size>(random);
  std::copy(nonce.begin(), nonce.end(), out.begin());
  EVP_CIPHER_CTX* context = begin(key, nonce, place, 1);
  std::uint8_t* const text = out.data() + nonce_size;
  int written = 0, rest = 0;
  openssl::require(EVP_CipherUpdate(context, text, &written, plain.data(), size_of(plain)) == 1 &&
                       EVP_CipherFinal_ex(context, text + written, &rest) == 1 &&
                       EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, static_cast<int>(tag_size),
                                           text + plain.size()) == 1,
                   "AES-GCM");
  EVP_CIPHER_CTX_reset(context);
  return out;
}

Result<ByteString> open_sealed(const Secret& key, Bytes place, Bytes sealed) {
  if (sealed.size() < nonce_size + tag_size)
    return fail(ErrorCode::NotAuthentic, "what was sealed is cut short");
  const Bytes text = sealed.subspan(nonce_size, sealed.size() - nonce_size - tag_size);
  ByteString tag = to_byte_string(sealed.last(tag_size));
  EVP_CIPHER_CTX* context = begin(key, sealed.first(nonce_size), place, 0);
  ByteString plain(text.size());
  int written = 0, rest = 0;
  openssl::require(
      EVP_CipherUpdate(context, plain.data(), &written, text.data(), size_of(text)) == 1 &&
          EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, static_cast<int>(tag_size), tag.data()) == 1,
      "AES-GCM");
  const bool authentic = EVP_CipherFinal_ex(context, plain.data() + written, &rest) == 1;
  EVP_CIPHER_CTX_reset(context);
  if (authentic) return plain;
  wipe(plain);
  return fail(ErrorCode::NotAuthentic, "what was sealed was changed, moved, or sealed under another key");
}

}  // namespace sixline::host::crypto
