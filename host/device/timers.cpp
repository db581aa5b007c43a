#include "host/device/timers.hpp"

namespace sixline::host::device {

void Timers::start(std::uint8_t timer, Instant now, std::chrono::seconds duration) {
  running_[timer - 1u] = Due{timer, now + duration, duration};
}

std::optional<std::chrono::seconds> Timers::stop(std::uint8_t timer, Instant now) {
  auto left = remaining(timer, now);
  running_[timer - 1u].reset();
  return left;
}

std::optional<std::chrono::seconds> Timers::remaining(std::uint8_t timer, Instant now) const {
  const auto& running = running_[timer - 1u];
  if (!running) return std::nullopt;
  return std::chrono::ceil<std::chrono::seconds>(running->at - now);
}

std::optional<Timers::Due> Timers::next() const {
  std::optional<Due> first;
  for (const auto& running : running_) {
    if (running && (!first || running->at < first->at)) first = running;
  }
  return first;
}

}  // namespace sixline::host::device
