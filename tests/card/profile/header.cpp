// [TCA-PP §8.2]
#include "tests/card/profile/sample_package.hpp"

namespace sixline::tests::profile {
namespace {

/// A header whose fields can be replaced one by one.
struct HeaderFields {
  Blob major = hex("800102");
  Blob minor = hex("810103");
  Blob type{};
  Blob iccid = hex("830A89010000000000000001");
  Blob pol{};
  Blob services = hex("A5028100");
  Blob templates = hex("A608060667810F010201");
  Blob connectivity{};
  Blob aids{};

  Blob encode() const {
    return der::tlv(0xA0, major, minor, type, iccid, pol, services, templates, connectivity, aids);
  }
};

void expect_status(const HeaderFields& fields, PeStatus status) {
  InstallerWorld world;
  ASSERT_EQ(world.feed(fields.encode()), Progress::Aborted);
  EXPECT_NE(world.response().find("8001" + to_hex(der::bytes({static_cast<int>(status)}))), std::string::npos)
      << world.response();
  // The header has no identification to report.
  EXPECT_EQ(world.response().find("8101"), std::string::npos);
}

TEST(ProfileHeader, is_accepted) {
  InstallerWorld world;
  EXPECT_EQ(world.feed(HeaderFields{}.encode()), Progress::Continue);
  EXPECT_FALSE(world.installer.has_report());
}

TEST(ProfileHeader, of_the_third_version_is_accepted_and_of_the_fourth_is_not) {
  InstallerWorld world;
  EXPECT_EQ(world.feed(HeaderFields{.major = hex("800103")}.encode()), Progress::Continue);
  expect_status({.major = hex("800104")}, PeStatus::UnsupportedProfileVersion);
  expect_status({.major = hex("800100")}, PeStatus::UnsupportedProfileVersion);
  expect_status({.major = hex("800200FF")}, PeStatus::UnsupportedProfileVersion);
}

TEST(ProfileHeader, needs_its_mandatory_fields) {
  expect_status({.major = {}}, PeStatus::InvalidRequestFormat);
  expect_status({.minor = {}}, PeStatus::InvalidRequestFormat);
  expect_status({.iccid = {}}, PeStatus::InvalidRequestFormat);
  expect_status({.services = {}}, PeStatus::InvalidRequestFormat);
  expect_status({.templates = {}}, PeStatus::InvalidRequestFormat);
}

TEST(ProfileHeader, refuses_fields_out_of_order_or_twice) {
  expect_status({.major = hex("810103"), .minor = hex("800102")}, PeStatus::InvalidRequestFormat);
  expect_status({.minor = hex("810103 810103")}, PeStatus::InvalidRequestFormat);
}

TEST(ProfileHeader, refuses_malformed_values) {
  expect_status({.major = hex("8000")}, PeStatus::InvalidRequestFormat);
  expect_status({.minor = hex("81020100")}, PeStatus::InvalidRequestFormat);
  expect_status({.iccid = hex("830989010000000000000A")}, PeStatus::BadValues);
  expect_status({.type = hex("8200")}, PeStatus::BadValues);
  expect_status({.type = der::tlv(0x82, der::filled(101, 'x'))}, PeStatus::BadValues);
  expect_status({.pol = hex("84020000")}, PeStatus::BadValues);
  expect_status({.services = hex("A503810100")}, PeStatus::InvalidRequestFormat);
  expect_status({.services = hex("A50181")}, PeStatus::InvalidRequestFormat);
  expect_status({.templates = hex("A603040100")}, PeStatus::InvalidRequestFormat);
}

TEST(ProfileHeader, refuses_services_the_card_does_not_have) {
  expect_status({.services = hex("A5048100 8000")}, PeStatus::FeatureNotSupported);  // contactless
  expect_status({.services = hex("A5028600")}, PeStatus::FeatureNotSupported);       // CAVE
  expect_status({.services = hex("A5028C00")}, PeStatus::FeatureNotSupported);       // MULTOS
  expect_status({.services = hex("A5029E00")}, PeStatus::FeatureNotSupported);       // not assigned
  expect_status({.services = hex("A5039F1F00")}, PeStatus::FeatureNotSupported);     // not assigned
}

TEST(ProfileHeader, refuses_templates_the_card_does_not_know) {
  expect_status({.templates = hex("A608060667810F01027F")}, PeStatus::TemplateNotSupported);
  expect_status({.templates = hex("A609060767810F01020105")}, PeStatus::TemplateNotSupported);
  expect_status({.templates = hex("A605060367810F")}, PeStatus::TemplateNotSupported);
  expect_status({.templates = hex("A6020600")}, PeStatus::TemplateNotSupported);
}

TEST(ProfileHeader, refuses_libraries) {
  expect_status({.aids = hex("A80D300B8005A00000006281020100")}, PeStatus::LibNotSupported);
}

TEST(ProfileHeader, stores_the_policy_rules) {
  InstallerWorld world;
  ASSERT_EQ(world.feed(HeaderFields{.pol = hex("840102")}.encode()), Progress::Continue);
  EXPECT_EQ(world.installer.header().pol, 2);
  const auto record = card::gp::read_isd_p(world.store, slot);
  ASSERT_TRUE(record);
  EXPECT_TRUE(record->pol1.delete_not_allowed());
  EXPECT_TRUE(record->installing);
}

TEST(ProfileHeader, takes_the_rules_of_an_earlier_attempt_back) {
  InstallerWorld world;
  ASSERT_EQ(world.feed(HeaderFields{.pol = hex("840102")}.encode()), Progress::Continue);
  world.installer.begin(slot);
  ASSERT_EQ(world.feed(HeaderFields{}.encode()), Progress::Continue);
  EXPECT_EQ(card::gp::read_isd_p(world.store, slot)->pol1.bits, 0);
}

TEST(ProfileHeader, stores_connectivity_parameters_with_and_without_grouping) {
  for (const auto* value : {"A009 0607 915121436587F9", "3A070B A009 0607 915121436587F9"}) {
    InstallerWorld world;
    ASSERT_EQ(world.feed(HeaderFields{.connectivity = der::tlv(0x87, hex(value))}.encode()),
              Progress::Continue);
    EXPECT_EQ(to_hex(card::gp::connectivity(world.store, slot, card::gp::connectivity_sms)),
              "0607915121436587F9");
  }
}

TEST(ProfileHeader, refuses_connectivity_parameters_that_are_none) {
  expect_status({.connectivity = hex("8703B00100")}, PeStatus::BadValues);
  expect_status({.connectivity = hex("8702A005")}, PeStatus::BadValues);
}

TEST(ProfileHeader, passes_over_fields_of_later_versions) {
  InstallerWorld world;
  EXPECT_EQ(world.feed(HeaderFields{.aids = hex("AA038001AA 9F2A00")}.encode()), Progress::Continue);
}

}  // namespace
}  // namespace sixline::tests::profile
