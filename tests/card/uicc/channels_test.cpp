// MANAGE CHANNEL.  [TS 102 221 §11.1.17]
#include "tests/card/uicc/small_card.hpp"

namespace sixline::tests {
namespace {

class Channels : public UiccTest {
 protected:
  std::string on(std::uint8_t channel, std::string_view apdu) { return card.send_on(channel, apdu); }
};

TEST_F(Channels, TheCardAssignsTheLowestFree) {
  EXPECT_EQ(send("0070000001"), "019000");
  EXPECT_EQ(send("0070000000"), "029000");
  EXPECT_EQ(send("00700000"), "039000");
  EXPECT_EQ(send("0070000001"), "6A81");
  EXPECT_EQ(send("00708002"), "9000");
  EXPECT_EQ(send("0070000001"), "029000");
}

TEST_F(Channels, ExtendedOnesAreAssignedToATerminalThatKnowsThem) {
  EXPECT_EQ(send("80AA000004A9028100"), "9000");
  for (unsigned channel = 1; channel < 20; ++channel) {
    const std::array<std::uint8_t, 1> number{static_cast<std::uint8_t>(channel)};
    EXPECT_EQ(send("0070000001"), to_hex(number) + "9000");
  }
  EXPECT_EQ(send("0070000001"), "6A81");
  EXPECT_EQ(on(19, "4FA4000C022FE2"), "9000");
  EXPECT_EQ(on(19, "4FB0000001"), "989000");
  EXPECT_EQ(on(4, "40708013"), "9000");
  EXPECT_EQ(on(19, "4FB0000001"), "6881");
  EXPECT_EQ(on(4, "4070000001"), "139000");
}

TEST_F(Channels, WhatTheTerminalToldEndsWithTheReset) {
  EXPECT_EQ(send("80AA000004A9028100"), "9000");
  card.uicc.reset();
  for (const char* number : {"01", "02", "03"}) EXPECT_EQ(send("0070000001"), std::string(number) + "9000");
  EXPECT_EQ(send("0070000001"), "6A81");
}

TEST_F(Channels, TheTerminalChooses) {
  EXPECT_EQ(send("00700002"), "9000");
  EXPECT_TRUE(card.uicc.is_open(2));
  EXPECT_FALSE(card.uicc.is_open(1));
  EXPECT_EQ(send("00700002"), "6A81");
  EXPECT_EQ(send("00700013"), "9000");
  EXPECT_TRUE(card.uicc.is_open(19));
  EXPECT_EQ(send("00700014"), "6881");
  EXPECT_EQ(send("007000FF"), "6881");
  EXPECT_EQ(send("0070000001"), "019000");
}

TEST_F(Channels, ClosesWhatIsOpen) {
  EXPECT_EQ(send("00708001"), "6881");
  EXPECT_EQ(send("00708000"), "6A86");
  EXPECT_EQ(send("00708013"), "6881");
  EXPECT_EQ(send("007080FF"), "6881");
  EXPECT_EQ(send("00700001"), "9000");
  EXPECT_EQ(on(1, "01708001"), "9000");
  EXPECT_EQ(on(1, "01A4000C022FE2"), "6881");
}

TEST_F(Channels, RefusesOtherParameters) {
  EXPECT_EQ(send("00700100"), "6A86");
  EXPECT_EQ(send("0070000002"), "6C01");
  EXPECT_EQ(send("0070000001FF"), "6700");
}

TEST_F(Channels, AClosedChannelAnswersNothing) {
  EXPECT_EQ(on(1, "01A4000C022FE2"), "6881");
  EXPECT_EQ(on(4, "40A4000C022FE2"), "6881");
  EXPECT_EQ(on(19, "4FA4000C022FE2"), "6881");
}

TEST_F(Channels, FromTheBasicChannelANewOneStartsAtTheMf) {
  select_usim();
  EXPECT_EQ(send("0070000001"), "019000");
  EXPECT_NE(on(1, "81F2000000").find("83023F00"), std::string::npos);
  EXPECT_EQ(on(1, "01A4000C027FFF"), "6A82");
}

TEST_F(Channels, FromAnotherChannelItStartsThere) {
  EXPECT_EQ(send("00700001"), "9000");
  EXPECT_EQ(on(1, "01A4040C0CA0000000871002FF49FF0589"), "9000");
  EXPECT_EQ(on(1, "01A4000C026F07"), "9000");
  EXPECT_EQ(on(1, "0170000001"), "029000");
  EXPECT_NE(on(2, "82F2000000").find("83027FF1"), std::string::npos);
  EXPECT_EQ(to_hex(card.uicc.current_application(2).view()), usim_aid);
  EXPECT_EQ(on(2, "02B0000001"), "6986");
}

TEST_F(Channels, SelectionsAreTheirOwn) {
  EXPECT_EQ(send("00700001"), "9000");
  EXPECT_EQ(send("00A4000C022FE2"), "9000");
  EXPECT_EQ(on(1, "01A4000C022F05"), "9000");
  EXPECT_EQ(send("00B0000001"), "989000");
  EXPECT_EQ(on(1, "01B0000001"), "659000");
}

TEST_F(Channels, GlobalPinsAreShared_LocalOnesAreNot) {
  EXPECT_EQ(send("00700001"), "9000");
  select_usim();
  EXPECT_EQ(on(1, "01A4040C0CA0000000871002FF49FF0589"), "9000");
  card.verify(0x01, pin_1234);
  card.verify(0x81, pin2_code);
  EXPECT_EQ(on(1, "01B0870001"), "089000");
  EXPECT_EQ(send("00DC018C04AABBCCDD"), "9000");
  EXPECT_EQ(on(1, "01DC018C04AABBCCDD"), "6982");
}

TEST_F(Channels, ResetClosesAll) {
  EXPECT_EQ(send("00700001"), "9000");
  card.uicc.reset();
  EXPECT_FALSE(card.uicc.is_open(1));
  EXPECT_TRUE(card.uicc.is_open(0));
}

}  // namespace
}  // namespace sixline::tests
