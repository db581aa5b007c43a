// Long messages put together again, several at a time, in one buffer.  [TS 23.040 §9.2.3.24.1]
#pragma once

#include "card/runtime/limits.hpp"
#include "card/wire/sms.hpp"

namespace sixline::card::ota {

using wire::Bytes;
using wire::MutableBytes;

/// A short message seen as a part of a packet; one that is not concatenated is number 1 of 1.
struct MessagePart {
  wire::SmsAddress originator{};
  wire::SmsConcatenation place{.total = 1, .number = 1};
  bool command_packet = false;  ///< carries the element that begins a command packet
  Bytes payload{};
};

/// Parts may come in any order and more than once; a repeated part is ignored. A message is known by its
/// originator, reference, width of the reference and number of parts. When memory is short the message
/// begun last is kept and the one begun first is given up.
class Reassembly {
 public:
  /// The parts in order, in place and without gaps, when `part` was the last one missing; empty otherwise.
  /// The bytes may be changed and stay until the next call of add() or reset(). Only messages whose part 1
  /// begins a command packet are given out; others vanish when they are complete.
  MutableBytes add(const MessagePart& part);
  void reset();

 private:
  struct Message {
    wire::SmsAddress originator{};
    wire::SmsConcatenation place{};  ///< reference, wide and total
    bool command_packet = false;
    std::uint32_t present = 0;  ///< bit n: part n + 1 is here
    std::array<std::uint8_t, limits::max_segments> sizes{};

    bool is_of(const MessagePart& part) const;
    bool complete() const { return present == (1u << place.total) - 1; }
    std::size_t size_before(std::size_t number) const;
    std::size_t size() const { return size_before(place.total + 1u); }
  };
  static constexpr std::size_t none = limits::max_messages;

  std::size_t find_or_begin(const MessagePart& part);
  std::size_t offset(std::size_t message) const;
  void drop(std::size_t message);
  void insert(Message& message, std::size_t at, const MessagePart& part);

  std::array<Message, limits::max_messages> messages_{};  ///< oldest first
  std::size_t count_ = 0;
  std::size_t finished_ = none;                                   ///< given out by the last add()
  std::array<std::uint8_t, limits::max_secured_packet> bytes_{};  ///< of the messages, in their order
  std::size_t used_ = 0;
};

}  // namespace sixline::card::ota
