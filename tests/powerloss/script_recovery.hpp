// What a card makes of its memory after the power came back.
#pragma once

#include <string>

#include "tests/powerloss/store_model.hpp"
#include "tests/support/flash_simulator.hpp"

namespace sixline::tests::powerloss {

/// Starts and resets a card on `flash` and returns every object it then has. Fails the test when the card
/// does not start, or when its memory does not take another change that survives the next cut.
Objects recover(support::FlashSimulator& flash);

/// recover() for thousands of cuts. What a card makes of its memory follows from what was committed there, so
/// that a memory with a content seen before is only mounted; SIXLINE_EXHAUSTIVE=1 starts a card on each.
class Recovery {
 public:
  /// Valid as long as this.
  const Objects& of(support::FlashSimulator& flash);

 private:
  std::map<Objects, Objects> known_;  ///< by what was committed
};

/// Whether a command that was cut between `before` and `after` may leave `found`: all it changed or nothing
/// of it. What a command spends first so that a cut cannot give it back may be spent alone: a try of one
/// PIN or PUK, the counter of a received secured packet, a block of numbers.
bool is_before_or_after(const Objects& before, const Objects& found, const Objects& after);

/// The keys whose objects differ, for a person.
std::string differences(const Objects& expected, const Objects& found);

}  // namespace sixline::tests::powerloss
