// AES-CMAC with everything that depends only on the key computed once.  [NIST SP 800-38B §6]
#pragma once

#include <initializer_list>

#include "host/crypto/aes.hpp"

namespace sixline::host::crypto {

/// A CMAC key ready for use. Move-only; not for use by two threads at once.
class CmacKey {
 public:
  /// `key` is 16, 24 or 32 bytes. Errors: BadInput.
  static Result<CmacKey> from(Bytes key);

  /// The full 16-byte MAC over the parts, one after another.
  Block mac(std::initializer_list<Bytes> parts);
  Block mac(Bytes message) { return mac({message}); }

 private:
  explicit CmacKey(AesKey key);

  AesKey key_;
  Block whole_mask_{};   // K1: the last block is complete
  Block padded_mask_{};  // K2: the last block was filled up
  ByteString scratch_;   // keeps its capacity: a session MACs messages of one size again and again
};

}  // namespace sixline::host::crypto
