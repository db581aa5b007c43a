// [TCA-PP §8.3]
#include "tests/card/profile/sample_package.hpp"

namespace sixline::tests::profile {
namespace {

using sample::element;
using sample::template_id;

Blob fcp(const Blob& fields) {
  return der::tlv(0xA1, fields);
}
/// opt-USIM with one file.
Blob optional_usim(std::uint32_t tag, const Blob& file) {
  return element(0xB4, template_id("05"), der::tlv(tag, file));
}
/// EF.GID1 of opt-USIM, in an application that exists.
void expect_gid(const Blob& file, PeStatus status) {
  expect_refused(sample::up_to_usim(), optional_usim(0xA5, file), status);
}
void expect_gid_accepted(const Blob& file) {
  expect_accepted(sample::up_to_usim(), optional_usim(0xA5, file));
}

struct OptionalUsim : testing::Test {
  void SetUp() override { ASSERT_EQ(world.feed(sample::up_to_usim()), Progress::Continue); }
  void install(std::uint32_t tag, const Blob& file) {
    ASSERT_EQ(world.feed(optional_usim(tag, file)), Progress::Continue) << world.response();
  }
  InstallerWorld world;
};

TEST_F(OptionalUsim, creates_only_what_is_mentioned) {
  install(0xA5, {});
  EXPECT_TRUE(world.has("7FF16F3E"));
  EXPECT_FALSE(world.has("7FF16F3F"));
  EXPECT_EQ(world.content("7FF16F3E"), std::string(16, 'F'));
}

TEST_F(OptionalUsim, takes_size_rule_and_identifier_from_the_fcp) {
  install(0xA5,
          der::join(fcp(hex("82024121 83026FF0 8B03 2F0609 800103 880130 A503C00140")), hex("83020102")));
  const auto file = world.file("7FF16FF0");
  EXPECT_EQ(file.size, 3u);
  EXPECT_EQ(file.rule.arr, 0x2F06);
  EXPECT_EQ(file.rule.record, 9);
  EXPECT_EQ(file.sfi, 6);
  EXPECT_EQ(file.special, 0x40);
  EXPECT_EQ(world.content(file), "0102FF");
}

TEST_F(OptionalUsim, keeps_the_number_of_records_when_only_their_length_changes) {
  install(0xB7, fcp(hex("82044221000A")));  // EF.CCP2: five records of 15
  EXPECT_EQ(world.file("7FF16F4F").record_count(), 5);
  EXPECT_EQ(world.file("7FF16F4F").record_length, 10);
}

TEST_F(OptionalUsim, fills_each_record_with_the_pattern) {
  install(0xAC, fcp(hex("82044221000D 80011A A504C10200FF")));  // EF.EXT2
  EXPECT_EQ(world.content("7FF16F4B"), "00" + std::string(24, 'F') + "00" + std::string(24, 'F'));
}

TEST_F(OptionalUsim, repeats_a_repeat_pattern) {
  install(0xA5, fcp(hex("800105 A504C2020102")));
  EXPECT_EQ(world.content("7FF16F3E"), "0102010201");
}

TEST_F(OptionalUsim, fills_with_patterns_longer_than_it_keeps_as_an_attribute) {
  const Blob pattern = hex("000102030405060708090A0B0C0D0E0F1011");
  install(0xA5, fcp(der::join(hex("800114"), der::tlv(0xA5, der::tlv(0xC1, pattern)))));
  EXPECT_EQ(world.content("7FF16F3E"), to_hex(pattern) + "1111");
  install(0xA6, fcp(der::join(hex("800114"), der::tlv(0xA5, der::tlv(0xC2, pattern)))));
  EXPECT_EQ(world.content("7FF16F3F"), to_hex(pattern) + "0001");
}

TEST_F(OptionalUsim, ends_every_record_of_a_call_list_with_the_templates_bytes) {
  install(0xBB, {});  // EF.ICI: 20 records of 38
  const std::string record = std::string(62, 'F') + "0000000001FFFF";
  EXPECT_EQ(world.content("7FF16F80").substr(0, 152), record + record);
}

// What is no pattern stays where the template has it; what is added is FF.  [TCA-PP §9.1]
TEST_F(OptionalUsim, keeps_the_templates_bytes_in_place_when_a_record_changes_its_length) {
  install(0xBB, fcp(hex("82044621002A 80012A")));  // EF.ICI: one record of 42
  EXPECT_EQ(world.content("7FF16F80"), std::string(62, 'F') + "0000000001FFFF" + "FFFFFFFF");
  install(0xBC, fcp(hex("820446210020 800120")));  // EF.OCI: one record of 32
  EXPECT_EQ(world.content("7FF16F81"), std::string(62, 'F') + "00");
}

TEST_F(OptionalUsim, adds_erased_bytes_to_content_that_is_no_pattern) {
  install(0xA3, fcp(hex("800105")));  // EF.ACMmax
  EXPECT_EQ(world.content("7FF16F37"), "000000FFFF");
  install(0xBF24, fcp(hex("800103")));  // EF.AAeM
  EXPECT_EQ(world.content("7FF16FB6"), "00FFFF");
}

TEST_F(OptionalUsim, cuts_content_that_is_no_pattern) {
  install(0xA3, fcp(hex("800102")));
  EXPECT_EQ(world.content("7FF16F37"), "0000");
}

// [TCA-PP §9.1]
TEST_F(OptionalUsim, creates_one_file_for_every_descriptor) {
  install(0xA5, der::join(hex("830101"), fcp(hex("83026FE0 800102")), hex("820101 830102"),
                          fcp(hex("83026FE1 880130"))));
  EXPECT_EQ(world.content("7FF16F3E"), "01" + std::string(14, 'F'));
  EXPECT_EQ(world.content("7FF16FE0"), "FF02");
  EXPECT_EQ(world.content("7FF16FE1"), std::string(16, 'F'));
  EXPECT_EQ(world.file("7FF16FE1").sfi, 6);
  EXPECT_EQ(world.file("7FF16FE1").rule.record, 2);
}

TEST_F(OptionalUsim, repeats_the_templates_entries) {
  install(0xAF, fcp(hex("80010F")));  // EF.PLMNwAcT
  EXPECT_EQ(world.content("7FF16F60"), "FFFFFF0000FFFFFF0000FFFFFF0000");
}

TEST_F(OptionalUsim, skips_relatively) {
  install(0xA5, hex("820101 8301AA 820102 8301BB"));
  EXPECT_EQ(world.content("7FF16F3E"), "FFAAFFFFBBFFFFFF");
}

TEST_F(OptionalUsim, writes_records_as_one_stream) {
  install(0xB7, der::join(fcp(hex("8204 42210003 800106")), hex("8304 01020304")));  // EF.CCP2
  EXPECT_EQ(world.file("7FF16F4F").record_count(), 2);
  EXPECT_EQ(world.content("7FF16F4F"), "01020304FFFF");
}

TEST_F(OptionalUsim, links_to_a_file_of_another_directory) {
  install(0xA5, fcp(hex("C704 7FF16F78")));
  EXPECT_EQ(world.file("7FF16F3E").body, world.file("7FF16F78").body);
  EXPECT_EQ(world.content("7FF16F3E"), "0002");
}

TEST_F(OptionalUsim, lets_an_empty_link_path_stand_alone) {
  install(0xA5, der::join(fcp(hex("C700")), hex("830101")));
  EXPECT_EQ(world.content("7FF16F3E"), "01" + std::string(14, 'F'));
}

TEST_F(OptionalUsim, creates_a_ber_tlv_file) {
  install(0xBF51, fcp(hex("82027921 8002 0400")));  // EF.IMSConfigData
  EXPECT_EQ(world.file("7FF16FF8").type, card::uicc::FileType::BerTlv);
  EXPECT_EQ(world.file("7FF16FF8").size, 0x400u);
}

TEST_F(OptionalUsim, streams_content_longer_than_any_buffer) {
  Blob content(3000);
  for (std::size_t i = 0; i < content.size(); ++i) content[i] = static_cast<std::uint8_t>(i * 7 + i / 256);
  const Blob file =
      der::join(fcp(hex("8002 0BB8")), der::tlv(0x83, Blob(content.begin(), content.begin() + 900)),
                der::tlv(0x83, Blob(content.begin() + 900, content.end())));
  ASSERT_EQ(world.feed(optional_usim(0xA5, file), 11), Progress::Continue);
  EXPECT_EQ(world.content("7FF16F3E"), to_hex(content));
}

TEST_F(OptionalUsim, ignores_do_not_create_where_nothing_is_created_by_default) {
  install(0xA5, hex("8000"));
  EXPECT_TRUE(world.has("7FF16F3E"));
}

TEST_F(OptionalUsim, passes_over_fields_of_later_versions) {
  install(0xBF7A, hex("8000 A100 820101 8301AA"));
  EXPECT_FALSE(world.installer.has_report());
}

TEST(TemplateElement, adds_files_to_the_application_that_was_created_last) {
  InstallerWorld world;
  const Blob isim =
      element(0xB5, template_id("08"), der::tlv(0xA2, fcp(hex("83027FF2 8405A000000001 C60101"))),
              der::tlv(0xA3, fcp(hex("800104"))), der::tlv(0xA4, fcp(hex("82044221000A 80010A"))),
              der::tlv(0xA5, fcp(hex("800104"))), der::tlv(0xA6), der::tlv(0xA8, fcp(hex("C7022F06"))));
  const Blob pcscf = element(0xB6, template_id("09"), der::tlv(0xA2, fcp(hex("82044221000A 80010A"))));
  ASSERT_EQ(world.feed(der::join(sample::up_to_usim(), isim, pcscf)), Progress::Continue) << world.response();
  EXPECT_TRUE(world.has("7FF26F09"));
  EXPECT_FALSE(world.has("7FF16F09") && world.file("7FF16F09").type != card::uicc::FileType::Transparent);
  EXPECT_EQ(world.content("7FF26FAD"), "000000");
}

TEST(TemplateElement, gives_telecom_its_directories) {
  InstallerWorld world;
  const Blob telecom =
      element(0xB2, template_id("03"), der::tlv(0xA2, fcp(hex("C60101"))), der::tlv(0xA5), der::tlv(0xA9),
              der::tlv(0xAA, fcp(hex("82044221000A 80010A"))), der::tlv(0xAF, fcp(hex("C60101"))),
              der::tlv(0xB4), der::tlv(0xBF24), der::tlv(0xBF25, fcp(hex("800102"))));
  ASSERT_EQ(world.feed(der::join(sample::up_to_mf(), telecom)), Progress::Continue) << world.response();
  EXPECT_TRUE(world.has("7F106F54"));
  EXPECT_TRUE(world.has("7F105F504F20"));
  EXPECT_EQ(world.content("7F105F3A4F22"), "00000000");
  EXPECT_EQ(world.content("7F105F3C4F20"), "FFFF");
  EXPECT_EQ(world.file("7F10").rule.arr, 0x2F06);
  EXPECT_EQ(world.file("7F106F54").rule.arr, 0x6F06);
}

TEST(TemplateElement, numbers_the_files_of_a_phone_book) {
  InstallerWorld world;
  const Blob records = fcp(hex("82044221000E 80010E"));
  const Blob phone_book =
      element(0xB7, template_id("06"), der::tlv(0xA2, fcp(hex("C60101"))), der::tlv(0xA3, records),
              der::tlv(0xAB, records, records, fcp(hex("83024F5F 82044221000E 80011C")), records));
  ASSERT_EQ(world.feed(der::join(sample::up_to_usim(), phone_book)), Progress::Continue) << world.response();
  for (const auto* fid : {"4F58", "4F59", "4F5A", "4F5F"})
    EXPECT_EQ(world.file(std::string("7FF15F3A") + fid).record_length, 14) << fid;
  EXPECT_EQ(world.file("7FF15F3A4F5F").record_count(), 2);
  EXPECT_FALSE(world.has("7FF15F3A4F5B"));
}

TEST(TemplateElement, runs_out_of_numbers) {
  const Blob records = fcp(hex("82044221000E 80010E"));
  Blob nine;
  for (int i = 0; i < 9; ++i) nine = der::join(nine, records);
  expect_refused(sample::up_to_usim(),
                 element(0xB7, template_id("06"), der::tlv(0xA2, fcp(hex("C60101"))), der::tlv(0xAB, nine)),
                 PeStatus::BadValues);
}

TEST(TemplateElement, knows_the_sizes_of_its_edition) {
  InstallerWorld world;
  const Blob usim = element(0xB3, template_id("0402"), der::tlv(0xA2, fcp(hex("83027FF1 8405A000000001"))),
                            der::tlv(0xA3), der::tlv(0xA4, fcp(hex("C7022F06"))), der::tlv(0xA8),
                            der::tlv(0xAD), der::tlv(0xAE), der::tlv(0xB2), der::tlv(0xB6));
  const Blob five_gs = element(0xBC, template_id("0D03"), der::tlv(0xA2), der::tlv(0xA3), der::tlv(0xA5));
  ASSERT_EQ(world.feed(der::join(sample::up_to_mf(), usim, five_gs)), Progress::Continue) << world.response();
  EXPECT_EQ(world.file("7FF16F38").size, 17u);
  EXPECT_EQ(world.file("7FF15FC04F03").record_count(), 2);
  EXPECT_EQ(world.file("7FF15FC04F03").record_length, 62);
  EXPECT_EQ(world.content("7FF15FC04F01"), std::string(32, 'F') + "00000001");
}

// ------------------------------------------------------------------------------------------- refused

TEST(TemplateElement, refuses_an_unknown_template) {
  expect_refused(sample::up_to_mf(), element(0xB3, template_id("7F")), PeStatus::TemplateNotSupported);
  expect_refused(sample::up_to_mf(), element(0xB3, template_id("04027F")), PeStatus::TemplateNotSupported);
  // Known, but another element's.
  expect_refused(sample::up_to_mf(), element(0xB3, template_id("08")), PeStatus::TemplateNotSupported);
}

TEST(TemplateElement, passes_over_an_unknown_template_that_is_not_mandated) {
  InstallerWorld world;
  const Blob optional = der::tlv(0xB3, sample::pe_header(9, false), template_id("7F"), der::tlv(0xA2));
  ASSERT_EQ(world.feed(der::join(sample::up_to_mf(), optional, sample::end())), Progress::Installed);
  EXPECT_EQ(world.response(), to_hex(hex("300F A00D 3006 800109 810109 3003 800100")));
}

TEST(TemplateElement, needs_a_template) {
  expect_refused(sample::up_to_mf(), element(0xB3), PeStatus::InvalidRequestFormat);
  expect_refused(sample::up_to_mf(), element(0xB3, der::tlv(0xA2)), PeStatus::InvalidRequestFormat);
}

TEST(TemplateElement, refuses_files_out_of_order_or_twice) {
  expect_refused(sample::up_to_usim(), element(0xB4, template_id("05"), der::tlv(0xA6), der::tlv(0xA5)),
                 PeStatus::InvalidRequestFormat);
  expect_refused(sample::up_to_usim(), element(0xB4, template_id("05"), der::tlv(0xA5), der::tlv(0xA5)),
                 PeStatus::InvalidRequestFormat);
}

TEST(TemplateElement, refuses_a_file_identifier_twice) {
  expect_refused(sample::up_to_usim(), sample::usim(), PeStatus::BadValues);
  expect_refused(sample::up_to_mf(), sample::mf(), PeStatus::BadValues);
  expect_gid(fcp(hex("83026F07")), PeStatus::BadValues);
}

TEST(TemplateElement, refuses_files_without_their_directory) {
  expect_refused(sample::up_to_mf(), element(0xB4, template_id("05"), der::tlv(0xA5)), PeStatus::BadValues);
  expect_refused(sample::up_to_mf(), element(0xB8, template_id("07"), der::tlv(0xA2)), PeStatus::BadValues);
  expect_refused(sample::up_to_mf(), element(0xB2, template_id("03"), der::tlv(0xA2), der::tlv(0xAA)),
                 PeStatus::BadValues);
}

TEST(TemplateElement, needs_what_the_template_leaves_open) {
  // MF without the sizes of EF.DIR, USIM without AID and temporary FID.
  expect_refused(sample::header(),
                 element(0xB0, template_id("01"), der::tlv(0xA2), der::tlv(0xA4), der::tlv(0xA5)),
                 PeStatus::BadValues);
  expect_refused(sample::up_to_mf(), element(0xB3, template_id("04"), der::tlv(0xA2)), PeStatus::BadValues);
  expect_refused(sample::up_to_mf(), element(0xB3, template_id("04"), der::tlv(0xA2, fcp(hex("83027FF1")))),
                 PeStatus::BadValues);
  expect_refused(sample::up_to_mf(),
                 element(0xB3, template_id("04"), der::tlv(0xA2, fcp(hex("8405A000000001")))),
                 PeStatus::BadValues);
}

TEST(TemplateElement, refuses_more_content_than_the_file_holds) {
  expect_gid(hex("8309 010203040506070809"), PeStatus::BadValues);
  expect_gid(hex("820107 83020102"), PeStatus::BadValues);
  expect_gid(hex("820109"), PeStatus::BadValues);
  expect_gid_accepted(hex("8308 0102030405060708"));
  expect_gid_accepted(hex("820108"));
}

TEST(TemplateElement, refuses_gaps_between_data_objects) {
  const Blob objects = der::join(fcp(hex("82027921 80020100")), hex("8303 800101 820101 8303 810102"));
  expect_refused(sample::up_to_usim(), optional_usim(0xBF51, objects), PeStatus::BadValues);
}

TEST(TemplateElement, refuses_a_second_file_that_does_not_name_itself) {
  expect_gid(der::join(hex("830101"), fcp({})), PeStatus::BadValues);
  expect_gid(der::join(fcp({}), fcp({})), PeStatus::BadValues);
}

TEST(TemplateElement, refuses_malformed_fields_of_a_descriptor) {
  for (const auto* field :
       {"8200",           "820141",      "8203412100",     "82024021",     "82027821",
        "8301 6F",        "8303 6F0000", "8405A000000001", "8A00",         "8A0107",
        "8A020505",       "8B00",        "8B026F06",       "8B046F060101", "8000",
        "80050102030405", "800100",      "C60101",         "8802 0808",    "880109",
        "8801F8",         "A502C000",    "A502C100",       "C7016F",       "C70A6F076F076F076F076F07",
        "C7026FFF"})
    expect_gid(fcp(hex(field)), PeStatus::BadValues);
}

TEST(TemplateElement, refuses_descriptors_that_are_no_tlvs) {
  expect_gid(fcp(hex("8202")), PeStatus::InvalidRequestFormat);
  expect_gid(fcp(hex("82810241 21")), PeStatus::InvalidRequestFormat);  // length not minimal
  expect_gid(fcp(hex("A503C002 40")), PeStatus::InvalidRequestFormat);
}

TEST(TemplateElement, refuses_a_descriptor_larger_than_its_buffer) {
  expect_gid(fcp(der::tlv(0x9F30, der::filled(1025, 0))), PeStatus::NotEnoughMemory);
  expect_gid(fcp(der::tlv(0xA5, der::tlv(0xC1, der::filled(201, 0)))), PeStatus::BadValues);
}

TEST(TemplateElement, refuses_two_patterns_for_one_file) {
  expect_gid(fcp(hex("A506 C10100 C20101")), PeStatus::BadValues);
  expect_gid(fcp(hex("A506 C10100 C10101")), PeStatus::BadValues);
}

TEST(TemplateElement, refuses_to_do_without_a_file_that_the_module_requires) {
  for (const std::uint32_t missing : {0xA2u, 0xA3u, 0xA4u, 0xA8u, 0xADu, 0xAEu, 0xB2u, 0xB6u}) {
    Blob fields;
    for (const std::uint32_t tag : {0xA2u, 0xA3u, 0xA4u, 0xA8u, 0xADu, 0xAEu, 0xB2u, 0xB6u}) {
      if (tag == missing) continue;
      const Blob file = tag == 0xA2   ? fcp(hex("83027FF1 8405A000000001"))
                        : tag == 0xA4 ? fcp(hex("C7022F06"))
                                      : Blob{};
      fields = der::join(fields, der::tlv(tag, file));
    }
    expect_refused(sample::up_to_mf(), element(0xB3, template_id("04"), fields),
                   PeStatus::InvalidRequestFormat);
  }
  expect_refused(sample::up_to_usim(), element(0xB8, template_id("07")), PeStatus::InvalidRequestFormat);
}

TEST(TemplateElement, refuses_sizes_no_file_can_have) {
  expect_gid(fcp(hex("8003 800001")), PeStatus::NotEnoughMemory);
  expect_gid(fcp(hex("8204 42210000 800110")), PeStatus::BadValues);
  expect_gid(fcp(hex("8204 42210003 800110")), PeStatus::BadValues);  // no multiple of the record
}

// dfLink: a warning unless the element is mandated.  [TCA-PP §8.2.1, §8.10]
TEST(TemplateElement, is_passed_over_from_a_link_to_a_directory_on) {
  InstallerWorld world;
  const Blob optional = der::tlv(0xB4, sample::pe_header(9, false), template_id("05"), der::tlv(0xA5),
                                 der::tlv(0xA6, fcp(hex("C7027FF1"))), der::tlv(0xA7));
  ASSERT_EQ(world.feed(der::join(sample::up_to_usim(), optional, sample::end())), Progress::Installed);
  EXPECT_EQ(world.response(), to_hex(hex("300F A00D 3006 80010A 810109 3003 800100")));
  EXPECT_FALSE(world.has("7FF16F40"));
}

TEST(TemplateElement, refuses_links_to_directories_and_into_nothing) {
  expect_gid(fcp(hex("C7027FF1")), PeStatus::FeatureNotSupported);
  expect_gid(fcp(hex("C7047FF16FEE")), PeStatus::BadValues);
}

TEST(TemplateElement, refuses_to_do_without_an_application_that_is_created_by_default) {
  expect_refused(sample::up_to_mf(), element(0xB3, template_id("04"), der::tlv(0xA2, hex("8000"))),
                 PeStatus::BadValues);
  expect_refused(sample::up_to_mf(), element(0xB3, template_id("04"), der::tlv(0xA2, hex("800100"))),
                 PeStatus::InvalidRequestFormat);
}

TEST(TemplateElement, refuses_offsets_that_are_no_numbers) {
  expect_gid(hex("8200"), PeStatus::InvalidRequestFormat);
  expect_gid(hex("8203010000"), PeStatus::InvalidRequestFormat);
}

}  // namespace
}  // namespace sixline::tests::profile
