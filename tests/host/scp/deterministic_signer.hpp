// ECDSA with the nonce of RFC 6979 on P-256, so that worked signatures come out byte for byte.
#pragma once

#include "host/crypto/ec.hpp"

namespace sixline::host::test {

/// `scalar` is the 32-byte private key, TEST ONLY.
crypto::Signer deterministic_signer(ByteString scalar);

}  // namespace sixline::host::test
