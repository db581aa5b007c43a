// Clocks of the board.
#pragma once

#include <cstdint>

namespace sixline::hardware::stm32f405 {

struct Clocks {
  std::uint32_t core_hertz;
  std::uint32_t apb2_hertz;  ///< of USART1
};

/// 168 MHz from the internal oscillator, so that no crystal is needed, and 48 MHz for the random number
/// generator. Stays at 16 MHz, without random numbers, when the PLL does not start.
Clocks start_clocks();

}  // namespace sixline::hardware::stm32f405
