#include "card/storage/crc32.hpp"

#include <array>

namespace sixline::card::storage {
namespace {

constexpr std::array<std::uint32_t, 256> table = [] {
  std::array<std::uint32_t, 256> entries{};
  for (std::uint32_t byte = 0; byte < entries.size(); ++byte) {
    std::uint32_t value = byte;
    for (int bit = 0; bit < 8; ++bit) value = (value >> 1) ^ ((value & 1) != 0 ? 0xEDB88320U : 0U);
    entries[byte] = value;
  }
  return entries;
}();

}  // namespace

Crc32& Crc32::add(wire::Bytes part) {
  for (std::uint8_t byte : part) state_ = (state_ >> 8) ^ table[(state_ ^ byte) & 0xFF];
  return *this;
}

}  // namespace sixline::card::storage
