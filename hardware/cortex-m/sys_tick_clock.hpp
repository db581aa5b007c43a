// The card's clock: the core's own timer.
#pragma once

#include "card/platform/platform.hpp"

namespace sixline::hardware::cortex_m {

class SysTickClock final : public card::platform::Clock {
 public:
  /// `core_hertz`: the processor's clock.
  explicit SysTickClock(std::uint32_t core_hertz);
  std::uint64_t milliseconds() const override;
};

}  // namespace sixline::hardware::cortex_m
