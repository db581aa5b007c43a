// Flash that lives as long as its owner: the memory of a card that nobody wants to keep.
#pragma once

#include <algorithm>
#include <vector>

#include "card/platform/platform.hpp"

namespace sixline::hardware::native {

class MemoryFlash final : public card::platform::Flash {
 public:
  explicit MemoryFlash(const card::platform::FlashGeometry& geometry)
      : geometry_(geometry),
        banks_(geometry.banks, std::vector<std::uint8_t>(geometry.bank_size, std::uint8_t{0xFF})) {}

  card::platform::FlashGeometry geometry() const override { return geometry_; }
  wire::Bytes bank(std::uint32_t index) const override { return banks_.at(index); }
  bool program(std::uint32_t bank, std::uint32_t offset, wire::Bytes data) override {
    const auto begin = banks_.at(bank).begin() + offset;
    std::transform(data.begin(), data.end(), begin, begin, [](std::uint8_t wanted, std::uint8_t cell) {
      return static_cast<std::uint8_t>(cell & wanted);
    });
    return true;
  }
  bool erase(std::uint32_t bank) override {
    std::fill(banks_.at(bank).begin(), banks_.at(bank).end(), std::uint8_t{0xFF});
    return true;
  }

 private:
  card::platform::FlashGeometry geometry_;
  std::vector<std::vector<std::uint8_t>> banks_;
};

}  // namespace sixline::hardware::native
