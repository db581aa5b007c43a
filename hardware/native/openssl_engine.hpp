// The cryptography of the native body: OpenSSL 3 behind the card's interface.
#pragma once

#include <array>
#include <memory>
#include <openssl/ec.h>
#include <openssl/evp.h>

#include "card/crypto/crypto_engine.hpp"
#include "card/runtime/limits.hpp"

namespace sixline::hardware::native {

template <auto free_function>
struct OpenSslFree {
  template <class T>
  void operator()(T* object) const {
    free_function(object);
  }
};
template <class T, auto free_function>
using OpenSslPointer = std::unique_ptr<T, OpenSslFree<free_function>>;

/// Fetches every algorithm once and keeps its contexts: a fetch costs more than a short message. Not for use
/// by two threads at a time; one card owns one engine.
class OpenSslEngine final : public card::crypto::CryptoEngine {
 public:
  /// More than a card needs, so that host code under test can share the engine.
  static constexpr std::size_t slots = card::limits::aes_slots + 8;

  /// Stops the program with one line on stderr when OpenSSL lacks an algorithm: nothing could work without.
  OpenSslEngine();
  ~OpenSslEngine();
  OpenSslEngine(const OpenSslEngine&) = delete;
  OpenSslEngine& operator=(const OpenSslEngine&) = delete;

  AesSlot open_aes(card::crypto::Bytes key) override;
  void close_aes(AesSlot slot) override;
  void cbc_encrypt(AesSlot slot, const card::crypto::Block& iv, card::crypto::Bytes in,
                   card::crypto::MutableBytes out) override;
  void cbc_decrypt(AesSlot slot, const card::crypto::Block& iv, card::crypto::Bytes in,
                   card::crypto::MutableBytes out) override;
  void des_cbc_encrypt(card::crypto::Bytes key, const card::crypto::DesBlock& iv, card::crypto::Bytes in,
                       card::crypto::MutableBytes out) override;
  void des_cbc_decrypt(card::crypto::Bytes key, const card::crypto::DesBlock& iv, card::crypto::Bytes in,
                       card::crypto::MutableBytes out) override;
  card::crypto::Digest sha256(std::span<const card::crypto::Bytes> parts) override;
  bool ecdsa_verify(card::crypto::Curve curve, card::crypto::Bytes public_point,
                    const card::crypto::Digest& digest, card::crypto::Bytes signature) override;
  bool ecdh(card::crypto::Curve curve, card::crypto::Bytes private_scalar, card::crypto::Bytes peer_point,
            std::span<std::uint8_t, card::crypto::coordinate_size> x) override;
  bool public_point(card::crypto::Curve curve, card::crypto::Bytes private_scalar,
                    std::span<std::uint8_t, card::crypto::point_size> point) override;
  bool decompress(card::crypto::Curve curve, card::crypto::Bytes compressed,
                  std::span<std::uint8_t, card::crypto::point_size> point) override;
  bool x25519(std::span<const std::uint8_t, card::crypto::x25519_size> scalar,
              std::span<const std::uint8_t, card::crypto::x25519_size> u,
              std::span<std::uint8_t, card::crypto::x25519_size> out) override;

 private:
  using CipherContext = OpenSslPointer<EVP_CIPHER_CTX, EVP_CIPHER_CTX_free>;
  using Group = OpenSslPointer<EC_GROUP, EC_GROUP_free>;
  using Point = OpenSslPointer<EC_POINT, EC_POINT_free>;
  struct AesContext {
    CipherContext encrypt;
    CipherContext decrypt;
    bool in_use = false;
  };
  struct NamedCurve {
    card::crypto::Curve curve;
    const char* name;
    Group group;
  };

  void run_des(int encrypt, card::crypto::Bytes key, const card::crypto::DesBlock& iv, card::crypto::Bytes in,
               card::crypto::MutableBytes out);
  const NamedCurve* find(card::crypto::Curve curve) const;
  /// The point when it is uncompressed, on the curve and not infinity; else null.
  Point decode(const NamedCurve& curve, card::crypto::Bytes encoded);
  void encode(const NamedCurve& curve, const Point& point,
              std::span<std::uint8_t, card::crypto::point_size> out);

  std::array<OpenSslPointer<EVP_CIPHER, EVP_CIPHER_free>, 3> aes_cbc_;  ///< 128, 192, 256
  std::array<AesContext, slots> aes_;
  OpenSslPointer<EVP_CIPHER, EVP_CIPHER_free> triple_des_;
  CipherContext des_;
  OpenSslPointer<EVP_MD, EVP_MD_free> sha256_;
  OpenSslPointer<EVP_MD_CTX, EVP_MD_CTX_free> digest_;
  std::array<NamedCurve, 2> curves_;
  OpenSslPointer<BN_CTX, BN_CTX_free> numbers_;
  OpenSslPointer<EVP_PKEY_CTX, EVP_PKEY_CTX_free> key_loader_;
};

}  // namespace sixline::hardware::native
