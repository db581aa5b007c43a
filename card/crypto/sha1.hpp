// SHA-1, for the check value of a pre-shared key and nothing else: it protects nothing here.
// [GP-B §3.10] [RFC 3174]
#pragma once

#include "card/wire/bytes.hpp"

namespace sixline::card::crypto {

/// Of at most 55 bytes, which are one block: no pre-shared key is longer. Longer input is cut.
std::array<std::uint8_t, 20> sha1_of_short(wire::Bytes message);

}  // namespace sixline::card::crypto
