// The answer to reset, and what a port may choose about it.  [ISO 7816-3 §8] [TS 102 221 §6.3]
#pragma once

#include "card/wire/bytes.hpp"

namespace sixline::card::runtime {

/// Transmission protocols the card offers. A reader that is handed whole TPDUs wants the first.
enum class Protocols : std::uint8_t { T0, T0AndT1 };

/// Speed of TA1: F=512, D=32.
inline constexpr std::uint8_t fastest_speed = 0x96;

wire::Bytes answer_to_reset(Protocols protocols);

}  // namespace sixline::card::runtime
