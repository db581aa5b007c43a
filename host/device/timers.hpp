// The terminal's eight timers, in virtual time.  [TS 102 223 §6.4.21]
#pragma once

#include <array>
#include <chrono>
#include <optional>

#include "host/error.hpp"

namespace sixline::host::device {

/// Time since the terminal was made; only Terminal::advance() moves it.
using Instant = std::chrono::milliseconds;

class Timers {
 public:
  static constexpr std::uint8_t count = 8;
  struct Due {
    std::uint8_t timer = 0;
    Instant at{};
    std::chrono::seconds duration{};
  };

  static bool exists(std::uint8_t timer) { return timer >= 1 && timer <= count; }
  /// Starts or restarts a timer.
  void start(std::uint8_t timer, Instant now, std::chrono::seconds duration);
  /// What was left, rounded up; none when it did not run.
  std::optional<std::chrono::seconds> stop(std::uint8_t timer, Instant now);
  std::optional<std::chrono::seconds> remaining(std::uint8_t timer, Instant now) const;
  /// The timer that expires first.
  std::optional<Due> next() const;
  void clear() { running_.fill(std::nullopt); }

 private:
  std::array<std::optional<Due>, count> running_{};
};

}  // namespace sixline::host::device
