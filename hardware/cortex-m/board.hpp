// What a Cortex-M body gives to the firmware that all of them share.
#pragma once

#include <string_view>

#include "card/platform/platform.hpp"

namespace sixline::hardware::cortex_m {

/// A serial line whose receiver is driven by interrupts.
class SerialPort {
 public:
  /// The next byte that came in; false when there is none.
  virtual bool read(std::uint8_t& byte) = 0;
  virtual bool has_input() const = 0;
  /// Returns when the last byte is on its way.
  virtual void write(wire::Bytes bytes) = 0;

 protected:
  ~SerialPort() = default;
};

/// Random bytes with a name, so that nobody takes the wrong ones for good.
class EntropyPort : public card::platform::Random {
 public:
  virtual std::string_view name() const = 0;
  /// What a person must know about these bytes; empty when they are good for keys.
  virtual std::string_view warning() const = 0;

 protected:
  ~EntropyPort() = default;
};

struct Board {
  std::string_view name;
  SerialPort& serial;
  card::platform::Flash& flash;
  EntropyPort& entropy;
  card::platform::Clock& clock;
};

/// The body's own: makes its parts and serves. Called once, after the static constructors.
void run_board();

/// Puts the card on the board and serves the serial line for ever.
[[noreturn]] void serve(const Board& board);

}  // namespace sixline::hardware::cortex_m
