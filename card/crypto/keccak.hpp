// The permutation under SHA-3 and TUAK.  [TS 35.231 Annex D]
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace sixline::card::crypto {

inline constexpr std::size_t keccak_bytes = 200;
using KeccakState = std::array<std::uint8_t, keccak_bytes>;

/// Keccak-f[1600]. Lane (x, y) is the little-endian 64-bit word at byte 8 (x + 5 y).
void keccak_f1600(KeccakState& state);

}  // namespace sixline::card::crypto
