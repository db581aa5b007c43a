#include "host/profile/package.hpp"

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>

#include "host/profile/facts.hpp"
#include "host/profile/template_package.hpp"
#include "tests/support/source_tree.hpp"

namespace sixline::host::profile {
namespace {

ByteString read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

TEST(Package, TemplateSaysWhatItWasMadeOf) {
  for (AkaAlgorithm algorithm : {AkaAlgorithm::Milenage, AkaAlgorithm::Tuak, AkaAlgorithm::XorTest}) {
    const ByteString der = template_package({algorithm, true, 1}).encode();
    const auto package = Package::read(der);
    ASSERT_TRUE(package) << package.error().what;
    EXPECT_EQ(package->encode(), der);
    const auto facts = facts_of(*package);
    ASSERT_TRUE(facts) << facts.error().what;
    EXPECT_EQ(facts->iccid, template_iccid);
    EXPECT_EQ(facts->ef_iccid, template_iccid);
    EXPECT_EQ(facts->imsi, template_imsi);
    EXPECT_EQ(facts->usim_aid, to_byte_string(template_usim_aid()));
    ASSERT_TRUE(facts->aka);
    EXPECT_EQ(facts->aka->algorithm, algorithm);
    EXPECT_EQ(facts->aka->key, template_aka(algorithm).key);
    ASSERT_EQ(facts->keys.size(), 3u);
    EXPECT_EQ(facts->keys[0].size, 16u);
    ASSERT_NE(facts->pin(0x01), nullptr);
    EXPECT_EQ(facts->pin(0x01)->attributes, 6);
    EXPECT_NE(facts->pin(0x81), nullptr);
    EXPECT_EQ(facts->pin(0x02), nullptr);
  }
}

TEST(Package, DescriptionsTellNoSecrets) {
  const Package package = template_package();
  const auto facts = facts_of(package);
  const std::string text = describe(package, *facts) + describe_json(package, *facts);
  EXPECT_NE(text.find(template_iccid), std::string::npos);
  EXPECT_NE(text.find("Milenage"), std::string::npos);
  EXPECT_NE(text.find("akaParameter"), std::string::npos);
  EXPECT_EQ(text.find(to_hex(facts->aka->key)), std::string::npos);
  EXPECT_EQ(text.find(template_adm1), std::string::npos);
}

TEST(Package, RefusesBrokenSequences) {
  const ByteString header = template_package().elements().front().encode();
  const ByteString end = template_package().elements().back().encode();
  EXPECT_FALSE(Package::read({}));
  EXPECT_FALSE(Package::read(header));
  EXPECT_FALSE(Package::read(end));
  EXPECT_TRUE(Package::read(concat({header, end})));
  EXPECT_FALSE(Package::read(concat({header, header, end})));
  EXPECT_FALSE(Package::read(concat({header, end, end})));
  EXPECT_FALSE(Package::read(concat({header, ByteString{0x80, 0x00}, end})));
}

TEST(Package, EveryTruncationIsAnError) {
  const ByteString der = template_package().encode();
  for (std::size_t size = 0; size < der.size(); ++size) {
    const ByteString cut(der.begin(), der.begin() + static_cast<std::ptrdiff_t>(size));
    EXPECT_FALSE(Package::read(cut)) << size;
  }
}

TEST(Package, FactsRefuseMalformedFields) {
  Package package = template_package();
  package.elements().front().put(field::header_iccid, ByteString{1, 2, 3});
  EXPECT_FALSE(facts_of(package));
  package = template_package();
  package.template_file(element::usim, field::usim_imsi)->replace(ByteString{0x09, 0x11});
  EXPECT_FALSE(facts_of(package));
  package = template_package();
  usim_algorithm(package)->put(0x80, ByteString{9});
  EXPECT_FALSE(facts_of(package));
}

TEST(Package, FillOffsetsAreRelativeSkips) {
  DerNode file =
      constructed(0xA3, {primitive(0x83, {0x01}), unsigned_integer(0x82, 2), primitive(0x83, {0x02})});
  FileContent content = FileContent::of_template(file);
  EXPECT_EQ(to_hex(content.read()), "01FFFF02");
  content.replace(ByteString{0x0A, 0x0B});
  EXPECT_EQ(to_hex(file.encode()), "A30483020A0B");
}

TEST(Package, FindsFilesOfGenericManagement) {
  Package package = template_package();
  package.find(element::usim)->find(field::usim_imsi)->children.clear();
  DerNode commands =
      constructed(0x30, {primitive(0x80, {0x7F, 0xF1}), constructed(0x62, {primitive(0x83, {0x6F, 0x07})}),
                         primitive(0x81, *from_hex("080910101032547698"))});
  DerNode management = constructed(element::generic_file_management,
                                   {constructed(0xA0), constructed(0xA1, {std::move(commands)})});
  package.elements().insert(package.elements().end() - 1, std::move(management));
  const auto facts = facts_of(package);
  ASSERT_TRUE(facts);
  EXPECT_EQ(facts->imsi, "001010123456789");
  EXPECT_FALSE(package.managed_file(0x7FF2, 0x6F07));
}

TEST(Package, ReadsTheSharedPackagesAndWritesThemBack) {
  const std::filesystem::path folder = tests::support::source_tree() / "../shared/profiles";
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "no shared profiles beside the source tree";
  std::size_t count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() != ".der") continue;
    ++count;
    SCOPED_TRACE(entry.path().filename());
    const ByteString der = read_file(entry.path());
    const auto package = Package::read(der);
    ASSERT_TRUE(package) << package.error().what;
    EXPECT_EQ(package->encode(), der);
    EXPECT_GE(package->elements().size(), 28u);
    for (const DerNode& node : package->elements()) EXPECT_TRUE(is_known_element(node.tag));
    const auto facts = facts_of(*package);
    ASSERT_TRUE(facts) << facts.error().what;
    EXPECT_EQ(facts->iccid, facts->ef_iccid);
    EXPECT_EQ(facts->imsi.size(), 15u);
    EXPECT_EQ(facts->usim_aid.size(), 12u);
    ASSERT_TRUE(facts->aka);
    EXPECT_EQ(facts->aka->algorithm, AkaAlgorithm::XorTest);
    EXPECT_FALSE(facts->keys.empty());
  }
  EXPECT_EQ(count, 6u);
}

}  // namespace
}  // namespace sixline::host::profile
