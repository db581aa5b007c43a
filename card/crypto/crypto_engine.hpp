// What a port's cryptography must offer. Everything built from it (CMAC, key derivation, Milenage, TUAK,
// counter mode, HMAC, ECIES) is portable code in this folder.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "card/wire/bytes.hpp"

namespace sixline::card::crypto {

using wire::Bytes;
using wire::MutableBytes;

inline constexpr std::size_t aes_block = 16;
using Block = std::array<std::uint8_t, aes_block>;
using Digest = std::array<std::uint8_t, 32>;

inline constexpr std::size_t des_block = 8;
using DesBlock = std::array<std::uint8_t, des_block>;

/// Curves by their key parameter reference value (tag F0).  [SGP.02 §2.2.5] [GP-E Table 4-3]
enum class Curve : std::uint8_t {
  P256 = 0x00,
  BrainpoolP256r1 = 0x03,
};

inline constexpr std::size_t coordinate_size = 32;
inline constexpr std::size_t point_size = 1 + 2 * coordinate_size;   ///< 04 || X || Y
inline constexpr std::size_t signature_size = 2 * coordinate_size;   ///< r || s
inline constexpr std::size_t compressed_size = 1 + coordinate_size;  ///< 02 or 03 || X
inline constexpr std::size_t x25519_size = 32;                       ///< scalars and u coordinates

class CryptoEngine {
 public:
  /// A key made ready for use: an index into the engine's own pool of contexts.
  using AesSlot = std::uint8_t;
  static constexpr AesSlot no_slot = 0xFF;

  /// Loads an AES key of 16, 24 or 32 bytes. `no_slot` when the pool is full or the length is wrong; the
  /// pool has room for at least limits::aes_slots keys.
  virtual AesSlot open_aes(Bytes key) = 0;
  /// Forgets the key and wipes its schedule.
  virtual void close_aes(AesSlot slot) = 0;
  /// `in` is a multiple of 16 bytes, `out` as long; they may be the same bytes.
  virtual void cbc_encrypt(AesSlot slot, const Block& iv, Bytes in, MutableBytes out) = 0;
  virtual void cbc_decrypt(AesSlot slot, const Block& iv, Bytes in, MutableBytes out) = 0;

  /// Triple DES with a key of 16 bytes (the third third is the first) or 24; twice the same 8 bytes make
  /// single DES. `in` is a multiple of 8 bytes, `out` as long; they may be the same bytes. Without slots:
  /// only the older secure channel and the older over-the-air keys use it, for short messages.
  virtual void des_cbc_encrypt(Bytes key, const DesBlock& iv, Bytes in, MutableBytes out) = 0;
  virtual void des_cbc_decrypt(Bytes key, const DesBlock& iv, Bytes in, MutableBytes out) = 0;

  /// SHA-256 over the parts one after another.
  virtual Digest sha256(std::span<const Bytes> parts) = 0;

  /// Verifies r || s over `digest`. False also for a point that is not on the curve.
  virtual bool ecdsa_verify(Curve curve, Bytes public_point, const Digest& digest, Bytes signature) = 0;
  /// x coordinate of private scalar times `peer_point`. False for a point that is not on the curve, or
  /// infinity.  [BSI TR-03111 §4.3.1]
  virtual bool ecdh(Curve curve, Bytes private_scalar, Bytes peer_point,
                    std::span<std::uint8_t, coordinate_size> x) = 0;
  /// The public point of a private scalar. False for a scalar that is 0 or not below the order.
  virtual bool public_point(Curve curve, Bytes private_scalar, std::span<std::uint8_t, point_size> point) = 0;
  /// 04 || X || Y of the point 02 or 03 || X. False where no point of the curve has that X.
  virtual bool decompress(Curve curve, Bytes compressed, std::span<std::uint8_t, point_size> point) = 0;
  /// The function X25519, scalar and coordinates in little-endian order; a scalar is clamped first. False
  /// when the result is all zero, which only points of small order give.  [RFC 7748 §5, §6.1]
  virtual bool x25519(std::span<const std::uint8_t, x25519_size> scalar,
                      std::span<const std::uint8_t, x25519_size> u,
                      std::span<std::uint8_t, x25519_size> out) = 0;

 protected:
  ~CryptoEngine() = default;
};

/// An AES key in use; gives its slot back when it ends. Empty when the engine had no room.
class AesKey {
 public:
  AesKey() = default;
  AesKey(CryptoEngine& engine, Bytes key) : engine_(&engine), slot_(engine.open_aes(key)) {}
  ~AesKey() { reset(); }
  AesKey(AesKey&& other) noexcept : engine_(other.engine_), slot_(other.slot_) {
    other.slot_ = CryptoEngine::no_slot;
  }
  AesKey& operator=(AesKey&& other) noexcept {
    if (this != &other) {
      reset();
      engine_ = other.engine_;
      slot_ = other.slot_;
      other.slot_ = CryptoEngine::no_slot;
    }
    return *this;
  }
  void reset() {
    if (valid()) engine_->close_aes(slot_);
    slot_ = CryptoEngine::no_slot;
  }
  bool valid() const { return slot_ != CryptoEngine::no_slot; }

  void cbc_encrypt(const Block& iv, Bytes in, MutableBytes out) const {
    engine_->cbc_encrypt(slot_, iv, in, out);
  }
  void cbc_decrypt(const Block& iv, Bytes in, MutableBytes out) const {
    engine_->cbc_decrypt(slot_, iv, in, out);
  }
  Block encrypt(const Block& block) const {
    Block out;
    engine_->cbc_encrypt(slot_, Block{}, block, out);
    return out;
  }

 private:
  CryptoEngine* engine_ = nullptr;
  CryptoEngine::AesSlot slot_ = CryptoEngine::no_slot;
};

}  // namespace sixline::card::crypto
