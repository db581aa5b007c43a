// The registers of the STM32F405/407 that this body uses, from its reference manual RM0090.
#pragma once

#include "hardware/cortex-m/registers.hpp"

namespace sixline::hardware::stm32f405 {

using cortex_m::Register;

constexpr std::uint32_t bit(unsigned position) {
  return std::uint32_t{1} << position;
}
/// `value` in a field that begins at `position`.
constexpr std::uint32_t field(std::uint32_t value, unsigned position) {
  return value << position;
}

namespace rcc {
inline constexpr std::uint32_t base = 0x40023800;
inline constexpr Register cr(base + 0x00);
inline constexpr Register pllcfgr(base + 0x04);
inline constexpr Register cfgr(base + 0x08);
inline constexpr Register ahb1enr(base + 0x30);
inline constexpr Register ahb2enr(base + 0x34);
inline constexpr Register apb2enr(base + 0x44);

inline constexpr std::uint32_t cr_pllon = bit(24);
inline constexpr std::uint32_t cr_pllrdy = bit(25);
inline constexpr std::uint32_t cfgr_sw_pll = field(0b10, 0);
inline constexpr std::uint32_t cfgr_sw_mask = field(0b11, 0);
inline constexpr std::uint32_t cfgr_sws_pll = field(0b10, 2);
inline constexpr std::uint32_t cfgr_ppre1_div4 = field(0b101, 10);
inline constexpr std::uint32_t cfgr_ppre2_div2 = field(0b100, 13);
inline constexpr std::uint32_t ahb1enr_gpioa = bit(0);
inline constexpr std::uint32_t ahb2enr_rng = bit(6);
inline constexpr std::uint32_t apb2enr_usart1 = bit(4);
}  // namespace rcc

namespace flash {
inline constexpr std::uint32_t base = 0x40023C00;
inline constexpr Register acr(base + 0x00);
inline constexpr Register keyr(base + 0x04);
inline constexpr Register sr(base + 0x0C);
inline constexpr Register cr(base + 0x10);

inline constexpr std::uint32_t acr_latency_5 = 5;
inline constexpr std::uint32_t acr_prefetch = bit(8);
inline constexpr std::uint32_t acr_instruction_cache = bit(9);
inline constexpr std::uint32_t sr_errors = bit(4) | bit(5) | bit(6) | bit(7);
inline constexpr std::uint32_t sr_busy = bit(16);
inline constexpr std::uint32_t cr_program = bit(0);
inline constexpr std::uint32_t cr_sector_erase = bit(1);
constexpr std::uint32_t cr_sector(std::uint32_t number) {
  return field(number, 3);
}
inline constexpr std::uint32_t cr_by_word = field(0b10, 8);
inline constexpr std::uint32_t cr_start = bit(16);
inline constexpr std::uint32_t cr_lock = bit(31);
}  // namespace flash

namespace gpioa {
inline constexpr std::uint32_t base = 0x40020000;
inline constexpr Register moder(base + 0x00);
inline constexpr Register pupdr(base + 0x0C);
inline constexpr Register afrh(base + 0x24);
}  // namespace gpioa

namespace usart1 {
inline constexpr std::uint32_t base = 0x40011000;
inline constexpr Register sr(base + 0x00);
inline constexpr Register dr(base + 0x04);
inline constexpr Register brr(base + 0x08);
inline constexpr Register cr1(base + 0x0C);

inline constexpr std::uint32_t interrupt = 37;
inline constexpr std::uint32_t sr_overrun = bit(3);
inline constexpr std::uint32_t sr_received = bit(5);
inline constexpr std::uint32_t sr_transmit_empty = bit(7);
inline constexpr std::uint32_t cr1_receiver = bit(2);
inline constexpr std::uint32_t cr1_transmitter = bit(3);
inline constexpr std::uint32_t cr1_receive_interrupt = bit(5);
inline constexpr std::uint32_t cr1_enable = bit(13);
}  // namespace usart1

namespace rng {
inline constexpr std::uint32_t base = 0x50060800;
inline constexpr Register cr(base + 0x00);
inline constexpr Register sr(base + 0x04);
inline constexpr Register dr(base + 0x08);

inline constexpr std::uint32_t cr_enable = bit(2);
inline constexpr std::uint32_t sr_ready = bit(0);
inline constexpr std::uint32_t sr_faults = bit(1) | bit(2) | bit(5) | bit(6);
}  // namespace rng

}  // namespace sixline::hardware::stm32f405
