// Real packages, where they are at hand: installed, and compared with an independent reading of them.
#include <filesystem>
#include <fstream>
#include <map>

#include "card/uicc/aka_parameters.hpp"
#include "tests/card/profile/sample_package.hpp"
#include "tests/support/source_tree.hpp"

namespace sixline::tests::profile {
namespace {

const std::filesystem::path packages = tests::support::source_tree() / "../shared/profiles";

std::vector<std::string> names() {
  std::vector<std::string> found;
  std::error_code absent;
  for (const auto& entry : std::filesystem::directory_iterator(packages, absent))
    if (entry.path().extension() == ".der") found.push_back(entry.path().stem().string());
  std::sort(found.begin(), found.end());
  if (found.empty()) found.push_back("none");
  return found;
}

Blob load(const std::string& name) {
  std::ifstream file(packages / (name + ".der"), std::ios::binary);
  return Blob(std::istreambuf_iterator<char>(file), {});
}

struct Node {
  std::uint32_t tag = 0;
  Blob value{};

  std::vector<Node> children() const { return parse(value); }
  Node find(std::uint32_t wanted) const {
    for (const Node& child : children())
      if (child.tag == wanted) return child;
    return {};
  }
  static std::vector<Node> parse(const Blob& bytes) {
    std::vector<Node> nodes;
    for (std::size_t at = 0; at < bytes.size();) {
      Node node;
      node.tag = bytes.at(at++);
      if ((node.tag & 0x1F) == 0x1F) {
        do node.tag = node.tag << 8 | bytes.at(at);
        while ((bytes.at(at++) & 0x80) != 0);
      }
      std::size_t length = bytes.at(at++);
      if (length >= 0x80) {
        const std::size_t count = length - 0x80;
        length = 0;
        for (std::size_t i = 0; i < count; ++i) length = length << 8 | bytes.at(at++);
      }
      node.value.assign(bytes.begin() + static_cast<std::ptrdiff_t>(at),
                        bytes.begin() + static_cast<std::ptrdiff_t>(at + length));
      at += length;
      nodes.push_back(node);
    }
    return nodes;
  }
};

/// Files that the package asks for: those it mentions, and those that come without being mentioned.
std::size_t expected_files(const Blob& package) {
  const std::map<std::uint32_t, std::size_t> created_by_default{{0xB0, 6}, {0xB3, 24}, {0xB5, 7}, {0xB9, 35}};
  std::size_t count = 0;
  for (const Node& element : Node::parse(package)) {
    if (element.tag == 0xA1) {
      for (const Node& list : element.find(0xA1).children())
        for (const Node& command : list.children()) count += command.tag == 0x62;
    } else if (element.tag >= 0xB0) {
      std::size_t mentioned = 0;
      std::size_t suppressed = 0;
      for (const Node& field : element.children()) {
        if (field.tag == 0xA0 || field.tag == 0x81) continue;
        ++mentioned;
        suppressed += !field.value.empty() && field.value[0] == 0x80;
      }
      const auto all = created_by_default.find(element.tag);
      count += (all == created_by_default.end() ? mentioned : all->second) - suppressed;
    }
  }
  return count;
}

std::size_t created_files(const InstallerWorld& world) {
  std::size_t count = 0;
  const auto range = card::storage::all_of(slot, card::storage::Kind::File);
  for (auto key = world.store.first(range); key; key = world.store.next(range, *key)) ++count;
  return count;
}

class SharedPackage : public testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    if (GetParam() == "none") GTEST_SKIP() << "no packages in " << packages;
    package = load(GetParam());
  }
  Node element(std::uint32_t tag) const {
    for (const Node& node : Node::parse(package))
      if (node.tag == tag) return node;
    return {};
  }
  Blob package;
};

TEST_P(SharedPackage, is_installed_however_it_is_cut) {
  InstallerWorld whole;
  ASSERT_EQ(whole.feed(package), Progress::Installed) << whole.response();
  EXPECT_EQ(whole.response(), "3007A0053003800100");
  for (const std::size_t step : {1u, 7u, 255u}) {
    InstallerWorld cut;
    ASSERT_EQ(cut.feed(package, step), Progress::Installed) << cut.response();
    EXPECT_EQ(cut.dump(), whole.dump()) << step;
  }
}

TEST_P(SharedPackage, gives_the_files_it_describes) {
  InstallerWorld world;
  ASSERT_EQ(world.feed(package), Progress::Installed) << world.response();
  EXPECT_EQ(created_files(world), expected_files(package));
  EXPECT_EQ(world.content("2FE2"), to_hex(element(0xB0).find(0xA4).find(0x83).value));
  const Node usim = element(0xB3);
  const auto adf = world.files().by_aid(usim.find(0xA2).find(0xA1).find(0x84).value);
  ASSERT_TRUE(adf);
  const auto imsi = world.files().child(adf->node, 0x6F07);
  ASSERT_TRUE(imsi);
  EXPECT_EQ(world.content(*imsi), to_hex(usim.find(0xA3).find(0x83).value));
  EXPECT_EQ(to_hex(world.installer.header().iccid.view()), to_hex(element(0xA0).find(0x83).value));
}

/// The content of every EF of an element, laid out by hand from offsets and contents.
TEST_P(SharedPackage, has_the_content_it_describes) {
  InstallerWorld world;
  ASSERT_EQ(world.feed(package), Progress::Installed) << world.response();
  const auto adf = world.files().by_aid(element(0xB3).find(0xA2).find(0xA1).find(0x84).value);
  ASSERT_TRUE(adf);
  for (const std::uint32_t tag : {0xB3u, 0xB4u}) {
    for (const Node& field : element(tag).children()) {
      if (field.tag == 0xA0 || field.tag == 0x81) continue;  // header and template, no files
      const Blob fid = field.find(0xA1).find(0x83).value;
      if (fid.size() != 2 || !field.find(0xA1).find(0x84).value.empty()) continue;
      const auto file = world.files().child(adf->node, static_cast<std::uint16_t>(fid[0] << 8 | fid[1]));
      ASSERT_TRUE(file);
      const Blob body = hex(world.content(*file));
      std::size_t at = 0;
      for (const Node& part : field.children()) {
        if (part.tag == 0x82) at += static_cast<std::size_t>(wire::read_be(part.value));
        if (part.tag != 0x83) continue;
        ASSERT_LE(at + part.value.size(), body.size());
        EXPECT_TRUE(
            std::equal(part.value.begin(), part.value.end(), body.begin() + static_cast<std::ptrdiff_t>(at)))
            << to_hex(fid);
        at += part.value.size();
      }
    }
  }
}

TEST_P(SharedPackage, brings_the_keys_it_describes) {
  InstallerWorld world;
  ASSERT_EQ(world.feed(package), Progress::Installed) << world.response();
  const Node algorithm = element(0xA4).find(0xA1).find(0xA1);
  const auto adf = world.files().by_aid(element(0xB3).find(0xA2).find(0xA1).find(0x84).value);
  auto parameters = card::uicc::AkaParameters::defaults();
  card::uicc::SequenceNumbers numbers;
  ASSERT_TRUE(card::uicc::load_aka(world.store, slot, adf->node, parameters, numbers).ok());
  EXPECT_EQ(to_hex(parameters.key.view()), to_hex(algorithm.find(0x82).value));
  const card::gp::ApplicationId mno_sd{slot, card::gp::mno_sd_index};
  const card::gp::KeyStore keys(world.store);
  for (const Node& key : element(0xA6).find(0xA2).children()) {
    const auto found = keys.find(mno_sd, {key.find(0x83).value.at(0), key.find(0x82).value.at(0)});
    ASSERT_TRUE(found);
    EXPECT_EQ(to_hex(found->value.view()), to_hex(key.find(0x30).find(0x30).find(0x86).value));
  }
}

TEST_P(SharedPackage, leaves_nothing_when_it_breaks_off) {
  for (std::size_t size = 1; size < package.size(); size += 1511) {
    InstallerWorld world;
    Blob broken(package.begin(), package.begin() + static_cast<std::ptrdiff_t>(size));
    broken = der::join(broken, der::filled(300, 0));
    world.feed(broken);
    world.erase_owner();
    EXPECT_EQ(world.objects(), 0u);
  }
}

INSTANTIATE_TEST_SUITE_P(Packages, SharedPackage, testing::ValuesIn(names()), [](const auto& package) {
  std::string name = package.param;
  std::replace_if(
      name.begin(), name.end(), [](char c) { return std::isalnum(c) == 0; }, '_');
  return name;
});

}  // namespace
}  // namespace sixline::tests::profile
