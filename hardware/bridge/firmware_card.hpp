// Firmware at the other end of a serial line, as a card that a link or a program can use.
#pragma once

#include <functional>

#include "hardware/bridge/serial_line.hpp"
#include "hardware/native/card_port.hpp"
#include "hardware/uart/frame.hpp"

namespace sixline::hardware::bridge {

class FirmwareCard final : public native::CardPort {
 public:
  /// What the firmware says to a person.
  using LogSink = std::function<void(std::string_view)>;
  using Milliseconds = std::chrono::milliseconds;

  /// How long an answer may take before the request is sent again, and altogether: a board stands still for
  /// two seconds while it erases a sector.
  struct Patience {
    Milliseconds again{2'500};
    Milliseconds altogether{15'000};
  };

  explicit FirmwareCard(SerialLine line, LogSink log = {});
  FirmwareCard(SerialLine line, LogSink log, Patience patience);

  // CardPort: an ATR or an answer is empty when none came.
  wire::Bytes power_on() override;
  wire::Bytes reset() override;
  void power_off() override;
  void transmit(wire::Bytes command, wire::Writer& response) override;

  /// Lines "name value" about stack, pool and entropy; empty when no answer came.
  std::string report();
  /// False when the other end of the line is gone.
  bool is_connected() const { return line_.is_open(); }

 private:
  /// Type and body of the answer; nothing came when the type is that of a request.
  uart::Frame ask(uart::FrameType type, wire::Bytes body = {});
  /// True when the answer to the request `number` came; false: send again.
  bool await(std::uint8_t number, std::chrono::steady_clock::time_point deadline);

  SerialLine line_;
  LogSink log_;
  Patience patience_;
  uart::FrameDecoder decoder_;
  std::uint8_t number_;
  std::array<std::uint8_t, uart::max_frame> input_{};
  wire::Bytes pending_;  ///< of input_, not decoded yet
};

}  // namespace sixline::hardware::bridge
