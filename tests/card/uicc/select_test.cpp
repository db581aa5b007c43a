// SELECT.  [TS 102 221 §11.1.1]
#include "tests/card/uicc/small_card.hpp"

namespace sixline::tests {
namespace {

class Select : public UiccTest {
 protected:
  /// FID of the current directory, from its FCP.
  std::string here() { return fid_in(send("80F2000000")); }
  static std::string fid_in(const std::string& answer) {
    const std::size_t at = answer.find("8302");
    return at == std::string::npos ? answer : answer.substr(at + 4, 4);
  }
};

TEST_F(Select, StartsAtTheMf) {
  EXPECT_EQ(here(), "3F00");
}

TEST_F(Select, AnswersWithFcpOrNothing) {
  const std::string fcp = "62178202412183022FE28A01058B032F060B8002000A8801109000";
  EXPECT_EQ(send("00A40004022FE2"), fcp);
  EXPECT_EQ(send("00A40004022FE200"), fcp);
  EXPECT_EQ(send("00A4000C022FE2"), "9000");
}

TEST_F(Select, ByFidReachesTheNeighbourhood) {
  EXPECT_EQ(send("00A4000C027F10"), "9000");  // child
  EXPECT_EQ(send("00A4000C025F3A"), "9000");  // grandchild
  EXPECT_EQ(here(), "5F3A");
  EXPECT_EQ(send("00A4000C025F3A"), "9000");  // itself
  EXPECT_EQ(send("00A4000C022FE2"), "6A82");  // an EF two levels up
  EXPECT_EQ(send("00A4000C026F3A"), "6A82");  // an EF beside
  EXPECT_EQ(send("00A4000C027F10"), "9000");  // parent
  EXPECT_EQ(send("00A4000C027FF1"), "9000");  // a directory beside
  EXPECT_EQ(here(), "7FF1");
  EXPECT_EQ(send("00A4000C023F00"), "9000");
  EXPECT_EQ(here(), "3F00");
}

TEST_F(Select, WithoutDataIsTheMf) {
  select_usim();
  EXPECT_EQ(send("00A4000C"), "9000");
  EXPECT_EQ(here(), "3F00");
}

TEST_F(Select, TheCurrentApplicationHasAnAlias) {
  EXPECT_EQ(send("00A4000C027FFF"), "6A82");
  select_usim();
  EXPECT_EQ(send("00A4000C023F00"), "9000");
  EXPECT_EQ(send("00A4000C027FFF"), "9000");
  EXPECT_EQ(here(), "7FF1");
}

TEST_F(Select, ChildDirectoryEfAndParent) {
  EXPECT_EQ(send("00A4010C027F10"), "9000");
  EXPECT_EQ(send("00A4010C026F3A"), "6A82");
  EXPECT_EQ(send("00A4020C026F3A"), "9000");
  EXPECT_EQ(send("00A4020C025F3A"), "6A82");
  EXPECT_EQ(fid_in(send("00A40304")), "3F00");
  EXPECT_EQ(send("00A4030C"), "6A82");
  EXPECT_EQ(send("00A4030C027F10"), "6700");
}

TEST_F(Select, ByPath) {
  EXPECT_EQ(fid_in(send("00A40804047F106F3A")), "6F3A");
  EXPECT_EQ(here(), "7F10");
  EXPECT_EQ(fid_in(send("00A40904025F3A")), "5F3A");
  EXPECT_EQ(send("00A4090C025F3A"), "6A82");
  EXPECT_EQ(send("00A4080C047FFF6F07"), "6A82");
  select_usim();
  EXPECT_EQ(fid_in(send("00A40804047FFF6F07")), "6F07");
  EXPECT_EQ(fid_in(send("00A40804067FFF5F404F01")), "4F01");
  EXPECT_EQ(here(), "5F40");
  EXPECT_EQ(send("00A4080C037F106F"), "6700");
  EXPECT_EQ(send("00A4080C"), "6700");
}

TEST_F(Select, AFailureLeavesTheSelectionAlone) {
  EXPECT_EQ(send("00A4080C047F106F3A"), "9000");
  EXPECT_EQ(send("00A4000C026FFF"), "6A82");
  EXPECT_EQ(here(), "7F10");
  EXPECT_EQ(send("00B2010404"), "6982");  // EF 6F3A is still current
}

TEST_F(Select, ByNameWholeOrInPart) {
  EXPECT_EQ(fid_in(send("00A404040CA0000000871002FF49FF0589")), "7FF1");
  EXPECT_EQ(fid_in(send("00A4040407A0000000871004")), "7FF3");
  EXPECT_EQ(send("00A4040C0DA0000000871002FF49FF058900"), "6A82");
  EXPECT_EQ(send("00A4040C07A0000000871009"), "6A82");
  EXPECT_EQ(send("00A4040C"), "6700");
  EXPECT_EQ(send("00A4040C1100112233445566778899AABBCCDDEEFF00"), "6700");
}

TEST_F(Select, OccurrencesOfAPartialName) {
  const std::string usim = "07A0000000871002";
  EXPECT_EQ(fid_in(send("00A40404" + usim)), "7FF1");
  EXPECT_EQ(fid_in(send("00A40406" + usim)), "7FF2");
  EXPECT_EQ(send("00A4040E" + usim), "6A82");
  EXPECT_EQ(fid_in(send("00A40407" + usim)), "7FF1");
  EXPECT_EQ(send("00A4040F" + usim), "6A82");
  EXPECT_EQ(fid_in(send("00A40405" + usim)), "7FF2");
}

TEST_F(Select, NextCountsFromTheStartWhenAnotherApplicationIsActive) {
  EXPECT_EQ(send("00A4040C07A0000000871004"), "9000");
  EXPECT_EQ(fid_in(send("00A4040607A0000000871002")), "7FF1");
}

TEST_F(Select, ByNameWithoutWordAboutTheAnswerGivesFcp) {
  EXPECT_EQ(fid_in(send("00A4040007A000000087100400")), "7FF3");
}

TEST_F(Select, TerminatesAnApplication) {
  select_usim();
  EXPECT_EQ(send("00A4044C0CA0000000871002FF01FF0589"), "6985");
  EXPECT_EQ(send("00A4044C0CA0000000871002FF49FF0589"), "9000");
  EXPECT_EQ(here(), "3F00");
  EXPECT_EQ(send("00A4000C027FFF"), "6A82");
  EXPECT_TRUE(card.uicc.current_application(0).empty());
}

TEST_F(Select, RefusesOtherParameters) {
  EXPECT_EQ(send("00A4050C022FE2"), "6A86");
  EXPECT_EQ(send("00A40000022FE2"), "6A86");
  EXPECT_EQ(send("00A40008022FE2"), "6A86");
  EXPECT_EQ(send("00A4000E022FE2"), "6A86");
  EXPECT_EQ(send("00A4004C022FE2"), "6A86");
  EXPECT_EQ(send("00A4008C022FE2"), "6A86");
  EXPECT_EQ(send("00A4042C0CA0000000871002FF49FF0589"), "6A86");
  EXPECT_EQ(send("00A4000C012F"), "6700");
  EXPECT_EQ(send("00A4000C032FE200"), "6700");
}

TEST_F(Select, TellsOfAFileThatCannotBeUsed) {
  File file = *card.files.child(card::uicc::mf_node, 0x2F05);
  file.state = card::uicc::FileState::Deactivated;
  ASSERT_EQ(card.files.update(file), wire::sw::ok);
  EXPECT_EQ(send("00A4000C022F05"), "6283");
  const std::string answer = send("00A40004022F05");
  EXPECT_EQ(answer.substr(answer.size() - 4), "6283");
  EXPECT_NE(answer.find("8A0104"), std::string::npos);
  file.state = card::uicc::FileState::Terminated;
  ASSERT_EQ(card.files.update(file), wire::sw::ok);
  EXPECT_EQ(send("00A4000C022F05"), "6285");
}

TEST_F(Select, WhatTheAssemblyAsks) {
  EXPECT_TRUE(card.uicc.has_adf(hex("A0000000871004")));
  EXPECT_FALSE(card.uicc.has_adf(hex("A000000559")));
  EXPECT_TRUE(card.uicc.current_application(0).empty());
  select_usim();
  EXPECT_EQ(to_hex(card.uicc.current_application(0).view()), usim_aid);
  EXPECT_EQ(send("00A4000C023F00"), "9000");
  EXPECT_EQ(to_hex(card.uicc.current_application(0).view()), usim_aid);
  card.uicc.leave_application(0);
  EXPECT_TRUE(card.uicc.current_application(0).empty());
  EXPECT_EQ(here(), "3F00");
  EXPECT_TRUE(card.uicc.current_application(3).empty());
}

TEST_F(Select, ADirectoryOfAnotherApplicationActivatesIt) {
  select_usim();
  EXPECT_EQ(send("00A4080C027FF3"), "9000");
  EXPECT_EQ(to_hex(card.uicc.current_application(0).view()), isim_aid);
}

TEST_F(Select, AnotherOwnersFilesAreGone) {
  select_usim();
  card.uicc.mount(2);
  EXPECT_EQ(send("00A4000C023F00"), "6A82");
  EXPECT_FALSE(card.uicc.has_adf(hex("A0000000871002")));
  card.uicc.mount(SmallCard::owner);
  EXPECT_EQ(here(), "3F00");
  EXPECT_EQ(send("00A4000C027FFF"), "6A82");
}

}  // namespace
}  // namespace sixline::tests
