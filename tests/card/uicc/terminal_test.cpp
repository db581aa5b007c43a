// GET CHALLENGE and TERMINAL CAPABILITY.  [TS 102 221 §11.1.18, §11.1.19]
#include "tests/card/uicc/small_card.hpp"

namespace sixline::tests {
namespace {

using Terminal = UiccTest;

TEST_F(Terminal, ChallengesAreFreshAndAsLongAsAskedFor) {
  const std::string first = send("0084000008");
  EXPECT_EQ(first.size(), 20u);
  EXPECT_NE(first, send("0084000008"));
  EXPECT_EQ(send("0084000001").size(), 6u);
  EXPECT_EQ(send("0084000000").size(), 2 * 256u + 4);
}

TEST_F(Terminal, ChallengeRefusals) {
  EXPECT_EQ(send("0084000108"), "6A86");
  EXPECT_EQ(send("0084010008"), "6A86");
  EXPECT_EQ(send("00840000"), "6700");
  EXPECT_EQ(send("0084000001FF"), "6700");
  EXPECT_EQ(send("00840000000101"), "6700");
}

TEST_F(Terminal, CapabilityIsTakenNote) {
  EXPECT_EQ(send("80AA000005A903830107"), "9000");
  EXPECT_FALSE(card.uicc.terminal().extended_channels);
  EXPECT_EQ(send("80AA00000CA90A8003030A008100830107"), "9000");
  EXPECT_TRUE(card.uicc.terminal().extended_channels);
  EXPECT_EQ(send("80AA000002A900"), "9000");
}

TEST_F(Terminal, CapabilityRefusals) {
  EXPECT_EQ(send("80AA000005A803830107"), "6A80");
  EXPECT_EQ(send("80AA000005A904830107"), "6A80");
  EXPECT_EQ(send("80AA000005A903830207"), "6A80");
  EXPECT_EQ(send("80AA000005A903810100"), "6A80");
  EXPECT_EQ(send("80AA000006A90481008301"), "6A80");
  EXPECT_FALSE(card.uicc.terminal().extended_channels);
  EXPECT_EQ(send("80AA000006A90383010700"), "6A80");
  EXPECT_EQ(send("80AA000105A903830107"), "6A86");
  EXPECT_EQ(send("80AA0000"), "6700");
  EXPECT_EQ(send("00AA000005A903830107"), "6D00");
}

}  // namespace
}  // namespace sixline::tests
