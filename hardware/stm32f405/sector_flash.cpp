#include "hardware/stm32f405/sector_flash.hpp"

#include <algorithm>
#include <cstring>

#include "hardware/stm32f405/registers.hpp"

namespace sixline::hardware::stm32f405 {
namespace {

using wire::Bytes;

constexpr std::uint32_t key_1 = 0x45670123;
constexpr std::uint32_t key_2 = 0xCDEF89AB;
constexpr std::uint8_t erased = 0xFF;

/// The controller obeys only while this lives.
class Unlocked {
 public:
  explicit Unlocked(std::uint32_t operation) {
    if (flash::cr.any(flash::cr_lock)) {
      flash::keyr.write(key_1);
      flash::keyr.write(key_2);
    }
    flash::sr.write(flash::sr_errors);  // writing one clears
    flash::cr.write(operation | flash::cr_by_word);
  }
  ~Unlocked() { flash::cr.write(flash::cr_lock); }
  Unlocked(const Unlocked&) = delete;
  Unlocked& operator=(const Unlocked&) = delete;
};

/// True when the operation ended without an error.
bool finished() {
  while (flash::sr.any(flash::sr_busy)) {
  }
  return !flash::sr.any(flash::sr_errors);
}

std::uint32_t address_of(std::uint32_t bank, std::uint32_t offset) {
  return SectorFlash::first_address + bank * SectorFlash::layout.bank_size + offset;
}

}  // namespace

Bytes SectorFlash::bank(std::uint32_t index) const {
  return {reinterpret_cast<const std::uint8_t*>(address_of(index, 0)), layout.bank_size};
}

bool SectorFlash::program(std::uint32_t bank, std::uint32_t offset, Bytes data) {
  constexpr std::uint32_t unit = layout.program_unit;
  if (bank >= layout.banks || offset % unit != 0 || data.size() % unit != 0 || offset > layout.bank_size ||
      data.size() > layout.bank_size - offset)
    return false;
  const Unlocked controller(flash::cr_program);
  for (std::size_t at = 0; at < data.size(); at += unit) {
    std::uint32_t word = 0;
    std::memcpy(&word, data.data() + at, sizeof word);
    Register(address_of(bank, offset + static_cast<std::uint32_t>(at))).write(word);
    if (!finished()) return false;
  }
  // The controller's word is not enough: a worn cell may keep its old bits.
  return wire::equal(this->bank(bank).subspan(offset, data.size()), data);
}

bool SectorFlash::erase(std::uint32_t bank) {
  if (bank >= layout.banks) return false;
  {
    const Unlocked controller(flash::cr_sector_erase | flash::cr_sector(first_sector + bank));
    flash::cr.set(flash::cr_start);
    if (!finished()) return false;
  }
  const Bytes cells = this->bank(bank);
  return std::all_of(cells.begin(), cells.end(), [](std::uint8_t cell) { return cell == erased; });
}

}  // namespace sixline::hardware::stm32f405
