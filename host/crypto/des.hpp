// Triple DES, for the operators that still have it: SCP02 and older over-the-air keys.
#pragma once

#include "host/bytes.hpp"
#include "host/crypto/secret.hpp"
#include "host/error.hpp"

namespace sixline::host::crypto {

inline constexpr std::size_t des_block_size = 8;
using DesBlock = std::array<std::uint8_t, des_block_size>;

/// A key of 16 bytes (its third third is the first) or 24; 8 bytes are single DES.
class DesKey {
 public:
  /// Errors: BadInput.
  static Result<DesKey> from(Bytes key);

  /// CBC without padding; `data` is a whole number of blocks, worked on in place.
  void encrypt_cbc(const DesBlock& iv, wire::MutableBytes data) const;
  void decrypt_cbc(const DesBlock& iv, wire::MutableBytes data) const;
  /// Every block for itself.
  void encrypt_ecb(wire::MutableBytes data) const;

 private:
  explicit DesKey(Secret three_thirds) : key_(std::move(three_thirds)) {}
  void run(int encrypt, const DesBlock& iv, wire::MutableBytes data) const;

  Secret key_;
};

/// First three bytes of triple DES over eight bytes 00.  [GPCS §B.5] Errors: BadInput.
Result<std::array<std::uint8_t, 3>> des_key_check_value(Bytes key);

}  // namespace sixline::host::crypto
