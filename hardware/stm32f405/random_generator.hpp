// The chip's random number generator.
#pragma once

#include "hardware/cortex-m/board.hpp"

namespace sixline::hardware::stm32f405 {

class RandomGenerator final : public cortex_m::EntropyPort {
 public:
  /// Needs the 48 MHz of the PLL.
  RandomGenerator();

  /// Stops the card when the generator is silent, reports a fault or repeats itself: a card without random
  /// bytes must not continue.
  void fill(wire::MutableBytes out) override;
  bool is_true_random() const override { return works_; }
  std::string_view name() const override { return works_ ? "trng" : "none"; }
  std::string_view warning() const override {
    return works_ ? ""
                  : "NO ENTROPY: the random number generator is silent; this card stops when it needs it";
  }

 private:
  /// False when no sound word came.
  bool next(std::uint32_t& word);

  std::uint32_t last_ = 0;
  bool works_ = false;
};

}  // namespace sixline::hardware::stm32f405
