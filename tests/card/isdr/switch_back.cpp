// The ways back from a change of the enabled profile: roll-back, the Fall-Back profile, and what is tried
// before. PROC-EN, PROC-DIS, PROC-NOT
#include "tests/card/isdr/switch_world.hpp"

namespace sixline::card::isdr {
namespace {

TEST_F(SwitchTest, RollsBackWithoutRegistration) {
  card().with_two_profiles({0x05});
  card().enable(operational);
  card().poll();
  card().fail_to_attach();
  EXPECT_EQ(card().states(), "1:3F 2:1F");
  EXPECT_EQ(card().mounted, (std::vector<storage::Owner>{2, 1}));
  EXPECT_TRUE(card().network.sent.empty());
  card().attach();
  EXPECT_EQ(card().network.sent.back(), Euicc::notification("03", 1, bootstrap));
  card().network.finish(true);
  EXPECT_EQ(card().confirm(1), "9000");  // POL1 of the failed profile has no say
  EXPECT_EQ(card().states(), "1:3F 2:1F");
}

TEST_F(SwitchTest, AsksForTheLocationBeforeItDespairs) {
  card().with_two_profiles();
  card().enable(operational);
  card().poll();
  card().reset();
  card().terminal_profile();
  card().fetch_all();
  card().timer();
  EXPECT_EQ(card().fetch_all(), "2600 2700");
  EXPECT_EQ(card().network.sent.size(), 1U);
}

TEST_F(SwitchTest, RollsBackWhenNothingCanBeSent) {
  card().with_two_profiles();
  card().enable(operational);
  card().poll();
  card().attach();
  for (int i = 0; i < SwitchSettings{}.notification_attempts; ++i) {
    ASSERT_TRUE(card().network.busy());
    card().network.finish(false);
    card().poll();
    card().timer();
  }
  EXPECT_EQ(card().states(), "1:3F 2:1F");
  EXPECT_EQ(card().network.sent.size(), SwitchSettings{}.notification_attempts);
  EXPECT_EQ(card().network.sent.front(), card().network.sent.back());
}

TEST_F(SwitchTest, RollsBackWithoutAnAddress) {
  card().with_two_profiles();
  ASSERT_TRUE(card().store.erase(key_of(Item::SmSrAddress)));
  ASSERT_TRUE(card().store.commit());
  card().enable(operational);
  card().poll();
  card().attach();
  card().timer();
  card().timer();
  EXPECT_EQ(card().states(), "1:3F 2:1F");
}

TEST_F(SwitchTest, RollsBackUnconfirmed) {
  card().with_two_profiles();
  card().enable(operational);
  card().poll();
  card().attach();
  card().stay_unconfirmed();
  EXPECT_EQ(card().states(), "1:3F 2:1F");
  EXPECT_EQ(card().confirm(0), "6A80");  // too late: another notification is due
  card().attach();
  EXPECT_EQ(card().network.sent.back(), Euicc::notification("03", 1, bootstrap));
}

TEST_F(SwitchTest, AnUnconfirmedRollBackChangesNothing) {
  card().with_two_profiles();
  card().enable(operational);
  card().poll();
  card().fail_to_attach();
  card().attach();
  card().stay_unconfirmed();
  EXPECT_EQ(card().states(), "1:3F 2:1F");
  // The next registration is another chance, and so is the next reset.
  const auto before = card().network.sent.size();
  card().location("00");
  EXPECT_EQ(card().network.sent.size(), before + 1);
  card().network.finish(true);
  EXPECT_EQ(card().enable(operational), "9000");
}

TEST_F(SwitchTest, ABusySenderIsAskedAgain) {
  card().with_two_profiles();
  card().enable(operational);
  card().poll();
  card().network.result = ota::SendResult::Busy;
  card().attach();
  EXPECT_TRUE(card().network.sent.empty());
  card().network.result = ota::SendResult::Accepted;
  card().poll();
  EXPECT_EQ(card().network.sent.size(), 1U);
}

TEST_F(SwitchTest, TimePassesWithoutTimers) {
  card().with_two_profiles();
  card().enable(operational);
  card().poll();
  card().reset();
  card().terminal_profile();
  card().fetch_all("830130");  // the terminal knows no timers, no IMEI, nothing
  world_.clock.advance(181'000);
  card().profile_switch.on_status();
  card().poll();
  EXPECT_EQ(card().fetch_all("830104"), "2600 2700");
  world_.clock.advance(31'000);
  card().poll();
  EXPECT_EQ(card().states(), "1:3F 2:1F");
}

class FallBackTest : public SwitchTest {
 protected:
  /// The current profile (slot 2) and the target (slot 3) are dead; slot 1 is the Fall-back profile.
  void fall_back(gp::Pol1 current_pol1) {
    card().issue();
    card().create(1, bootstrap, LifeCycle::Disabled, {.fall_back = true});
    card().create(2, operational, LifeCycle::Enabled);
    card().create(3, 0x0012, LifeCycle::Disabled);
    ASSERT_EQ(set_declared(card().store), sw::ok);
    ASSERT_TRUE(card().store.commit());
    card().enable(0x0012);
    card().poll();
    ASSERT_EQ(gp::store_pol1(card().store, 2, current_pol1), sw::ok);
    ASSERT_TRUE(card().store.commit());
    card().fail_to_attach();
    EXPECT_EQ(card().states(), "1:1F 2:3F 3:1F");
    card().fail_to_attach();
    EXPECT_EQ(card().states(), "1:3F 2:1F 3:1F");
  }
};

TEST_F(FallBackTest, FallsBackWhenTheOriginalIsDeadToo) {
  fall_back({0x04});
  card().attach();
  EXPECT_EQ(card().network.sent.back(), Euicc::notification("05", 2, bootstrap));
  card().network.finish(true);
  EXPECT_EQ(card().confirm(2), "9000");
  EXPECT_EQ(card().states(), "1:3F 2:1F 3:1F");  // no implicit deletion
  EXPECT_EQ(fall_back_pin(card().store), storage::card_owner);
  EXPECT_EQ(card().enable(0x0012), "9000");
}

TEST_F(FallBackTest, PinsAProfileThatMustNotBeDisabled) {
  fall_back({0x01});
  EXPECT_EQ(fall_back_pin(card().store), 2);
  card().attach();
  card().network.finish(true);
  card().confirm(2);
  EXPECT_EQ(card().enable(0x0012), "69E1");
  EXPECT_EQ(card().enable(operational), "9000");
}

TEST_F(FallBackTest, TheFallBackProfileIsTheLastResort) {
  fall_back({});
  card().fail_to_attach();
  EXPECT_EQ(card().states(), "1:3F 2:1F 3:1F");
  card().location("00");
  EXPECT_EQ(card().network.sent.back(), Euicc::notification("05", 2, bootstrap));
}

}  // namespace
}  // namespace sixline::card::isdr
