// The tables of the card name scripts; the scripts must be there, and say what they are about.
#include <algorithm>
#include <array>
#include <filesystem>
#include <gtest/gtest.h>

#include "host/session/script.hpp"
#include "tests/support/source_tree.hpp"
#include "tools/sixline/function_sections.hpp"

namespace sixline::tools {
namespace {

namespace fs = std::filesystem;

const fs::path folder = tests::support::source_tree() / "tests" / "scripts";

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

/// Tables whose scripts are all here. Rows that end in ES8 need keys that only a download agrees; scenarios
/// prove them.
constexpr std::array<std::string_view, 8> complete{
    "UICC commands",
    "Toolkit commands",
    "Envelopes",
    "Commands of security domains",
    "ES5 functions of the ISD-R",
    "ES5 notifications of the ISD-R",
    "ES6 functions of the MNO-SD",
    "ESx functions of the device",
};

TEST(ScriptCoverage, EveryLocalCommandAndEs5FunctionHasItsScript) {
  std::size_t rows = 0;
  for (const FunctionSection& section : on_card_sections()) {
    if (std::find(complete.begin(), complete.end(), section.title) == complete.end()) continue;
    for (const FunctionLine& line : section.lines()) {
      if (line.script.starts_with("es8/")) continue;
      ++rows;
      EXPECT_TRUE(fs::exists(folder / (line.script + ".apdu"))) << section.title << ": " << line.name;
    }
  }
  EXPECT_GT(rows, 30u) << "a section was renamed";
}

}  // namespace
}  // namespace sixline::tools
