// The tables of the card, walked: what they promise must be there.
#include <filesystem>
#include <gtest/gtest.h>
#include <set>

#include "tools/sixline/function_sections.hpp"

namespace sixline::tools {
namespace {

TEST(FunctionTables, NoSectionIsEmpty) {
  for (const FunctionSection& section : on_card_sections())
    EXPECT_FALSE(section.lines().empty()) << section.title;
  for (const FunctionSection& section : off_card_sections())
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

}  // namespace
}  // namespace sixline::tools
