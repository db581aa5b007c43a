// Protocol and parameters selection: the one exchange between the answer to reset and the first command.
// [ISO 7816-3 §9] [TS 102 221 §6.3.2]
#pragma once

#include <optional>

#include "card/runtime/atr.hpp"

namespace sixline::card::runtime {

/// First byte of a request; a header of T=0 or a block of T=1 never begins with it.
inline constexpr std::uint8_t pps_start = 0xFF;

struct PpsChoice {
  std::uint8_t protocol = 0;           ///< T
  std::uint8_t speed = default_speed;  ///< F and D as TA1 codes them, from the end of the answer on
  wire::FixedBytes<4> answer;

  static constexpr std::uint8_t default_speed = 0x11;
};

/// Bytes of a request whose second byte is `pps0`, for a port that reads it byte by byte.
std::size_t pps_size(std::uint8_t pps0);
/// Agrees to what this card can do and leaves out the rest. Nothing for a request that is malformed or asks
/// for a protocol that is not offered: the card stays mute, and the terminal resets it.
std::optional<PpsChoice> negotiate(wire::Bytes request, Protocols offered);

}  // namespace sixline::card::runtime
