// Bytes that wipe themselves, compare in constant time and cannot be printed.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "card/wire/bytes.hpp"

namespace sixline::card::crypto {

/// Overwrites `bytes` in a way that the optimiser keeps.
inline void wipe(wire::MutableBytes bytes) {
  volatile std::uint8_t* p = bytes.data();
  for (std::size_t i = 0; i < bytes.size(); ++i) p[i] = 0;
}

/// Compares without telling by its duration where the first difference is. Lengths are not secret.
inline bool equal_constant_time(wire::Bytes a, wire::Bytes b) {
  if (a.size() != b.size()) return false;
  std::uint8_t difference = 0;
  for (std::size_t i = 0; i < a.size(); ++i)
    difference = static_cast<std::uint8_t>(difference | (a[i] ^ b[i]));
  volatile std::uint8_t result = difference;
  return result == 0;
}

/// Up to `Capacity` secret bytes.
template <std::size_t Capacity>
class Secret {
 public:
  Secret() = default;
  explicit Secret(wire::Bytes source) { assign(source); }
  ~Secret() { wipe(bytes_); }
  Secret(const Secret&) = default;
  Secret& operator=(const Secret&) = default;

  bool assign(wire::Bytes source) {
    if (source.size() > Capacity) return false;
    wipe(bytes_);
    std::copy(source.begin(), source.end(), bytes_.begin());
    size_ = source.size();
    return true;
  }
  void clear() {
    wipe(bytes_);
    size_ = 0;
  }
  /// The whole room, for a producer that writes in place; `resize` says how much of it counts.
  wire::MutableBytes buffer() { return bytes_; }
  bool resize(std::size_t size) {
    if (size > Capacity) return false;
    size_ = size;
    return true;
  }
  wire::Bytes view() const { return wire::Bytes(bytes_).first(size_); }
  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  bool operator==(const Secret&) const = delete;

 private:
  std::array<std::uint8_t, Capacity> bytes_{};
  std::size_t size_ = 0;
};

}  // namespace sixline::card::crypto
