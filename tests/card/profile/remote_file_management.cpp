// [TCA-PP §8.8]
#include "tests/card/profile/sample_package.hpp"

namespace sixline::tests::profile {
namespace {

Blob before() {
  return der::join(sample::up_to_usim(), sample::security_domain());
}
Blob rfm(std::string_view fields) {
  return sample::element(0xA7, hex(fields));
}
void expect_rfm(std::string_view fields, PeStatus status) {
  expect_refused(before(), rfm(fields), status);
}

constexpr std::string_view uicc_only = "4F10A0000005591010FFFFFFFF89B0001000 810116 040100 0401FF";

TEST(RemoteFileManagement, has_its_address_in_its_name) {
  InstallerWorld world;
  ASSERT_EQ(world.feed(der::join(before(), rfm(uicc_only))), Progress::Continue) << world.response();
  const auto entry = card::gp::Registry(world.store).find(slot, wire::Tar{{0xB0, 0x00, 0x10}});
  ASSERT_TRUE(entry);
  EXPECT_TRUE(entry->adf.empty());
  EXPECT_TRUE(entry->adf_access.empty());
}

TEST(RemoteFileManagement, belongs_to_the_domain_it_names) {
  InstallerWorld world;
  ASSERT_EQ(
      world.feed(der::join(before(), rfm("4F05A000000001 4F08A000000151000000 A00A 0403B00000 0403B00002"
                                         "810102 0403020100 040100"))),
      Progress::Continue)
      << world.response();
  const auto entry = card::gp::Registry(world.store).find(slot, *wire::Aid::from(hex("A000000001")));
  ASSERT_TRUE(entry);
  EXPECT_EQ(entry->parent, card::gp::mno_sd_index);
  EXPECT_EQ(entry->tar_count, 2);
  EXPECT_EQ(to_hex(entry->access.view()), "020100");
}

TEST(RemoteFileManagement, may_leave_its_tars_out) {
  expect_accepted(before(), rfm("4F05A000000001 810102 040100 040100"));
}

TEST(RemoteFileManagement, needs_a_domain) {
  expect_refused(sample::up_to_usim(), rfm(uicc_only), PeStatus::BadValues);
  expect_rfm("4F05A000000001 4F05A0000000EE 810102 040100 040100", PeStatus::BadValues);
  // Not a domain: the name of another instance.
  expect_refused(der::join(before(), rfm("4F05A000000001 810102 040100 040100")),
                 rfm("4F05A000000002 4F05A000000001 810102 040100 040100"), PeStatus::BadValues);
}

TEST(RemoteFileManagement, refuses_a_name_twice) {
  expect_refused(der::join(before(), rfm(uicc_only)), rfm(uicc_only), PeStatus::BadValues);
}

TEST(RemoteFileManagement, needs_its_fields) {
  expect_rfm("", PeStatus::InvalidRequestFormat);
  expect_rfm("810102 040100 040100", PeStatus::InvalidRequestFormat);
  expect_rfm("4F05A000000001 040100 040100", PeStatus::InvalidRequestFormat);
  expect_rfm("4F05A000000001 810102 040100", PeStatus::InvalidRequestFormat);
  expect_rfm("4F05A000000001 8100 040100 040100", PeStatus::BadValues);
}

TEST(RemoteFileManagement, refuses_values_that_are_none) {
  expect_rfm("4F04A0000000 810102 040100 040100", PeStatus::BadValues);
  expect_rfm("4F05A000000001 A004 0402B000 810102 040100 040100", PeStatus::BadValues);
  expect_rfm("4F05A000000001 A005 8003B00000 810102 040100 040100", PeStatus::InvalidRequestFormat);
  expect_rfm("4F05A000000001 810102 0411 0000000000000000000000000000000000 040100",
             PeStatus::NotEnoughMemory);
}

TEST(RemoteFileManagement, refuses_an_application_that_is_not_there) {
  expect_rfm("4F05A000000001 810102 040100 040100 300D 8005A0000000EE 810100 820100", PeStatus::BadValues);
  expect_rfm("4F05A000000001 810102 040100 040100 300A 8005A0000000EE 810100",
             PeStatus::InvalidRequestFormat);
}

}  // namespace
}  // namespace sixline::tests::profile
