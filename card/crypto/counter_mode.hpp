// AES in counter mode, from the block cipher that every engine has.  [TS 33.501 §C.3.3]
#pragma once

#include "card/crypto/crypto_engine.hpp"

namespace sixline::card::crypto {

/// Enciphers or deciphers `in` of any length into `out`, as long and possibly the same bytes. The counter is
/// the whole block, big-endian, and starts at `counter`.
void counter_mode(const AesKey& key, Block counter, Bytes in, MutableBytes out);

}  // namespace sixline::card::crypto
