// Random bytes of the operating system.
#pragma once

#include "card/platform/platform.hpp"

namespace sixline::hardware::native {

class SystemRandom final : public card::platform::Random {
 public:
  /// Stops the program when the system gives none: a card without random bytes must not continue.
  void fill(wire::MutableBytes out) override;
  bool is_true_random() const override { return true; }
};

}  // namespace sixline::hardware::native
