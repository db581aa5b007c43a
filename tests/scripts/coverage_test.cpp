// The tables of the card name scripts; the scripts must be there, and say what they are about.
#include <filesystem>
#include <gtest/gtest.h>

#include "host/session/script.hpp"
#include "tools/sixline/function_sections.hpp"

namespace sixline::tools {
namespace {

namespace fs = std::filesystem;

const fs::path folder = fs::path(SIXLINE_SOURCE_DIR) / "tests" / "scripts";

std::vector<fs::path> all_scripts() {
  std::vector<fs::path> scripts;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.path().extension() == ".apdu") scripts.push_back(entry.path());
  }
  return scripts;
}

TEST(ScriptCoverage, EveryScriptIsReadableAndCitesItsSource) {
  const auto scripts = all_scripts();
  ASSERT_FALSE(scripts.empty());
  for (const fs::path& path : scripts) {
    auto script = host::session::read_script(path);
    ASSERT_TRUE(script) << script.error().what;
    EXPECT_FALSE(script->citations.empty()) << path << " cites nothing";
  }
}

/// Tables whose functions are complete here; the others gain scripts with the parts that finish them.
TEST(ScriptCoverage, EveryLocalCommandHasItsScript) {
  for (const FunctionSection& section : on_card_sections()) {
    if (section.title != "UICC commands" && section.title != "Toolkit commands" &&
        section.title != "Envelopes" && section.title != "Commands of security domains" &&
        section.title != "ES5 functions of the ISD-R")
      continue;
    for (const FunctionLine& line : section.lines())
      if (!line.script.starts_with("es8/"))
        EXPECT_TRUE(fs::exists(folder / (line.script + ".apdu"))) << section.title << ": " << line.name;
  }
}

}  // namespace
}  // namespace sixline::tools
