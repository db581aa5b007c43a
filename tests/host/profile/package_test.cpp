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

DerNode element_of(wire::Tag tag, std::uint32_t identification, bool mandated, std::vector<DerNode> fields) {
  DerNode header = constructed(0xA0);
  if (mandated) header.children.push_back(primitive(0x80, {}));
  header.children.push_back(unsigned_integer(0x81, identification));
  fields.insert(fields.begin(), std::move(header));
  return constructed(tag, std::move(fields));
}

/// An IoT minimal profile that says no more than it must.
Package iot_package() {
  DerNode header = template_package().elements().front();
  header.children.push_back(constructed(field::header_iot_options,
                                        {primitive(field::iot_pix, *from_hex("1002FFFFFFFF8907090000"))}));
  DerNode iot = element_of(element::iot, 1, true,
                           {primitive(0x81, *from_hex("67810F010211")),
                            constructed(field::iot_imsi, {primitive(0x83, *from_hex("080910101032547698"))}),
                            constructed(field::iot_acc, {primitive(0x83, {0x00, 0x02})})});
  return Package({std::move(header), std::move(iot), element_of(element::end, 2, true, {})});
}

TEST(Package, ReadsAnIotMinimalProfile) {
  const auto package = Package::read(iot_package().encode());
  ASSERT_TRUE(package) << package.error().what;
  const auto facts = facts_of(*package);
  ASSERT_TRUE(facts) << facts.error().what;
  EXPECT_TRUE(facts->iot);
  EXPECT_EQ(facts->imsi, "001010123456789");
  EXPECT_EQ(facts->ef_iccid, template_iccid);
  EXPECT_EQ(to_hex(facts->usim_aid), "A0000000871002FFFFFFFF8907090000");
  const std::string text = describe(*package, *facts);
  EXPECT_NE(text.find("IoT minimal profile"), std::string::npos);
  EXPECT_NE(text.find("iot (IoT)"), std::string::npos) << text;
}

TEST(Package, FullProfilesAreNoIotProfiles) {
  const auto facts = facts_of(template_package());
  ASSERT_TRUE(facts);
  EXPECT_FALSE(facts->iot);
}

TEST(Package, TellsDomainsAndRemoteFiles) {
  const Package package = template_package();
  const auto facts = facts_of(package);
  ASSERT_TRUE(facts);
  ASSERT_EQ(facts->domains.size(), 1u);
  EXPECT_EQ(to_hex(facts->domains[0].aid), "A000000151000000");
  EXPECT_TRUE(facts->domains[0].parent.empty());
  ASSERT_EQ(facts->remote_files.size(), 2u);
  ASSERT_EQ(facts->remote_files[0].tars.size(), 1u);
  EXPECT_EQ(to_hex(facts->remote_files[0].tars[0]), "B00000");
  EXPECT_EQ(facts->remote_files[0].minimum_security, 0x16);
  EXPECT_TRUE(facts->remote_files[0].adf.empty());
  EXPECT_EQ(facts->remote_files[1].adf, to_byte_string(template_usim_aid()));
  const std::string text = describe(package, *facts);
  EXPECT_NE(text.find("A000000151000000 (MNO-SD)"), std::string::npos) << text;
  EXPECT_NE(text.find("TAR B00001 from security level 16 with A0000000871002"), std::string::npos) << text;
}

TEST(Package, TellsHowAnElementIsIdentified) {
  std::vector<DerNode> nodes = template_package().elements();
  nodes.insert(nodes.end() - 1, element_of(0xBC, 77, false, {primitive(0x81, *from_hex("67810F01020D04"))}));
  const Package package{std::move(nodes)};
  const auto facts = facts_of(package);
  ASSERT_TRUE(facts);
  const std::string text = describe(package, *facts);
  EXPECT_NE(text.find("77  df-5gs, optional (DF.5GS, edition 4)"), std::string::npos) << text;
  EXPECT_NE(text.find("usim (USIM)"), std::string::npos) << text;
  const std::string json = describe_json(package, *facts);
  EXPECT_NE(json.find("\"template\": \"DF.5GS, edition 4\""), std::string::npos) << json;
  EXPECT_NE(json.find("\"mandated\": false"), std::string::npos) << json;
}

TEST(ElementNames, KnowTheWholeChoice) {
  for (wire::Tag tag = 0xA0; tag <= 0xBE; ++tag) EXPECT_TRUE(is_known_element(tag)) << tag;
  EXPECT_EQ(element_name(0xBF1F), "df-5gprose");
  EXPECT_EQ(element_name(0xBF21), "opt-iot");
  EXPECT_EQ(element_name(0xBF7A), "unknown");
}

TEST(TemplateNames, FollowTheObjectIdentifier) {
  EXPECT_EQ(template_name(*from_hex("67810F010201")), "MF");
  EXPECT_EQ(template_name(*from_hex("67810F01020302")), "DF.TELECOM, edition 2");
  EXPECT_EQ(template_name(*from_hex("67810F010212")), "optional IoT");
  EXPECT_EQ(template_name(*from_hex("67810F010200")), "");
  EXPECT_EQ(template_name(*from_hex("67810F010213")), "");
  EXPECT_EQ(template_name(*from_hex("67810F0102")), "");
  EXPECT_EQ(template_name(*from_hex("67810F01030401")), "");
  EXPECT_EQ(template_name({}), "");
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
