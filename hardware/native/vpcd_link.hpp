// The card's end of vsmartcard's virtual reader: offers a card to PC/SC over TCP.
#pragma once

#include <array>
#include <chrono>
#include <memory>
#include <string>

#include "card/wire/result.hpp"
#include "hardware/native/card_port.hpp"
#include "hardware/native/file_descriptor.hpp"

namespace sixline::hardware::native {

struct VpcdAddress {
  std::string host = "127.0.0.1";
  std::uint16_t port = 35963;  ///< slot 0 of vpcd's default configuration; slot 1 is the next one
};

/// Frames are a 2-byte big-endian length and a body. A body of one byte is a control byte: 00 off, 01 on,
/// 02 reset, 04 tell the ATR; only the last is answered. Any other body is a command APDU, answered by one
/// frame.
class VpcdLink {
 public:
  using Milliseconds = std::chrono::milliseconds;

  VpcdLink(CardPort& card, VpcdAddress address);
  VpcdLink(const VpcdLink&) = delete;
  VpcdLink& operator=(const VpcdLink&) = delete;

  /// Connects, trying again for up to `patience` while nobody listens, and serves until stop() or until the
  /// reader goes away. Ends without error only after stop(). The error is one line for a person.
  wire::Result<void, std::string> run(Milliseconds patience = Milliseconds(10'000));
  /// Serves an open connection, like run().
  wire::Result<void, std::string> serve(FileDescriptor connection);
  /// Ends run() soon and for good. May be called from another thread or from a signal handler.
  void stop();

 private:
  static constexpr std::size_t length_size = 2;
  static constexpr std::size_t max_body = 0xFFFF;

  /// Waits for input or output, or for stop(), which makes it false. Negative means for ever.
  bool wait(int descriptor, short events, int timeout_ms);
  bool stopped();
  wire::Result<FileDescriptor, std::string> connect_once();
  /// Makes at least `size` bytes of input available; false at the end of the stream or after stop().
  bool receive(int connection, std::size_t size);
  /// Sends `size` bytes that stand in output_ behind the place of their length: one segment, no copy.
  bool answer(int connection, std::size_t size);
  bool handle(int connection, wire::Bytes body);
  bool control(int connection, std::uint8_t code);

  CardPort& card_;
  VpcdAddress address_;
  FileDescriptor stop_event_;
  std::unique_ptr<std::array<std::uint8_t, length_size + max_body>> input_;
  std::size_t received_ = 0;
  std::unique_ptr<std::array<std::uint8_t, length_size + max_body>> output_;
  std::array<std::uint8_t, 33> atr_{};  ///< [ISO 7816-3 §8] an ATR has at most 33 characters
  std::size_t atr_size_ = 0;
};

}  // namespace sixline::hardware::native
