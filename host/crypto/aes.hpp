// AES in CBC mode with one context per key and direction.
#pragma once

#include <array>
#include <memory>

#include "host/bytes.hpp"
#include "host/error.hpp"

struct evp_cipher_ctx_st;

namespace sixline::host::crypto {

using Block = std::array<std::uint8_t, 16>;
inline constexpr std::size_t block_size = 16;
inline constexpr Block zero_block{};

/// An AES key ready for use. Move-only; not for use by two threads at once.
class AesKey {
 public:
  /// `key` is 16, 24 or 32 bytes. Errors: BadInput.
  static Result<AesKey> from(Bytes key);

  /// CBC without padding; `data` is a whole number of blocks, worked on in place.
  void encrypt_cbc(const Block& iv, wire::MutableBytes data);
  void decrypt_cbc(const Block& iv, wire::MutableBytes data);
  /// One block, as in ECB.
  Block encrypt_block(Block block);

 private:
  struct Free {
    void operator()(evp_cipher_ctx_st* context) const;
  };
  using Context = std::unique_ptr<evp_cipher_ctx_st, Free>;
  AesKey(Context encrypt, Context decrypt) : encrypt_(std::move(encrypt)), decrypt_(std::move(decrypt)) {}

  Context encrypt_;
  Context decrypt_;
};

/// Appends 80 and then 00 up to a whole number of blocks.  [GP-D §6.2.6]
void pad_80(ByteString& data);
/// The size of `data` without such padding. Errors: BadFormat (no padding there).
Result<std::size_t> size_without_padding_80(Bytes data);

/// First three bytes of AES over 16 bytes 01.  [GPCS §11.8]
Result<std::array<std::uint8_t, 3>> key_check_value(Bytes key);

}  // namespace sixline::host::crypto
