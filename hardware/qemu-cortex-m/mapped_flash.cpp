#include "hardware/qemu-cortex-m/mapped_flash.hpp"

#include <algorithm>

namespace sixline::hardware::qemu_cortex_m {
namespace {

using wire::Bytes;

constexpr std::uint8_t erased = 0xFF;

}  // namespace

MappedFlash::MappedFlash(std::uint8_t* memory) : memory_(memory) {
  const auto header = flash_file_header(flash_geometry);
  if (wire::equal(Bytes(memory_, header.size()), header)) return;
  for (std::uint32_t bank = 0; bank < flash_geometry.banks; ++bank) erase(bank);
  std::copy(header.begin(), header.end(), memory_);
}

volatile std::uint8_t* MappedFlash::cells(std::uint32_t bank) const {
  return memory_ + flash_file_header_size + bank * flash_geometry.bank_size;
}

Bytes MappedFlash::bank(std::uint32_t index) const {
  return {memory_ + flash_file_header_size + index * flash_geometry.bank_size, flash_geometry.bank_size};
}

bool MappedFlash::program(std::uint32_t bank, std::uint32_t offset, Bytes data) {
  constexpr std::uint32_t unit = flash_geometry.program_unit;
  if (bank >= flash_geometry.banks || offset % unit != 0 || data.size() % unit != 0 ||
      offset > flash_geometry.bank_size || data.size() > flash_geometry.bank_size - offset)
    return false;
  volatile std::uint8_t* to = cells(bank) + offset;
  for (const std::uint8_t byte : data) {
    *to = static_cast<std::uint8_t>(*to & byte);
    ++to;
  }
  return true;
}

bool MappedFlash::erase(std::uint32_t bank) {
  if (bank >= flash_geometry.banks) return false;
  volatile std::uint8_t* const to = cells(bank);
  for (std::uint32_t i = 0; i < flash_geometry.bank_size; ++i) to[i] = erased;
  return true;
}

}  // namespace sixline::hardware::qemu_cortex_m
