// How a package is cut must not matter.
#include "tests/card/profile/sample_package.hpp"

namespace sixline::tests::profile {
namespace {

class PackagePieces : public testing::TestWithParam<std::size_t> {};

TEST_P(PackagePieces, give_the_same_profile) {
  InstallerWorld whole;
  ASSERT_EQ(whole.feed(sample::package(), sample::package().size()), Progress::Installed);
  InstallerWorld cut;
  ASSERT_EQ(cut.feed(sample::package(), GetParam()), Progress::Installed);
  EXPECT_EQ(cut.dump(), whole.dump());
  EXPECT_EQ(cut.response(), whole.response());
}

TEST_P(PackagePieces, report_the_same_error_at_the_same_place) {
  Blob package = der::join(sample::up_to_mf(), sample::puk_codes(), sample::puk_codes());
  InstallerWorld whole;
  ASSERT_EQ(whole.feed(package, package.size()), Progress::Aborted);
  InstallerWorld cut;
  ASSERT_EQ(cut.feed(package, GetParam()), Progress::Aborted);
  EXPECT_EQ(cut.response(), whole.response());
  // The second PUK list: element 2, and its entry begins 9 bytes into the element.
  EXPECT_EQ(cut.response(),
            "300FA00B3009800103810102830109"
            "8100");
}

INSTANTIATE_TEST_SUITE_P(Steps, PackagePieces, testing::Values(1, 7, 255, 1007));

}  // namespace
}  // namespace sixline::tests::profile
