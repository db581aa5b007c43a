// The card's memory as a file: how a state file of the native card begins, and the memory of the QEMU body
// with it.
//   "SIXLINE FLASH 1\n" | banks (4) | bank size (4) | program unit (4) | 00 00 00 00      big-endian
// The banks follow, one after another.
#pragma once

#include "card/platform/platform.hpp"

namespace sixline::hardware {

inline constexpr std::string_view flash_file_magic = "SIXLINE FLASH 1\n";
inline constexpr std::size_t flash_file_header_size = 32;
using FlashFileHeader = std::array<std::uint8_t, flash_file_header_size>;

inline FlashFileHeader flash_file_header(const card::platform::FlashGeometry& geometry) {
  FlashFileHeader header{};
  wire::Writer out(header);
  out.put(wire::bytes_of(flash_file_magic));
  out.put_be(geometry.banks, 4);
  out.put_be(geometry.bank_size, 4);
  out.put_be(geometry.program_unit, 4);
  return header;
}

}  // namespace sixline::hardware
