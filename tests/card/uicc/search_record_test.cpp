// SEARCH RECORD.  [TS 102 221 §11.1.7]
#include "tests/card/uicc/small_card.hpp"

namespace sixline::tests {
namespace {

// EF.DIR has two records that both begin with 61; EF 6F3B holds 01020304, 05060708, 61020304, FF.., FF..
class SearchRecord : public UiccTest {
 protected:
  void use_numbers() {
    select_usim();
    card.verify(0x01, pin_1234);
    ASSERT_EQ(send("00A4000C026F3B"), "9000");
  }
};

TEST_F(SearchRecord, FindsInTheCurrentFile) {
  EXPECT_EQ(send("00A4000C022F00"), "9000");
  EXPECT_EQ(send("00A201040161"), "01029000");
  EXPECT_EQ(send("00A20104016100"), "01029000");
}

TEST_F(SearchRecord, FindsBySfiAnywhereInTheRecord) {
  EXPECT_EQ(send("00A201F40387100400"), "029000");
  EXPECT_EQ(send("00A2010403871002"), "019000");
}

TEST_F(SearchRecord, ForwardAndBackward) {
  use_numbers();
  EXPECT_EQ(send("00A20104020203"), "01039000");
  EXPECT_EQ(send("00A20204020203"), "039000");
  EXPECT_EQ(send("00A20305020203"), "03019000");
  EXPECT_EQ(send("00A20205020203"), "019000");
}

TEST_F(SearchRecord, StartsAtThePointerOrAtTheEdge) {
  use_numbers();
  EXPECT_EQ(send("00A20004020203"), "01039000");
  EXPECT_EQ(send("00B2000204"), "050607089000");  // the first hit became current
  EXPECT_EQ(send("00A20004020203"), "039000");
  use_numbers();
  EXPECT_EQ(send("00A20005020203"), "03019000");
}

TEST_F(SearchRecord, FindsNothing) {
  use_numbers();
  EXPECT_EQ(send("00A2010402AAAA"), "6282");
  EXPECT_EQ(send("00A20404020203"), "6282");
}

TEST_F(SearchRecord, EnhancedFromAnOffset) {
  use_numbers();
  EXPECT_EQ(send("00A201060404000203"), "01039000");
  EXPECT_EQ(send("00A201060404020203"), "6282");
  EXPECT_EQ(send("00A201060404020304"), "01039000");
  EXPECT_EQ(send("00A201060404040304"), "6282");
  EXPECT_EQ(send("00A201060405000203"), "019000");
  EXPECT_EQ(send("00A203060405000203"), "03019000");
}

TEST_F(SearchRecord, EnhancedBesideTheRecord) {
  use_numbers();
  EXPECT_EQ(send("00A201060406000203"), "039000");
  EXPECT_EQ(send("00A205060406000203"), "6282");
  EXPECT_EQ(send("00A203060407000203"), "019000");
  EXPECT_EQ(send("00A201060407000203"), "6282");
}

TEST_F(SearchRecord, EnhancedAfterAValue) {
  use_numbers();
  EXPECT_EQ(send("00A20106040C020304"), "01039000");
  EXPECT_EQ(send("00A20106040C610304"), "039000");
  EXPECT_EQ(send("00A20106040C030304"), "6282");
  EXPECT_EQ(send("00A20106040C040304"), "6282");
}

TEST_F(SearchRecord, Refusals) {
  EXPECT_EQ(send("00A201040161"), "6986");
  EXPECT_EQ(send("00A201140161"), "6981");
  use_numbers();
  EXPECT_EQ(send("00A201070161"), "6A86");
  EXPECT_EQ(send("00A201030161"), "6A86");
  EXPECT_EQ(send("00A206040161"), "6A83");
  EXPECT_EQ(send("00A20104050102030405"), "6700");
  EXPECT_EQ(send("00A20106020400"), "6700");
  EXPECT_EQ(send("00A201060403000203"), "6A80");
  EXPECT_EQ(send("00A201060414000203"), "6A80");
  EXPECT_EQ(send("00A20104"), "6700");
  EXPECT_EQ(send("00A2010401AA"), "6282");
}

TEST_F(SearchRecord, NeedsTheRightToRead) {
  select_usim();
  EXPECT_EQ(send("00A2018C020203"), "6982");
}

}  // namespace
}  // namespace sixline::tests
