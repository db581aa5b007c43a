// Byte strings off-card: owned bytes, and the hex that people read and write.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "card/wire/bytes.hpp"
#include "card/wire/result.hpp"

namespace sixline::host {

using ByteString = std::vector<std::uint8_t>;
using wire::Bytes;

inline ByteString to_byte_string(Bytes bytes) {
  return {bytes.begin(), bytes.end()};
}

inline void append(ByteString& out, Bytes bytes) {
  out.insert(out.end(), bytes.begin(), bytes.end());
}

/// All parts, one after another.
inline ByteString concat(std::initializer_list<Bytes> parts) {
  ByteString out;
  std::size_t size = 0;
  for (Bytes part : parts) size += part.size();
  out.reserve(size);
  for (Bytes part : parts) append(out, part);
  return out;
}

/// Upper-case hex without separators.
inline std::string to_hex(Bytes bytes) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string text;
  text.reserve(bytes.size() * 2);
  for (std::uint8_t byte : bytes) {
    text.push_back(digits[byte >> 4]);
    text.push_back(digits[byte & 0x0F]);
  }
  return text;
}

/// Hex in either case; white space anywhere is skipped. Errors: BadValue (another character), BadLength
/// (an odd number of digits).
inline wire::Result<ByteString, wire::Error> from_hex(std::string_view text) {
  ByteString out;
  out.reserve(text.size() / 2);
  int high = -1;
  for (char c : text) {
    if (c == ' ' || c == '\t' || c == '\n' || c == '\r') continue;
    int digit = c >= '0' && c <= '9'   ? c - '0'
                : c >= 'A' && c <= 'F' ? c - 'A' + 10
                : c >= 'a' && c <= 'f' ? c - 'a' + 10
                                       : -1;
    if (digit < 0) return wire::fail(wire::Error::BadValue);
    if (high < 0) {
      high = digit;
    } else {
      out.push_back(static_cast<std::uint8_t>(high << 4 | digit));
      high = -1;
    }
  }
  if (high >= 0) return wire::fail(wire::Error::BadLength);
  return out;
}

}  // namespace sixline::host
