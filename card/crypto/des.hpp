// Triple DES ready for use, and the two MACs that the older secure channel builds from it.  [GPCS §B.1]
#pragma once

#include "card/crypto/crypto_engine.hpp"
#include "card/crypto/secret.hpp"

namespace sixline::card::crypto {

/// A triple-DES key of 16 or 24 bytes. Empty when the length was another.
class DesKey {
 public:
  DesKey() = default;
  DesKey(CryptoEngine& engine, Bytes key);

  bool valid() const { return !key_.empty(); }
  Bytes view() const { return key_.view(); }
  void reset() { key_.clear(); }

  /// Whole blocks; `in` and `out` may be the same bytes.
  void cbc_encrypt(const DesBlock& iv, Bytes in, MutableBytes out) const;
  void cbc_decrypt(const DesBlock& iv, Bytes in, MutableBytes out) const;
  /// Every block for itself.
  void ecb_decrypt(Bytes in, MutableBytes out) const;
  DesBlock encrypt(const DesBlock& block) const;
  /// One block with the first third of the key alone.
  DesBlock encrypt_single(const DesBlock& block) const;

  /// Triple DES in every block, over the parts padded with 80 00... .  [GPCS §B.1.2.1]
  DesBlock full_mac(Bytes first, Bytes second = {}, Bytes third = {}) const;
  /// Single DES in every block and triple DES in the last.  [GPCS §B.1.2.2]
  DesBlock retail_mac(const DesBlock& iv, Bytes first, Bytes second = {}, Bytes third = {}) const;

 private:
  /// The first third twice: single DES.
  Secret<16> single() const;

  CryptoEngine* engine_ = nullptr;
  Secret<24> key_;
};

}  // namespace sixline::card::crypto
