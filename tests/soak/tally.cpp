#include "tests/soak/tally.hpp"

#include <iomanip>

namespace sixline::tests::soak {

namespace {

/// More of the same tell nothing new.
constexpr std::size_t most_shown = 4;

}  // namespace

void Tally::add(const std::string& call, const std::string& answer) {
  const std::lock_guard lock(mutex_);
  ++calls_[call][answer];
}

void Tally::add_wrong(const std::string& call, const std::string& what) {
  const std::lock_guard lock(mutex_);
  ++wrong_count_;
  if (++calls_[call]["WRONG"] <= most_shown) wrong_.push_back(call + ": " + what);
}

std::size_t Tally::wrong() const {
  const std::lock_guard lock(mutex_);
  return wrong_count_;
}

std::size_t Tally::total() const {
  const std::lock_guard lock(mutex_);
  std::size_t sum = 0;
  for (const auto& [call, answers] : calls_)
    for (const auto& [answer, count] : answers) sum += count;
  return sum;
}

void Tally::print(std::ostream& out) const {
  const std::lock_guard lock(mutex_);
  for (const auto& [call, answers] : calls_) {
    std::size_t sum = 0;
    for (const auto& [answer, count] : answers) sum += count;
    out << std::left << std::setw(44) << call << std::right << std::setw(8) << sum << "  ";
    for (const auto& [answer, count] : answers) out << ' ' << answer << " x" << count;
    out << '\n';
  }
  for (const std::string& line : wrong_) out << "WRONG " << line << '\n';
}

}  // namespace sixline::tests::soak
