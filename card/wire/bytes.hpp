// Views, bounded writers and fixed buffers: how bytes travel through Sixline.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace sixline::wire {

using Bytes = std::span<const std::uint8_t>;
using MutableBytes = std::span<std::uint8_t>;

inline bool equal(Bytes a, Bytes b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end());
}

inline bool starts_with(Bytes whole, Bytes prefix) {
  return whole.size() >= prefix.size() && equal(whole.first(prefix.size()), prefix);
}

inline Bytes bytes_of(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

/// Big-endian unsigned integer in `view`, which is at most 8 bytes long.
constexpr std::uint64_t read_be(Bytes view) {
  std::uint64_t value = 0;
  for (std::uint8_t byte : view) value = (value << 8) | byte;
  return value;
}

/// Writes `value` big-endian over all of `out`.
constexpr void write_be(std::uint64_t value, MutableBytes out) {
  for (std::size_t i = out.size(); i > 0; --i) {
    out[i - 1] = static_cast<std::uint8_t>(value);
    value >>= 8;
  }
}

/// A bounded output buffer. The first write that does not fit sets a sticky flag and later writes do
/// nothing, so a caller may write a whole message and check once.
class Writer {
 public:
  explicit Writer(MutableBytes buffer) : buffer_(buffer) {}

  void put(std::uint8_t byte) {
    if (MutableBytes room = take(1); !room.empty()) room[0] = byte;
  }
  void put(Bytes bytes) {
    if (MutableBytes room = take(bytes.size()); !room.empty())
      std::copy(bytes.begin(), bytes.end(), room.begin());
  }
  template <class... Byte>
  requires(sizeof...(Byte) > 1) void put_all(Byte... bytes) { (put(static_cast<std::uint8_t>(bytes)), ...); }
  void put_be(std::uint64_t value, std::size_t width) {
    if (MutableBytes room = take(width); !room.empty()) write_be(value, room);
  }
  void fill(std::uint8_t byte, std::size_t count) {
    MutableBytes room = take(count);
    std::fill(room.begin(), room.end(), byte);
  }
  /// Claims `count` bytes to be filled by the caller; empty when they do not fit.
  MutableBytes take(std::size_t count) {
    if (overflow_ || count > buffer_.size() - size_) {
      overflow_ = true;
      return {};
    }
    MutableBytes room = buffer_.subspan(size_, count);
    size_ += count;
    return room;
  }
  void truncate(std::size_t size) { size_ = std::min(size, size_); }
  void clear() {
    size_ = 0;
    overflow_ = false;
  }

  bool overflowed() const { return overflow_; }
  std::size_t size() const { return size_; }
  std::size_t room() const { return buffer_.size() - size_; }
  Bytes view() const { return buffer_.first(size_); }
  MutableBytes written() { return buffer_.first(size_); }

 private:
  MutableBytes buffer_;
  std::size_t size_ = 0;
  bool overflow_ = false;
};

/// Up to `Capacity` bytes held by value: identifiers, keys of a known kind, small answers.
template <std::size_t Capacity>
class FixedBytes {
 public:
  constexpr FixedBytes() = default;
  /// Keeps the first `Capacity` bytes at most; use `assign` where excess is an error.
  constexpr explicit FixedBytes(Bytes source) { assign(source.first(std::min(source.size(), Capacity))); }

  constexpr bool assign(Bytes source) {
    if (source.size() > Capacity) return false;
    std::copy(source.begin(), source.end(), bytes_.begin());
    size_ = static_cast<std::uint16_t>(source.size());
    return true;
  }
  constexpr bool resize(std::size_t size) {
    if (size > Capacity) return false;
    size_ = static_cast<std::uint16_t>(size);
    return true;
  }
  constexpr void clear() { size_ = 0; }

  constexpr Bytes view() const { return Bytes(bytes_).first(size_); }
  constexpr MutableBytes buffer() { return bytes_; }
  constexpr std::size_t size() const { return size_; }
  constexpr bool empty() const { return size_ == 0; }
  static constexpr std::size_t capacity() { return Capacity; }

  friend bool operator==(const FixedBytes& a, const FixedBytes& b) { return equal(a.view(), b.view()); }

 private:
  std::array<std::uint8_t, Capacity> bytes_{};
  std::uint16_t size_ = 0;
};

}  // namespace sixline::wire
