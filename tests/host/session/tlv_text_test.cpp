#include "host/session/tlv_text.hpp"

#include <gtest/gtest.h>

#include "tests/host/session/scripted_card.hpp"

namespace sixline::host::session {
namespace {

TEST(TlvText, NamesTheFieldsOfAnFcp) {
  EXPECT_EQ(tlv_text(hex("6208 8202 4121 8302 2FE2"), 0),
            "62 file control parameters\n"
            "  82 file descriptor: 4121\n"
            "  83 file identifier: 2FE2\n");
}

TEST(TlvText, KnowsTheDomainsOfAnEuicc) {
  EXPECT_EQ(tlv_text(hex("6F12 8410 A0000005591010FFFFFFFF8900000100"), 2),
            "  6F file control information\n"
            "    84 application identifier: A0000005591010FFFFFFFF8900000100 (ISD-R)\n");
  EXPECT_NE(tlv_text(hex("E3164F10A0000005591010FFFFFFFF89000010009F70011F"), 0).find("(ISD-P)"),
            std::string::npos);
}

TEST(TlvText, ReadsProactiveCommands) {
  EXPECT_EQ(tlv_text(hex("D009810301010482028182"), 0),
            "D0 proactive command\n"
            "  81 command details: 010104 (REFRESH)\n"
            "  82 device identities: 8182\n");
}

TEST(TlvText, AContentThatIsNoTlvIsShownAsBytes) {
  EXPECT_EQ(tlv_text(hex("6F03 A501AA"), 0),
            "6F file control information\n  A5 proprietary information: AA\n");
}

TEST(TlvText, LeavesEverythingElseAlone) {
  for (const char* data :
       {"", "62", "6205", "98100000000000000010", "62050102", "D003810301", "9000", "62028201 FF"})
    EXPECT_EQ(tlv_text(hex(data), 0), "") << data;
}

TEST(CommandText, MasksPins) {
  for (const char* ins : {"20", "24", "26", "28", "2C"}) {
    const ByteString command = hex(std::string("00") + ins + "0001083132333433343536");
    EXPECT_TRUE(carries_pin(command));
    const std::string text = command_text(command);
    EXPECT_EQ(text.find("31323334"), std::string::npos) << text;
    EXPECT_NE(text.find("****************"), std::string::npos) << text;
    EXPECT_NE(command_text(command, true).find("31323334"), std::string::npos);
  }
  EXPECT_TRUE(carries_pin(hex("0120000108FFFFFFFFFFFFFFFF"))) << "on another channel too";
  EXPECT_FALSE(carries_pin(hex("00A40004023F00")));
  EXPECT_FALSE(carries_pin(hex("0020")));
}

TEST(CommandName, TellsTheTwoStatusCommandsApart) {
  EXPECT_EQ(command_name(hex("80F2000C")), "STATUS");
  EXPECT_EQ(command_name(hex("80F24002024F0000")), "GET STATUS");
  EXPECT_EQ(command_name(hex("01A40004023F00")), "SELECT");
  EXPECT_EQ(command_name(hex("84E28800")), "STORE DATA");
  EXPECT_EQ(command_name(hex("00FF0000")), "INS FF");
}

}  // namespace
}  // namespace sixline::host::session
