// Well-formed traffic: each function calls in turn until the soak is over, and judges every answer.
#pragma once

#include <atomic>

#include "tests/soak/tally.hpp"
#include "tests/support/lab/running_lab.hpp"

namespace sixline::tests::soak {

namespace es = host::es;

struct Shift {
  support::RunningLab& lab;
  Tally& tally;
  const std::atomic<bool>& over;
  unsigned number;  ///< of its thread
};

/// Downloads a profile, enables, disables and deletes it, again and again.
void live_with_card(const Shift& shift, const support::LabCard& card);
/// Reads EISs on ES4 and, through the SM-DP, on ES2; asks for what there is not.
void read_records(const Shift& shift);
/// Sets and reads PLMA and ONC; repeats calls.
void configure(const Shift& shift);

}  // namespace sixline::tests::soak
