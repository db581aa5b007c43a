// Interrupts of a Cortex-M body.
#pragma once

#include <cstdint>

namespace sixline::hardware::cortex_m {

inline constexpr std::uint32_t first_interrupt = 16;      ///< exception number of interrupt 0
inline constexpr std::uint32_t external_interrupts = 96;  ///< more than any body here has

/// The body's own: interrupt `number` came.
void on_interrupt(std::uint32_t number);
void on_sys_tick();

inline void enable_interrupt(std::uint32_t number) {
  auto* const set_enable = reinterpret_cast<volatile std::uint32_t*>(0xE000E100);
  set_enable[number / 32] = std::uint32_t{1} << (number % 32);
}

/// Sleeps until an interrupt, unless `ready` says that there is work already. No interrupt is lost between
/// the question and the sleep: a pending one ends the sleep even while it is masked.
template <class Ready>
void sleep_unless(Ready ready) {
  asm volatile("cpsid i" ::: "memory");
  if (!ready()) asm volatile("wfi" ::: "memory");
  asm volatile("cpsie i" ::: "memory");
}

}  // namespace sixline::hardware::cortex_m
