// A serial line of the host: a terminal device, or the Unix socket that QEMU puts in its place.
#pragma once

#include <chrono>
#include <string>

#include "card/wire/bytes.hpp"
#include "card/wire/result.hpp"
#include "hardware/native/file_descriptor.hpp"

namespace sixline::hardware::bridge {

class SerialLine {
 public:
  /// "/dev/ttyUSB0" is set to 115,200 bit/s, 8N1, raw; "unix:PATH" is connected to. The error is one line for
  /// a person.
  static wire::Result<SerialLine, std::string> open(const std::string& name);
  /// An open stream of any kind.
  explicit SerialLine(native::FileDescriptor descriptor) : descriptor_(std::move(descriptor)) {}

  /// False when the other end is gone.
  bool write(wire::Bytes bytes);
  /// Bytes that came within `longest`; none at its end, and none at once when the other end is gone.
  wire::Bytes read(std::chrono::milliseconds longest, wire::MutableBytes room);
  bool is_open() const { return open_; }

 private:
  native::FileDescriptor descriptor_;
  bool open_ = true;
};

}  // namespace sixline::hardware::bridge
