// The table of elements is complete and says where each row comes from.
#include <set>

#include "tests/card/profile/installer_world.hpp"
#include "tests/support/source_tree.hpp"

namespace sixline::tests::profile {
namespace {

TEST(ElementsTable, has_every_tag_and_name_once) {
  std::set<wire::Tag> tags;
  std::set<std::string_view> names;
  for (const auto& element : card::profile::elements()) {
    EXPECT_TRUE(tags.insert(element.tag).second) << element.name;
    EXPECT_TRUE(names.insert(element.name).second) << element.name;
    EXPECT_TRUE(wire::is_constructed(element.tag)) << element.name;
  }
}

TEST(ElementsTable, cites_its_source_and_its_test) {
  for (const auto& element : card::profile::elements()) {
    EXPECT_TRUE(element.citation.starts_with("TCA-PP §")) << element.name;
    const std::string test = (tests::support::source_tree() / "tests/card/profile").string() + "/" +
                             std::string(element.script) + ".cpp";
    std::FILE* file = std::fopen(test.c_str(), "r");
    EXPECT_NE(file, nullptr) << test;
    if (file != nullptr) std::fclose(file);
  }
}

TEST(ElementsTable, installs_or_refuses_every_element) {
  for (const auto& element : card::profile::elements()) {
    const bool installs = element.whole != nullptr || element.fields != nullptr;
    EXPECT_NE(installs, element.refusal != PeStatus::Ok) << element.name;
  }
}

TEST(ElementsTable, lists_fields_in_order) {
  for (const auto& element : card::profile::elements()) {
    if (element.fields == nullptr) continue;
    std::uint8_t last = 0;
    for (const auto& field : element.fields()) {
      EXPECT_GE(field.order, last) << element.name;
      EXPECT_LT(field.order, 32) << element.name;
      last = field.order;
    }
  }
}

TEST(ElementsTable, answers_unknown_tags) {
  EXPECT_EQ(card::profile::element_for(0xAB).refusal, PeStatus::PeNotSupported);
  EXPECT_EQ(card::profile::element_for(0xBF22).refusal, PeStatus::PeNotSupported);
  EXPECT_EQ(card::profile::element_for(0xBF22).name, "unknown");
  EXPECT_EQ(card::profile::element_for(0xB3).name, "usim");
}

}  // namespace
}  // namespace sixline::tests::profile
