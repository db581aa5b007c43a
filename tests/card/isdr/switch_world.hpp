// An eUICC whose profiles are switched, and whose power may be cut.
#pragma once

#include "card/isdr/profile_switch.hpp"
#include "tests/card/isdr/euicc.hpp"

namespace sixline::card::isdr {

using namespace sixline::tests;
using gp::LifeCycle;

class SwitchTest : public testing::Test {
 protected:
  /// Cuts the power: a new card over the same flash.
  Euicc& cut() {
    card_ = std::make_unique<Euicc>(world_);
    return *card_;
  }
  Euicc& card() { return *card_; }
  std::optional<PendingSwitch> pending() { return read_pending_switch(card_->store); }

  support::TestPlatform world_;
  std::unique_ptr<Euicc> card_ = std::make_unique<Euicc>(world_);
};

}  // namespace sixline::card::isdr
