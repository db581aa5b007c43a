// Builds DER for tests out of nested calls; it shares no code with the readers it is used against.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string_view>
#include <vector>

namespace sixline::tests::support::der {

using Blob = std::vector<std::uint8_t>;

template <class... Part>
Blob join(const Part&... parts) {
  Blob all;
  (all.insert(all.end(), parts.begin(), parts.end()), ...);
  return all;
}

inline Blob bytes(std::initializer_list<int> values) {
  Blob out;
  for (const int value : values) out.push_back(static_cast<std::uint8_t>(value));
  return out;
}

inline Blob text(std::string_view characters) {
  return {characters.begin(), characters.end()};
}

inline Blob filled(std::size_t size, std::uint8_t byte) {
  return Blob(size, byte);
}

inline Blob length(std::size_t size) {
  if (size < 0x80) return {static_cast<std::uint8_t>(size)};
  Blob digits;
  for (std::size_t rest = size; rest != 0; rest >>= 8)
    digits.insert(digits.begin(), static_cast<std::uint8_t>(rest));
  digits.insert(digits.begin(), static_cast<std::uint8_t>(0x80 + digits.size()));
  return digits;
}

inline Blob tag_bytes(std::uint32_t tag) {
  Blob out;
  for (int shift = 16; shift >= 0; shift -= 8)
    if (!out.empty() || (tag >> shift) != 0) out.push_back(static_cast<std::uint8_t>(tag >> shift));
  return out;
}

/// A TLV whose value is all parts, one after another; without parts it is empty.
template <class... Part>
Blob tlv(std::uint32_t tag, const Part&... parts) {
  const Blob value = join(parts...);
  return join(tag_bytes(tag), length(value.size()), value);
}

/// A non-negative INTEGER under a context tag.
inline Blob integer(std::uint32_t tag, std::uint32_t value) {
  Blob digits;
  do {
    digits.insert(digits.begin(), static_cast<std::uint8_t>(value));
    value >>= 8;
  } while (value != 0);
  if ((digits.front() & 0x80) != 0) digits.insert(digits.begin(), 0);
  return tlv(tag, digits);
}

/// Hexadecimal in which braces write a length: "62{ 83026F07 8B{ 2F0601 } }".
inline Blob notation(std::string_view characters) {
  std::vector<Blob> open(1);
  int high = -1;
  for (const char c : characters) {
    if (c == '{') {
      open.emplace_back();
    } else if (c == '}') {
      const Blob value = open.back();
      open.pop_back();
      open.back() = join(open.back(), length(value.size()), value);
    } else if (c != ' ') {
      const int digit = c <= '9' ? c - '0' : c - 'A' + 10;
      if (high >= 0) open.back().push_back(static_cast<std::uint8_t>(high << 4 | digit));
      high = high >= 0 ? -1 : digit;
    }
  }
  return open.front();
}

}  // namespace sixline::tests::support::der
