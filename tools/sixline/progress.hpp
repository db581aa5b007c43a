// How far long work has come: a bar on a terminal, plain lines elsewhere.
#pragma once

#include <chrono>
#include <cstddef>
#include <iosfwd>
#include <string>

namespace sixline::tools {

class Progress {
 public:
  /// `total` bytes of work; `on_terminal` redraws one line, otherwise a line appears at every tenth.
  Progress(std::ostream& out, bool on_terminal, std::string label, std::size_t total);
  /// Ends the line of a bar.
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void show(std::size_t done);
  /// Bytes a second since the first call of show(); 0 until there is a second one, because nobody knows when
  /// the first bytes began to move.
  double rate() const;

 private:
  std::string line(std::size_t done) const;

  std::ostream& out_;
  bool on_terminal_;
  std::string label_;
  std::size_t total_;
  std::size_t done_ = 0;
  std::size_t first_done_ = 0;  ///< what the first call of show() reported
  std::size_t tenths_shown_ = 0;
  bool drawn_ = false;
  bool started_ = false;
  std::chrono::steady_clock::time_point start_{};
};

}  // namespace sixline::tools
