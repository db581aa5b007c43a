// What is kept at rest: AES-256-GCM, bound to the place where it is kept.  [NIST SP 800-38D]
#pragma once

#include "host/crypto/random.hpp"
#include "host/crypto/secret.hpp"
#include "host/error.hpp"

namespace sixline::host::crypto {

inline constexpr std::size_t seal_key_size = 32;

/// Nonce ‖ ciphertext ‖ tag; a fresh nonce each time. `place` is not kept: it must be known when it is
/// opened. `key` has 32 bytes.
ByteString seal(const Secret& key, Bytes place, Bytes plain, Random& random);
/// Errors: NotAuthentic (another key, another place, or changed).
Result<ByteString> open_sealed(const Secret& key, Bytes place, Bytes sealed);

}  // namespace sixline::host::crypto
