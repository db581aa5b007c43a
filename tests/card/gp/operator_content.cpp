// What an operator changes and reads in the domains of its profile: SET STATUS, STORE DATA, PUT KEY,
// GET STATUS, GET DATA.
#include "tests/card/gp/operator_world.hpp"

namespace sixline::card::gp {
namespace {

// ---- SET STATUS

TEST_F(OperatorDomains, LocksAndUnlocks) {
  ASSERT_EQ(install_ssd(), "00 9000");
  EXPECT_EQ(send(command("80F0400F", ssd)), "9000");
  EXPECT_EQ(find(ssd)->state, LifeCycle::Personalized);
  EXPECT_EQ(send(command("80F04080", ssd)), "9000");
  EXPECT_EQ(static_cast<int>(find(ssd)->state), 0x8F);
  EXPECT_FALSE(domains_.find_selectable(hex(ssd)));
  EXPECT_EQ(send(command("80F0400F", ssd)), "9000");
  EXPECT_EQ(find(ssd)->state, LifeCycle::Personalized);
  EXPECT_TRUE(domains_.find_selectable(hex(ssd)));
  EXPECT_EQ(send(command("80F04080", rfm)), "9000");
  EXPECT_EQ(static_cast<int>(find(rfm)->state), 0x87);
  EXPECT_EQ(send(command("80F04007", rfm)), "9000");
  EXPECT_EQ(find(rfm)->state, LifeCycle::Selectable);
}

TEST_F(OperatorDomains, LocksADomainWithItsApplications) {
  ASSERT_EQ(install_ssd(), "00 9000");
  ASSERT_EQ(send(command("80E61000", lv(ssd) + "00" + lv(rfm) + "000000")), "00 9000");
  EXPECT_EQ(send(command("80F06080", ssd)), "9000");
  EXPECT_TRUE(is_locked(find(ssd)->state));
  EXPECT_TRUE(is_locked(find(rfm)->state));
  EXPECT_EQ(send(command("80F06000", ssd)), "9000");
  EXPECT_FALSE(is_locked(find(rfm)->state));
  EXPECT_EQ(send(command("80F06080", rfm)), "6A80");
}

TEST_F(OperatorDomains, RefusesOtherStates) {
  ASSERT_EQ(install_ssd(), "00 9000");
  EXPECT_EQ(send(command("80F0807F", mno_sd)), "6985");  // the card is not the operator's
  EXPECT_EQ(send(command("80F080FF", mno_sd)), "6985");
  EXPECT_EQ(send(command("80F04080", mno_sd)), "6985");
  EXPECT_EQ(send(command("80F0403F", ssd)), "6985");
  EXPECT_EQ(send(command("80F04007", ssd)), "6985");
  EXPECT_EQ(send(command("80F0400F", rfm)), "6985");
  EXPECT_EQ(send(command("80F02080", ssd)), "6A86");
  EXPECT_EQ(send(command("80F04080", "A0")), "6A80");
  EXPECT_EQ(send(command("80F04080", "A000000151000009")), "6A88");
  EXPECT_EQ(send(command("80F0403F", "A0000005591010FFFFFFFF8900001100")), "6A88");
  EXPECT_EQ(send(command("80F0401F", "A0000005591010FFFFFFFF8900001000")), "6A88");
  EXPECT_EQ(registry.enabled_slot(), 1);
}

// ---- STORE DATA and GET DATA

TEST_F(OperatorDomains, StoresObjectsInBothForms) {
  EXPECT_EQ(send(command("80E28800",
                         "0070"
                         "0C"
                         "420400000001"
                         "450400000002")),
            "9000");
  EXPECT_EQ(send("80CA004200"), "420400000001 9000");
  EXPECT_EQ(send("80CA004500"), "450400000002 9000");
  EXPECT_EQ(send(command("80E29000",
                         "5F2004A0B1C2D3"
                         "8504840101")),
            "6A80");
  EXPECT_EQ(send(command("80E29000",
                         "5F2004A0B1C2D3"
                         "8503840101")),
            "9000");
  EXPECT_EQ(send("80CA5F2000"), "5F2004A0B1C2D3 9000");
  EXPECT_EQ(send("80CA008500"), "8503840101 9000");
  EXPECT_EQ(send(command("80E29000", "8500")), "9000");
  EXPECT_EQ(send("80CA008500"), "6A88");
}

TEST_F(OperatorDomains, JoinsBlocks) {
  EXPECT_EQ(send(command("80E20800", "00700C4204000000")), "9000");
  EXPECT_EQ(send("80CA004200").substr(0, 4), "6A88");
  // GET DATA in between broke the sequence off.
  EXPECT_EQ(send(command("80E28801", "01450400000002")), "6A86");
  EXPECT_EQ(send(command("80E20800", "00700C4204000000")), "9000");
  EXPECT_EQ(send(command("80E20801", "01")), "9000");
  EXPECT_EQ(send(command("80E28802", "450400000002")), "9000");
  EXPECT_EQ(send("80CA004200"), "420400000001 9000");
  // One format from the first block to the last.
  EXPECT_EQ(send(command("80E21000", "4204")), "9000");
  EXPECT_EQ(send(command("80E28801", "00000001")), "6A86");
}

TEST_F(OperatorDomains, RefusesOtherObjects) {
  EXPECT_EQ(send(command("80E29000", "C90481020370")), "6A88");
  EXPECT_EQ(send(command("80E29000", "E00100")), "6A88");
  EXPECT_EQ(send(command("80E28800", "00710142")), "6A88");
  EXPECT_EQ(send(command("80E28800", "007003420300")), "6A80");
  EXPECT_EQ(send(command("80E2E800", "0070024200")), "6A86");
  EXPECT_EQ(send(command("80E28000", "4200")), "6A86");
  EXPECT_EQ(send("80E29000"), "6A80");
  EXPECT_EQ(send(command("80E29000",
                         "420101"
                         "C90100")),
            "6A88");
  EXPECT_EQ(send("80CA004200"), "6A88");
}

TEST_F(OperatorDomains, PersonalizesAnotherDomain) {
  ASSERT_EQ(install_ssd(), "00 9000");
  EXPECT_EQ(send(command("80E62000", "0000" + lv(ssd) + "000000")), "00 9000");
  EXPECT_EQ(send(command("80E21000", "4204")), "9000");
  EXPECT_EQ(send(command("80E29001", "00000001")), "9000");
  EXPECT_EQ(send("80CA004200"), "6A88");
  // Only until the last block.
  EXPECT_EQ(send(command("80E29000", "420400000002")), "9000");
  EXPECT_EQ(send("80CA004200"), "420400000002 9000");
  become(ssd);
  EXPECT_EQ(send("80CA004200"), "420400000001 9000");
}

TEST_F(OperatorDomains, PersonalizesNoIsdP) {
  for (const char* aid : {"A0000005591010FFFFFFFF8900000F00", "A0000005591010FFFFFFFF8900001000",
                          "A0000005591010FFFFFFFF8900001100", "A0000005591010FFFFFFFF8900000100"}) {
    EXPECT_EQ(send(command("80E62000", "0000" + lv(aid) + "000000")), "6A88") << aid;
  }
  EXPECT_EQ(send(command("80E28800", "3A0603810103")), "6A88");
}

// ---- PUT KEY

TEST_F(OperatorDomains, PutsKeysUnderTheKeyOfThePacket) {
  EXPECT_EQ(send("80D800011870881110F057B7718646644F9ACC5C6080B872D303DCC3AC00"), "70DCC3AC 9000");
  EXPECT_EQ(to_hex(keys.find(session_.selected, {0x70, 1})->value.view()),
            "707172737475767778797A7B7C7D7E7F");
  session_.packet_keys->version = 0x02;
  EXPECT_EQ(send("80D800011871881110F057B7718646644F9ACC5C6080B872D303DCC3AC00"), "6985");
}

TEST_F(OperatorDomains, ADomainWithoutKeysIsServedByTheOneAbove) {
  ASSERT_EQ(install_ssd(), "00 9000");
  const ApplicationId below = find(ssd)->id;
  put_key({1, mno_sd_index}, 0x20, 1, "404142434445464748494A4B4C4D4E4F", KeyType::Des);
  const auto used = find_channel_keys(registry, keys, below, 0);
  ASSERT_TRUE(used);
  EXPECT_EQ(used->domain, (ApplicationId{1, mno_sd_index}));
  EXPECT_EQ(used->version, 0x20);
  put_key(below, 0x31, 1, "404142434445464748494A4B4C4D4E4F");
  EXPECT_EQ(find_channel_keys(registry, keys, below, 0)->domain, below);
  EXPECT_EQ(find_channel_keys(registry, keys, below, 0x20)->domain, (ApplicationId{1, mno_sd_index}));
  EXPECT_FALSE(find_channel_keys(registry, keys, below, 0x01));
  // Never those of the ISD-P.
  put_key(isd_p_id(1), 0x33, 1, "404142434445464748494A4B4C4D4E4F");
  EXPECT_FALSE(find_channel_keys(registry, keys, below, 0x33));
  EXPECT_EQ(find_channel_keys(registry, keys, isd_p_id(1), 0)->version, 0x33);
}

// ---- GET STATUS

TEST_F(OperatorDomains, ListsTheProfileInTlvs) {
  ASSERT_EQ(install_ssd(), "00 9000");
  EXPECT_EQ(send(command("80F28002", "4F00")), "E3134F08A0000001510000009F70010FC50382DC00 9000");
  EXPECT_EQ(send(command("80F24002", "4F00")),
            "E3144F09A000000559101000019F700107C503000000"
            "E3134F08A0000001510000019F700107C50380C000 9000");
  EXPECT_EQ(send(command("80F24002", "4F08A0000001510000015C034FC4CC")),
            "E31D4F08A000000151000001C407A0000001515350CC08A000000151000000 9000");
  EXPECT_EQ(send(command("80F22002", "4F00")), "E3124F07A00000015153509F700101C503000000 9000");
  EXPECT_EQ(send(command("80F21002", "4F00")),
            "E31C4F07A00000015153509F700101C5030000008408A000000151535041 9000");
  EXPECT_EQ(send(command("80F24002", "4F08A000000151000009")), "6A88");
}

TEST_F(OperatorDomains, ListsTheProfileInTheOlderForm) {
  ASSERT_EQ(install_ssd(), "00 9000");
  EXPECT_EQ(send(command("80F28000", "4F00")), "08A0000001510000000F82 9000");
  EXPECT_EQ(send(command("80F24000", "4F00")),
            "09A000000559101000010700"
            "08A0000001510000010780 9000");
  EXPECT_EQ(send(command("80F22000", "4F00")), "07A00000015153500100 9000");
  EXPECT_EQ(send(command("80F21000", "4F00")),
            "07A00000015153500100"
            "0108A000000151535041 9000");
}

TEST_F(OperatorDomains, ShowsASubordinateOnlyItsOwn) {
  ASSERT_EQ(install_ssd(ssd, "808000"), "00 9000");
  become(ssd);
  EXPECT_EQ(send(command("80F24002", "4F00")), "6A88");
  EXPECT_EQ(send(command("80F28000", "4F00")), "08A0000001510000010780 9000");
}

TEST_F(OperatorDomains, ContinuesAfter6310InBothForms) {
  for (int i = 0; i < 20; ++i) {
    const std::uint8_t last[] = {static_cast<std::uint8_t>(0x10 + i)};
    ASSERT_EQ(install_ssd("A0000001510000" + to_hex(last)), "00 9000");
  }
  for (const std::string form : {"00", "02"}) {
    std::string all;
    std::string answer = send(command("80F240" + form, "4F00"));
    const std::string next = form == "00" ? "01" : "03";
    while (answer.ends_with(" 6310")) {
      all += answer.substr(0, answer.size() - 5);
      answer = send(command("80F240" + next, "4F00"));
    }
    ASSERT_TRUE(answer.ends_with(" 9000"));
    all += answer.substr(0, answer.size() - 5);
    for (int i = 0; i < 20; ++i) {
      const std::uint8_t last[] = {static_cast<std::uint8_t>(0x10 + i)};
      EXPECT_NE(all.find("A0000001510000" + to_hex(last)), std::string::npos);
    }
    EXPECT_EQ(all.size() / 2, form == "00" ? 20U * 11 + 12 : 20U * 21 + 22);
    EXPECT_EQ(send(command("80F240" + next, "4F00")), "6985");
  }
}

// ---- GET DATA

TEST_F(OperatorDomains, TellsWhatToolsAskFor) {
  EXPECT_EQ(send("80CA9F7F00").substr(0, 6), "9F7F2A");
  EXPECT_EQ(send("80CA00CF00"), "CF0A00010203040506070809 9000");
  EXPECT_EQ(send("80CA2F0000"),
            "2F001961"
            "0A4F08A000000151000000"
            "610B4F09A00000055910100001 9000");
  EXPECT_EQ(send("80CAFF2100").substr(0, 12), "FF210D810101");
  EXPECT_EQ(send("80CA006700").substr(0, 4), "671C");
  EXPECT_EQ(send("80CA00E000"), "E006C00403018810 9000");
  EXPECT_EQ(send("80CA00C100"), "C1050000000000 9000");
  // SCP80 by its keys, then each further protocol as keys for it come.
  const std::string base = "06072A864886FC6B01600C060A2A864886FC6B02020101630906072A864886FC6B03";
  EXPECT_EQ(send("80CA006600"), "6631732F" + base + "640B06092A864886FC6B048000 9000");
  put_key(session_.selected, 0x20, 1, "404142434445464748494A4B4C4D4E4F", KeyType::Des);
  put_key(session_.selected, 0x30, 1, "404142434445464748494A4B4C4D4E4F");
  commit();
  EXPECT_EQ(send("80CA006600"), "664B7349" + base +
                                    "640B06092A864886FC6B048000640B06092A864886FC6B040255"
                                    "640B06092A864886FC6B040370 9000");
  EXPECT_EQ(send("80CA00C100"), "C103000000 9000");
  for (const char* unknown : {"80CA005A00", "80CABF3000", "80CA7F2100"}) {
    EXPECT_EQ(send(unknown), "6A88") << unknown;
  }
}

}  // namespace
}  // namespace sixline::card::gp
