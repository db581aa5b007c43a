// The download scenario, unchanged, in every body: a profile is downloaded, enabled and authenticates.
#include <gtest/gtest.h>

#include "tests/hardware/bodies/suite_run.hpp"

namespace sixline::tests::bodies {
namespace {

class Download : public testing::TestWithParam<const char*> {};

INSTANTIATE_TEST_SUITE_P(Bodies, Download, testing::Values("native", "vpcd", "qemu", "bridge"),
                         [](const auto& body) { return std::string(body.param); });

TEST_P(Download, EndsWithAVerifiedAuthentication) {
  const std::string said = run_sixline(std::string("demo --reader ") + GetParam());
  if (said.find("start a virtual PC/SC reader") != std::string::npos) GTEST_SKIP() << said;
  EXPECT_NE(said.find("AKA verified\n"), std::string::npos) << said;
}

}  // namespace
}  // namespace sixline::tests::bodies
