// DELETE FILE, RESIZE FILE and the TERMINATE commands.  [TS 102 222 §6.4, §6.7 to §6.10]
#include "tests/card/uicc/small_card.hpp"

namespace sixline::tests {
namespace {

using card::storage::Kind;
using card::uicc::FileState;

class Administration : public UiccTest {
 protected:
  std::string fcp_size(std::string_view fid) {
    const std::string fcp = send("00A4000402" + std::string(fid));
    const auto at = fcp.find("8002", 20);
    return at == std::string::npos ? fcp : fcp.substr(at + 4, 4);
  }
};

using DeleteFile = Administration;

TEST_F(DeleteFile, AnEfGoesWithItsContentAndIsNoLongerCurrent) {
  card.verify(0x0A, adm_code);
  card.verify(0x01, pin_1234);
  EXPECT_EQ(send("00A4000C022F05"), "9000");
  EXPECT_EQ(send("00E40000022F05"), "9000");
  EXPECT_EQ(send("00B0000001"), "6986");
  EXPECT_EQ(send("00A4000C022F05"), "6A82");
  EXPECT_EQ(send("00E40000022F05"), "6A82");
  card.power_cycle();
  EXPECT_EQ(send("00A4000C022F05"), "6A82");
}

TEST_F(DeleteFile, ADirectoryGoesWithAllThatIsInIt) {
  const std::uint16_t inner = card.files.child(card.usim.node, 0x5F40)->node;
  const std::uint16_t deeper = card.directory(inner, 0x5F50, "", "0181").node;
  std::vector<std::uint16_t> bodies;
  for (std::uint16_t i = 0; i < 40; ++i) {
    const File file = card.ef(i % 8 == 0 ? deeper : inner, static_cast<std::uint16_t>(0x4F10 + i),
                              FileType::Transparent, 200, 0, 0, 5);
    card.write(file, 0, "AA");
    bodies.push_back(file.body);
    ASSERT_TRUE(card.store.commit());
  }
  select_usim();
  card.verify(0x0A, adm_code);
  EXPECT_EQ(send("00E40000025F40"), "9000");
  EXPECT_EQ(send("00A4000C025F40"), "6A82");
  for (const std::uint16_t node : {inner, deeper})
    EXPECT_FALSE(card.store.first(card::storage::all_of(SmallCard::owner, Kind::File, node)));
  for (const std::uint16_t body : bodies)
    EXPECT_FALSE(card.store.first(card::storage::all_of(SmallCard::owner, Kind::FileBody, body)));
}

TEST_F(DeleteFile, ChannelsThatStoodThereBeginAtTheMf) {
  card.verify(0x0A, adm_code);
  EXPECT_EQ(send("00700001"), "9000");
  EXPECT_EQ(card.send_on(1, "01A4040C0CA0000000871002FF49FF0589"), "9000");
  EXPECT_EQ(card.send_on(1, "01A4000C025F40"), "9000");
  select_usim();
  EXPECT_EQ(send("00E40000025F40"), "9000");
  EXPECT_NE(card.send_on(1, "81F2000000").find("83023F00"), std::string::npos);
  EXPECT_EQ(to_hex(card.uicc.current_application(1).view()), usim_aid);
  EXPECT_EQ(send("00A4000C023F00"), "9000");
  EXPECT_EQ(send("00E40000027FF1"), "9000");
  EXPECT_TRUE(card.uicc.current_application(1).empty());
  EXPECT_TRUE(card.uicc.current_application(0).empty());
  EXPECT_FALSE(card.store.first(card::storage::all_of(SmallCard::owner, Kind::Aka, card.usim.node)));
  EXPECT_FALSE(card.store.first(card::storage::all_of(SmallCard::owner, Kind::Pin, card.usim.node)));
  EXPECT_EQ(send("00A4040C0CA0000000871002FF49FF0589"), "6A82");
}

TEST_F(DeleteFile, TheCurrentDirectoryItself) {
  select_usim();
  card.verify(0x0A, adm_code);
  EXPECT_EQ(send("00A4000C025F40"), "9000");
  EXPECT_EQ(send("00E40000025F40"), "9000");
  EXPECT_NE(send("80F2000000").find("83027FF1"), std::string::npos);
}

TEST_F(DeleteFile, ALinkedBodyStaysWithTheOther) {
  const File source = *card.files.child(card::uicc::mf_node, 0x2F05);
  File link;
  link.fid = 0x6F99;
  link.parent = card.telecom.node;
  link.rule = {0x2F06, 5};
  ASSERT_TRUE(card.files.create_link(link, source));
  ASSERT_TRUE(card.store.commit());
  card.verify(0x0A, adm_code);
  card.verify(0x01, pin_1234);
  EXPECT_EQ(send("00E40000022F05"), "9000");
  EXPECT_EQ(send("00A4080C047F106F99"), "9000");
  EXPECT_EQ(send("00B0000002"), "656E9000");
}

TEST_F(DeleteFile, NeedsTheRightOfTheFileOrOfItsDirectory) {
  EXPECT_EQ(send("00E40000022F05"), "6982");
  card.verify(0x01, pin_1234);
  EXPECT_EQ(send("00E40000022F05"), "6982");
  // EF.ICCID is never deleted, not even by ADM 1 ...
  card.verify(0x0A, adm_code);
  EXPECT_EQ(send("00E40000022FE2"), "6982");
  // ... unless the MF lets its children be deleted.
  card.write(*card.files.child(card::uicc::mf_node, 0x2F06), 13 * 40, "80015F");
  ASSERT_TRUE(card.store.commit());
  EXPECT_EQ(send("00E40000022FE2"), "9000");
}

TEST_F(DeleteFile, Refusals) {
  card.verify(0x0A, adm_code);
  EXPECT_EQ(send("00E40000023F00"), "6981");
  EXPECT_EQ(send("00E40000022FFF"), "6A82");
  EXPECT_EQ(send("00E40100022F05"), "6A86");
  EXPECT_EQ(send("00E40000032F0500"), "6700");
  EXPECT_EQ(send("00E40000"), "6700");
}

// ------------------------------------------------------------------------------------------------ RESIZE

class ResizeFile : public Administration {
 protected:
  ResizeFile() {
    // What the fourteen rules leave out: RESIZE FILE for ADM 1, the rest for PIN 1.
    card.write(*card.files.child(card::uicc::mf_node, 0x2F06), 4 * 40,
               "800103A406830101950108 800158A40683010A950108 8401D4A40683010A950108");
    data = card.ef(card.usim.node, 0x6F70, FileType::Transparent, 200, 0, 0x10, 5);
    card.write(data, 120, "0102030405060708090A0B0C0D0E0F10");
    EXPECT_TRUE(card.store.commit());
  }
  void SetUp() override {
    select_usim();
    card.verify(0x01, pin_1234);
    card.verify(0x0A, adm_code);
  }
  File data;
};

TEST_F(ResizeFile, ATransparentFileGrowsAndShrinks) {
  EXPECT_EQ(send("80D400000A620883026F708002012C"), "9000");
  EXPECT_EQ(fcp_size("6F70"), "012C");
  EXPECT_EQ(send("00B0007812"), "0102030405060708090A0B0C0D0E0F10FFFF9000");
  EXPECT_EQ(send("00B0012B01"), "FF9000");
  EXPECT_EQ(send("00D60118 02ABCD"), "9000");
  EXPECT_EQ(send("80D400000A620883026F7080020081"), "9000");
  EXPECT_EQ(send("00B0007809"), "0102030405060708099000");
  EXPECT_EQ(send("00B0008101"), "6B00");
  card.power_cycle();
  SetUp();
  // What was cut off is gone for good.
  EXPECT_EQ(send("80D400000A620883026F708002012C"), "9000");
  EXPECT_EQ(send("00B000780A"), "010203040506070809FF9000");
  EXPECT_EQ(send("00B0011802"), "FFFF9000");
}

TEST_F(ResizeFile, EverySizeKeepsWhatFits) {
  std::vector<std::uint8_t> content(300);
  for (std::size_t i = 0; i < content.size(); ++i) content[i] = static_cast<std::uint8_t>(i * 7 + 1);
  for (const std::uint32_t size : {1u, 127u, 128u, 129u, 255u, 256u, 257u, 300u}) {
    File file = *card.files.child(card.usim.node, 0x6F70);
    ASSERT_EQ(card.files.resize(file, 300), wire::sw::ok);
    ASSERT_EQ(card.files.write(file, 0, content), wire::sw::ok);
    ASSERT_EQ(card.files.resize(file, size), wire::sw::ok);
    ASSERT_EQ(card.files.resize(file, 300), wire::sw::ok);
    std::vector<std::uint8_t> read(300);
    ASSERT_EQ(card.files.read(file, 0, read), wire::sw::ok);
    for (std::size_t i = 0; i < read.size(); ++i)
      EXPECT_EQ(read[i], i < size ? content[i] : 0xFF) << size << ' ' << i;
    ASSERT_TRUE(card.store.commit());
  }
}

TEST_F(ResizeFile, RecordsStayWhole) {
  card.ef(card.usim.node, 0x6F71, FileType::LinearFixed, 20, 4, 0x13, 5);
  ASSERT_TRUE(card.store.commit());
  EXPECT_EQ(send("80D400000A620883026F7180020018"), "9000");
  EXPECT_EQ(send("00DC0604 04AABBCCDD"), "9000");
  EXPECT_EQ(send("80D400000A620883026F7180020006"), "6A80");
  EXPECT_EQ(send("80D400000A620883026F7180020008"), "9000");
  EXPECT_EQ(send("00B2060404"), "6A83");
  EXPECT_EQ(send("00B2020404"), "FFFFFFFF9000");
}

TEST_F(ResizeFile, ARecordPointerBehindTheEndStartsAgain) {
  card.ef(card.usim.node, 0x6F71, FileType::LinearFixed, 20, 4, 0x13, 5);
  ASSERT_TRUE(card.store.commit());
  EXPECT_EQ(send("00700001"), "9000");
  EXPECT_EQ(card.send_on(1, "01A4040C0CA0000000871002FF49FF0589"), "9000");
  EXPECT_EQ(card.send_on(1, "01A4000C026F71"), "9000");
  for (int i = 0; i < 5; ++i) EXPECT_EQ(card.send_on(1, "01B2000204"), "FFFFFFFF9000");
  EXPECT_EQ(send("80D400000A620883026F7180020008"), "9000");
  EXPECT_EQ(card.send_on(1, "01B2000204"), "FFFFFFFF9000");
}

TEST_F(ResizeFile, ABerTlvFileKeepsItsObjects) {
  const File file = card.ef(card.usim.node, 0x6F72, FileType::BerTlv, 100, 0, 0x14, 5);
  card.write(file, 0, "8003010203");
  ASSERT_TRUE(card.store.commit());
  EXPECT_EQ(send("00A4000C026F72"), "9000");
  EXPECT_EQ(send("80DB0080048102AABB"), "9000");
  EXPECT_EQ(send("80D400000C620A83026F72A50486020200"), "9000");
  EXPECT_EQ(send("80CB0080018000"), "80030102039000");
  EXPECT_EQ(send("80CB0080018100"), "8102AABB9000");
  EXPECT_EQ(send("80DB0080FF82820180" + std::string(2 * 251, 'A')), "63F1");
  EXPECT_EQ(send("80DB000085" + std::string(2 * 133, 'A')), "9000");
  EXPECT_EQ(send("80D400000A620883026F7280020100"), "6A84");
  EXPECT_EQ(send("80DB00800182"), "9000");
  EXPECT_EQ(send("80D400000A620883026F7280020009"), "9000");
  EXPECT_EQ(send("80D400000A620883026F7280020008"), "6A84");
  EXPECT_EQ(send("80CB0080018000"), "80030102039000");
}

TEST_F(ResizeFile, NeedsARuleThatNamesTheCommand) {
  EXPECT_EQ(send("80D400000A620883026F0780020008"), "6982");
  card.uicc.reset();
  select_usim();
  card.verify(0x01, pin_1234);
  EXPECT_EQ(send("80D400000A620883026F708002012C"), "6982");
}

TEST_F(ResizeFile, Refusals) {
  EXPECT_EQ(send("80D400000A620883026F7080020000"), "6A80");
  EXPECT_EQ(send("80D400000A620883026F7080029000"), "6A84");
  EXPECT_EQ(send("80D4000006620483026F70"), "6A80");
  EXPECT_EQ(send("80D400000662048002012C"), "6A80");
  EXPECT_EQ(send("80D400000D620B83026F708002012C880100"), "6A80");
  EXPECT_EQ(send("80D400000A620883026F9980020008"), "6A82");
  EXPECT_EQ(send("80D400000A620883026F3980020009"), "6981");
  EXPECT_EQ(send("80D400000A620883025F4080020009"), "6981");
  EXPECT_EQ(send("80D401000A620883026F708002012C"), "6A86");
  EXPECT_EQ(send("80D40000"), "6700");
  File link;
  link.fid = 0x6F99;
  link.parent = card.telecom.node;
  ASSERT_TRUE(card.files.create_link(link, data));
  ASSERT_TRUE(card.store.commit());
  EXPECT_EQ(send("80D400000A620883026F708002012C"), "6985");
}

// --------------------------------------------------------------------------------------------- TERMINATE

/// The fourteen rules leave termination out, so these bring their own: always allowed.
class Terminate : public Administration {
 protected:
  Terminate() {
    set_rule(*card.files.child(card::uicc::mf_node, 0x2F05));
    set_rule(*card.files.directory(card.telecom.node));
    set_rule(*card.files.directory(card.usim.node));
    EXPECT_TRUE(card.store.commit());
  }
  void set_rule(File file) {
    EXPECT_EQ(card.files.set_own_rule(file, {false, hex("80017F9000")}), wire::sw::ok);
  }
};

TEST_F(Terminate, AnEfCanOnlyBeSelectedAndDeletedFromThenOn) {
  EXPECT_EQ(send("00E80000022F05"), "9000");
  EXPECT_EQ(send("00A4000C022F05"), "6285");
  EXPECT_EQ(send("00B0000001"), "6985");
  EXPECT_EQ(send("00D6000001AA"), "6985");
  EXPECT_EQ(send("00440000"), "6985");
  EXPECT_EQ(send("00040000"), "6985");
  card.power_cycle();
  EXPECT_EQ(send("00A4000C022F05"), "6285");
  EXPECT_EQ(send("00E40000022F05"), "9000");
}

TEST_F(Terminate, TheCurrentEfAndTheCurrentDirectory) {
  EXPECT_EQ(send("00E80000"), "6986");
  EXPECT_EQ(send("00A4000C022F05"), "9000");
  EXPECT_EQ(send("00E80000"), "9000");
  EXPECT_EQ(send("00A4000C022F05"), "6285");
  EXPECT_EQ(send("00A4000C027F10"), "9000");
  EXPECT_EQ(send("00E60000"), "9000");
  EXPECT_EQ(send("00A4000C023F00"), "9000");
  EXPECT_EQ(send("00A4000C027F10"), "6285");
}

TEST_F(Terminate, ADirectoryTakesItsFilesAlong) {
  card.verify(0x01, pin_1234);
  EXPECT_EQ(send("00A4080C047F106F3A"), "9000");
  EXPECT_EQ(send("00B2010404"), "FFFFFFFF9000");
  EXPECT_EQ(send("00E60000"), "9000");
  EXPECT_EQ(send("00B2010404"), "6985");
  EXPECT_EQ(send("00A4080C047F106F3A"), "9000");
  EXPECT_EQ(send("00B2010404"), "6985");
}

TEST_F(Terminate, AnApplicationAuthenticatesNoMore) {
  select_usim();
  card.verify(0x01, pin_1234);
  const std::string command =
      "0088008022" + std::string("10") + std::string(32, '0') + "10" + std::string(32, '0');
  EXPECT_NE(send(command), "6985");
  EXPECT_EQ(send("00E60000"), "9000");
  EXPECT_EQ(send(command), "6985");
  EXPECT_EQ(send("00B0870001"), "6985");
}

TEST_F(Terminate, Refusals) {
  EXPECT_EQ(send("00E80000022FE2"), "6982");
  EXPECT_EQ(send("00E60000022F05"), "6981");
  EXPECT_EQ(send("00E80000027F10"), "6981");
  EXPECT_EQ(send("00E60000"), "6981");
  EXPECT_EQ(send("00E80000022FFF"), "6A82");
  EXPECT_EQ(send("00E80100022F05"), "6A86");
  EXPECT_EQ(send("00E80000012F"), "6700");
}

TEST_F(Terminate, TheCardItselfIsNotTheOperatorsToEnd) {
  card.verify(0x0A, adm_code);
  EXPECT_EQ(send("00FE0000"), "6985");
  EXPECT_EQ(send("00FE0100"), "6A86");
  EXPECT_EQ(send("00FE000001AA"), "6700");
  EXPECT_EQ(send("00A4000C023F00"), "9000");
}

}  // namespace
}  // namespace sixline::tests
