#include "hardware/cortex-m/sys_tick_clock.hpp"

#include "hardware/cortex-m/interrupts.hpp"
#include "hardware/cortex-m/registers.hpp"

namespace sixline::hardware::cortex_m {
namespace {

constexpr Register control(0xE000E010);
constexpr Register reload(0xE000E014);
constexpr Register current(0xE000E018);
constexpr std::uint32_t enable_with_interrupt_on_core_clock = 0x7;

volatile std::uint32_t ticks_low = 0;
volatile std::uint32_t ticks_high = 0;

}  // namespace

void on_sys_tick() {
  ticks_low = ticks_low + 1;
  if (ticks_low == 0) ticks_high = ticks_high + 1;
}

SysTickClock::SysTickClock(std::uint32_t core_hertz) {
  reload.write(core_hertz / 1000 - 1);
  current.write(0);
  control.write(enable_with_interrupt_on_core_clock);
}

std::uint64_t SysTickClock::milliseconds() const {
  std::uint32_t high = 0;
  std::uint32_t low = 0;
  do {
    high = ticks_high;
    low = ticks_low;
  } while (high != ticks_high);
  return std::uint64_t{high} << 32 | low;
}

}  // namespace sixline::hardware::cortex_m
