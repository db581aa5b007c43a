// READ BINARY and UPDATE BINARY.  [TS 102 221 §11.1.3, §11.1.4]
#include "tests/card/uicc/small_card.hpp"

namespace sixline::tests {
namespace {

using Binary = UiccTest;

TEST_F(Binary, ReadsTheCurrentFile) {
  EXPECT_EQ(send("00B000000A"), "6986");
  EXPECT_EQ(send("00A4000C022FE2"), "9000");
  EXPECT_EQ(send("00B000000A"), "981000000000000000109000");
  EXPECT_EQ(send("00B0000000"), "981000000000000000109000");
  EXPECT_EQ(send("00B0000803"), "00106282");
  EXPECT_EQ(send("00B0000800"), "00109000");
  EXPECT_EQ(send("00B000000B"), "981000000000000000106282");
}

TEST_F(Binary, RefusesOffsetsBeyondTheEnd) {
  EXPECT_EQ(send("00A4000C022FE2"), "9000");
  EXPECT_EQ(send("00B0000A01"), "6B00");
  EXPECT_EQ(send("00B07FFF01"), "6B00");
}

TEST_F(Binary, ReadsBySfiWhichBecomesCurrent) {
  EXPECT_EQ(send("00B0820002"), "98109000");
  EXPECT_EQ(send("00B0000002"), "98109000");
  EXPECT_EQ(send("00B0820901"), "109000");
  EXPECT_EQ(send("00B0820A01"), "6B00");
  EXPECT_EQ(send("00B0830001"), "6A82");
  EXPECT_EQ(send("00B0800001"), "6A86");
  EXPECT_EQ(send("00B0A20001"), "6A86");
}

TEST_F(Binary, AFailureDoesNotMakeTheSfiCurrent) {
  EXPECT_EQ(send("00B0820A01"), "6B00");
  EXPECT_EQ(send("00B0000001"), "6986");
}

TEST_F(Binary, RefusesRecordFiles) {
  EXPECT_EQ(send("00B09E0001"), "6981");
  EXPECT_EQ(send("00D69E000101"), "6981");
}

TEST_F(Binary, ObeysTheRule) {
  select_usim();
  EXPECT_EQ(send("00B0870009"), "6982");
  card.verify(0x01, pin_1234);
  EXPECT_EQ(send("00B0870009"), "0809101010325476989000");
  EXPECT_EQ(send("00D68700020809"), "6982");
  card.verify(0x0A, adm_code);
  EXPECT_EQ(send("00D68700020829"), "9000");
  EXPECT_EQ(send("00B0870002"), "08299000");
}

TEST_F(Binary, UpdatesDurably) {
  card.verify(0x01, pin_1234);
  EXPECT_EQ(send("00D6850102AABB"), "9000");
  EXPECT_EQ(send("00B0850000"), "65AABBFF9000");
  card.power_cycle();
  EXPECT_EQ(send("00B0850000"), "65AABBFF9000");
}

TEST_F(Binary, NeverWritesBeyondTheEnd) {
  card.verify(0x01, pin_1234);
  EXPECT_EQ(send("00D6850302AABB"), "6700");
  EXPECT_EQ(send("00D6850401AA"), "6B00");
  EXPECT_EQ(send("00B0850000"), "656EFFFF9000");
}

TEST_F(Binary, RefusesTheWrongShape) {
  EXPECT_EQ(send("00D68500"), "6700");
  EXPECT_EQ(send("00B08200"), "6700");
  EXPECT_EQ(send("00B082000101"), "6700");
}

TEST_F(Binary, ReadsAcrossChunks) {
  select_usim();
  card.verify(0x01, pin_1234);
  EXPECT_EQ(send("00A4080C067FFF5F404F01"), "9000");
  EXPECT_EQ(send("00D6007F04AABBCCDD"), "9000");
  EXPECT_EQ(send("00B0007E06"), "FFAABBCCDDFF9000");
  EXPECT_EQ(send("00B0000000").size(), 2 * 256u + 4);
  EXPECT_EQ(send("00B0000000").substr(512), "9000");
  EXPECT_EQ(send("00B0010000").size(), 2 * 44u + 4);
}

TEST_F(Binary, ADeactivatedFileIsNotReadUnlessItMay) {
  File file = *card.files.child(card::uicc::mf_node, 0x2FE2);
  file.state = card::uicc::FileState::Deactivated;
  ASSERT_EQ(card.files.update(file), wire::sw::ok);
  EXPECT_EQ(send("00B082000A"), "6985");
  file.special = 0x40;
  ASSERT_EQ(card.files.update(file), wire::sw::ok);
  EXPECT_EQ(send("00B0820002"), "98109000");
  file.state = card::uicc::FileState::Terminated;
  ASSERT_EQ(card.files.update(file), wire::sw::ok);
  EXPECT_EQ(send("00B0820002"), "6985");
}

TEST_F(Binary, AFileWithoutRuleIsShut) {
  File file = *card.files.child(card::uicc::mf_node, 0x2FE2);
  for (const AccessRule rule :
       {AccessRule{0x2F06, 0}, AccessRule{0x2F06, 15}, AccessRule{0x6F06, 11}, AccessRule{0x2FE2, 1}}) {
    file.rule = rule;
    ASSERT_EQ(card.files.update(file), wire::sw::ok);
    EXPECT_EQ(send("00B0820002"), "6982") << int{rule.record};
  }
}

TEST_F(Binary, TheNearestArrCounts) {
  select_usim();
  const File arr = card.ef(card.usim.node, 0x6F06, FileType::LinearFixed, 10, 10, 0x17, 10);
  card.write(arr, 0, "8001019000");
  File imsi = *card.files.child(card.usim.node, 0x6F07);
  imsi.rule = {0x6F06, 1};
  ASSERT_EQ(card.files.update(imsi), wire::sw::ok);
  EXPECT_EQ(send("00B0870001"), "089000");
}

TEST_F(Binary, AFailingMemoryIsReportedAndChangesNothing) {
  card.verify(0x01, pin_1234);
  card.world.flash.fail_from_now_on();
  EXPECT_EQ(send("00D6850101AA"), "6581");
  EXPECT_EQ(send("00B0850000"), "656EFFFF9000");
}

}  // namespace
}  // namespace sixline::tests
