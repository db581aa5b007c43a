#include "tests/powerloss/script_flash.hpp"

#include <cstdlib>

namespace sixline::tests::powerloss {

using support::Cut;
using support::FlashSimulator;

bool is_exhaustive() {
  const char* exhaustive = std::getenv("SIXLINE_EXHAUSTIVE");
  return exhaustive != nullptr && *exhaustive == '1';
}

std::vector<Cut> WatchedFlash::cuts_of(const FlashSimulator::Operation& operation) const {
  if (watched_ < torn_everywhere || is_exhaustive()) return support::every_cut({operation});
  const std::vector<Cut> cuts = support::main_cuts({operation});
  return {cuts[watched_ % cuts.size()]};
}

void WatchedFlash::tear(const FlashSimulator::Operation& operation,
                        const std::function<void(FlashSimulator&)>& perform) {
  if (!visit_) return;
  const std::vector<Cut> cuts = cuts_of(operation);
  const std::size_t number = watched_++;
  for (Cut cut : cuts) {
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
