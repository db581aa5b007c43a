#include "hardware/stm32f405/usart.hpp"

#include "hardware/cortex-m/interrupts.hpp"
#include "hardware/stm32f405/registers.hpp"

namespace sixline::hardware::stm32f405 {
namespace {

constexpr std::uint32_t bit_rate = 115'200;
constexpr unsigned pin_transmit = 9;
constexpr unsigned pin_receive = 10;
constexpr std::uint32_t alternate_function = 0b10;
constexpr std::uint32_t pull_up = 0b01;
constexpr std::uint32_t af7_usart = 7;

void route_pins() {
  rcc::ahb1enr.set(rcc::ahb1enr_gpioa);
  for (const unsigned pin : {pin_transmit, pin_receive}) {
    gpioa::moder.replace(field(0b11, pin * 2), field(alternate_function, pin * 2));
    gpioa::afrh.replace(field(0xF, (pin - 8) * 4), field(af7_usart, (pin - 8) * 4));
  }
  // An open receive line must not look like data.
  gpioa::pupdr.replace(field(0b11, pin_receive * 2), field(pull_up, pin_receive * 2));
}

}  // namespace

void Usart::open(std::uint32_t clock_hertz) {
  route_pins();
  rcc::apb2enr.set(rcc::apb2enr_usart1);
  usart1::brr.write((clock_hertz + bit_rate / 2) / bit_rate);
  usart1::cr1.write(usart1::cr1_enable | usart1::cr1_transmitter | usart1::cr1_receiver |
                    usart1::cr1_receive_interrupt);
  cortex_m::enable_interrupt(usart1::interrupt);
}

void Usart::on_receive() {
  // Reading status and then data also clears an overrun; the lost byte damages a frame, which is sent again.
  while (usart1::sr.any(usart1::sr_received | usart1::sr_overrun))
    input_.push(static_cast<std::uint8_t>(usart1::dr.read()));
}

void Usart::write(wire::Bytes bytes) {
  for (const std::uint8_t byte : bytes) {
    while (!usart1::sr.any(usart1::sr_transmit_empty)) {
    }
    usart1::dr.write(byte);
  }
}

}  // namespace sixline::hardware::stm32f405
