#include "tools/sixline/progress.hpp"

#include <algorithm>
#include <cstdio>
#include <ostream>

namespace sixline::tools {

Progress::Progress(std::ostream& out, bool on_terminal, std::string label, std::size_t total)
    : out_(out),
      on_terminal_(on_terminal),
      label_(std::move(label)),
      total_(std::max<std::size_t>(total, 1)) {}

Progress::~Progress() {
  if (drawn_) out_ << '\n' << std::flush;
}

double Progress::rate() const {
  const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - start_;
  return done_ == first_done_ ? 0 : static_cast<double>(done_ - first_done_) / std::max(passed.count(), 1e-6);
}

std::string Progress::line(std::size_t done) const {
  char numbers[64];
  std::snprintf(numbers, sizeof numbers, "%3zu %%  %zu of %zu bytes", done * 100 / total_, done, total_);
  std::string text = numbers;
  if (rate() == 0) return text;
  std::snprintf(numbers, sizeof numbers, "  %.0f KB/s", rate() / 1000);
  return text + numbers;
}

void Progress::show(std::size_t done) {
  constexpr std::size_t width = 30;
  done_ = std::min(done, total_);
  if (!started_) {
    started_ = true;
    first_done_ = done_;
    start_ = std::chrono::steady_clock::now();
  }
  if (on_terminal_) {
    std::string bar(width, '.');
    std::fill_n(bar.begin(), done_ * width / total_, '#');
    out_ << '\r' << label_ << " [" << bar << "] " << line(done_) << std::flush;
    drawn_ = true;
    return;
  }
  const std::size_t tenths = done_ * 10 / total_;
  if (tenths == tenths_shown_) return;
  tenths_shown_ = tenths;
  out_ << label_ << ' ' << line(done_) << std::endl;
}

}  // namespace sixline::tools
