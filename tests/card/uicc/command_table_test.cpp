// The table itself, and what the dispatcher refuses.
#include <set>

#include "card/uicc/commands.hpp"
#include "tests/card/uicc/small_card.hpp"

namespace sixline::tests {
namespace {

using card::uicc::commands;
using card::uicc::remote_commands;

TEST(CommandTable, RowsAreCompleteAndUnique) {
  std::set<std::pair<int, int>> seen;
  for (const auto& row : commands()) {
    EXPECT_TRUE(seen.emplace(row.cla, row.ins).second) << row.name;
    EXPECT_NE(row.handler, nullptr);
    EXPECT_NE(row.cases, 0) << row.name;
    EXPECT_FALSE(row.citation.empty()) << row.name;
    EXPECT_TRUE(row.script.starts_with("uicc/")) << row.name;
  }
  EXPECT_EQ(commands().size(), 28u);
}

TEST(CommandTable, RemoteFileManagementHasNoChannelsAndNoAuthentication) {
  for (const auto& row : remote_commands())
    for (const int ins : {0x88, 0x70, 0x84, 0xAA, 0x78, 0xE6, 0xE8, 0xFE})
      EXPECT_NE(row.ins, ins) << row.name;
  EXPECT_EQ(remote_commands().back().name, "RESIZE FILE");
  std::string administrative;
  for (const auto& row : remote_commands())
    if (card::uicc::administers_files(row.ins)) administrative += std::string(row.name) + ", ";
  EXPECT_EQ(administrative, "CREATE FILE, DELETE FILE, RESIZE FILE, ");
}

using Dispatch = UiccTest;

TEST_F(Dispatch, UnknownClassesAndInstructions) {
  EXPECT_EQ(send("00FF0000"), "6D00");
  EXPECT_EQ(send("80A4000C022FE2"), "6D00");
  EXPECT_EQ(send("A0A40000022FE2"), "6E00");
  EXPECT_EQ(send("90A40000022FE2"), "6E00");
  EXPECT_EQ(send("0CA4000C022FE2"), "6882");
  EXPECT_EQ(send("84F2000000"), "6882");
}

}  // namespace
}  // namespace sixline::tests
