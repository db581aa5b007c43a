// One memory-mapped register.
#pragma once

#include <cstdint>

namespace sixline::hardware::cortex_m {

class Register {
 public:
  constexpr explicit Register(std::uint32_t address) : address_(address) {}
  std::uint32_t read() const { return *cell(); }
  void write(std::uint32_t value) const { *cell() = value; }
  void set(std::uint32_t bits) const { write(read() | bits); }
  void clear(std::uint32_t bits) const { write(read() & ~bits); }
  /// Replaces the bits of `mask`.
  void replace(std::uint32_t mask, std::uint32_t bits) const { write((read() & ~mask) | bits); }
  bool any(std::uint32_t bits) const { return (read() & bits) != 0; }
  /// Waits for one of `bits`; false when they did not come after `tries` looks.
  bool wait(std::uint32_t bits, std::uint32_t tries) const {
    while (tries-- > 0)
      if (any(bits)) return true;
    return false;
  }

 private:
  volatile std::uint32_t* cell() const { return reinterpret_cast<volatile std::uint32_t*>(address_); }
  std::uint32_t address_;
};

}  // namespace sixline::hardware::cortex_m
