// ESx: emergency over test over everything else.  PROC-ESX
#include <set>

#include "tests/card/isdr/euicc.hpp"

namespace sixline::card::isdr {
namespace {

using namespace sixline::tests;
using gp::LifeCycle;

constexpr std::uint8_t enable_emergency = 0x01;
constexpr std::uint8_t disable_emergency = 0x02;
constexpr std::uint8_t enable_test = 0x03;
constexpr std::uint8_t disable_test = 0x04;

class LocalFunctionsTest : public testing::Test {
 protected:
  /// 1 bootstrap (Fall-back, enabled), 2 operational, 3 emergency, 4 test.
  LocalFunctionsTest() {
    card().with_two_profiles({0x07}, {0x07});
    card().create(3, 0x0012, LifeCycle::Disabled, {.emergency = true});
    card().create(4, 0x0013, LifeCycle::Disabled, {.test = true});
  }
  Euicc& card() { return *card_; }
  Euicc& cut() {
    card_ = std::make_unique<Euicc>(world_);
    return *card_;
  }
  std::optional<PendingSwitch> pending() { return read_pending_switch(card().store); }

  support::TestPlatform world_;
  std::unique_ptr<Euicc> card_ = std::make_unique<Euicc>(world_);
};

TEST_F(LocalFunctionsTest, TheEmergencyProfileComesAtOnceAndGoesBack) {
  card().terminal_profile();
  card().fetch_all();
  EXPECT_EQ(card().local(enable_emergency), "9000");
  EXPECT_EQ(card().states(), "1:1F 2:1F 3:3F 4:1F");  // whatever POL1 says
  EXPECT_EQ(card().mounted, std::vector<storage::Owner>{3});
  EXPECT_EQ(card().fetch_all(), "0104");
  card().attach();
  EXPECT_TRUE(card().network.sent.empty());  // PROC-ESX-08
  EXPECT_EQ(card().local(disable_emergency), "9000");
  EXPECT_EQ(card().states(), "1:3F 2:1F 3:1F 4:1F");
  EXPECT_EQ(card().fetch_all(), "0104");
  card().attach();
  EXPECT_TRUE(card().network.sent.empty());
  EXPECT_FALSE(pending());
  EXPECT_EQ(return_profile(card().store), storage::card_owner);
}

TEST_F(LocalFunctionsTest, OnlyWhatIsDueIsDone) {
  EXPECT_EQ(card().local(disable_emergency), "6985");
  EXPECT_EQ(card().local(disable_test), "6985");
  ASSERT_EQ(card().local(enable_emergency), "9000");
  EXPECT_EQ(card().local(enable_emergency), "6985");
  EXPECT_EQ(card().local(enable_test), "6985");  // emergency outranks it
  EXPECT_EQ(card().local(disable_test), "6985");
  ASSERT_EQ(card().local(disable_emergency), "9000");
  ASSERT_EQ(card().local(enable_test), "9000");
  EXPECT_EQ(card().local(enable_test), "6985");
  EXPECT_EQ(card().local(disable_emergency), "6985");
  EXPECT_EQ(card().local(disable_test), "9000");
  EXPECT_EQ(card().states(), "1:3F 2:1F 3:1F 4:1F");
}

TEST_F(LocalFunctionsTest, NothingToEnable) {
  card().create(3, 0x0012, LifeCycle::Disabled);
  card().create(4, 0x0013, LifeCycle::Disabled);
  for (std::uint8_t function = 1; function <= 4; ++function) EXPECT_EQ(card().local(function), "6A88");
}

TEST_F(LocalFunctionsTest, MalformedEnvelopes) {
  for (const char* content : {"", "8202", "82028281", "9F010101", "820281829F010101", "820282819F0100",
                              "820282819F01020101", "820282819F01010100", "9F01010182028281"}) {
    EXPECT_EQ(run_local_function(card().profile_switch, hex(content)), sw::wrong_data) << content;
  }
  EXPECT_EQ(card().local(0x00), "6A81");
  EXPECT_EQ(card().local(0x05), "6A81");
  EXPECT_EQ(card().states(), "1:3F 2:1F 3:1F 4:1F");
}

TEST_F(LocalFunctionsTest, EmergencyOverTestReturnsToTheOperationalProfile) {
  ASSERT_EQ(card().local(enable_test), "9000");
  ASSERT_EQ(card().local(enable_emergency), "9000");
  EXPECT_EQ(card().states(), "1:1F 2:1F 3:3F 4:1F");
  ASSERT_EQ(card().local(disable_emergency), "9000");
  EXPECT_EQ(card().states(), "1:3F 2:1F 3:1F 4:1F");
}

TEST_F(LocalFunctionsTest, SurvivesResetsAndPowerCuts) {
  ASSERT_EQ(card().local(enable_emergency), "9000");
  cut().attach();
  EXPECT_EQ(card().states(), "1:1F 2:1F 3:3F 4:1F");
  EXPECT_TRUE(card().network.sent.empty());
  cut().fail_to_attach();
  world_.clock.advance(3'600'000);
  card().poll();
  EXPECT_EQ(card().states(), "1:1F 2:1F 3:3F 4:1F");  // no roll-back, no fall-back
  ASSERT_EQ(card().local(disable_emergency), "9000");
  cut().attach();
  EXPECT_EQ(card().states(), "1:3F 2:1F 3:1F 4:1F");
}

TEST_F(LocalFunctionsTest, TheSmSrSwitchesNothingMeanwhile) {
  ASSERT_EQ(card().local(enable_test), "9000");
  EXPECT_EQ(card().enable(operational), "6985");
  EXPECT_EQ(card().disable(0x0013), "6985");
  EXPECT_EQ(card().disable(bootstrap), "6985");
  EXPECT_EQ(card().erase(0x0013), "6985");
  EXPECT_EQ(card().send("80F24002164F10A0000005591010FFFFFFFF89000013005C029F7000"), "E3049F70013F 9000");
}

class OverASwitchTest : public LocalFunctionsTest {
 protected:
  OverASwitchTest() {
    EXPECT_EQ(gp::store_pol1(card().store, 1, {}), sw::ok);
    EXPECT_TRUE(card().store.commit());
    EXPECT_EQ(card().enable(operational), "9000");
  }
};

TEST_F(OverASwitchTest, ARequestedSwitchIsForgotten) {
  ASSERT_EQ(card().local(enable_emergency), "9000");
  EXPECT_FALSE(pending());
  EXPECT_EQ(card().states(), "1:1F 2:1F 3:3F 4:1F");
  ASSERT_EQ(card().local(disable_emergency), "9000");
  EXPECT_EQ(card().states(), "1:3F 2:1F 3:1F 4:1F");
}

TEST_F(OverASwitchTest, AnUnconfirmedSwitchHasFailed) {
  card().poll();
  card().attach();
  card().network.finish(true);
  ASSERT_EQ(card().local(enable_emergency), "9000");
  EXPECT_EQ(card().confirm(0), "6A80");  // its number is not due any more
  cut().attach();
  EXPECT_TRUE(card().network.sent.empty());
  ASSERT_EQ(card().local(disable_emergency), "9000");
  EXPECT_EQ(card().states(), "1:3F 2:1F 3:1F 4:1F");
  card().attach();
  ASSERT_EQ(card().network.sent.size(), 1U);
  EXPECT_EQ(card().network.sent[0], Euicc::notification("03", 1, bootstrap));
  card().network.finish(true);
  EXPECT_EQ(card().confirm(1), "9000");
  EXPECT_EQ(card().states(), "1:3F 2:1F 3:1F 4:1F");
}

TEST_F(OverASwitchTest, TheProfileToReturnToMayBeGone) {
  card().poll();
  card().attach();
  card().network.finish(true);
  ASSERT_EQ(card().confirm(0), "9000");
  ASSERT_EQ(gp::store_pol1(card().store, 2, {}), sw::ok);
  ASSERT_TRUE(card().store.commit());
  ASSERT_EQ(card().local(enable_emergency), "9000");
  EXPECT_EQ(card().states(), "1:1F 2:1F 3:3F 4:1F");
  ASSERT_EQ(card().erase(operational), "00 9000");
  ASSERT_EQ(card().local(disable_emergency), "9000");
  EXPECT_EQ(card().states(), "1:3F 3:1F 4:1F");  // the Fall-back profile steps in
}

TEST_F(LocalFunctionsTest, AnOutstandingDeclarationWaits) {
  ASSERT_TRUE(card().store.erase(key_of(Item::Declared)));
  ASSERT_TRUE(card().store.commit());
  card().attach();
  ASSERT_EQ(card().network.sent.size(), 1U);
  card().network.finish(false);
  ASSERT_EQ(card().local(enable_test), "9000");
  cut().attach();
  EXPECT_TRUE(card().network.sent.empty());
  ASSERT_EQ(card().local(disable_test), "9000");
  card().attach();
  EXPECT_EQ(card().network.sent.back(), Euicc::notification("01", 0, bootstrap));
}

TEST_F(LocalFunctionsTest, NobodyIsDeclaredByALocalProfile) {
  ASSERT_TRUE(card().store.erase(key_of(Item::Declared)));
  ASSERT_TRUE(card().store.commit());
  ASSERT_EQ(card().local(enable_test), "9000");
  card().attach();
  EXPECT_TRUE(card().network.sent.empty());
  EXPECT_FALSE(is_declared(card().store));
}

TEST_F(LocalFunctionsTest, TheReturnIsToldOnRequest) {
  SwitchSettings settings;
  settings.notify_after_local_disable = true;
  Euicc other(world_, settings);
  ASSERT_EQ(other.local(enable_test), "9000");
  ASSERT_EQ(other.local(disable_test), "9000");
  other.attach();
  ASSERT_EQ(other.network.sent.size(), 1U);
  EXPECT_EQ(other.network.sent[0], Euicc::notification("02", 0, bootstrap));
  other.network.finish(true);
  EXPECT_EQ(other.confirm(0), "9000");
  EXPECT_EQ(other.states(), "1:3F 2:1F 3:1F 4:1F");
}

TEST_F(LocalFunctionsTest, AFailingFlashChangesNothing) {
  world_.flash.fail_from_now_on();
  EXPECT_EQ(card().local(enable_emergency), "6581");
  world_.flash.fail_from_now_on(false);
  EXPECT_TRUE(card().mounted.empty());
  cut().reset();
  EXPECT_EQ(card().states(), "1:3F 2:1F 3:1F 4:1F");
  EXPECT_EQ(card().local(enable_emergency), "9000");
}

TEST(LocalFunctionTable, EveryRowIsUniqueAndCited) {
  std::set<std::uint8_t> codes;
  for (const LocalFunctionRow& row : local_functions()) {
    EXPECT_TRUE(codes.insert(row.code).second) << row.name;
    EXPECT_FALSE(row.citation.empty() || row.script.empty() || row.name.empty());
    EXPECT_NE(row.handler, nullptr);
  }
  EXPECT_EQ(codes.size(), 4U);
}

}  // namespace
}  // namespace sixline::card::isdr
