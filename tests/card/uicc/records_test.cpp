// READ RECORD, UPDATE RECORD and INCREASE.  [TS 102 221 §11.1.5, §11.1.6, §11.1.8]
#include "tests/card/uicc/small_card.hpp"

namespace sixline::tests {
namespace {

class Records : public UiccTest {
 protected:
  void SetUp() override {
    select_usim();
    card.verify(0x01, pin_1234);
  }
};

TEST_F(Records, Absolute) {
  EXPECT_EQ(send("00B2018C04"), "010203049000");
  EXPECT_EQ(send("00B2028C04"), "050607089000");
  EXPECT_EQ(send("00B2030404"), "610203049000");
  EXPECT_EQ(send("00B2050400"), "FFFFFFFF9000");
  EXPECT_EQ(send("00B2060404"), "6A83");
}

TEST_F(Records, CorrectsLe) {
  EXPECT_EQ(send("00B2018C03"), "6C04");
  EXPECT_EQ(send("00B2018C05"), "6C04");
  EXPECT_EQ(send("00B2018C00"), "010203049000");
}

TEST_F(Records, NextAndPreviousMoveThePointer) {
  EXPECT_EQ(send("00A4000C026F3B"), "9000");
  EXPECT_EQ(send("00B2000404"), "6A83");
  EXPECT_EQ(send("00B2000204"), "010203049000");
  EXPECT_EQ(send("00B2000204"), "050607089000");
  EXPECT_EQ(send("00B2000404"), "050607089000");
  EXPECT_EQ(send("00B2030404"), "610203049000");  // absolute leaves the pointer
  EXPECT_EQ(send("00B2000304"), "010203049000");
  EXPECT_EQ(send("00B2000304"), "6A83");
  EXPECT_EQ(send("00B2000404"), "010203049000");
  EXPECT_EQ(send("00B2010204"), "6A86");
}

TEST_F(Records, PreviousWithoutPointerIsTheLast) {
  EXPECT_EQ(send("00B2008B04"), "FFFFFFFF9000");
  EXPECT_EQ(send("00B2000204"), "6A83");
}

TEST_F(Records, AnSfiStartsThePointerOver) {
  EXPECT_EQ(send("00B2008A04"), "010203049000");
  EXPECT_EQ(send("00B2000204"), "050607089000");
  EXPECT_EQ(send("00B2008A04"), "010203049000");
}

TEST_F(Records, RefusesOtherModesAndFiles) {
  EXPECT_EQ(send("00B2018904"), "6A86");
  EXPECT_EQ(send("00B2018F04"), "6A86");
  EXPECT_EQ(send("00B2013C04"), "6981");  // SFI 07: transparent
  EXPECT_EQ(send("00B2019C04"), "6A82");
  EXPECT_EQ(send("00A4000C023F00"), "9000");
  EXPECT_EQ(send("00B2010404"), "6986");
}

TEST_F(Records, UpdateObeysTheLocalPin) {
  EXPECT_EQ(send("00DC018C04AABBCCDD"), "6982");
  card.verify(0x81, pin2_code);
  EXPECT_EQ(send("00DC018C04AABBCCDD"), "9000");
  EXPECT_EQ(send("00B2018C04"), "AABBCCDD9000");
  EXPECT_EQ(send("00DC018C03AABBCC"), "6700");
  EXPECT_EQ(send("00DC018C05AABBCCDDEE"), "6700");
  EXPECT_EQ(send("00DC068C04AABBCCDD"), "6A83");
  EXPECT_EQ(send("00DC008A0411111111"), "9000");
  EXPECT_EQ(send("00DC00020422222222"), "9000");
  EXPECT_EQ(send("00B2018C00") + send("00B2028C00"), "111111119000222222229000");
}

TEST_F(Records, CyclicReading) {
  EXPECT_EQ(send("00A4000C026F39"), "9000");
  EXPECT_EQ(send("00B2000403"), "0000039000");  // the newest is current
  EXPECT_EQ(send("00B2000203"), "0000029000");
  EXPECT_EQ(send("00B2000203"), "0000019000");
  EXPECT_EQ(send("00B2000203"), "0000039000");  // a ring
  EXPECT_EQ(send("00B2000303"), "0000019000");
  EXPECT_EQ(send("00B2030403"), "0000019000");
  EXPECT_EQ(send("00B2040403"), "6A83");
}

TEST_F(Records, CyclicUpdateOnlyOfTheOldest) {
  EXPECT_EQ(send("00DC018403000009"), "6981");
  EXPECT_EQ(send("00DC008203000009"), "6981");
  EXPECT_EQ(send("00DC018303000009"), "6A86");
  EXPECT_EQ(send("00DC00830400000009"), "6700");
  EXPECT_EQ(send("00DC008303000009"), "9000");
  EXPECT_EQ(send("00B2000403"), "0000099000");
  EXPECT_EQ(send("00B2018403") + send("00B2028403") + send("00B2038403"), "000009900000000390000000029000");
  card.power_cycle();
  select_usim();
  card.verify(0x01, pin_1234);
  EXPECT_EQ(send("00B2018403"), "0000099000");
}

TEST_F(Records, Increase) {
  EXPECT_EQ(send("80329000020505"), "00050805059000");
  EXPECT_EQ(send("00B2018403"), "0005089000");
  EXPECT_EQ(send("8032000003000001"), "0005090000019000");
  EXPECT_EQ(send("80320000010100"), "00050A019000");
}

TEST_F(Records, IncreaseStopsAtTheTop) {
  EXPECT_EQ(send("8032900003FFFFFC"), "FFFFFFFFFFFC9000");
  EXPECT_EQ(send("80329000010100"), "9850");
  EXPECT_EQ(send("00B2018403"), "FFFFFF9000");
  EXPECT_EQ(send("80329000010000"), "FFFFFF009000");
}

TEST_F(Records, IncreaseRefusals) {
  EXPECT_EQ(send("803290000400000001"), "6700");
  EXPECT_EQ(send("80329100010100"), "6981");
  EXPECT_EQ(send("80329001010100"), "6A86");
  EXPECT_EQ(send("80321000010100"), "6A86");
  EXPECT_EQ(send("80328000010100"), "6A86");
  EXPECT_EQ(send("80320000010100"), "6986");
  EXPECT_EQ(send("80329000"), "6700");
}

TEST_F(Records, IncreaseNeedsItsOwnRule) {
  File file = *card.files.child(card.usim.node, 0x6F39);
  file.rule.record = 5;  // may be updated, but INCREASE is not mentioned
  ASSERT_EQ(card.files.update(file), wire::sw::ok);
  EXPECT_EQ(send("80329000010100"), "6982");
  EXPECT_EQ(send("00DC008303000009"), "9000");
}

}  // namespace
}  // namespace sixline::tests
