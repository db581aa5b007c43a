// algorithmOptions of a profile: the lengths an algorithm works with.  [TCA-PP §8.6]
#pragma once

#include <cstdint>

namespace sixline::card::uicc {

/// In bytes.
struct AkaLengths {
  std::uint8_t res = 8;
  std::uint8_t mac = 8;
  std::uint8_t keys = 16;  ///< CK and IK
};

/// b3-b1 RES of 32, 64, 128, 256 bits; b6-b4 MAC of 64, 128, 256 bits; b7 CK and IK of 256 bits. The layout
/// above b3 matters only to TUAK and is not confirmed by a published package: it is decoded here alone.
constexpr AkaLengths aka_lengths(std::uint8_t options) {
  const auto shifted = [](unsigned base, unsigned code, unsigned highest) {
    return static_cast<std::uint8_t>(base << (code < highest ? code : highest));
  };
  return {.res = shifted(4, options & 0x07u, 3),
          .mac = shifted(8, options >> 3 & 0x07u, 2),
          .keys = shifted(16, options >> 6 & 0x01u, 1)};
}

}  // namespace sixline::card::uicc
