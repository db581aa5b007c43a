// The serial port of the MPS2 board: Arm's CMSDK APB UART.
#pragma once

#include "hardware/cortex-m/board.hpp"
#include "hardware/cortex-m/byte_ring.hpp"

namespace sixline::hardware::qemu_cortex_m {

class CmsdkUart final : public cortex_m::SerialPort {
 public:
  static constexpr std::uint32_t receive_interrupt = 0;

  void open();
  /// On its interrupt.
  void on_receive();

  bool read(std::uint8_t& byte) override { return input_.pop(byte); }
  bool has_input() const override { return !input_.empty(); }
  void write(wire::Bytes bytes) override;

 private:
  cortex_m::ByteRing input_;
};

}  // namespace sixline::hardware::qemu_cortex_m
