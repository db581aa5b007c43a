// Every exchange with a card as text, with what it means beside it.
#pragma once

#include <functional>
#include <string_view>

#include "host/bytes.hpp"

namespace sixline::host::session {

/// A PIN sent to the card is masked unless `show_pins`. Everything else is shown as it went over the line.
struct TraceOptions {
  bool decode = true;
  bool show_pins = false;
};

class Trace {
 public:
  /// Receives one line without its line end.
  using Sink = std::function<void(std::string_view)>;

  Trace() = default;
  explicit Trace(Sink sink, TraceOptions options = {}) : sink_(std::move(sink)), options_(options) {}
  explicit operator bool() const { return static_cast<bool>(sink_); }

  void reset(Bytes atr) const;
  /// `answer` holds at least the status word.
  void exchange(Bytes command, Bytes answer) const;

 private:
  void decoded(Bytes data) const;
  Sink sink_;
  TraceOptions options_;
};

}  // namespace sixline::host::session
