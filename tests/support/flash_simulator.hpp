// Flash whose power can be cut in the middle of any operation, and then comes back.
#pragma once

#include <optional>
#include <vector>

#include "tests/support/test_platform.hpp"

namespace sixline::tests::support {

/// When the power goes and how far the operation got.
struct Cut {
  std::size_t operation = 0;  ///< counted from 0 over program() and erase(), from construction or revive()
  /// Program: units that are complete. Erase: sixteenths of the bank that are complete.
  std::size_t progress = 0;
  /// Whether the next unit got a random part of its bits; for an erase, all the rest of the bank.
  bool within = false;
  std::uint64_t seed = 0;
};

class FlashSimulator final : public card::platform::Flash {
 public:
  enum class Kind : std::uint8_t { Program, Erase };
  struct Operation {
    Kind kind;
    std::size_t steps;  ///< what Cut::progress counts to
  };
  static constexpr std::size_t erase_steps = 16;

  explicit FlashSimulator(FlashGeometry geometry);

  FlashGeometry geometry() const override { return geometry_; }
  Bytes bank(std::uint32_t index) const override { return banks_.at(index).cells; }
  /// Both abort the test program when the user breaks the contract, and also when it programs a bank whose
  /// last erase was cut off: such cells may read as blank but do not hold.
  bool program(std::uint32_t bank, std::uint32_t offset, Bytes data) override;
  bool erase(std::uint32_t bank) override;

  void cut_at(const Cut& cut) { cut_ = cut; }
  /// Without power nothing changes and every operation fails.
  bool has_power() const { return power_; }
  /// Power returns; counting starts at 0 and no cut is planned.
  void revive();
  /// What was done since construction or revive().
  const std::vector<Operation>& operations() const { return operations_; }

 private:
  struct Bank {
    std::vector<std::uint8_t> cells;
    bool weak = false;
  };

  /// Notes the operation; the planned cut when this one is to be cut.
  std::optional<Cut> begin(Kind kind, std::size_t steps);
  void tear_erase(std::vector<std::uint8_t>& cells, const Cut& cut);

  FlashGeometry geometry_;
  std::vector<Bank> banks_;
  std::optional<Cut> cut_;
  bool power_ = true;
  std::vector<Operation> operations_;
};

/// Every way to cut the power once during these operations: after each unit and within each unit.
std::vector<Cut> every_cut(const std::vector<FlashSimulator::Operation>& operations);
/// For each operation: before it, within its first unit, within its last one, and at its very end.
std::vector<Cut> main_cuts(const std::vector<FlashSimulator::Operation>& operations);

}  // namespace sixline::tests::support
