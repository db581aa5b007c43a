#include "hardware/stm32f405/random_generator.hpp"

#include <algorithm>
#include <cstring>

#include "hardware/cortex-m/panic.hpp"
#include "hardware/stm32f405/registers.hpp"

namespace sixline::hardware::stm32f405 {

constexpr std::uint32_t tries = 10'000;

// The first word only serves the comparison, as the reference manual asks (RM0090, 24.3.1).
RandomGenerator::RandomGenerator() {
  rcc::ahb2enr.set(rcc::ahb2enr_rng);
  rng::cr.set(rng::cr_enable);
  std::uint32_t word = 0;
  next(word);
  works_ = next(word);
}

bool RandomGenerator::next(std::uint32_t& word) {
  if (!rng::sr.wait(rng::sr_ready, tries) || rng::sr.any(rng::sr_faults)) return false;
  word = rng::dr.read();
  const bool repeated = word == last_;
  last_ = word;
  return !repeated;
}

void RandomGenerator::fill(wire::MutableBytes out) {
  while (!out.empty()) {
    std::uint32_t word = 0;
    if (!works_ || !next(word)) cortex_m::panic("the random number generator failed");
    const std::size_t size = std::min(out.size(), sizeof word);
    std::memcpy(out.data(), &word, size);
    out = out.subspan(size);
  }
}

}  // namespace sixline::hardware::stm32f405
