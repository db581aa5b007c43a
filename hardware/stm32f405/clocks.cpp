#include "hardware/stm32f405/clocks.hpp"

#include "hardware/stm32f405/registers.hpp"

namespace sixline::hardware::stm32f405 {
namespace {

constexpr std::uint32_t internal_hertz = 16'000'000;
constexpr std::uint32_t tries = 100'000;

/// 16 MHz / 8 * 168 = 336 MHz; / 2 for the core, / 7 for the random number generator.
constexpr std::uint32_t pll_settings = field(8, 0) | field(168, 6) | field(0, 16) | field(7, 24);

}  // namespace

Clocks start_clocks() {
  constexpr Clocks slow{internal_hertz, internal_hertz};
  rcc::pllcfgr.write(pll_settings);
  rcc::cr.set(rcc::cr_pllon);
  if (!rcc::cr.wait(rcc::cr_pllrdy, tries)) return slow;
  // Wait states before speed. The data cache stays off: it would show old bytes after programming.
  flash::acr.write(flash::acr_latency_5 | flash::acr_prefetch | flash::acr_instruction_cache);
  rcc::cfgr.set(rcc::cfgr_ppre1_div4 | rcc::cfgr_ppre2_div2);
  rcc::cfgr.replace(rcc::cfgr_sw_mask, rcc::cfgr_sw_pll);
  if (!rcc::cfgr.wait(rcc::cfgr_sws_pll, tries)) return slow;
  return {168'000'000, 84'000'000};
}

}  // namespace sixline::hardware::stm32f405
