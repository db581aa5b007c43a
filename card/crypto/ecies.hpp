// ECIES, as it conceals a subscription identity from everybody but its home network.  [TS 33.501 §C.3]
#pragma once

#include "card/crypto/crypto_engine.hpp"

namespace sixline::card::crypto {

/// Protection schemes with a key; their numbers are those of the network.  [TS 33.501 §C.1]
enum class EciesProfile : std::uint8_t {
  A = 1,  ///< X25519
  B = 2,  ///< P-256, points compressed
};

inline constexpr std::size_t ecies_tag_size = 8;
/// What a scheme output adds to the plain text at most.
inline constexpr std::size_t max_ecies_overhead = compressed_size + ecies_tag_size;

/// Writes ephemeral public key, ciphertext and tag. `home_key`: 32 bytes for A, a compressed or uncompressed
/// point for B. False, and nothing written, for a key that is none or an ephemeral scalar that the curve does
/// not take: the caller tries another one.
bool conceal(CryptoEngine& engine, EciesProfile profile, Bytes home_key,
             std::span<const std::uint8_t, coordinate_size> ephemeral_scalar, Bytes plain, wire::Writer& out);

}  // namespace sixline::card::crypto
