// SCP03 key sets and what is derived from them.  [GP-D §6.2]
#pragma once

#include <array>

#include "card/wire/identifiers.hpp"
#include "host/crypto/cmac.hpp"
#include "host/crypto/secret.hpp"

namespace sixline::host::scp {

using Challenge = std::array<std::uint8_t, 8>;
using Cryptogram = std::array<std::uint8_t, 8>;

/// The static keys of a domain. ENC and MAC open sessions, DEK protects keys sent inside them.
struct Scp03Keys {
  crypto::Secret enc;
  crypto::Secret mac;
  crypto::Secret dek;
  std::uint8_t version = 0x30;  ///< 30 to 3F
};

/// The keys of one session, ready for use.
struct Scp03SessionKeys {
  crypto::AesKey enc;
  crypto::CmacKey mac;
  crypto::CmacKey rmac;
};

/// `bits` bits derived with `constant` over `context`.  [GP-D §4.1.5] [NIST SP 800-108 §5.1]
crypto::Secret derive_scp03(crypto::CmacKey& key, std::uint8_t constant, Bytes context, std::uint16_t bits);

/// The challenge that a card with option i=70 will send when its counter stands at `counter`.  [GP-D
/// §6.2.2.1] Errors: BadInput (key length).
Result<Challenge> predicted_card_challenge(const Scp03Keys& keys, std::uint32_t counter,
                                           const wire::Aid& domain);

/// Errors: BadInput (key length).
Result<Scp03SessionKeys> derive_session_keys(const Scp03Keys& keys, const Challenge& host,
                                             const Challenge& card);

Cryptogram card_cryptogram(Scp03SessionKeys& keys, const Challenge& host, const Challenge& card);
Cryptogram host_cryptogram(Scp03SessionKeys& keys, const Challenge& host, const Challenge& card);

}  // namespace sixline::host::scp
