// Whatever arrives: a status, nothing left behind after the caller's erase, and no byte read too far.
#include "tests/card/profile/sample_package.hpp"

namespace sixline::tests::profile {
namespace {

TEST(BrokenPackage, cut_anywhere_is_never_installed) {
  const Blob package = sample::package();
  InstallerWorld world;
  for (std::size_t size = 0; size < package.size(); size += 3) {
    EXPECT_EQ(world.feed(Blob(package.begin(), package.begin() + static_cast<std::ptrdiff_t>(size))),
              Progress::Continue)
        << size;
    world.restart();
  }
}

TEST(BrokenPackage, with_any_byte_changed_installs_or_reports) {
  const Blob package = sample::package();
  InstallerWorld world;
  for (std::size_t at = 0; at < package.size(); ++at) {
    Blob broken = package;
    broken[at] = static_cast<std::uint8_t>(broken[at] ^ (1u << at % 8));
    if (world.feed(broken, 333) == Progress::Aborted) {
      EXPECT_EQ(world.response().substr(world.response().size() - 4), "8100");
    }
    world.restart();
  }
}

TEST(BrokenPackage, of_random_bytes_is_refused) {
  support::SeededRandom random(7);
  InstallerWorld world;
  for (int round = 0; round < 200; ++round) {
    Blob noise(1 + random.below(400));
    random.fill(noise);
    EXPECT_NE(world.feed(noise, 1 + random.below(50)), Progress::Installed);
    world.restart();
  }
}

TEST(BrokenPackage, with_random_fields_leaves_nothing) {
  support::SeededRandom random(11);
  InstallerWorld world;
  for (int round = 0; round < 200; ++round) {
    Blob noise(random.below(60));
    random.fill(noise);
    const auto tag = static_cast<std::uint32_t>(0xA1 + random.below(0x1D));
    world.feed(der::join(sample::up_to_usim(), sample::element(tag, noise)));
    world.restart();
  }
}

// Only known fields are entered, and none of them lies deep: what is nested further is passed over.
TEST(BrokenPackage, may_nest_as_deep_as_it_likes) {
  Blob nested = hex("800101");
  for (int i = 0; i < 50; ++i) nested = der::tlv(0xB0, nested);
  expect_accepted(sample::up_to_usim(),
                  sample::element(0xA1, der::tlv(0xA1, der::tlv(0x30, nested)), nested));
  expect_refused(sample::up_to_usim(), sample::element(0xA1, nested), PeStatus::InvalidRequestFormat);
}

TEST(BrokenPackage, with_lengths_that_are_not_minimal_is_refused) {
  expect_refused(sample::up_to_mf(),
                 hex("AA8107 A00580008101"
                     "0F"),
                 PeStatus::InvalidRequestFormat);
  expect_refused(sample::up_to_mf(),
                 hex("AA08 A0810580008101"
                     "0F"),
                 PeStatus::InvalidRequestFormat);
  expect_refused(sample::up_to_mf(),
                 hex("AA80 A00580008101"
                     "0F 0000"),
                 PeStatus::InvalidRequestFormat);
}

TEST(BrokenPackage, with_a_child_longer_than_its_parent_is_refused) {
  expect_refused(sample::up_to_mf(),
                 hex("B004 A00580008101"
                     "0F"),
                 PeStatus::InvalidRequestFormat);
}

TEST(Abort, undoes_the_open_step_and_stays) {
  InstallerWorld world;
  ASSERT_EQ(world.feed(der::join(sample::up_to_mf(), hex("8000"))), Progress::Aborted);
  EXPECT_FALSE(world.store.has_changes());
  const auto before = world.dump();
  EXPECT_EQ(world.feed(sample::usim()), Progress::Aborted);
  EXPECT_EQ(world.dump(), before);
}

TEST(Abort, can_be_followed_by_a_fresh_start) {
  InstallerWorld world;
  ASSERT_EQ(world.feed(der::join(sample::up_to_mf(), hex("8000"))), Progress::Aborted);
  world.erase_owner();
  world.prepare();
  world.installer.begin(slot);
  EXPECT_FALSE(world.installer.has_report());
  EXPECT_TRUE(world.installer.header().iccid.empty());
  EXPECT_EQ(world.feed(sample::package()), Progress::Installed);
  EXPECT_EQ(world.response(), "3007A0053003800100");
}

TEST(Abort, in_the_middle_of_an_element_can_be_followed_by_a_fresh_start) {
  InstallerWorld world;
  const Blob package = sample::package();
  ASSERT_EQ(world.feed(Blob(package.begin(), package.begin() + 300)), Progress::Continue);
  world.erase_owner();
  world.prepare();
  world.installer.begin(slot);
  EXPECT_EQ(world.feed(package), Progress::Installed);
}

TEST(FullMemory, is_reported_as_such) {
  InstallerWorld world;
  const Blob big =
      sample::element(0xA1, der::tlv(0xA1, der::tlv(0x30, der::notation("62{ 82024121 83026F50 80027FFF }"),
                                                    der::tlv(0x81, der::filled(0x7FFF, 1)))));
  Progress progress = world.feed(sample::up_to_mf());
  for (int i = 0; i < 40 && progress == Progress::Continue; ++i) {
    Blob next = big;
    const Blob fid = hex("83026F50");
    const auto at = std::search(next.begin(), next.end(), fid.begin(), fid.end());
    at[3] = static_cast<std::uint8_t>(i);
    progress = world.feed(next);
  }
  ASSERT_EQ(progress, Progress::Aborted);
  EXPECT_NE(world.response().find("800104"), std::string::npos) << world.response();
  world.erase_owner();
  EXPECT_EQ(world.objects(), 0u);
}

TEST(BrokenFlash, is_reported_as_such) {
  InstallerWorld world;
  ASSERT_EQ(world.feed(sample::up_to_mf()), Progress::Continue);
  world.world.flash.fail_from_now_on();
  const Blob usim = sample::usim();
  EXPECT_EQ(world.installer.feed(usim), Progress::Aborted);
  EXPECT_NE(world.response().find("800102"), std::string::npos) << world.response();
}

TEST(Slot, does_not_touch_another_one) {
  InstallerWorld world;
  ASSERT_EQ(world.feed(sample::package()), Progress::Installed);
  const auto before = world.dump();
  ASSERT_TRUE(card::gp::write_isd_p(world.store, 2, {.installing = true}).ok());
  ASSERT_TRUE(world.store.commit());
  world.installer.begin(2);
  EXPECT_EQ(world.feed(sample::package()), Progress::Installed);
  EXPECT_EQ(world.dump(), before);
}

}  // namespace
}  // namespace sixline::tests::profile
