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

inline Blob header(std::uint32_t tag, std::size_t length) {
  Blob out;
  for (int shift = 16; shift >= 0; shift -= 8)
    if (!out.empty() || (tag >> shift) != 0) out.push_back(static_cast<std::uint8_t>(tag >> shift));
  if (length < 0x80) {
    out.push_back(static_cast<std::uint8_t>(length));
    return out;
  }
  Blob digits;
  for (std::size_t rest = length; rest != 0; rest >>= 8)
    digits.insert(digits.begin(), static_cast<std::uint8_t>(rest));
  out.push_back(static_cast<std::uint8_t>(0x80 + digits.size()));
  return join(out, digits);
}

/// A TLV whose value is all parts, one after another; without parts it is empty.
template <class... Part>
Blob tlv(std::uint32_t tag, const Part&... parts) {
  const Blob value = join(parts...);
  return join(header(tag, value.size()), value);
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

}  // namespace sixline::tests::support::der
