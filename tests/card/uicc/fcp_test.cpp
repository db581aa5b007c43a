// File control parameters, byte by byte.  [TS 102 221 §11.1.1.3]
#include "card/uicc/fcp.hpp"

#include "tests/card/uicc/small_card.hpp"

namespace sixline::tests {
namespace {

using card::uicc::FileState;

struct FcpTest : testing::Test {
  FcpTest() { EXPECT_TRUE(store.mount()); }

  std::string fcp(const File& file) {
    std::array<std::uint8_t, 256> buffer;
    wire::Writer out(buffer);
    card::uicc::put_fcp(card::uicc::FileSystem(store), file, card::uicc::Pins(store, 0), out);
    return to_hex(out.view());
  }
  void store_pin(std::uint16_t node, std::uint8_t reference, std::uint8_t attributes) {
    ASSERT_EQ(card::uicc::Pins(store, 0).store(node, reference, {.attributes = attributes}), wire::sw::ok);
  }
  static File ef(FileType type, std::uint16_t fid, std::uint32_t size, std::uint16_t record_length,
                 std::uint8_t sfi, std::uint8_t rule) {
    File file;
    file.type = type;
    file.fid = fid;
    file.size = size;
    file.record_length = record_length;
    file.sfi = sfi;
    file.rule = {0x2F06, rule};
    return file;
  }

  support::TestPlatform world;
  card::storage::Store store{world.flash, world.index};
};

TEST_F(FcpTest, Mf) {
  File mf;
  mf.type = FileType::Mf;
  mf.fid = 0x3F00;
  mf.node = card::uicc::mf_node;
  mf.rule = {0x2F06, 1};
  store_pin(card::uicc::mf_node, 0x01, 0x06);
  store_pin(card::uicc::mf_node, 0x0A, 0x07);
  const std::string expected =
      "622082027821"
      "83023F00"
      "A503800171"
      "8A0105"
      "8B032F0601"
      "C60990014083010183010A";
  mf.pin_status.assign(hex("010A"));
  EXPECT_EQ(fcp(mf), expected);
  // The other form of the list; its stale status bits are not believed.
  mf.pin_status.assign(hex("9001FF83010183010A"));
  EXPECT_EQ(fcp(mf), expected);
}

TEST_F(FcpTest, Dir) {
  EXPECT_EQ(fcp(ef(FileType::LinearFixed, 0x2F00, 76, 38, 0x1E, 2)),
            "621A8205422100260283022F008A01058B032F06028002004C8801F0");
}

TEST_F(FcpTest, Pl) {
  EXPECT_EQ(fcp(ef(FileType::Transparent, 0x2F05, 10, 0, 5, 1)),
            "62178202412183022F058A01058B032F06018002000A880128");
}

TEST_F(FcpTest, Iccid) {
  EXPECT_EQ(fcp(ef(FileType::Transparent, 0x2FE2, 10, 0, 2, 3)),
            "62178202412183022FE28A01058B032F06038002000A880110");
}

TEST_F(FcpTest, Umpc) {
  EXPECT_EQ(fcp(ef(FileType::Transparent, 0x2F08, 5, 0, 8, 2)),
            "62178202412183022F088A01058B032F060280020005880140");
}

TEST_F(FcpTest, AdfUsim) {
  File adf;
  adf.type = FileType::Adf;
  adf.fid = 0x7FF0;
  adf.node = 5;
  adf.aid.assign(hex("A0000000871002FFFFFFFF8907090000"));
  adf.rule = {0x2F06, 15};
  EXPECT_EQ(fcp(adf), "62228202782183027FF08410A0000000871002FFFFFFFF89070900008A01058B032F060F");
}

TEST_F(FcpTest, NoSfiIsAnEmptyObject) {
  EXPECT_EQ(fcp(ef(FileType::Transparent, 0x6F46, 17, 0, 0, 10)),
            "62168202412183026F468A01058B032F060A800200118800");
}

TEST_F(FcpTest, CyclicBerTlvAndUnshareableFiles) {
  EXPECT_EQ(fcp(ef(FileType::Cyclic, 0x6F39, 9, 3, 0, 7)).substr(4, 14), "82054621000303");
  EXPECT_EQ(fcp(ef(FileType::BerTlv, 0x4F01, 9, 0, 0, 7)).substr(4, 8), "82027921");
  EXPECT_EQ(fcp(ef(FileType::BerTlv, 0x4F01, 0x12345, 0, 0, 0)),
            "621E8202792183024F01A5098401018604000123458A01058004000123458800");
  File file = ef(FileType::Transparent, 0x6F46, 17, 0, 0, 10);
  file.shareable = false;
  EXPECT_EQ(fcp(file).substr(4, 8), "82020121");
}

TEST_F(FcpTest, SpecialFileInformationAndState) {
  File file = ef(FileType::Transparent, 0x6F46, 17, 0, 0, 0);
  file.special = 0x40;
  file.state = FileState::Deactivated;
  EXPECT_EQ(fcp(file), "62168202412183026F46A503C001408A0104800200118800");
}

TEST_F(FcpTest, TheUniversalPinSaysWhetherItIsUsed) {
  File mf;
  mf.type = FileType::Mf;
  mf.fid = 0x3F00;
  mf.node = card::uicc::mf_node;
  mf.pin_status.assign(hex("0111"));
  store_pin(card::uicc::mf_node, 0x01, 0x07);
  store_pin(card::uicc::mf_node, 0x11, 0x07);
  EXPECT_NE(fcp(mf).find("C60C9001C0830101950100830111"), std::string::npos);
  store_pin(card::uicc::mf_node, 0x01, 0x86);
  EXPECT_NE(fcp(mf).find("C60C900140830101950108830111"), std::string::npos);
}

TEST_F(FcpTest, LocalPinsAreThoseOfTheDirectory) {
  File adf;
  adf.type = FileType::Adf;
  adf.fid = 0x7FF0;
  adf.node = 5;
  adf.pin_status.assign(hex("81"));
  EXPECT_NE(fcp(adf).find("C606900100830181"), std::string::npos);
  store_pin(5, 0x81, 0x07);
  EXPECT_NE(fcp(adf).find("C606900180830181"), std::string::npos);
}

TEST_F(FcpTest, NinePinsTakeTwoStatusBytes) {
  File mf;
  mf.type = FileType::Mf;
  mf.fid = 0x3F00;
  mf.node = card::uicc::mf_node;
  mf.pin_status.assign(hex("01020304050607080A"));
  store_pin(card::uicc::mf_node, 0x0A, 0x07);
  EXPECT_NE(fcp(mf).find("C61F90020080"), std::string::npos);
}

}  // namespace
}  // namespace sixline::tests
