// The card's end of the serial line, without the line: bytes in, frames out.
#pragma once

#include "hardware/uart/frame.hpp"

namespace sixline::hardware::uart {

/// The card behind the endpoint.
class UartCard {
 public:
  /// Cold or warm reset; the ATR.
  virtual wire::Bytes reset() = 0;
  /// One command TPDU; writes data and status word to `response` (room for max_frame_body) and returns the
  /// size.
  virtual std::size_t transmit(wire::Bytes command, wire::MutableBytes response) = 0;
  /// Lines about the body, for people; returns the size.
  virtual std::size_t report(wire::MutableBytes text) = 0;

 protected:
  ~UartCard() = default;
};

class CardEndpoint {
 public:
  explicit CardEndpoint(UartCard& card) : card_(card) {}

  /// Takes one byte from the line; what must be sent now, empty for nothing. Valid until the next call.
  wire::Bytes receive(std::uint8_t byte);
  /// The line has been quiet for longer than a pause between two bytes.
  wire::Bytes line_quiet();
  bool is_waiting() const { return decoder_.is_waiting(); }
  /// A line for a person, as a frame; valid until the next call.
  wire::Bytes log(std::string_view line);

 private:
  wire::Bytes answer(const Frame& request);
  /// Type and body of the answer; the body stands in body_.
  Frame execute(const Frame& request);
  wire::Bytes send(const Frame& frame);

  UartCard& card_;
  FrameDecoder decoder_;
  bool powered_ = false;
  /// What the stored answer answers: number and checksum of the request.
  std::uint8_t answered_number_ = 0;
  std::uint16_t answered_crc_ = 0;
  std::size_t answer_size_ = 0;  ///< 0: nothing was answered yet
  std::array<std::uint8_t, max_frame_body> body_{};
  std::array<std::uint8_t, max_frame> answer_{};
  std::array<std::uint8_t, max_frame> notice_{};
};

}  // namespace sixline::hardware::uart
