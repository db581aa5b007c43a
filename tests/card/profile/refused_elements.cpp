// Elements that the card does not execute: mandated ones end the installation, others are passed over.
// [TCA-PP §8.1.4]
#include "tests/card/profile/sample_package.hpp"

namespace sixline::tests::profile {
namespace {

struct Refused {
  std::uint32_t tag;
  int status;
};

class RefusedElement : public testing::TestWithParam<Refused> {};

TEST_P(RefusedElement, ends_the_installation_when_mandated) {
  InstallerWorld world;
  const Blob element = der::tlv(GetParam().tag, sample::pe_header(7), hex("A103 800101"));
  ASSERT_EQ(world.feed(der::join(sample::up_to_mf(), element)), Progress::Aborted);
  EXPECT_EQ(world.response(), sample::aborted(GetParam().status, 7, 0));
}

TEST_P(RefusedElement, is_reported_and_passed_over_otherwise) {
  InstallerWorld world;
  const Blob content = der::tlv(0xA1, der::filled(5000, 0xC4));
  const Blob element = der::tlv(GetParam().tag, sample::pe_header(7, false), content);
  ASSERT_EQ(world.feed(der::join(sample::up_to_mf(), element, sample::usim(), sample::end()), 100),
            Progress::Installed);
  EXPECT_TRUE(world.has("7FF16F07"));
  const Blob status = der::tlv(0x30, der::integer(0x80, static_cast<std::uint32_t>(GetParam().status)),
                               der::integer(0x81, 7));
  const Blob ok = der::tlv(0x30, der::integer(0x80, 0));
  EXPECT_EQ(world.response(), to_hex(der::tlv(0x30, der::tlv(0xA0, status, ok))));
}

INSTANTIATE_TEST_SUITE_P(Kinds, RefusedElement,
                         testing::Values(Refused{0xA8, 7}, Refused{0xA9, 1}, Refused{0xAB, 1},
                                         Refused{0xAF, 1}, Refused{0xBF22, 1}, Refused{0xBF7A, 1}));

TEST(UnknownElement, needs_a_header) {
  expect_refused(sample::up_to_mf(), hex("BF7A03800101"), PeStatus::InvalidRequestFormat);
  expect_refused(sample::up_to_mf(), hex("BF7A00"), PeStatus::InvalidRequestFormat);
}

TEST(UnknownElements, are_reported_up_to_a_limit_that_keeps_the_fatal_one) {
  InstallerWorld world;
  Blob package = sample::up_to_mf();
  for (int i = 1; i <= 20; ++i) package = der::join(package, der::tlv(0xAB, sample::pe_header(i, false)));
  package = der::join(package, der::tlv(0xAB, sample::pe_header(0x55)));
  ASSERT_EQ(world.feed(package), Progress::Aborted);
  const std::string response = world.response();
  EXPECT_NE(response.find("800101810101"), std::string::npos);
  EXPECT_NE(response.find("800101810155"), std::string::npos);
  EXPECT_EQ(response.substr(response.size() - 4), "8100");
}

}  // namespace
}  // namespace sixline::tests::profile
