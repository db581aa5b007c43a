// The card's log as lines of text.
#pragma once

#include <cstdio>

#include "card/platform/platform.hpp"

namespace sixline::hardware::native {

/// One line a message, flushed, so that nothing is lost when the process is killed.
class TextLog final : public card::platform::Log {
 public:
  /// Null keeps silent. The stream stays the caller's.
  explicit TextLog(std::FILE* stream = stderr) : stream_(stream) {}

  void write(std::string_view line) override {
    if (stream_ == nullptr) return;
    std::fprintf(stream_, "card: %.*s\n", static_cast<int>(line.size()), line.data());
    std::fflush(stream_);
  }

 private:
  std::FILE* stream_;
};

}  // namespace sixline::hardware::native
