#include "tests/powerloss/script_flash.hpp"

#include <cstdlib>

namespace sixline::tests::powerloss {

using support::Cut;
using support::FlashSimulator;

Tears tears_or_every(Tears by_default) {
  const char* exhaustive = std::getenv("SIXLINE_EXHAUSTIVE");
  return exhaustive != nullptr && *exhaustive == '1' ? Tears::Every : by_default;
}

void WatchedFlash::tear(const FlashSimulator::Operation& operation,
                        const std::function<void(FlashSimulator&)>& perform) {
  if (!visit_) return;
  const std::size_t number = watched_++;
  for (Cut cut : tears_ == Tears::Every ? support::every_cut({operation}) : support::main_cuts({operation})) {
    torn_ = flash_;
    torn_.revive();
    torn_.cut_at(cut);
    perform(torn_);
    torn_.revive();
    cut.operation = number;
    visit_(torn_, cut);
  }
}

bool WatchedFlash::program(std::uint32_t bank, std::uint32_t offset, wire::Bytes data) {
  tear({FlashSimulator::Kind::Program, data.size() / geometry().program_unit},
       [&](FlashSimulator& torn) { torn.program(bank, offset, data); });
  return flash_.program(bank, offset, data);
}

bool WatchedFlash::erase(std::uint32_t bank) {
  tear({FlashSimulator::Kind::Erase, FlashSimulator::erase_steps},
       [&](FlashSimulator& torn) { torn.erase(bank); });
  return flash_.erase(bank);
}

}  // namespace sixline::tests::powerloss
