// What firmware and its reader send each other over a serial line. No I/O here: the card, the bridge and the
// tests share it.
//
//   A5 | type | number | length (2) | body | CRC-16/CCITT-FALSE over type to body (2)       all big-endian
//
// The reader asks and the card answers with the same number. A request that comes a second time is not
// executed again: the card repeats its answer. So a reader may ask again whenever an answer is late or
// damaged.
#pragma once

#include <array>
#include <cstdint>

#include "card/runtime/limits.hpp"
#include "card/wire/bytes.hpp"

namespace sixline::hardware::uart {

enum class FrameType : std::uint8_t {
  // Requests
  PowerOff = 0x00,  ///< answered by Done
  PowerOn = 0x01,   ///< cold reset; answered by Atr
  Reset = 0x02,     ///< warm reset; answered by Atr
  Command = 0x03,   ///< body: a command TPDU; answered by Answer, or by NotPowered
  Report = 0x04,    ///< answered by Facts
  // Answers
  Done = 0x80,
  Atr = 0x81,
  Answer = 0x83,      ///< body: data and status word
  Facts = 0x84,       ///< body: lines of text, "name value"
  NotPowered = 0x85,  ///< the card was not switched on, or restarted by itself
  Unknown = 0x86,     ///< a request of a type that the card does not know
  Damaged = 0x8E,     ///< a frame came in that was not whole; number 0
  Log = 0x8F,         ///< body: a line for a person; at any time, number 0
};

inline constexpr std::uint8_t start_of_frame = 0xA5;
inline constexpr std::size_t frame_overhead = 7;
inline constexpr std::size_t max_frame_body = 512;
inline constexpr std::size_t max_frame = max_frame_body + frame_overhead;
static_assert(max_frame_body >= card::limits::max_command &&
              max_frame_body >= card::limits::max_response_data + 2);

std::uint16_t crc16(wire::Bytes bytes);

struct Frame {
  FrameType type{};
  std::uint8_t number = 0;
  wire::Bytes body;
};

/// Writes the frame to `out` and returns it; a body that is too long is cut.
wire::Bytes encode(const Frame& frame, std::span<std::uint8_t, max_frame> out);

/// Finds frames in a stream of bytes. What stands between frames is skipped.
class FrameDecoder {
 public:
  enum class Event : std::uint8_t { None, Frame, Damaged };

  Event push(std::uint8_t byte);
  /// After Event::Frame; its body is valid until the next push().
  const Frame& frame() const { return frame_; }
  /// Inside a frame: the rest of it is due.
  bool is_waiting() const { return size_ > 0; }
  /// The rest will not come.
  void drop() { size_ = 0; }

 private:
  Event finish();

  std::array<std::uint8_t, max_frame> bytes_{};
  std::size_t size_ = 0;
  std::size_t expected_ = 0;
  Frame frame_;
};

}  // namespace sixline::hardware::uart
