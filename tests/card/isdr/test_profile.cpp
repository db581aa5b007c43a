// The test profile enters the card in the factory, and stays out of the SM-SR's hands.
#include "card/isdr/test_profile.hpp"

#include "tests/card/isdr/euicc.hpp"

namespace sixline::card::isdr {
namespace {

using namespace sixline::tests;

class TestProfileTest : public testing::Test {
 protected:
  Result<storage::Owner, StatusWord> install() {
    return install_test_profile(card_.environment, card_.installer, hex("A0000102"), report_);
  }

  support::TestPlatform world_;
  Euicc card_{world_};
  ByteVector buffer_ = ByteVector(256);
  wire::Writer report_{buffer_};
};

TEST_F(TestProfileTest, TakesTheNextSlotAndNumber) {
  card_.issue();
  card_.create(1, bootstrap, gp::LifeCycle::Enabled, {.fall_back = true});
  card_.installer.next = isdp::Progress::Installed;
  const auto slot = install();
  ASSERT_TRUE(slot);
  EXPECT_EQ(*slot, 2);
  EXPECT_EQ(card_.states(), "1:3F 2:1F");
  EXPECT_EQ(gp::test_slot(card_.store), 2);
  EXPECT_EQ(card_.registry.get(gp::isd_p_id(2))->aid, isd_p_aid(0x0011));
  EXPECT_EQ(to_hex(card_.installer.received), "A0000102");
  EXPECT_EQ(card_.local(0x03), "9000");
  EXPECT_EQ(card_.states(), "1:1F 2:3F");
}

TEST_F(TestProfileTest, IsTheOnlyOneAndComesBeforeTheNetwork) {
  EXPECT_EQ(install().error(), sw::conditions_not_satisfied);  // not issued
  card_.issue();
  card_.installer.next = isdp::Progress::Installed;
  ASSERT_TRUE(install());
  EXPECT_EQ(install().error(), sw::conditions_not_satisfied);
  card_.create(1, bootstrap, gp::LifeCycle::Disabled);
  ASSERT_EQ(set_declared(card_.store), sw::ok);
  EXPECT_EQ(install().error(), sw::conditions_not_satisfied);
}

TEST_F(TestProfileTest, ARefusedPackageLeavesNothing) {
  card_.issue();
  for (const auto progress : {isdp::Progress::Aborted, isdp::Progress::Continue}) {
    card_.installer.next = progress;
    EXPECT_EQ(install().error(), sw::wrong_data);
    EXPECT_FALSE(card_.store.first(storage::all_of(1)));
  }
  EXPECT_GT(report_.size(), 0U);
}

}  // namespace
}  // namespace sixline::card::isdr
