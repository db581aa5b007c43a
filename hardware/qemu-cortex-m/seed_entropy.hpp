// Random bytes where there is no source of them: stretched from a seed that the host put into the shared
// file.
#pragma once

#include <array>

#include "hardware/cortex-m/board.hpp"
#include "hardware/qemu-cortex-m/nvm_layout.hpp"

namespace sixline::hardware::qemu_cortex_m {

class SeedEntropy final : public cortex_m::EntropyPort {
 public:
  /// `memory` is the whole shared file. A host's seed is used up: it is overwritten with one derived from it.
  explicit SeedEntropy(std::uint8_t* memory);

  /// Stops the card when there is no seed.
  void fill(wire::MutableBytes out) override;
  bool is_true_random() const override { return false; }
  std::string_view name() const override;
  std::string_view warning() const override;

 private:
  using Seed = std::array<std::uint8_t, seed_size>;

  void use_up(std::uint8_t* stored);
  /// SHA-256 over the state and a byte that says what for.
  Seed derive(std::uint8_t purpose) const;
  std::uint8_t next_test_byte();

  EntropyKind kind_ = EntropyKind::None;
  Seed state_{};
  std::uint64_t test_state_ = 1;
};

}  // namespace sixline::hardware::qemu_cortex_m
