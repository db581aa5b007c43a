// [TCA-PP §8.3.5]
#include "tests/card/profile/sample_package.hpp"

namespace sixline::tests::profile {
namespace {

Blob commands(std::string_view content) {
  return sample::element(0xA1, der::tlv(0xA1, der::tlv(0x30, der::notation(content))));
}
void expect_commands(std::string_view content, PeStatus status) {
  expect_refused(sample::up_to_usim(), commands(content), status);
}

struct FileManagement : testing::Test {
  void SetUp() override { ASSERT_EQ(world.feed(sample::up_to_usim()), Progress::Continue); }
  void run(std::string_view content) {
    ASSERT_EQ(world.feed(commands(content)), Progress::Continue) << world.response();
  }
  InstallerWorld world;
};

TEST_F(FileManagement, starts_at_the_mf) {
  run("62{ 82024121 83026F50 800102 } 8102AABB");
  EXPECT_EQ(world.content("6F50"), "AABB");
}

TEST_F(FileManagement, derives_the_short_identifier_from_the_fid) {
  run("62{ 82024121 83026F45 800102 } 62{ 82024121 83026F40 800102 } 62{ 82024121 83026F5F 800102 }");
  EXPECT_EQ(world.file("6F45").sfi, 5);
  EXPECT_EQ(world.file("6F40").sfi, 0);
  EXPECT_EQ(world.file("6F5F").sfi, 0);
}

TEST_F(FileManagement, implies_the_access_rules_file_of_the_place) {
  run("62{ 82024121 83026F50 8B0102 800102 } 80027FF1 62{ 82024121 83026F51 8B0103 800102 }");
  EXPECT_EQ(world.file("6F50").rule.arr, 0x2F06);
  EXPECT_EQ(world.file("7FF16F51").rule.arr, 0x6F06);
  EXPECT_EQ(world.file("7FF16F51").rule.record, 3);
}

TEST_F(FileManagement, creates_directories_inside_each_other) {
  run("62{ 82027821 83027F66 8B0101 C60101 } 80027F66 62{ 82027821 83025F40 8B0101 C60101 }"
      "80047F665F40 62{ 82024121 83024F40 800101 } 810177");
  EXPECT_EQ(world.content("7F665F404F40"), "77");
  EXPECT_EQ(to_hex(world.file("7F665F40").pin_status.view()), "01");
  EXPECT_EQ(world.file("7F665F40").rule.arr, 0x6F06);
}

TEST_F(FileManagement, selects_the_directory_it_creates) {
  run("62{ 82027821 83027F66 C60101 } 62{ 82024121 83026F50 800101 } 810177 8000 62{ 82024121 83026F51 "
      "800101 }");
  EXPECT_EQ(world.content("7F666F50"), "77");
  EXPECT_TRUE(world.has("6F51"));
}

TEST_F(FileManagement, puts_applications_under_the_mf_wherever_it_stands) {
  run("62{ 82027821 83027F66 C60101 } 62{ 82027821 83027FF5 8407A0000000871002 C60101 }"
      "62{ 82024121 83026F07 800109 }");
  EXPECT_TRUE(world.has("7FF56F07"));
}

TEST_F(FileManagement, makes_an_application_that_templates_add_to) {
  run("62{ 82027821 83027FF5 8407A0000000871004 C60101 }");
  const Blob pcscf = sample::element(0xB6, sample::template_id("09"),
                                     der::tlv(0xA2, der::tlv(0xA1, hex("82044221000A 80010A"))));
  ASSERT_EQ(world.feed(pcscf), Progress::Continue) << world.response();
  EXPECT_TRUE(world.has("7FF56F09"));
}

TEST_F(FileManagement, makes_the_directory_where_pins_go) {
  run("62{ 82027821 83027F66 C60101 } 62{ 82027821 83025F66 C60101 }");
  const Blob pins = sample::element(
      0xA2, der::tlv(0xA1, der::tlv(0xA0, der::tlv(0x30, hex("80020081 8108 31323334FFFFFFFF")))));
  ASSERT_EQ(world.feed(pins), Progress::Continue) << world.response();
  const card::uicc::Pins store(world.store, slot);
  EXPECT_TRUE(store.find(world.file("7F66").node, 0x81));
  EXPECT_FALSE(store.find(world.file("7F665F66").node, 0x81));
}

// [TCA-PP §8.1.3]
TEST(FirstFileManagement, may_create_the_mf) {
  InstallerWorld world;
  const Blob mf = commands(
      "8000 62{ 82027821 83023F00 8B010E C60101 } 62{ 82024121 83022FE2 8B010B 80010A }"
      "810A 98100000000000000010"
      "62{ 82044221000B 83022F06 8B010A 80010B } 810B 80015EA40683010A950108");
  ASSERT_EQ(world.feed(der::join(sample::header(), mf, sample::usim(), sample::end())), Progress::Installed)
      << world.response();
  EXPECT_EQ(world.content("2FE2"), "98100000000000000010");
  EXPECT_TRUE(world.has("7FF16F07"));
}

TEST(FirstFileManagement, must_create_the_mf_first) {
  expect_refused(sample::header(), commands("62{ 82024121 83022FE2 8B010B 80010A }"),
                 PeStatus::InvalidRequestFormat);
  expect_refused(sample::header(), commands("80027FF1"), PeStatus::InvalidRequestFormat);
  expect_refused(sample::up_to_mf(), commands("62{ 82027821 83023F00 8B010E C60101 }"), PeStatus::BadValues);
}

TEST_F(FileManagement, fills_a_file_that_exists_by_its_path) {
  run("80047FF16F07 020102 81021122");
  EXPECT_EQ(world.content("7FF16F07"), "080911221032547698");
}

TEST_F(FileManagement, returns_to_the_mf_for_every_list_of_commands) {
  const Blob two =
      sample::element(0xA1, der::tlv(0xA1, der::tlv(0x30, hex("80027FF1")),
                                     der::tlv(0x30, der::notation("62{ 82024121 83026F50 800101 }"))));
  ASSERT_EQ(world.feed(two), Progress::Continue);
  EXPECT_TRUE(world.has("6F50"));
  EXPECT_FALSE(world.has("7FF16F50"));
}

TEST_F(FileManagement, links_files) {
  run("62{ 82044221003C 83026F50 8800 C7022F06 }");
  EXPECT_EQ(world.file("6F50").body, world.file("2F06").body);
  EXPECT_EQ(world.file("6F50").sfi, 0);
}

TEST_F(FileManagement, creates_an_application) {
  run("62{ 82027821 83027FF5 8405A000000002 C60101 8A0105 }");
  EXPECT_EQ(world.file("7FF5").type, card::uicc::FileType::Adf);
}

TEST_F(FileManagement, keeps_the_state_of_a_file) {
  run("62{ 82024121 83026F50 8A0104 800102 }");
  EXPECT_EQ(world.file("6F50").state, card::uicc::FileState::Deactivated);
}

// ------------------------------------------------------------------------------------------- refused

TEST(FileManagementRefusals, paths) {
  expect_commands("80027FEE", PeStatus::BadValues);
  expect_commands("80017F", PeStatus::BadValues);
  expect_commands("8004 2FE26F07", PeStatus::BadValues);
  expect_commands("800A 7FF17FF17FF17FF17FF1", PeStatus::BadValues);
}

TEST(FileManagementRefusals, content_without_a_file) {
  expect_commands("8101AA", PeStatus::BadValues);
  expect_commands("020101", PeStatus::BadValues);
  expect_commands("62{ 82024121 83026F50 800101 } 80027FF1 8101AA", PeStatus::BadValues);
  expect_commands("62{ 82027821 83027F66 C60101 } 8101AA", PeStatus::BadValues);
}

TEST(FileManagementRefusals, descriptors) {
  expect_commands("62{ 82024121 800101 }", PeStatus::BadValues);           // no FID
  expect_commands("62{ 82024121 83026F50 }", PeStatus::BadValues);         // no size
  expect_commands("62{ 82024221 83026F50 800104 }", PeStatus::BadValues);  // no record length
  expect_commands("62{ 82024121 83022FE2 800101 }", PeStatus::BadValues);  // exists
  expect_commands("62{ 82024121 83023F00 800101 }", PeStatus::BadValues);  // the MF's
  expect_commands("62{ 82024121 83027FFF 800101 }", PeStatus::BadValues);  // reserved
  expect_commands("62{ 8202 4121 83 }", PeStatus::InvalidRequestFormat);
}

TEST(FileManagementRefusals, nothing_to_do) {
  expect_refused(sample::up_to_usim(), sample::element(0xA1), PeStatus::InvalidRequestFormat);
  expect_refused(sample::up_to_usim(), sample::element(0xA1, der::tlv(0xA1)), PeStatus::InvalidRequestFormat);
}

TEST(FileManagementRefusals, before_there_is_an_mf) {
  expect_refused(sample::header(), commands("62{ 82024121 83026F50 800102 }"),
                 PeStatus::InvalidRequestFormat);
}

}  // namespace
}  // namespace sixline::tests::profile
