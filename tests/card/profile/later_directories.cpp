// Directories that came with later editions: EAP clients, 5GS in its fourth, SNPN, 5G ProSe.
// [TCA-PP §9.5.11, §9.5.13, §9.5.14, §9.8]
#include "tests/card/profile/sample_package.hpp"

namespace sixline::tests::profile {
namespace {

using sample::element;
using sample::template_id;

Blob fcp(std::string_view fields) {
  return der::tlv(0xA1, hex(fields));
}
Blob file(std::uint32_t tag, std::string_view fields = "") {
  return fields.empty() ? der::tlv(tag) : der::tlv(tag, fcp(fields));
}

struct LaterDirectories : testing::Test {
  void install(const Blob& package) {
    ASSERT_EQ(world.feed(der::join(sample::up_to_usim(), package)), Progress::Continue) << world.response();
  }
  InstallerWorld world;
};

TEST_F(LaterDirectories, of_eap_lie_in_the_application_before_them) {
  install(element(0xBB, template_id("0C"), file(0xA2, "83025F70 C60101"), file(0xA3, "800140"), file(0xA4),
                  file(0xA9, "800108")));
  EXPECT_EQ(world.file("7FF15F70").rule.record, 14);
  EXPECT_EQ(world.file("7FF15F704F01").size, 0x40u);
  EXPECT_EQ(world.file("7FF15F704F01").special, 0x80);
  EXPECT_EQ(world.content("7FF15F704F02"), "00");
  EXPECT_EQ(world.file("7FF15F704F22").rule.record, 5);
  EXPECT_FALSE(world.has("7FF15F704F03"));
}

TEST_F(LaterDirectories, of_eap_may_follow_an_isim) {
  const Blob isim =
      element(0xB5, template_id("08"), file(0xA2, "83027FF2 8405A000000001 C60101"), file(0xA3, "800104"),
              file(0xA4, "82044221000A 80010A"), file(0xA5, "800104"), file(0xA6), file(0xA8, "C7022F06"));
  install(der::join(isim, element(0xBB, template_id("0C"), file(0xA2, "83025F70 C60101"), file(0xA4))));
  EXPECT_TRUE(world.has("7FF25F704F02"));
  EXPECT_FALSE(world.has("7FF15F70"));
}

TEST_F(LaterDirectories, of_5gs_have_what_the_fourth_edition_added) {
  install(element(0xBC, template_id("0D04"), file(0xA2), file(0xAF, "800120"), file(0xB1), file(0xB2),
                  file(0xB3), file(0xB4), file(0xB5, "800102")));
  EXPECT_EQ(world.file("7FF15FC04F0D").sfi, 0x0D);
  EXPECT_EQ(world.file("7FF15FC04F0F").size, 7u);
  EXPECT_EQ(world.file("7FF15FC04F10").sfi, 0x10);
  EXPECT_EQ(world.file("7FF15FC04F11").size, 1u);
  EXPECT_EQ(world.file("7FF15FC04F15").sfi, 0x15);
  EXPECT_EQ(world.file("7FF15FC04F16").size, 2u);
}

TEST_F(LaterDirectories, of_snpn_hold_their_warnings) {
  install(element(0xBE, template_id("0F"), file(0xA2), file(0xA3)));
  EXPECT_EQ(world.content("7FF15FE04F01"), "FF");
  EXPECT_EQ(world.file("7FF15FE04F01").sfi, 1);
  EXPECT_EQ(world.file("7FF15FE0").rule.arr, 0x6F06);
}

TEST_F(LaterDirectories, of_snpn_list_networks_in_their_second_edition) {
  install(element(0xBE, template_id("0F02"), file(0xA2), file(0xA4, "820442210006 80010C")));
  EXPECT_EQ(world.file("7FF15FE04F02").record_count(), 2);
}

TEST_F(LaterDirectories, of_5g_prose_have_a_service_table_and_five_more) {
  install(element(0xBF1F, template_id("10"), file(0xA2), file(0xA3, "800101"), file(0xA4, "800110"),
                  file(0xA5, "800110"), file(0xA6, "800110"), file(0xA7, "800110"), file(0xA8, "800110")));
  for (const auto* fid : {"4F01", "4F02", "4F03", "4F04", "4F05", "4F06"})
    EXPECT_TRUE(world.has(std::string("7FF15FF0") + fid)) << fid;
  EXPECT_EQ(world.file("7FF15FF04F06").sfi, 6);
}

TEST(LaterDirectoryRefusals, need_an_application) {
  for (const auto& [tag, arc] : {std::pair{0xBBu, "0C"}, {0xBEu, "0F"}, {0xBF1Fu, "10"}, {0xBDu, "0E"}}) {
    expect_refused(sample::up_to_mf(), element(tag, template_id(arc), file(0xA2, "83025F70"), file(0xA4)),
                   PeStatus::BadValues);
  }
}

TEST(LaterDirectoryRefusals, need_what_the_module_requires) {
  // Without the directory; an EAP client without its status, its directory without FID.
  for (const auto& [tag, arc] : {std::pair{0xBBu, "0C"}, {0xBEu, "0F"}, {0xBF1Fu, "10"}, {0xBDu, "0E"}})
    expect_refused(sample::up_to_usim(), element(tag, template_id(arc)), PeStatus::InvalidRequestFormat);
  expect_refused(sample::up_to_usim(), element(0xBB, template_id("0C"), file(0xA2, "83025F70")),
                 PeStatus::InvalidRequestFormat);
  expect_refused(sample::up_to_usim(), element(0xBB, template_id("0C"), file(0xA2), file(0xA4)),
                 PeStatus::BadValues);
}

TEST(LaterDirectoryRefusals, name_templates_of_their_own) {
  expect_refused(sample::up_to_usim(), element(0xBE, template_id("10"), file(0xA2)),
                 PeStatus::TemplateNotSupported);
  expect_refused(sample::up_to_usim(), element(0xBE, template_id("0F03"), file(0xA2)),
                 PeStatus::TemplateNotSupported);
  expect_refused(sample::up_to_usim(), element(0xBF1F, template_id("1002"), file(0xA2)),
                 PeStatus::TemplateNotSupported);
}

}  // namespace
}  // namespace sixline::tests::profile
