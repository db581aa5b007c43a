#include "tests/card/profile/complete_package.hpp"

#include <set>

namespace sixline::tests::profile {
namespace {

using card::uicc::FileType;
using complete::Template;
using complete::TemplateFile;

std::set<std::uint32_t> tags_of(const Blob& package) {
  std::set<std::uint32_t> tags;
  auto elements = wire::TlvReader::der(package);
  while (!elements.at_end()) {
    const auto element = elements.next();
    EXPECT_TRUE(element);
    if (!element) break;
    tags.insert(element->tag);
  }
  return tags;
}

/// Looks for every file of a template where it must be, from the directory of its application on.
void expect_files(InstallerWorld& world, const Template& chosen, std::uint16_t base, std::uint16_t adf) {
  std::uint16_t root = base;
  std::uint16_t directory = base;
  for (std::size_t i = 0; i < chosen.files().size(); ++i) {
    const TemplateFile& row = chosen.files()[i];
    const bool is_directory = card::uicc::is_directory(row.type);
    const std::uint16_t parent = row.type == FileType::Mf    ? card::uicc::no_node
                                 : row.type == FileType::Adf ? card::uicc::mf_node
                                 : is_directory              ? root
                                                             : directory;
    const auto file = world.files().child(parent, complete::fid_of(row, i, adf));
    ASSERT_TRUE(file) << row.name;
    EXPECT_EQ(file->type, row.type) << row.name;
    EXPECT_EQ(file->rule.record, row.rule) << row.name;
    EXPECT_EQ((file->special & 0x80) != 0, row.often_updated) << row.name;
    if (is_directory) directory = file->node;
    if (is_directory && i == 0) root = file->node;
    if (is_directory) continue;
    EXPECT_EQ(file->sfi, row.sfi) << row.name;
    const bool has_fixed_size = row.link == 0 && row.origin == card::profile::Origin::Template;
    EXPECT_TRUE(!has_fixed_size || file->size == complete::size_of(chosen, row)) << row.name;
  }
}

TEST(CompletePackage, has_every_element_of_the_table) {
  std::set<std::uint32_t> tags = tags_of(complete::full_profile());
  tags.merge(tags_of(complete::iot_profile()));
  for (const auto& element : card::profile::elements())
    EXPECT_TRUE(tags.contains(element.tag)) << element.name;
}

TEST(CompletePackage, is_installed_however_it_is_cut) {
  const Blob package = complete::full_profile();
  InstallerWorld whole;
  ASSERT_EQ(whole.feed(package), Progress::Installed) << whole.response();
  for (const std::size_t step : {1u, 97u, 255u}) {
    InstallerWorld cut;
    ASSERT_EQ(cut.feed(package, step), Progress::Installed) << cut.response();
    EXPECT_EQ(cut.dump(), whole.dump()) << step;
  }
}

TEST(CompletePackage, reports_what_it_passed_over_and_then_that_it_is_done) {
  InstallerWorld world;
  ASSERT_EQ(world.feed(complete::full_profile()), Progress::Installed);
  const Blob response = hex(world.response());
  auto outer = wire::TlvReader::der(response);
  auto fields = outer.children(*outer.next());
  auto list = fields.children(*fields.next());
  std::string statuses;
  while (!list.at_end()) statuses += to_hex(list.children(*list.next()).find(0x80)->value);
  EXPECT_EQ(statuses, "0701010101010100");
  EXPECT_TRUE(fields.at_end());
}

TEST(CompletePackage, has_every_file_of_every_template) {
  InstallerWorld world;
  ASSERT_EQ(world.feed(complete::full_profile()), Progress::Installed) << world.response();
  const std::uint16_t mf = card::uicc::mf_node;
  const std::uint16_t usim = world.file("7FF1").node;
  const std::uint16_t isim = world.file("7FF2").node;
  const std::uint16_t csim = world.file("7FF3").node;
  expect_files(world, complete::latest(0xB0), mf, 0);
  for (const std::uint32_t tag : {0xB1u, 0xB2u}) expect_files(world, complete::latest(tag), mf, 0);
  expect_files(world, complete::latest(0xB3), mf, 0x7FF1);
  expect_files(world, complete::latest(0xB5), mf, 0x7FF2);
  expect_files(world, complete::latest(0xB9), mf, 0x7FF3);
  for (const std::uint32_t tag : {0xB4u, 0xB7u, 0xB8u, 0xBBu, 0xBCu, 0xBDu, 0xBEu, 0xBF1Fu})
    expect_files(world, complete::latest(tag), usim, 0);
  expect_files(world, complete::latest(0xB6), isim, 0);
  expect_files(world, complete::latest(0xBA), csim, 0);
}

TEST(CompletePackage, has_every_file_of_the_iot_minimal_profile) {
  InstallerWorld world;
  const Blob package = complete::iot_profile();
  ASSERT_EQ(world.feed(package, 61), Progress::Installed) << world.response();
  expect_files(world, complete::latest(0xBF20), card::uicc::mf_node, 0x7FF0);
  expect_files(world, complete::latest(0xBF21), world.file("7FF0").node, 0);
}

TEST(CompletePackage, brings_domains_and_their_keys) {
  InstallerWorld world;
  ASSERT_EQ(world.feed(complete::full_profile()), Progress::Installed) << world.response();
  const card::gp::Registry registry(world.store);
  const card::gp::KeyStore keys(world.store);
  const auto mno_sd = registry.get({slot, card::gp::mno_sd_index});
  const auto supplementary = registry.find(slot, *wire::Aid::from(hex("A000000151000001")));
  ASSERT_TRUE(mno_sd && supplementary);
  EXPECT_EQ(supplementary->parent, card::gp::mno_sd_index);
  for (const int version : {0x01, 0x20, 0x30, 0x40})
    EXPECT_TRUE(keys.find(mno_sd->id, {static_cast<std::uint8_t>(version), 1})) << version;
  EXPECT_EQ(registry.find(slot, wire::Tar{{0xB0, 0x00, 0x02}})->parent, supplementary->id.index);
}

/// Every edition of every template can be named and gives its own sizes.
TEST(CompletePackage, could_name_any_edition) {
  for (const Template& edition : card::profile::templates()) {
    if (edition.place != card::profile::TemplatePlace::Usim || edition.element == 0xBF21) continue;
    InstallerWorld world;
    ASSERT_EQ(world.feed(sample::up_to_usim()), Progress::Continue);
    ASSERT_EQ(world.feed(complete::element_of(edition, 9)), Progress::Continue) << world.response();
    expect_files(world, edition, world.file("7FF1").node, 0);
  }
}

TEST(CompletePackage, leaves_nothing_when_it_breaks_off) {
  const Blob package = complete::full_profile();
  InstallerWorld world;
  for (std::size_t size = 0; size < package.size(); size += 397) {
    Blob broken(package.begin(), package.begin() + static_cast<std::ptrdiff_t>(size));
    EXPECT_NE(world.feed(der::join(broken, der::filled(40, 0)), 199), Progress::Installed);
    world.restart();
  }
}

}  // namespace
}  // namespace sixline::tests::profile
