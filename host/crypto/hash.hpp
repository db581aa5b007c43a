// SHA-256, SHA-1 for key identifiers, and the key derivation of BSI TR-03111.
#pragma once

#include <array>
#include <initializer_list>

#include "host/bytes.hpp"
#include "host/crypto/secret.hpp"

namespace sixline::host::crypto {

using Sha256Digest = std::array<std::uint8_t, 32>;
using Sha1Digest = std::array<std::uint8_t, 20>;

Sha256Digest sha256(std::initializer_list<Bytes> parts);
inline Sha256Digest sha256(Bytes message) {
  return sha256({message});
}
/// For key identifiers only: SHA-1 protects nothing here.  [RFC 5280 §4.2.1.2]
Sha1Digest sha1(Bytes message);

/// `size` bytes of SHA256(secret ‖ 00000001 ‖ info) ‖ SHA256(secret ‖ 00000002 ‖ info) ‖ ...
/// [BSI TR-03111 §4.3]
Secret derive_x963(const Secret& secret, Bytes shared_info, std::size_t size);

}  // namespace sixline::host::crypto
