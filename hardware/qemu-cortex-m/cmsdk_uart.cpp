#include "hardware/qemu-cortex-m/cmsdk_uart.hpp"

#include "hardware/cortex-m/interrupts.hpp"
#include "hardware/cortex-m/registers.hpp"

namespace sixline::hardware::qemu_cortex_m {
namespace {

using cortex_m::Register;

constexpr std::uint32_t base = 0x40004000;
constexpr Register data(base + 0x00);
constexpr Register state(base + 0x04);
constexpr Register control(base + 0x08);
constexpr Register interrupt_clear(base + 0x0C);
constexpr Register baud_divider(base + 0x10);

constexpr std::uint32_t state_transmit_full = 1u << 0;
constexpr std::uint32_t state_receive_full = 1u << 1;
constexpr std::uint32_t control_transmit = 1u << 0;
constexpr std::uint32_t control_receive = 1u << 1;
constexpr std::uint32_t control_receive_interrupt = 1u << 3;
constexpr std::uint32_t interrupt_receive = 1u << 1;
constexpr std::uint32_t divider_115200 = 217;  ///< of 25 MHz

}  // namespace

void CmsdkUart::open() {
  baud_divider.write(divider_115200);
  control.write(control_transmit | control_receive | control_receive_interrupt);
  cortex_m::enable_interrupt(receive_interrupt);
}

void CmsdkUart::on_receive() {
  // Cleared before the bytes are taken: one that comes in between raises it again and is not lost.
  interrupt_clear.write(interrupt_receive);
  while (state.any(state_receive_full)) input_.push(static_cast<std::uint8_t>(data.read()));
}

void CmsdkUart::write(wire::Bytes bytes) {
  for (const std::uint8_t byte : bytes) {
    while (state.any(state_transmit_full)) {
    }
    data.write(byte);
  }
}

}  // namespace sixline::hardware::qemu_cortex_m
