// Sectors 10 and 11 of the internal flash, 128 KB each, as the two banks of the card's memory.
#pragma once

#include "card/platform/platform.hpp"

namespace sixline::hardware::stm32f405 {

/// Erasing a sector takes one to two seconds, during which the processor stands still: it runs from the same
/// flash. A reader that asks meanwhile asks again.
class SectorFlash final : public card::platform::Flash {
 public:
  static constexpr std::uint32_t first_address = 0x080C0000;
  static constexpr std::uint32_t first_sector = 10;
  static constexpr card::platform::FlashGeometry layout{2, 128 * 1024, 4};

  card::platform::FlashGeometry geometry() const override { return layout; }
  wire::Bytes bank(std::uint32_t index) const override;
  bool program(std::uint32_t bank, std::uint32_t offset, wire::Bytes data) override;
  bool erase(std::uint32_t bank) override;
};

}  // namespace sixline::hardware::stm32f405
