// The image for STM32F405 boards boots in QEMU's netduinoplus2 and answers. The machine has no flash
// controller and no random number generator: what writes or draws random bytes is not here.
#include <fstream>
#include <gtest/gtest.h>

#include "tests/hardware/bodies/suite_run.hpp"
#include "tests/support/source_tree.hpp"

namespace sixline::tests::bodies {
namespace {

std::vector<std::string> smoke_scripts() {
  const std::string folder = (support::source_tree() / "tests").string() + "/";
  std::ifstream list(folder + "hardware/bodies/smoke.txt");
  std::vector<std::string> scripts;
  for (std::string line; std::getline(list, line);)
    if (!line.empty() && line[0] != '#') scripts.push_back(folder + "scripts/" + line);
  return scripts;
}

TEST(Stm32Image, AnswersTheSmokeScripts) {
  const auto scripts = smoke_scripts();
  ASSERT_GT(scripts.size(), 5U);
  std::string problem;
  const SuiteReport report = run_scripts("netduinoplus2", scripts, problem);
  ASSERT_EQ(report.size(), scripts.size()) << problem;
  for (const auto& [script, got] : report) EXPECT_EQ(got.outcome, "ok") << script << ": " << got.message;
}

}  // namespace
}  // namespace sixline::tests::bodies
