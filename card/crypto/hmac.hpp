// HMAC-SHA-256.  [RFC 2104] [RFC 4231]
#pragma once

#include "card/crypto/crypto_engine.hpp"

namespace sixline::card::crypto {

/// The full tag over the parts one after another; there may be up to max_hmac_parts of them. A key longer
/// than 64 bytes is hashed first, as the standard says.
inline constexpr std::size_t max_hmac_parts = 3;
Digest hmac_sha256(CryptoEngine& engine, Bytes key, std::span<const Bytes> parts);

}  // namespace sixline::card::crypto
