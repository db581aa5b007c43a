// The card on QEMU's mps2-an385.
#include "hardware/cortex-m/board.hpp"
#include "hardware/cortex-m/interrupts.hpp"
#include "hardware/cortex-m/sys_tick_clock.hpp"
#include "hardware/qemu-cortex-m/cmsdk_uart.hpp"
#include "hardware/qemu-cortex-m/mapped_flash.hpp"
#include "hardware/qemu-cortex-m/seed_entropy.hpp"

namespace sixline::hardware {
namespace {

constexpr std::uint32_t core_hertz = 25'000'000;

/// The machine's PSRAM, which QEMU backs with a file.
std::uint8_t* shared_memory() {
  return reinterpret_cast<std::uint8_t*>(0x21000000);
}

constinit qemu_cortex_m::CmsdkUart serial;

}  // namespace

void cortex_m::on_interrupt(std::uint32_t number) {
  if (number == qemu_cortex_m::CmsdkUart::receive_interrupt) serial.on_receive();
}

}  // namespace sixline::hardware

void sixline::hardware::cortex_m::run_board() {
  using namespace sixline::hardware;
  qemu_cortex_m::MappedFlash flash(shared_memory());
  qemu_cortex_m::SeedEntropy entropy(shared_memory());
  cortex_m::SysTickClock clock(core_hertz);
  serial.open();
  const cortex_m::Board board{"qemu-cortex-m", serial, flash, entropy, clock};
  cortex_m::serve(board);
}
