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

/// Rows without a script of their own: what the card asks of the terminal is proved by scenarios, and GET
/// DATA has one script for all objects.
constexpr std::array<std::string_view, 2> without_scripts{"Proactive commands", "Objects of GET DATA"};

TEST(ScriptCoverage, EveryRowHasItsScript) {
  std::size_t rows = 0;
  for (const FunctionSection& section : on_card_sections()) {
    const bool exempt =
        std::find(without_scripts.begin(), without_scripts.end(), section.title) != without_scripts.end();
    if (exempt) continue;
    for (const FunctionLine& line : section.lines()) {
      ++rows;
      EXPECT_TRUE(fs::exists(folder / (line.script + ".apdu")))
          << section.title << ": " << line.name << ": " << line.script;
    }
  }
  EXPECT_GT(rows, 80u) << "a section was renamed";
}

}  // namespace
}  // namespace sixline::tools
