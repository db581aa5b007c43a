#include "tests/support/flash_simulator.hpp"

#include <cstdio>
#include <cstdlib>

namespace sixline::tests::support {
namespace {

constexpr std::uint8_t erased = 0xFF;

void require(bool condition, const char* what) {
  if (condition) return;
  std::fprintf(stderr, "flash simulator: %s\n", what);
  std::abort();
}

}  // namespace

FlashSimulator::FlashSimulator(FlashGeometry geometry)
    : geometry_(geometry),
      banks_(geometry.banks, {std::vector<std::uint8_t>(geometry.bank_size, erased), false}) {}

std::optional<Cut> FlashSimulator::begin(Kind kind, std::size_t steps) {
  operations_.push_back({kind, steps});
  if (!cut_ || operations_.size() != cut_->operation + 1) return std::nullopt;
  power_ = false;
  return cut_;
}

void FlashSimulator::revive() {
  power_ = true;
  cut_.reset();
  operations_.clear();
}

bool FlashSimulator::program(std::uint32_t bank, std::uint32_t offset, Bytes data) {
  if (!power_) return false;
  const std::size_t unit = geometry_.program_unit;
  require(bank < geometry_.banks, "programming a bank that does not exist");
  require(offset % unit == 0 && data.size() % unit == 0, "programming a part of a program unit");
  require(offset <= geometry_.bank_size && data.size() <= geometry_.bank_size - offset,
          "programming outside the bank");
  require(!banks_[bank].weak, "programming a bank whose erase was interrupted");
  const MutableBytes target = MutableBytes(banks_[bank].cells).subspan(offset, data.size());
  require(std::all_of(target.begin(), target.end(), [](std::uint8_t cell) { return cell == erased; }),
          "programming over bytes that are not erased");

  const std::optional<Cut> cut = begin(Kind::Program, data.size() / unit);
  const std::size_t whole = cut ? std::min(cut->progress * unit, data.size()) : data.size();
  std::copy_n(data.begin(), whole, target.begin());
  if (cut && cut->within && whole < data.size()) {
    // Bits that are to be cleared were cleared or not; no other bit changes.
    SeededRandom random(cut->seed);
    for (std::size_t i = whole; i < whole + unit; ++i)
      target[i] = static_cast<std::uint8_t>(data[i] | static_cast<std::uint8_t>(random.next()));
  }
  return power_;
}

bool FlashSimulator::erase(std::uint32_t bank) {
  if (!power_) return false;
  require(bank < geometry_.banks, "erasing a bank that does not exist");
  const std::optional<Cut> cut = begin(Kind::Erase, erase_steps);
  banks_[bank].weak = cut.has_value();
  if (cut)
    tear_erase(banks_[bank].cells, *cut);
  else
    std::fill(banks_[bank].cells.begin(), banks_[bank].cells.end(), erased);
  return power_;
}

void FlashSimulator::tear_erase(std::vector<std::uint8_t>& cells, const Cut& cut) {
  const std::size_t whole = cells.size() * std::min(cut.progress, erase_steps) / erase_steps;
  std::fill_n(cells.begin(), whole, erased);
  if (!cut.within) return;
  SeededRandom random(cut.seed);
  for (std::size_t i = whole; i < cells.size(); ++i)
    cells[i] = static_cast<std::uint8_t>(cells[i] | static_cast<std::uint8_t>(random.next()));
}

std::vector<Cut> every_cut(const std::vector<FlashSimulator::Operation>& operations) {
  std::vector<Cut> cuts;
  for (std::size_t i = 0; i < operations.size(); ++i) {
    for (std::size_t step = 0; step <= operations[i].steps; ++step) {
      cuts.push_back({i, step, false, 0});
      if (step < operations[i].steps) cuts.push_back({i, step, true, cuts.size()});
    }
  }
  return cuts;
}

std::vector<Cut> main_cuts(const std::vector<FlashSimulator::Operation>& operations) {
  std::vector<Cut> cuts;
  for (std::size_t i = 0; i < operations.size(); ++i) {
    const std::size_t steps = operations[i].steps;
    cuts.push_back({i, 0, false, 0});
    cuts.push_back({i, 0, true, cuts.size()});
    cuts.push_back({i, steps - 1, true, cuts.size()});
    cuts.push_back({i, steps, false, 0});
  }
  return cuts;
}

}  // namespace sixline::tests::support
