// The cryptography of the firmware: mbedTLS 2.28 behind the card's interface. Runs natively too, so that the
// same code passes the same vectors.
#pragma once

#include <array>
#include <mbedtls/aes.h>

#include "card/crypto/crypto_engine.hpp"
#include "card/platform/platform.hpp"
#include "card/runtime/limits.hpp"

namespace sixline::hardware::mbedtls {

/// Numbers of the curves live in one pool of the program, so that engines may not be used by two threads. A
/// pool that is too small makes a verification or an agreement fail, never succeed.
class MbedtlsEngine final : public card::crypto::CryptoEngine {
 public:
  /// `blinding` gives the random bytes that hide secret scalars; it must outlive the engine.
  explicit MbedtlsEngine(card::platform::Random& blinding);
  ~MbedtlsEngine();
  MbedtlsEngine(const MbedtlsEngine&) = delete;
  MbedtlsEngine& operator=(const MbedtlsEngine&) = delete;

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

  /// Bytes of the pool, and the most of it that was ever in use, its own bookkeeping not counted.
  static std::size_t pool_size();
  static std::size_t pool_high_water();

 private:
  struct AesContext {
    mbedtls_aes_context encrypt;
    mbedtls_aes_context decrypt;
    bool in_use = false;
  };

  card::platform::Random& blinding_;
  std::array<AesContext, card::limits::aes_slots> aes_{};
};

}  // namespace sixline::hardware::mbedtls
