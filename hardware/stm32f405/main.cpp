// The card on an STM32F405 or STM32F407.
#include "hardware/cortex-m/board.hpp"
#include "hardware/cortex-m/interrupts.hpp"
#include "hardware/cortex-m/sys_tick_clock.hpp"
#include "hardware/stm32f405/clocks.hpp"
#include "hardware/stm32f405/random_generator.hpp"
#include "hardware/stm32f405/registers.hpp"
#include "hardware/stm32f405/sector_flash.hpp"
#include "hardware/stm32f405/usart.hpp"

namespace sixline::hardware {
namespace {

constinit stm32f405::Usart serial;

}  // namespace

void cortex_m::on_interrupt(std::uint32_t number) {
  if (number == stm32f405::usart1::interrupt) serial.on_receive();
}

}  // namespace sixline::hardware

void sixline::hardware::cortex_m::run_board() {
  using namespace sixline::hardware;
  const stm32f405::Clocks clocks = stm32f405::start_clocks();
  stm32f405::SectorFlash flash;
  stm32f405::RandomGenerator entropy;
  cortex_m::SysTickClock clock(clocks.core_hertz);
  serial.open(clocks.apb2_hertz);
  const cortex_m::Board board{"stm32f405", serial, flash, entropy, clock};
  cortex_m::serve(board);
}
