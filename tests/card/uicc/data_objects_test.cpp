// RETRIEVE DATA and SET DATA.  [TS 102 221 §11.3]
#include "card/uicc/tlv_objects.hpp"
#include "tests/card/uicc/small_card.hpp"

namespace sixline::tests {
namespace {

/// A BER-TLV file of 600 bytes that everybody reads and PIN 1 updates, SFI 12.
class DataObjects : public UiccTest {
 protected:
  DataObjects() {
    file = card.ef(card.usim.node, 0x6F50, FileType::BerTlv, 600, 0, 0x12, 1);
    EXPECT_TRUE(card.store.commit());
  }
  void SetUp() override {
    select_usim();
    card.verify(0x01, pin_1234);
    ASSERT_EQ(send("00A4000C026F50"), "9000");
  }
  /// One block with its length.
  std::string set(std::string_view p2, std::string_view data) {
    const auto size = static_cast<std::uint8_t>(hex(data).size());
    return send("80DB00" + std::string(p2) + to_hex(std::array{size}) + std::string(data));
  }
  std::string get(std::string_view tag, std::string_view le = "00") {
    const auto size = static_cast<std::uint8_t>(hex(tag).size());
    return send("80CB0080" + to_hex(std::array{size}) + std::string(tag) + std::string(le));
  }
  std::string next(std::string_view le = "00") { return send("80CB0000" + std::string(le)); }
  std::string tags() { return get("5C"); }

  File file;
};

TEST_F(DataObjects, AreStoredReplacedAndListed) {
  EXPECT_EQ(tags(), "5C009000");
  EXPECT_EQ(set("80", "8003010203"), "9000");
  EXPECT_EQ(set("80", "9F7002AABB"), "9000");
  EXPECT_EQ(set("80", "BF81010155"), "9000");
  EXPECT_EQ(get("80"), "80030102039000");
  EXPECT_EQ(get("9F70"), "9F7002AABB9000");
  EXPECT_EQ(get("BF8101"), "BF810101559000");
  EXPECT_EQ(tags(), "5C06809F70BF81019000");
  EXPECT_EQ(set("80", "800109"), "9000");
  EXPECT_EQ(get("80"), "8001099000");
  EXPECT_EQ(get("81"), "6A88");
}

TEST_F(DataObjects, ATagAloneDeletes) {
  EXPECT_EQ(set("80", "8003010203"), "9000");
  EXPECT_EQ(set("80", "9F7002AABB"), "9000");
  EXPECT_EQ(set("80", "80"), "9000");
  EXPECT_EQ(get("80"), "6A88");
  EXPECT_EQ(get("9F70"), "9F7002AABB9000");
  EXPECT_EQ(set("80", "80"), "6A88");
  EXPECT_EQ(set("80", "9F70"), "9000");
  EXPECT_EQ(tags(), "5C009000");
}

TEST_F(DataObjects, AnObjectMayBeEmpty) {
  EXPECT_EQ(set("80", "8000"), "9000");
  EXPECT_EQ(get("80"), "80009000");
  EXPECT_EQ(set("80", "8002AABB"), "9000");
  EXPECT_EQ(set("80", "8000"), "9000");
  EXPECT_EQ(get("80"), "80009000");
  EXPECT_EQ(tags(), "5C01809000");
}

TEST_F(DataObjects, TravelInBlocks) {
  std::string value;
  for (unsigned i = 0; i < 500; ++i) value += to_hex(std::array{static_cast<std::uint8_t>(i)});
  EXPECT_EQ(set("80", "858201F4" + value.substr(0, 2 * 200)), "63F1");
  EXPECT_EQ(get("85"), "6A88");
  EXPECT_EQ(set("80", "858201F4"), "63F1");
  EXPECT_EQ(set("00", value.substr(0, 2 * 255)), "63F1");
  EXPECT_EQ(set("00", value.substr(2 * 255)), "9000");
  EXPECT_EQ(get("85"), "858201F4" + value.substr(0, 2 * 252) + "62F1");
  EXPECT_EQ(next("10"), value.substr(2 * 252, 2 * 16) + "62F1");
  EXPECT_EQ(next(), value.substr(2 * 268) + "9000");
  EXPECT_EQ(next(), "6985");
  card.power_cycle();
  select_usim();
  EXPECT_EQ(get("85").substr(0, 8), "6986");
  EXPECT_EQ(send("80CB00920185 00").substr(0, 8), "858201F4");
}

TEST_F(DataObjects, WhatIsReplacedStaysUntilTheNewIsComplete) {
  EXPECT_EQ(set("80", "80020102"), "9000");
  EXPECT_EQ(set("80", "8004AABB"), "63F1");
  EXPECT_EQ(get("80"), "800201029000");
  EXPECT_EQ(set("80", "8004AABB"), "63F1");
  card.power_cycle();
  select_usim();
  EXPECT_EQ(send("80CB0092018000"), "800201029000");
  // A transfer does not outlive the session; its remains are in nobody's way.
  card.verify(0x01, pin_1234);
  EXPECT_EQ(set("00", "CCDD"), "6985");
  EXPECT_EQ(set("80", "8004AABBCCDD"), "9000");
  EXPECT_EQ(get("80"), "8004AABBCCDD9000");
}

TEST_F(DataObjects, ABrokenSequenceIsNotContinued) {
  EXPECT_EQ(set("00", "AABB"), "6985");
  EXPECT_EQ(next(), "6985");
  EXPECT_EQ(set("80", "8004AABB"), "63F1");
  EXPECT_EQ(set("00", "CCDDEE"), "6A80");
  EXPECT_EQ(set("00", "CCDD"), "6985");
  EXPECT_EQ(set("80", "8004AABB"), "63F1");
  EXPECT_EQ(send("00A4000C026F50"), "9000");
  EXPECT_EQ(set("00", "CCDD"), "6985");
  EXPECT_EQ(set("80", "8002AABBCC"), "6A80");
  EXPECT_EQ(tags(), "5C009000");
}

TEST_F(DataObjects, TwoChannelsDoNotMixTheirBlocks) {
  EXPECT_EQ(send("00700001"), "9000");
  EXPECT_EQ(card.send_on(1, "01A4040C0CA0000000871002FF49FF0589"), "9000");
  EXPECT_EQ(set("80", "8004AABB"), "63F1");
  EXPECT_EQ(card.send_on(1, "81DB0092048104CCDD"), "63F1");
  EXPECT_EQ(set("00", "EEFF"), "6985");
  EXPECT_EQ(card.send_on(1, "81DB000002EEFF"), "9000");
  EXPECT_EQ(tags(), "5C01819000");
  EXPECT_EQ(get("81"), "8104CCDDEEFF9000");
}

TEST_F(DataObjects, TheFileHasASize) {
  const std::string block(2 * 100, 'A');
  // 600 bytes: five objects of 102, 90 left.
  for (const char* tag : {"80", "81", "82", "83", "84"}) EXPECT_EQ(set("80", tag + ("64" + block)), "9000");
  EXPECT_EQ(set("80", "8564" + block), "6A84");
  EXPECT_EQ(set("80", "8558" + block.substr(0, 2 * 88)), "9000");
  EXPECT_EQ(set("80", "8600"), "6A84");
  // Replacing counts what goes.
  EXPECT_EQ(set("80", "8064" + block), "9000");
  EXPECT_EQ(set("80", "8065" + block + "AA"), "6A84");
  EXPECT_EQ(set("80", "81"), "9000");
  EXPECT_EQ(set("80", "8664" + block), "9000");
  EXPECT_EQ(get("86"), "8664" + block + "9000");
  EXPECT_EQ(set("80", "86840FFFFFFF"), "6A80");
  EXPECT_EQ(set("80", "86830FFFFF"), "6A84");
}

TEST_F(DataObjects, TheirNumberIsLimited) {
  const File many = card.ef(card.usim.node, 0x6F51, FileType::BerTlv, 0x4000, 0, 0x13, 1);
  ASSERT_TRUE(card.store.commit());
  ASSERT_EQ(send("00A4000C026F51"), "9000");
  for (std::size_t i = 0; i < card::limits::max_tlv_objects; ++i) {
    const auto number = static_cast<std::uint8_t>(i);
    EXPECT_EQ(set("80", "9F" + to_hex(std::array{std::uint8_t{0x81}, static_cast<std::uint8_t>(1 + number)}) +
                            "0155"),
              "9000")
        << i;
  }
  EXPECT_EQ(set("80", "800155"), "6A84");
  EXPECT_EQ(set("80", "9F81010166"), "9000");
  EXPECT_EQ(tags().substr(0, 6), "5C8201");
  EXPECT_EQ(many.size, 0x4000u);
}

TEST_F(DataObjects, WhatAPackageInstalledIsReadAndReplaced) {
  card.write(file, 0, "8002AABB 9F7003010203 BF010155");
  ASSERT_TRUE(card.store.commit());
  EXPECT_EQ(tags(), "5C05809F70BF019000");
  EXPECT_EQ(get("9F70"), "9F70030102039000");
  EXPECT_EQ(set("80", "9F700177"), "9000");
  EXPECT_EQ(get("9F70"), "9F7001779000");
  EXPECT_EQ(get("80"), "8002AABB9000");
  EXPECT_EQ(get("BF01"), "BF0101559000");
  EXPECT_EQ(set("80", "80"), "9000");
  EXPECT_EQ(tags(), "5C04BF019F709000");
  card.power_cycle();
  select_usim();
  EXPECT_EQ(send("80CB0092015C00").substr(0, 4), "5C04");
}

TEST_F(DataObjects, ABodyThatIsNoObjectsCountsAsFarAsItIs) {
  card.write(file, 0, "8002AABB 8182FFFF");
  ASSERT_TRUE(card.store.commit());
  EXPECT_EQ(tags(), "5C01809000");
  card.write(file, 0, "000102");
  EXPECT_EQ(tags(), "5C009000");
}

TEST_F(DataObjects, NeedTheRight) {
  card.uicc.reset();
  select_usim();
  EXPECT_EQ(send("80DB009203800109"), "6982");
  EXPECT_EQ(send("80CB0092015C00"), "5C009000");
  const File secret = card.ef(card.usim.node, 0x6F52, FileType::BerTlv, 100, 0, 0x14, 2);
  ASSERT_TRUE(card.store.commit());
  EXPECT_EQ(send("80CB0094015C00"), "6982");
  EXPECT_EQ(secret.sfi, 0x14);
}

TEST_F(DataObjects, Refusals) {
  EXPECT_EQ(send("80DB018003800109"), "6A86");
  EXPECT_EQ(send("80DB00C003800109"), "6A86");
  EXPECT_EQ(send("80DB001203800109"), "6A86");
  EXPECT_EQ(send("80CB0180015C00"), "6A86");
  EXPECT_EQ(send("80DB0080"), "6700");
  EXPECT_EQ(send("80CB008000"), "6700");
  EXPECT_EQ(send("80CB0000015C00"), "6700");
  EXPECT_EQ(get("8001"), "6A80");
  EXPECT_EQ(get("9F"), "6A80");
  EXPECT_EQ(get("9F8080"), "6A80");
  for (const char* data : {"0001AA", "FF2101AA", "5C01AA", "9F", "80840000000100"})
    EXPECT_EQ(set("80", data), "6A80") << data;
  EXPECT_EQ(send("80DB008703800109"), "6981");
  EXPECT_EQ(send("80CB0087015C00"), "6981");
  EXPECT_EQ(send("80CB0096015C00"), "6A82");
  EXPECT_EQ(send("00A4000C026F07"), "9000");
  EXPECT_EQ(send("00A4000C026F50"), "9000");
  EXPECT_EQ(send("00B0000001"), "6981");
  EXPECT_EQ(send("00B2010400"), "6981");
}

TEST_F(DataObjects, GoWithTheirFile) {
  EXPECT_EQ(set("80", "8003010203"), "9000");
  EXPECT_EQ(card.files.remove(file), wire::sw::ok);
  ASSERT_TRUE(card.store.commit());
  using card::storage::Kind;
  EXPECT_FALSE(card.store.first(card::storage::all_of(SmallCard::owner, Kind::FileBody, file.body)));
  EXPECT_FALSE(card.store.exists({SmallCard::owner, Kind::FileIds, 4, file.body}));
}

}  // namespace
}  // namespace sixline::tests
