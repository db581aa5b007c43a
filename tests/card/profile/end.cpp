// The order of elements, and the one that ends the package.  [TCA-PP §7.1, §8.10]
#include "tests/card/profile/sample_package.hpp"

namespace sixline::tests::profile {
namespace {

void expect_order(const Blob& package) {
  InstallerWorld world;
  ASSERT_EQ(world.feed(package), Progress::Aborted);
  EXPECT_NE(world.response().find("800105"), std::string::npos) << world.response();
}

TEST(EndElement, completes_a_profile_without_applications) {
  InstallerWorld world;
  EXPECT_EQ(world.feed(der::join(sample::up_to_mf(), sample::end())), Progress::Installed);
}

TEST(EndElement, is_the_last) {
  InstallerWorld world;
  const Blob package = der::join(sample::up_to_mf(), sample::end(), hex("00"));
  EXPECT_EQ(world.feed(package, package.size()), Progress::Aborted);
}

TEST(EndElement, needs_the_mf) {
  expect_order(der::join(sample::header(), sample::end()));
}

TEST(EndElement, needs_a_header_of_its_own) {
  expect_order(der::join(sample::up_to_mf(), hex("AA00")));
  expect_order(der::join(sample::up_to_mf(), hex("AA02 8000")));
  expect_order(der::join(sample::up_to_mf(), hex("AA04 A002 8000")));
  expect_order(der::join(sample::up_to_mf(), hex("AA04 A0028101")));
}

TEST(ElementOrder, the_header_comes_first_and_once) {
  expect_order(sample::mf());
  expect_order(sample::end());
  expect_order(der::join(sample::header(), sample::header()));
  expect_order(der::join(sample::up_to_mf(), sample::header()));
}

TEST(ElementOrder, the_mf_comes_before_what_needs_it) {
  for (const Blob& element : sample::elements()) {
    if (element == sample::header() || element == sample::mf()) continue;
    expect_order(der::join(sample::header(), element));
  }
}

TEST(ElementOrder, an_element_is_a_constructed_context_tag) {
  for (const auto* text : {"8000", "3000", "6100", "E100", "0500", "9F2A00"})
    expect_order(der::join(sample::header(), hex(text)));
}

TEST(ElementOrder, identifications_have_fifteen_bits) {
  expect_order(der::join(sample::up_to_mf(), hex("AA07 A005 8103 008000")));
  expect_order(der::join(sample::up_to_mf(), hex("AA06 A004 8102 8000")));
  InstallerWorld world;
  EXPECT_EQ(world.feed(der::join(sample::up_to_mf(), hex("AA06 A004 81027FFF"))), Progress::Installed);
}

}  // namespace
}  // namespace sixline::tests::profile
