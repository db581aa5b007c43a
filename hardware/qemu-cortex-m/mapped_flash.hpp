// NOR flash in memory that QEMU shares with a file: what is programmed is in the file at once and survives
// the death of QEMU.
#pragma once

#include "hardware/qemu-cortex-m/nvm_layout.hpp"

namespace sixline::hardware::qemu_cortex_m {

class MappedFlash final : public card::platform::Flash {
 public:
  /// `memory` holds at least flash_size bytes. One without the header becomes blank flash.
  explicit MappedFlash(std::uint8_t* memory);

  card::platform::FlashGeometry geometry() const override { return flash_geometry; }
  wire::Bytes bank(std::uint32_t index) const override;
  bool program(std::uint32_t bank, std::uint32_t offset, wire::Bytes data) override;
  bool erase(std::uint32_t bank) override;

 private:
  /// Volatile: each byte reaches the file in the order of the program, whenever QEMU is killed.
  volatile std::uint8_t* cells(std::uint32_t bank) const;

  std::uint8_t* memory_;
};

}  // namespace sixline::hardware::qemu_cortex_m
