// Hex in tests: a literal that must be right, and no noise around it.
#pragma once

#include <array>
#include <cstdlib>
#include <string_view>

#include "host/bytes.hpp"

namespace sixline::host::test {

inline ByteString hex(std::string_view text) {
  auto bytes = from_hex(text);
  if (!bytes) std::abort();
  return *bytes;
}

template <std::size_t Size>
std::array<std::uint8_t, Size> array_of(std::string_view text) {
  const ByteString bytes = hex(text);
  if (bytes.size() != Size) std::abort();
  std::array<std::uint8_t, Size> out;
  std::copy(bytes.begin(), bytes.end(), out.begin());
  return out;
}

}  // namespace sixline::host::test
