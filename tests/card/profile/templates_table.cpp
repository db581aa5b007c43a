// The rows of the file templates hold together.
#include <set>

#include "card/profile/templates.hpp"
#include "tests/card/profile/installer_world.hpp"

namespace sixline::tests::profile {
namespace {

using card::profile::TemplateFile;

TEST(TemplatesTable, has_every_identifier_once) {
  std::set<std::string_view> identifiers;
  for (const auto& entry : card::profile::templates()) {
    EXPECT_TRUE(identifiers.insert(entry.identifier).second);
    EXPECT_FALSE(entry.files().empty());
    EXPECT_NE(card::profile::element_for(entry.element).fields, nullptr);
  }
}

TEST(TemplatesTable, finds_a_template_by_its_full_identifier_only) {
  EXPECT_EQ(card::profile::find_template(hex("67810F010204"))->element, 0xB3u);
  EXPECT_EQ(card::profile::find_template(hex("67810F01020402"))->element, 0xB3u);
  EXPECT_EQ(card::profile::find_template(hex("67810F0102")), nullptr);
  EXPECT_EQ(card::profile::find_template(hex("67810F01")), nullptr);
  EXPECT_EQ(card::profile::find_template(hex("67810F0103 04")), nullptr);
  EXPECT_EQ(card::profile::find_template({}), nullptr);
}

TEST(TemplatesTable, numbers_fields_as_automatic_tagging_does) {
  EXPECT_EQ(card::profile::template_field_tag(0), 0xA2u);
  EXPECT_EQ(card::profile::template_field_tag(28), 0xBEu);
  EXPECT_EQ(card::profile::template_field_tag(29), 0xBF1Fu);
  EXPECT_EQ(card::profile::template_field_tag(98), 0xBF64u);
}

// Where real packages have their fields.  [TCA-PP §9]
TEST(TemplatesTable, has_files_in_the_places_the_module_gives_them) {
  const auto tag_of = [](std::span<const TemplateFile> files, std::string_view name) {
    for (std::size_t i = 0; i < files.size(); ++i)
      if (files[i].name == name) return card::profile::template_field_tag(i);
    return 0u;
  };
  EXPECT_EQ(tag_of(card::profile::mf_files(), "EF.UMPC"), 0xA7u);
  EXPECT_EQ(tag_of(card::profile::usim_files(), "EF.EPSNSC"), 0xB9u);
  EXPECT_EQ(tag_of(card::profile::usim_files(), "EF.ECC"), 0xB6u);
  EXPECT_EQ(tag_of(card::profile::optional_usim_files(), "EF.OCT"), 0xBEu);
  EXPECT_EQ(tag_of(card::profile::optional_usim_files(), "EF.VGCS"), 0xBF1Fu);
  EXPECT_EQ(tag_of(card::profile::optional_usim_files(), "EF.SDNURI"), 0xBF48u);
  EXPECT_EQ(tag_of(card::profile::telecom_files(), "DF.PHONEBOOK"), 0xAFu);
  EXPECT_EQ(tag_of(card::profile::telecom_files(), "DF.MMSS"), 0xBF24u);
  EXPECT_EQ(tag_of(card::profile::csim_files(), "EF.CALL_PROMPT"), 0xBF24u);
  EXPECT_EQ(tag_of(card::profile::optional_csim_files(), "EF.MODEL"), 0xBF39u);
  EXPECT_EQ(tag_of(card::profile::isim_files(), "EF.ARR"), 0xA8u);
  EXPECT_EQ(tag_of(card::profile::optional_isim_files(), "EF.GBANL"), 0xA8u);
  EXPECT_EQ(tag_of(card::profile::five_gs_files(), "EF.Routing_Indicator"), 0xACu);
}

/// Bytes in hexadecimal, with one mark in front or behind at most.
void expect_content(const TemplateFile& row) {
  constexpr std::string_view goes_on = "..";
  std::string_view digits = row.content;
  const bool ends_a_body = digits.starts_with(goes_on);
  if (ends_a_body) digits.remove_prefix(goes_on.size());
  if (!ends_a_body && digits.ends_with(goes_on)) digits.remove_suffix(goes_on.size());
  if (!ends_a_body && digits.ends_with("*")) digits.remove_suffix(1);
  EXPECT_EQ(digits.size() % 2, 0u) << row.name;
  EXPECT_EQ(digits.empty(), row.content.empty()) << row.name;
  EXPECT_LE(digits.size(), 64u) << row.name;
  EXPECT_EQ(digits.find_first_not_of("0123456789ABCDEF"), std::string_view::npos) << row.name;
  // What ends a body needs the length of that body.
  EXPECT_TRUE(!ends_a_body || row.length >= digits.size() / 2) << row.name;
}

TEST(TemplatesTable, has_rows_that_a_file_can_be_made_of) {
  for (const auto& entry : card::profile::templates()) {
    std::uint16_t last_directory = 0;
    std::set<std::pair<std::uint16_t, std::uint16_t>> fids;
    for (const TemplateFile& row : entry.files()) {
      if (card::uicc::is_directory(row.type)) {
        ++last_directory;
        EXPECT_EQ(row.length, 0) << row.name;
      } else if (row.fid != 0) {
        for (std::uint16_t i = 0; i < row.instances; ++i)
          EXPECT_TRUE(fids.insert({last_directory, static_cast<std::uint16_t>(row.fid + i)}).second)
              << row.name;
      }
      EXPECT_GE(row.rule, 1) << row.name;
      EXPECT_LE(row.rule, 14) << row.name;
      EXPECT_LE(row.sfi, 30) << row.name;
      expect_content(row);
    }
  }
}

}  // namespace
}  // namespace sixline::tests::profile
