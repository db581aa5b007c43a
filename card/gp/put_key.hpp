// PUT KEY: keys arrive under a key of the domain.  [GPCS §11.8] [GP-D §7.2] [GP-B §3.10]
#pragma once

#include "card/crypto/des.hpp"
#include "card/gp/key_store.hpp"
#include "card/wire/apdu.hpp"

namespace sixline::card::gp {

/// What deciphers the keys inside PUT KEY: AES in CBC mode, or triple DES in ECB mode.  [GP-D §6.2.8]
/// [GPCS §B.1.1]
class DataEncryptionKey {
 public:
  DataEncryptionKey() = default;
  explicit DataEncryptionKey(crypto::AesKey key) : aes_(std::move(key)) {}
  explicit DataEncryptionKey(const crypto::DesKey& key) : des_(key) {}
  /// A static key of either kind; not valid when it is another.
  DataEncryptionKey(crypto::CryptoEngine& engine, const SecretKey& key);

  bool valid() const { return aes_.valid() || des_.valid(); }
  std::size_t block() const { return aes_.valid() ? crypto::aes_block : crypto::des_block; }
  /// `in` is a whole number of blocks, `out` as long.
  void decipher(wire::Bytes in, wire::MutableBytes out) const;

 private:
  crypto::AesKey aes_;
  crypto::DesKey des_;
};

/// Stores the keys of one PUT KEY in the open transaction and writes the new version with the check values.
/// P1 = 00 makes a new version, any other P1 names the version whose keys are replaced. The command's secure
/// messaging is already taken off. wrong_data: structure, a type that its version has no use for, or the
/// new version is taken. reference_not_found: nothing there to replace. key_check_value_wrong.
/// algorithm_not_supported: type or length.
StatusWord put_key(KeyStore& keys, crypto::CryptoEngine& engine, ApplicationId domain,
                   const DataEncryptionKey& dek, const wire::CommandApdu& command, wire::Writer& out);

}  // namespace sixline::card::gp
