// The tables of the card, walked: what they promise must be there.
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "tools/sixline/commands.hpp"
#include "tools/sixline/function_sections.hpp"

namespace sixline::tools {
namespace {

TEST(FunctionTables, NoSectionIsEmpty) {
  for (const FunctionSection& section : on_card_sections())
    EXPECT_FALSE(section.lines().empty()) << section.title;
}

TEST(FunctionTables, EveryRowHasItsOwnCodeANameAndACitation) {
  for (const FunctionSection& section : on_card_sections()) {
    std::set<std::string> codes;
    for (const FunctionLine& line : section.lines()) {
      EXPECT_TRUE(codes.insert(line.code).second) << section.title << ": " << line.code << " twice";
      EXPECT_FALSE(line.name.empty()) << section.title << ": " << line.code;
      EXPECT_NE(line.citation.find(" "), std::string::npos) << section.title << ": " << line.name;
    }
  }
}

std::string output_of(std::vector<const char*> arguments) {
  arguments.insert(arguments.begin(), "sixline");
  std::ostringstream out, err;
  EXPECT_EQ(run_command_line(static_cast<int>(arguments.size()), arguments.data(), out, err), ExitCode::Ok)
      << err.str();
  return out.str();
}

TEST(FunctionsCommand, JsonIsAListOfAllOffCardFunctions) {
  const auto list = nlohmann::json::parse(output_of({"functions", "--json"}));
  ASSERT_TRUE(list.is_array());
  ASSERT_EQ(list.size(), 85u);
  const std::set<std::string> styles{"synchronous", "asynchronous", "notification"};
  for (const auto& function : list) {
    for (const char* key : {"interface", "name", "style", "direction", "status"})
      EXPECT_FALSE(function.at(key).get<std::string>().empty()) << function.dump();
    EXPECT_TRUE(styles.count(function.at("style"))) << function.dump();
  }
  EXPECT_EQ(list.at(0).at("interface"), "ES1");
  EXPECT_EQ(list.at(0).at("name"), "RegisterEIS");
  EXPECT_EQ(list.at(0).at("direction"), "EUM to SM-SR");
}

TEST(FunctionsCommand, TextShowsStyleDirectionAndStatus) {
  std::istringstream lines(output_of({"functions"}));
  std::size_t shown = 0;
  for (std::string line; std::getline(lines, line);)
    shown += line.find(" to SM-") != std::string::npos || line.find(" to Operator") != std::string::npos ||
             line.find(" to new ") != std::string::npos || line.find(" to old ") != std::string::npos;
  EXPECT_EQ(shown, 85u);
}

TEST(FunctionsCommand, TheCardsTablesAreStillThere) {
  const auto sections = nlohmann::json::parse(output_of({"functions", "--oncard", "--json"}));
  EXPECT_EQ(sections.size(), on_card_sections().size());
  const std::string text = output_of({"functions", "--oncard"});
  for (const FunctionSection& section : on_card_sections())
    EXPECT_NE(text.find(section.title), std::string::npos) << section.title;
  EXPECT_EQ(text.find("EUM to SM-SR"), std::string::npos);
}

TEST(FunctionsCommand, MarkdownIsAPage) {
  EXPECT_NE(output_of({"functions", "--markdown"}).find("\n## ES3.EnableProfile\n"), std::string::npos);
}

TEST(SchemaCommand, WritesIntoAFolderThatNeedNotBeThere) {
  std::string folder = (std::filesystem::temp_directory_path() / "sixline-test-XXXXXX").string();
  ASSERT_NE(::mkdtemp(folder.data()), nullptr);
  const std::string inner = folder + "/made/here";
  output_of({"schema", "--out", inner.c_str()});
  for (const char* name :
       {"types.xsd", "es1.xsd", "es4a.xsd", "messages.xsd", "ES3SmSr.wsdl", "functions.md"})
    EXPECT_GT(std::filesystem::file_size(std::filesystem::path(inner) / name), 100u) << name;
  std::filesystem::remove_all(folder);
}

TEST(SchemaCommand, SaysWhatItCannotWrite) {
  std::ostringstream out, err;
  const char* arguments[]{"sixline", "schema", "--out", "/dev/null/folder"};
  EXPECT_EQ(run_command_line(4, arguments, out, err), ExitCode::Environment);
  EXPECT_NE(err.str().find("types.xsd"), std::string::npos) << err.str();
}

}  // namespace
}  // namespace sixline::tools
