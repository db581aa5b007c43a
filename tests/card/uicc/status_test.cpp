// STATUS.  [TS 102 221 §11.1.2]
#include "tests/card/uicc/small_card.hpp"

namespace sixline::tests {
namespace {

using Status = UiccTest;

TEST_F(Status, TellsOfTheCurrentDirectory) {
  EXPECT_EQ(send("80F2000000"), "62208202782183023F00A5038001718A01058B032F060EC6099001C083010183010A9000");
  EXPECT_EQ(send("80F2000022").size(), 2 * 0x22u + 4);
  EXPECT_EQ(send("80F2010000"), send("80F2000000"));
  EXPECT_EQ(send("80F2020000"), send("80F2000000"));
  EXPECT_EQ(send("80F20000"), send("80F2000000"));
  select_usim();
  EXPECT_NE(send("80F2000000").find("840CA0000000871002FF49FF0589"), std::string::npos);
}

TEST_F(Status, NamesTheCurrentApplication) {
  EXPECT_EQ(send("80F2000100"), "6A88");
  select_usim();
  EXPECT_EQ(send("80F2000100"), "840CA0000000871002FF49FF05899000");
}

TEST_F(Status, MayAnswerNothing) {
  EXPECT_EQ(send("80F2000C"), "9000");
  EXPECT_EQ(send("80F2010C"), "9000");
}

TEST_F(Status, CorrectsAShortLe) {
  EXPECT_EQ(send("80F2000010"), "6C22");
}

TEST_F(Status, RefusesOtherParameters) {
  EXPECT_EQ(send("80F2030000"), "6A86");
  EXPECT_EQ(send("80F2000200"), "6A86");
  EXPECT_EQ(send("80F200000100"), "6700");
  EXPECT_EQ(send("00F2000000"), "6D00");
}

TEST_F(Status, AnswersAlsoWhenADirectoryIsGone) {
  EXPECT_EQ(send("00A4080C047F105F3A"), "9000");
  ASSERT_EQ(card.files.remove(*card.files.directory(card.telecom.node)), wire::sw::ok);
  EXPECT_EQ(send("80F2000000"), "6A82");
}

}  // namespace
}  // namespace sixline::tests
