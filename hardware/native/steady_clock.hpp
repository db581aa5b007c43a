// The card's clock on a host: monotonic, not touched by changes of the calendar.
#pragma once

#include <chrono>

#include "card/platform/platform.hpp"

namespace sixline::hardware::native {

class SteadyClock final : public card::platform::Clock {
 public:
  std::uint64_t milliseconds() const override {
    const auto passed = std::chrono::steady_clock::now() - start_;
    return static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::milliseconds>(passed).count());
  }
  /// At a reset of the card.
  void restart() { start_ = std::chrono::steady_clock::now(); }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace sixline::hardware::native
