// The Fall-back mechanism when nobody has commanded anything: the network goes, and does not come back.
// PROC-FB-10 to PROC-FB-14
#include "tests/card/isdr/euicc.hpp"

namespace sixline::card::isdr {
namespace {

using namespace sixline::tests;
using gp::LifeCycle;

class FallBackMechanismTest : public testing::Test {
 protected:
  /// 1 holds the Fall-back attribute, 2 is enabled and confirmed.
  void with_operational(gp::Pol1 pol1 = {}) {
    card().issue();
    card().create(1, bootstrap, LifeCycle::Disabled, {.fall_back = true});
    card().create(2, operational, LifeCycle::Enabled, {.pol1 = pol1});
    ASSERT_EQ(set_declared(card().store), sw::ok);
    ASSERT_TRUE(card().store.commit());
  }
  Euicc& card() { return *card_; }
  void pass(std::uint32_t seconds) {
    world_.clock.advance(seconds * std::uint64_t{1000});
    card().profile_switch.on_status();
    card().poll();
  }

  support::TestPlatform world_;
  std::unique_ptr<Euicc> card_ = std::make_unique<Euicc>(world_);
};

TEST_F(FallBackMechanismTest, WithoutRegistration) {
  with_operational({0x04});
  card().reset();
  card().terminal_profile();
  EXPECT_EQ(card().fetch_all(), "0500 2700");
  EXPECT_EQ(card().last_command.substr(22), "A40101A503000100");  // ten minutes
  pass(601);
  EXPECT_EQ(card().states(), "1:1F 2:3F");
  EXPECT_EQ(card().fetch_all("830104"), "2600 2700");  // asks once more
  pass(31);
  EXPECT_EQ(card().states(), "1:3F 2:1F");
  EXPECT_EQ(card().fetch_all(), "0104 0500 0300 2601 2700");
  card().attach();
  EXPECT_EQ(card().network.sent.back(), Euicc::notification("05", 0, bootstrap));
  card().network.finish(true);
  EXPECT_EQ(card().confirm(0), "9000");
  EXPECT_EQ(card().states(), "1:3F 2:1F");  // POL1 deletes nothing
  EXPECT_EQ(fall_back_pin(card().store), storage::card_owner);
}

TEST_F(FallBackMechanismTest, ARegisteredCardIsLeftAlone) {
  with_operational();
  card().attach();
  pass(10'000);
  EXPECT_EQ(card().states(), "1:1F 2:3F");
  EXPECT_TRUE(card().network.sent.empty());
}

TEST_F(FallBackMechanismTest, ALostEventIsFoundOutByAsking) {
  with_operational();
  card().reset();
  card().terminal_profile();
  card().fetch_all();
  pass(601);
  EXPECT_EQ(card().fetch_all(), "2600 2700");  // answered with a location
  pass(10'000);
  EXPECT_EQ(card().states(), "1:1F 2:3F");
}

TEST_F(FallBackMechanismTest, LimitedServiceIsNotRegistration) {
  with_operational();
  card().reset();
  card().terminal_profile();
  card().fetch_all();
  pass(601);
  EXPECT_EQ(card().fetch_all("830106"), "2600 2700");
  pass(31);
  EXPECT_EQ(card().states(), "1:3F 2:1F");
}

class LostServiceTest : public FallBackMechanismTest, public testing::WithParamInterface<const char*> {};
INSTANTIATE_TEST_SUITE_P(LimitedOrNone, LostServiceTest, testing::Values("01", "02"));

TEST_P(LostServiceTest, IsBridgedByTheFallBackProfile) {
  with_operational({0x01});
  card().attach();
  card().location(GetParam());
  card().fetch_all();
  pass(300);
  card().location(GetParam());  // said again, the time runs on
  pass(301);
  EXPECT_EQ(card().fetch_all("830104"), "2600 2700");
  pass(31);
  EXPECT_EQ(card().states(), "1:3F 2:1F");
  EXPECT_EQ(fall_back_pin(card().store), 2);  // POL1 did not want it disabled
  EXPECT_EQ(card().send(Euicc::with_aid("80E28800153A05", operational)), "69E1");
}

TEST_P(LostServiceTest, ThatReturnsInTimeIsForgotten) {
  with_operational();
  card().attach();
  card().location(GetParam());
  pass(599);
  card().location("00");
  pass(10'000);
  EXPECT_EQ(card().states(), "1:1F 2:3F");
}

TEST_F(FallBackMechanismTest, TheDeviceMayMeasureTheTime) {
  with_operational();
  card().attach();
  card().location("02");
  card().timer();
  card().fetch_all("830104");
  card().timer();
  EXPECT_EQ(card().states(), "1:3F 2:1F");
  card().timer();
  EXPECT_EQ(card().states(), "1:3F 2:1F");
}

TEST_F(FallBackMechanismTest, NobodyToFallBackTo) {
  card().issue();
  card().create(1, bootstrap, LifeCycle::Enabled, {.fall_back = true});
  card().create(2, operational, LifeCycle::Disabled);
  ASSERT_EQ(set_declared(card().store), sw::ok);
  ASSERT_TRUE(card().store.commit());
  card().reset();
  card().terminal_profile();
  EXPECT_EQ(card().toolkit.pending(), 0U);  // nothing is watched for nothing
  card().location("02");
  pass(10'000);
  EXPECT_EQ(card().states(), "1:3F 2:1F");
}

TEST_F(FallBackMechanismTest, SettingsTurnItOff) {
  SwitchSettings settings;
  settings.registration_seconds = 0;
  settings.service_seconds = 0;
  card_ = std::make_unique<Euicc>(world_, settings);
  with_operational();
  card().reset();
  card().terminal_profile();
  EXPECT_EQ(card().fetch_all(), "0500");
  card().location("02");
  pass(100'000);
  EXPECT_EQ(card().states(), "1:1F 2:3F");
}

TEST_F(FallBackMechanismTest, ACommandedSwitchComesFirst) {
  with_operational();
  card().create(3, 0x0012, LifeCycle::Disabled);
  card().attach();
  card().location("02");
  ASSERT_EQ(card().enable(0x0012), "9000");
  card().poll();
  EXPECT_EQ(card().states(), "1:1F 2:1F 3:3F");
  pass(601);
  EXPECT_EQ(card().states(), "1:1F 2:1F 3:3F");
}

TEST_F(FallBackMechanismTest, AfterSoManyRoundsInVain) {
  with_operational();
  card().create(3, 0x0012, LifeCycle::Disabled);
  card().enable(0x0012);
  card().poll();
  card().fail_to_attach();  // back to 2
  card().attach();
  for (int round = 1; round < SwitchSettings{}.notification_rounds; ++round) {
    card().stay_unconfirmed();
    EXPECT_EQ(card().states(), "1:1F 2:3F 3:1F") << round;
    card().location("00");
  }
  card().stay_unconfirmed();
  EXPECT_EQ(card().states(), "1:3F 2:1F 3:1F");
  card().attach();
  EXPECT_EQ(card().network.sent.back(), Euicc::notification("05", 2, bootstrap));
}

TEST_F(FallBackMechanismTest, WatchingGoesOnAfterAConfirmation) {
  with_operational();
  card().create(3, 0x0012, LifeCycle::Disabled);
  card().enable(0x0012);
  card().poll();
  card().attach();
  card().network.finish(true);
  ASSERT_EQ(card().confirm(0), "9000");
  card().location("02");
  pass(601);
  card().fetch_all("830104");
  pass(31);
  EXPECT_EQ(card().states(), "1:3F 2:1F 3:1F");
}

TEST_F(FallBackMechanismTest, APowerCutResumes) {
  with_operational();
  card().attach();
  card().location("02");
  card().timer();
  card().fetch_all("830104");
  card().timer();
  card_ = std::make_unique<Euicc>(world_);
  card().attach();
  EXPECT_EQ(card().network.sent.back(), Euicc::notification("05", 0, bootstrap));
}

TEST_F(FallBackMechanismTest, AFailingFlashIsTriedAgain) {
  with_operational({0x01});
  card().attach();
  card().location("02");
  card().timer();
  card().fetch_all("830104");
  world_.flash.fail_from_now_on();
  card().timer();
  EXPECT_TRUE(card().mounted.empty());
  EXPECT_EQ(card().states(), "1:1F 2:3F");
}

}  // namespace
}  // namespace sixline::card::isdr
