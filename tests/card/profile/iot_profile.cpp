// The IoT minimal profile, which says little and leaves the rest to its header.  [TCA-PP §7.5, §9.10]
#include "tests/card/profile/sample_package.hpp"

namespace sixline::tests::profile {
namespace {

using sample::element;
using sample::template_id;

Blob header(std::string_view options = "A90D 800B 1002FFFFFFFF8907090000") {
  return der::tlv(0xA0, hex("800103 810103 830A89010000000000000001 A5028100 A608060667810F010211"),
                  hex(options));
}
Blob smallest_iot() {
  return element(0xBF20, template_id("11"), der::tlv(0xA9, hex("8309 080910101032547698")),
                 der::tlv(0xB2, hex("8302 0001")));
}

TEST(IotProfile, is_complete_with_two_files) {
  InstallerWorld world;
  ASSERT_EQ(world.feed(der::join(header(), smallest_iot(), sample::end())), Progress::Installed)
      << world.response();
  EXPECT_EQ(world.response(), "3007A0053003800100");
  EXPECT_EQ(world.content("7FF06F07"), "080910101032547698");
  EXPECT_EQ(world.content("7FF06F78"), "0001");
  EXPECT_EQ(world.content("7FF06FAD"), "00000002");
  EXPECT_FALSE(world.has("7FF06F46"));
}

TEST(IotProfile, takes_identity_and_name_from_its_header) {
  InstallerWorld world;
  ASSERT_EQ(world.feed(der::join(header(), smallest_iot())), Progress::Continue) << world.response();
  EXPECT_EQ(world.content("2FE2"), "98100000000000000010");
  EXPECT_EQ(to_hex(world.file("7FF0").aid.view()), "A0000000871002FFFFFFFF8907090000");
  EXPECT_EQ(world.content("2F00"), "61124F10A0000000871002FFFFFFFF8907090000");
  EXPECT_EQ(world.file("2F00").record_length, 20);
}

TEST(IotProfile, has_the_access_rules_of_the_templates) {
  InstallerWorld world;
  ASSERT_EQ(world.feed(der::join(header(), smallest_iot())), Progress::Continue) << world.response();
  const auto rules = world.file("2F06");
  EXPECT_EQ(rules.record_count(), 14);
  EXPECT_EQ(world.content("2F06").substr(0, 54), "8001019000800102A406830101950108800158A40683010A950108");
  EXPECT_EQ(world.content("2F06").substr(13 * 66, 22), "80015EA40683010A950108");
  EXPECT_EQ(world.file("7FF06F06").body, rules.body);
  EXPECT_EQ(world.file("7FF06F07").rule.record, 2);
}

TEST(IotProfile, lets_the_package_say_otherwise) {
  InstallerWorld world;
  const auto fcp = [](std::string_view fields) { return der::tlv(0xA1, hex(fields)); };
  const Blob iot = element(0xBF20, template_id("11"), der::tlv(0xA2, fcp("C60101")),
                           der::tlv(0xA4, hex("830A98110000000000000010")),
                           der::tlv(0xA5, fcp("820442210026 80014C"), hex("830461024F00")),
                           der::tlv(0xA6, fcp("82044221000B 80010B"), hex("830B80015EA40683010A950108")),
                           der::tlv(0xA8, fcp("83027FF1 8407A0000000871002")), der::tlv(0xA9, hex("8301 08")),
                           der::tlv(0xAA, fcp("C700 82044221000B 80010B")), der::tlv(0xB2));
  ASSERT_EQ(world.feed(der::join(header(), iot, sample::end())), Progress::Installed) << world.response();
  EXPECT_EQ(world.content("2FE2"), "98110000000000000010");
  EXPECT_EQ(world.file("2F00").record_count(), 2);
  EXPECT_EQ(world.content("2F06"), "80015EA40683010A950108");
  EXPECT_EQ(to_hex(world.file("7FF1").aid.view()), "A0000000871002");
  EXPECT_NE(world.file("7FF16F06").body, world.file("2F06").body);
}

TEST(IotProfile, grows_by_its_optional_files) {
  InstallerWorld world;
  const auto fcp = [](std::string_view fields) { return der::tlv(0xA1, hex(fields)); };
  const Blob optional =
      element(0xBF21, template_id("12"), der::tlv(0xA4), der::tlv(0xA6), der::tlv(0xAD), der::tlv(0xAE),
              der::tlv(0xB0), der::tlv(0xBA), der::tlv(0xBB, fcp("800110")));
  ASSERT_EQ(world.feed(der::join(header(), smallest_iot(), optional, sample::end())), Progress::Installed)
      << world.response();
  EXPECT_TRUE(world.has("7FF06F42"));
  EXPECT_TRUE(world.has("7FF06F46"));
  EXPECT_EQ(world.content("7FF05FC04F01"), std::string(32, 'F') + "00000001");
  EXPECT_EQ(world.file("7FF05FC04F03").record_count(), 2);
  EXPECT_EQ(world.file("7FF05FD04F01").size, 16u);
}

TEST(IotProfile, has_its_unblocking_codes_first_and_its_pins_in_the_application) {
  InstallerWorld world;
  const Blob pins = element(
      0xA2, der::tlv(0xA1, der::tlv(0xA0, der::tlv(0x30, hex("80020081 8108 31323334FFFFFFFF 820101")))));
  ASSERT_EQ(world.feed(der::join(header(), sample::puk_codes(), smallest_iot(), pins, sample::end())),
            Progress::Installed)
      << world.response();
  EXPECT_TRUE(card::uicc::Pins(world.store, slot).find(world.file("7FF0").node, 0x81));
}

TEST(IotProfile, authenticates_as_any_other) {
  InstallerWorld world;
  ASSERT_EQ(world.feed(der::join(header(), smallest_iot(), sample::aka_parameter(), sample::security_domain(),
                                 sample::end())),
            Progress::Installed)
      << world.response();
}

// ------------------------------------------------------------------------------------------- refused

TEST(IotProfileRefusals, need_the_options_of_the_header) {
  expect_refused(sample::header(), smallest_iot(), PeStatus::InvalidRequestFormat);
  expect_refused(sample::up_to_usim(), element(0xBF21, template_id("12"), der::tlv(0xA4)),
                 PeStatus::InvalidRequestFormat);
}

TEST(IotProfileRefusals, need_identity_and_access_class) {
  expect_refused(header(), element(0xBF20, template_id("11"), der::tlv(0xA9)),
                 PeStatus::InvalidRequestFormat);
  expect_refused(header(), element(0xBF20, template_id("11"), der::tlv(0xB2)),
                 PeStatus::InvalidRequestFormat);
}

TEST(IotProfileRefusals, come_once_and_before_what_adds_to_them) {
  expect_refused(der::join(header(), smallest_iot()), smallest_iot(), PeStatus::BadValues);
  expect_refused(header(), element(0xBF21, template_id("12"), der::tlv(0xA4)),
                 PeStatus::InvalidRequestFormat);
}

TEST(IotProfileRefusals, cannot_do_without_their_application) {
  expect_refused(
      header(),
      element(0xBF20, template_id("11"), der::tlv(0xA8, hex("8000")), der::tlv(0xA9), der::tlv(0xB2)),
      PeStatus::BadValues);
}

TEST(IotProfileRefusals, malformed_options) {
  const auto expect_options = [](std::string_view options, PeStatus status) {
    InstallerWorld world;
    ASSERT_EQ(world.feed(header(options)), Progress::Aborted) << options;
    EXPECT_NE(world.response().find("8001" + to_hex(der::bytes({static_cast<int>(status)}))),
              std::string::npos)
        << world.response();
  };
  expect_options("A900", PeStatus::InvalidRequestFormat);
  expect_options("A903 810101", PeStatus::InvalidRequestFormat);
  expect_options("A908 8006 1002FFFFFFFF", PeStatus::BadValues);
  expect_options("A90E 800C 1002FFFFFFFF890709000000", PeStatus::BadValues);
}

}  // namespace
}  // namespace sixline::tests::profile
