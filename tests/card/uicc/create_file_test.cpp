// CREATE FILE, and rules that a file brings along.  [TS 102 222 §6.3] [TS 102 221 §9.2.2]
#include "tests/card/uicc/small_card.hpp"

namespace sixline::tests {
namespace {

class CreateFile : public UiccTest {
 protected:
  void SetUp() override {
    select_usim();
    card.verify(0x0A, adm_code);
  }
  /// The fields of the template; its length and Lc are added.
  std::string create(std::string_view fields) {
    const auto size = static_cast<std::uint8_t>(hex(fields).size());
    const auto lc = static_cast<std::uint8_t>(size + 2);
    return send("00E00000" + to_hex(std::array{lc, std::uint8_t{0x62}, size}) + std::string(fields));
  }
};

constexpr std::string_view transparent = "82024121 83026F60 8A0105 8B032F0605 80020010 880130";

TEST_F(CreateFile, ATransparentOneIsCurrentAtOnceAndStays) {
  EXPECT_EQ(create(transparent), "9000");
  EXPECT_EQ(send("00B0000002"), "6982");
  card.verify(0x01, pin_1234);
  EXPECT_EQ(send("00B0000002"), "FFFF9000");
  EXPECT_EQ(send("00D6000002AABB"), "9000");
  card.power_cycle();
  select_usim();
  card.verify(0x01, pin_1234);
  EXPECT_EQ(send("00B0860003"), "AABBFF9000");
  EXPECT_EQ(send("00A40004026F60"), "62178202412183026F608A01058B032F0605800200108801309000");
}

TEST_F(CreateFile, RecordFiles) {
  EXPECT_EQ(create("82044221000A 83026F61 8B032F0605 80020032 8800"), "9000");
  EXPECT_EQ(send("00A40004026F61"), "621982054221000A0583026F618A01058B032F06058002003288009000");
  EXPECT_EQ(create("82054621000304 83026F62 8B032F0607 8002000C A503C10100"), "9000");
  card.verify(0x01, pin_1234);
  EXPECT_EQ(send("8032000003000005"), "0000050000059000");
}

TEST_F(CreateFile, BerTlvFiles) {
  EXPECT_EQ(create("82027921 83026F63 8B032F0605 80020100 880190"), "9000");
  card.verify(0x01, pin_1234);
  EXPECT_EQ(send("80DB0092038001AA"), "9000");
  EXPECT_EQ(send("80CB0092018000"), "8001AA9000");
  EXPECT_EQ(create("82027921 83026F64 8B032F0605 80020010 8800 A50486020200"), "9000");
  EXPECT_EQ(send("00A40004026F64"), "621F8202792183026F64A507840101860202008A01058B032F06058002020088009000");
}

TEST_F(CreateFile, Directories) {
  EXPECT_EQ(create("82027821 83025F60 8B032F060E C60690014083010A 81020100"), "9000");
  EXPECT_NE(send("80F2000000").find("83025F60"), std::string::npos);
  EXPECT_EQ(create("82024121 83024F01 8B032F0605 80020010"), "9000");
  EXPECT_EQ(send("00A4000C027FFF"), "9000");
  EXPECT_EQ(send("00A4090C045F604F01"), "9000");
  // Its FID names the SFI when nothing else does.
  card.verify(0x01, pin_1234);
  EXPECT_EQ(send("00B0810001"), "FF9000");
}

TEST_F(CreateFile, AnApplication) {
  EXPECT_EQ(send("00A4000C023F00"), "9000");
  EXPECT_EQ(create("82027821 83027FF8 8407A0000003431002 8B032F060E C606900140830101"), "9000");
  EXPECT_EQ(send("00A4040C07A0000003431002"), "9000");
  EXPECT_EQ(to_hex(card.uicc.current_application(0).view()), "A0000003431002");
  EXPECT_EQ(send("00A4000C023F00"), "9000");
  EXPECT_EQ(create("82027821 83027FF9 8407A0000003431002 8B032F060E C603830101"), "6A89");
  select_usim();
  EXPECT_EQ(create("82027821 83027FF9 8407A0000003431003 8B032F060E C603830101"), "6A80");
}

TEST_F(CreateFile, ContentBeginsAsThePatternSays) {
  EXPECT_EQ(create("82024121 83026F65 8B032F060A 80020006 8800 A504C1020102"), "9000");
  EXPECT_EQ(send("00B0000006"), "0102020202029000");
  EXPECT_EQ(create("82024121 83026F66 8B032F060A 80020006 8800 A504C2020102"), "9000");
  EXPECT_EQ(send("00B0000006"), "0102010201029000");
  EXPECT_EQ(create("82024121 83026F67 8B032F060A 80020020 8800 A513C111" + std::string(34, '0')), "6A84");
}

TEST_F(CreateFile, NeedsTheRightOfTheDirectory) {
  card.uicc.reset();
  EXPECT_EQ(create(transparent), "6982");
  card.verify(0x01, pin_1234);
  EXPECT_EQ(create(transparent), "6982");
  // Rule 14 without the bit for directories.
  File arr = *card.files.child(card::uicc::mf_node, 0x2F06);
  card.write(arr, 13 * 40, "80015A");
  ASSERT_TRUE(card.store.commit());
  card.verify(0x0A, adm_code);
  EXPECT_EQ(create("82027821 83025F60 8B032F060E C60690014083010A"), "6982");
  EXPECT_EQ(create("82024121 83024F01 8B032F0605 80020010"), "9000");
}

TEST_F(CreateFile, NothingIsTwice) {
  EXPECT_EQ(create("82024121 83026F07 8B032F0605 80020010 8800"), "6A89");
  EXPECT_EQ(create("82024121 83026F60 8B032F0605 80020010 880138"), "6A89");
  EXPECT_EQ(create("82024121 83026F67 8B032F0605 80020010"), "9000");
  EXPECT_NE(send("00A40004026F67").find("8800"), std::string::npos);
}

TEST_F(CreateFile, NotInADirectoryThatIsOutOfUse) {
  File usim = *card.files.directory(card.usim.node);
  usim.state = card::uicc::FileState::Deactivated;
  ASSERT_EQ(card.files.update(usim), wire::sw::ok);
  ASSERT_TRUE(card.store.commit());
  EXPECT_EQ(create(transparent), "6985");
}

TEST_F(CreateFile, RefusesTemplatesThatSayTooLittleOrNonsense) {
  for (const char* fields : {
           "83026F60 8B032F0605 80020010",                              // no descriptor
           "82024121 8B032F0605 80020010",                              // no FID
           "82024121 83026F60 80020010",                                // no rule
           "82024121 83026F60 8B032F0605",                              // no size
           "82024121 83026F60 8B032F0605 80020000",                     // nothing to hold
           "82024122 83026F60 8B032F0605 80020010",                     // coding
           "82034121FF 83026F60 8B032F0605 80020010",                   //
           "82024221 83026F60 8B032F0605 80020010",                     // no record length
           "820442210003 83026F60 8B032F0605 80020010",                 // 16 is no multiple of 3
           "82024521 83026F60 8B032F0605 80020010",                     // structure
           "82024121 83036F6000 8B032F0605 80020010",                   //
           "82024121 83023F00 8B032F0605 80020010",                     // reserved FIDs
           "82024121 83027FFF 8B032F0605 80020010",                     //
           "82024121 83026F60 8B042F060105 80020010 99",                // cut
           "82024121 83026F60 8B032F0600 80020010",                     // no record
           "82024121 83026F60 8B022F06 80020010",                       //
           "82024121 83026F60 8B052F06010502 80020010",                 //
           "82024121 83026F60 8B042F060005 80020010",                   // universal PIN's environment alone
           "82024121 83026F60 8C00 80020010",                           //
           "82024121 83026F60 8B032F0605 80020010 8801F8",              // SFI 31
           "82024121 83026F60 8B032F0605 80020010 880131",              //
           "82024121 83026F60 8B032F0605 80020010 8A0104",              // created deactivated
           "82024121 83026F60 8B032F0605 80020010 8A010C",              //
           "82024121 83026F60 8B032F0605 80020010 8407A0000003431002",  // an EF has no name
           "82024121 83026F60 8B032F0605 80020010 C603830101",          // nor PINs
           "82027821 83025F60 8B032F060E 80020010",                     // a directory has no size
           "82024121 83026F60 8B032F0605 80020010 9900",                // unknown
           "82024121 83026F60 8B032F0605 80020010 A5039901FF",          //
       })
    EXPECT_EQ(create(fields), "6A80") << fields;
  EXPECT_EQ(send("00E00000 04 62020000"), "6A80");
  EXPECT_EQ(send("00E00000 02 6F00"), "6A80");
  EXPECT_EQ(send("00E00000 03 620000"), "6A80");
  EXPECT_EQ(send("00E00100 02 6200"), "6A86");
  EXPECT_EQ(send("00E00000"), "6700");
  EXPECT_EQ(create("82024121 83026F60 8B032F0605 80029000"), "6A84");
  EXPECT_FALSE(card.files.child(card.usim.node, 0x6F60));
}

TEST_F(CreateFile, TheRuleMayDependOnTheSecurityEnvironment) {
  EXPECT_EQ(create("82024121 83026F60 8B062F06000A0105 80020010 8800"), "9000");
  EXPECT_EQ(card.files.child(card.usim.node, 0x6F60)->rule.record, 5);
}

// ------------------------------------------------------------------------------------------- own rules

TEST_F(CreateFile, ACompactRule) {
  // Read always, update for the user, deactivate never.
  EXPECT_EQ(create("82024121 83026F60 8C040BFF1000 80020010 8800"), "9000");
  EXPECT_EQ(send("00A40004026F60"), "62178202412183026F608A01058C040BFF10008002001088009000");
  EXPECT_EQ(send("00B0000001"), "FF9000");
  EXPECT_EQ(send("00D6000001AA"), "6982");
  EXPECT_EQ(send("00040000"), "6982");
  card.verify(0x01, pin_1234);
  EXPECT_EQ(send("00D6000001AA"), "9000");
  EXPECT_EQ(send("00040000"), "6982");
}

TEST_F(CreateFile, AnExpandedRule) {
  EXPECT_EQ(
      create("82024121 83026F60 AB14 8001019000 800102A010A406830101950108 A406830181950108 80020010 8800"),
      "6A80");
  EXPECT_EQ(
      create("82024121 83026F60 AB1A 8001019000 800102A010A406830101950108A406830181950108 80020010 8800"),
      "9000");
  EXPECT_EQ(send("00B0000001"), "FF9000");
  EXPECT_EQ(send("00D6000001AA"), "6982");
  card.verify(0x81, pin2_code);
  EXPECT_EQ(send("00D6000001AA"), "9000");
  card.power_cycle();
  select_usim();
  EXPECT_EQ(send("00A4000C026F60"), "9000");
  EXPECT_EQ(send("00B0000001"), "AA9000");
  EXPECT_EQ(send("00D6000001BB"), "6982");
}

TEST_F(CreateFile, AnOwnRuleIsNotTooLong) {
  const std::string rule = "8001019000" + std::string(2 * 60, '0');
  EXPECT_EQ(create("82024121 83026F60 AB41" + rule + "80020010 8800"), "6A80");
}

TEST_F(CreateFile, RemotelyInsideTheAccessDomainOnly) {
  card::uicc::RemoteSession remote;
  remote.adf.assign(hex(usim_aid));
  remote.adf_administration = card::uicc::AccessRights::full();
  const std::string command =
      "00E00000196217"
      "82024121"
      "83026F60"
      "8A0105"
      "8B032F0605"
      "80020010"
      "880130";
  EXPECT_EQ(card.send_remote(remote, command), "9000");
  EXPECT_EQ(card.send_remote(remote, "00A4000C023F00"), "9000");
  EXPECT_EQ(card.send_remote(remote, command), "6982");
}

TEST_F(CreateFile, RemotelyNotByTheRightToItsContent) {
  card::uicc::RemoteSession remote;
  remote.adf.assign(hex(usim_aid));
  remote.adf_rights = card::uicc::AccessRights::full();
  remote.shared = card::uicc::AccessRights::full();
  EXPECT_EQ(card.send_remote(remote,
                             "00E0000019621782024121"
                             "83026F60"
                             "8A0105"
                             "8B032F0605"
                             "80020010"
                             "880130"),
            "6982");
  EXPECT_EQ(card.send_remote(remote, "00E40000026F07"), "6982");
  EXPECT_EQ(card.send_remote(remote,
                             "80D400000A6208"
                             "83026F07"
                             "80020004"),
            "6982");
}

}  // namespace
}  // namespace sixline::tests
