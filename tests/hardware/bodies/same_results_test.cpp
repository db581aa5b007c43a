// Every script gives the same result in process, behind pcscd and as firmware.
#include <gtest/gtest.h>

#include "tests/hardware/bodies/suite_run.hpp"
#include "tests/support/source_tree.hpp"

namespace sixline::tests::bodies {
namespace {

const std::vector<std::string> whole_suite{"--suite", (support::source_tree() / "tests/scripts").string()};

const SuiteReport& in_process() {
  static std::string problem;
  static const SuiteReport report = run_scripts("native", whole_suite, problem);
  return report;
}

class SameResults : public testing::TestWithParam<const char*> {};

INSTANTIATE_TEST_SUITE_P(Bodies, SameResults, testing::Values("vpcd", "qemu"),
                         [](const auto& body) { return std::string(body.param); });

TEST_P(SameResults, OfEveryScript) {
  ASSERT_FALSE(in_process().empty());
  std::string problem;
  const SuiteReport here = run_scripts(GetParam(), whole_suite, problem);
  if (here.empty() && problem.find("start a virtual PC/SC reader") != std::string::npos)
    GTEST_SKIP() << problem;
  ASSERT_EQ(here.size(), in_process().size()) << problem;
  std::size_t skipped = 0;
  for (const auto& [script, expected] : in_process()) {
    const ScriptOutcome& got = here.at(script);
    if (got.outcome == "skipped" && expected.outcome == "ok") {
      ++skipped;
      EXPECT_FALSE(got.message.empty()) << script << " is skipped without a reason";
      continue;
    }
    EXPECT_EQ(got.outcome, expected.outcome) << script << ": " << got.message;
    EXPECT_EQ(got.commands, expected.commands) << script;
  }
  EXPECT_LT(skipped * 100, here.size() * 3) << "more than 3 % of the scripts are skipped";
  std::printf("%s: %zu scripts, %zu skipped\n", GetParam(), here.size(), skipped);
}

}  // namespace
}  // namespace sixline::tests::bodies
