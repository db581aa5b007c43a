// USART1 on PA9 (transmit) and PA10 (receive), 115,200 bit/s, 8N1.
#pragma once

#include "hardware/cortex-m/board.hpp"
#include "hardware/cortex-m/byte_ring.hpp"

namespace sixline::hardware::stm32f405 {

class Usart final : public cortex_m::SerialPort {
 public:
  /// `clock_hertz`: the clock of APB2.
  void open(std::uint32_t clock_hertz);
  /// On its interrupt.
  void on_receive();

  bool read(std::uint8_t& byte) override { return input_.pop(byte); }
  bool has_input() const override { return !input_.empty(); }
  void write(wire::Bytes bytes) override;

 private:
  cortex_m::ByteRing input_;
};

}  // namespace sixline::hardware::stm32f405
