// SetFallBackAttribute and SetEmergencyProfileAttribute.
#include "tests/card/isdr/euicc.hpp"

namespace sixline::card::isdr {
namespace {

using namespace sixline::tests;
using gp::LifeCycle;

class AttributesTest : public testing::Test {
 protected:
  AttributesTest() { card_.with_two_profiles(); }
  std::string set_fall_back(std::uint16_t number) {
    return card_.send(Euicc::with_aid("80E28800153A05", number));
  }
  std::string set_emergency(std::uint16_t number) {
    return card_.send(Euicc::with_aid("80E28800153A09", number));
  }
  storage::Owner fall_back() { return gp::fall_back_slot(card_.store); }
  storage::Owner emergency() { return gp::emergency_slot(card_.store); }
  void pin(storage::Owner slot) {
    ASSERT_EQ(set_fall_back_pin(card_.store, slot), sw::ok);
    ASSERT_TRUE(card_.store.commit());
  }

  support::TestPlatform world_;
  Euicc card_{world_};
};

TEST_F(AttributesTest, TheFallBackAttributeMoves) {
  EXPECT_EQ(set_fall_back(operational), "9000");
  EXPECT_EQ(fall_back(), 2);
  EXPECT_FALSE(gp::read_isd_p(card_.store, 1)->fall_back);
  EXPECT_EQ(card_.send(Euicc::with_aid("80E28800163A05", bootstrap).replace(8, 2, "15") + "00"), "9000");
  EXPECT_EQ(fall_back(), 1);
  EXPECT_EQ(set_fall_back(bootstrap), "9000");
  EXPECT_EQ(fall_back(), 1);
  EXPECT_FALSE(read_pending_switch(card_.store));
}

TEST_F(AttributesTest, ACardWithoutAHolderGetsOne) {
  card_.create(1, bootstrap, LifeCycle::Enabled);
  EXPECT_EQ(set_fall_back(operational), "9000");
  EXPECT_EQ(fall_back(), 2);
}

TEST_F(AttributesTest, WhoMayNotHoldTheFallBackAttribute) {
  EXPECT_EQ(set_fall_back(0x0077), "6A88");
  card_.create(3, 0x0012, LifeCycle::Selectable);
  card_.create(4, 0x0013, LifeCycle::Personalized);
  card_.create(5, 0x0014, LifeCycle::Disabled, {.emergency = true});
  card_.create(6, 0x0015, LifeCycle::Disabled, {.test = true});
  for (std::uint16_t number = 0x0012; number <= 0x0015; ++number) EXPECT_EQ(set_fall_back(number), "6985");
  EXPECT_EQ(fall_back(), 1);
  EXPECT_EQ(card_.send("80E28800053A05024F00"), "6A80");
  EXPECT_EQ(card_.send(Euicc::with_aid("80E28800153A05", operational), 0x06), "6982");
}

TEST_F(AttributesTest, APinHoldsTheFallBackAttribute) {
  pin(2);
  EXPECT_EQ(set_fall_back(operational), "69E1");
  EXPECT_EQ(fall_back(), 1);
}

TEST_F(AttributesTest, NothingMovesWhileALocalProfileIsEnabled) {
  card_.create(3, 0x0012, LifeCycle::Disabled, {.test = true});
  ASSERT_EQ(card_.local(0x03), "9000");
  EXPECT_EQ(set_fall_back(operational), "6985");
  EXPECT_EQ(set_emergency(operational), "6985");
}

TEST_F(AttributesTest, TheEmergencyAttributeMoves) {
  EXPECT_EQ(set_emergency(operational), "9000");
  EXPECT_EQ(emergency(), 2);
  card_.create(3, 0x0012, LifeCycle::Disabled);
  EXPECT_EQ(set_emergency(0x0012), "9000");
  EXPECT_EQ(emergency(), 3);
  EXPECT_FALSE(gp::read_isd_p(card_.store, 2)->emergency);
  EXPECT_EQ(set_emergency(0x0012), "9000");
  EXPECT_EQ(card_.send("80F24002174F10A0000005591010FFFFFFFF89000012005C039F705300"),
            "E3079F70011F530102 9000");
}

TEST_F(AttributesTest, WhoMayNotHoldTheEmergencyAttribute) {
  EXPECT_EQ(set_emergency(0x0077), "6A88");
  EXPECT_EQ(set_emergency(bootstrap), "6985");  // enabled, and the Fall-back profile
  card_.create(3, 0x0012, LifeCycle::Personalized);
  card_.create(4, 0x0013, LifeCycle::Disabled, {.test = true});
  EXPECT_EQ(set_emergency(0x0012), "6985");
  EXPECT_EQ(set_emergency(0x0013), "6985");
  pin(2);
  EXPECT_EQ(set_emergency(operational), "6985");  // it alone may be enabled
  EXPECT_EQ(card_.send(Euicc::with_aid("80E28800153A09", operational), 0x06), "6982");
  EXPECT_EQ(emergency(), storage::card_owner);
}

TEST_F(AttributesTest, AProfileThatMayHaveToComeBackIsNoEmergencyProfile) {
  card_.create(1, bootstrap, LifeCycle::Enabled);
  ASSERT_EQ(card_.enable(operational), "9000");
  card_.poll();
  EXPECT_EQ(set_emergency(bootstrap), "6985");
}

TEST_F(AttributesTest, AnEmergencyProfileIsNotTheSmSrsToEnableOrDelete) {
  ASSERT_EQ(set_emergency(operational), "9000");
  EXPECT_EQ(card_.enable(operational), "6985");
  EXPECT_EQ(card_.erase(operational), "6985");
  card_.create(3, 0x0012, LifeCycle::Disabled, {.test = true});
  EXPECT_EQ(card_.enable(0x0012), "6985");
  EXPECT_EQ(card_.erase(0x0012), "6985");
}

}  // namespace
}  // namespace sixline::card::isdr
