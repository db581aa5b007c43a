// Bytes on their way from an interrupt to the main program.
#pragma once

#include <array>
#include <cstdint>

namespace sixline::hardware::cortex_m {

/// One writer, one reader, neither ever waits. What does not fit is lost; the protocol above asks again.
class ByteRing {
 public:
  void push(std::uint8_t byte) {
    const std::uint32_t next = (head_ + 1) % size;
    if (next == tail_) return;
    bytes_[head_] = byte;
    asm volatile("" ::: "memory");  // the byte before the news of it
    head_ = next;
  }
  bool pop(std::uint8_t& byte) {
    if (empty()) return false;
    byte = bytes_[tail_];
    asm volatile("" ::: "memory");
    tail_ = (tail_ + 1) % size;
    return true;
  }
  bool empty() const { return head_ == tail_; }

 private:
  static constexpr std::uint32_t size = 1024;  ///< more than the longest request
  std::array<std::uint8_t, size> bytes_{};
  volatile std::uint32_t head_ = 0;
  volatile std::uint32_t tail_ = 0;
};

}  // namespace sixline::hardware::cortex_m
