// PUT KEY: keys arrive under the domain's data encryption key.  [GPCS §11.8] [GP-D §7.2]
#pragma once

#include "card/crypto/crypto_engine.hpp"
#include "card/gp/key_store.hpp"
#include "card/wire/apdu.hpp"

namespace sixline::card::gp {

/// Stores the AES keys of one PUT KEY in the open transaction and writes the new version with the check
/// values. The command's secure messaging is already taken off. wrong_data: structure, or the version is
/// taken though P1 names none. key_check_value_wrong. algorithm_not_supported: not AES-128.
StatusWord put_key(KeyStore& keys, crypto::CryptoEngine& engine, ApplicationId domain,
                   const crypto::AesKey& dek, const wire::CommandApdu& command, wire::Writer& out);

}  // namespace sixline::card::gp
