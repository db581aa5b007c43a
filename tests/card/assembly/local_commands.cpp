// What a terminal finds on the whole card before any profile is there.
#include <gtest/gtest.h>

#include "card/card.hpp"
#include "tests/support/test_platform.hpp"
#include "tools/sixline/issued_card.hpp"

namespace sixline::card {
namespace {

using tests::support::hex;
using tests::support::to_hex;

constexpr const char* eid = "89001012012341234012345678901224";

class LocalCommands : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(card.start());
    ASSERT_TRUE(tools::issue_test_card(card));
    card.reset();
  }
  /// Data and status word of one TPDU.
  std::string send(std::string_view command) {
    std::array<std::uint8_t, 258> out{};
    const tests::support::ExactCopy raw(hex(command));
    const std::size_t size = card.transmit(raw, out);
    return to_hex(wire::Bytes(out).first(size));
  }

  tests::support::TestPlatform world;
  Card card{world.platform, world.index};
};

TEST_F(LocalCommands, AnswerToResetIsWellFormed) {
  const auto atr = card.reset();
  std::uint8_t check = 0;
  for (const std::uint8_t byte : atr.subspan(1)) check = static_cast<std::uint8_t>(check ^ byte);
  EXPECT_EQ(check, 0);
  EXPECT_EQ(atr[0], 0x3B);
  EXPECT_EQ(atr[1] & 0x0F, 15);
}

TEST_F(LocalCommands, MinimalFilesAreThere) {
  EXPECT_EQ(send("00A40004022FE2").substr(0, 2), "61");
  EXPECT_EQ(send("00B000000A").substr(20), "9000");
}

TEST_F(LocalCommands, DomainsOfTheEuiccCanBeSelected) {
  EXPECT_EQ(send("00A4040010A0000005591010FFFFFFFF8900000100").substr(0, 2), "61");
  EXPECT_EQ(send("80CA005A12"), std::string("5A10") + eid + "9000");
  EXPECT_EQ(send("00A4040010A0000005591010FFFFFFFF8900000200").substr(0, 2), "61");
  EXPECT_EQ(send("80CA005A12"), std::string("5A10") + eid + "9000");
  EXPECT_EQ(send("00A4040010A0000005591010FFFFFFFF8900001000"), "6A82");
}

TEST_F(LocalCommands, FilesTakeTheChannelBack) {
  send("00A4040C10A0000005591010FFFFFFFF8900000100");
  EXPECT_EQ(send("00A4000C023F00"), "9000");
  EXPECT_EQ(send("80CA005A12"), "6D00");
}

TEST_F(LocalCommands, NothingOfEs5WorksWithoutItsChannel) {
  send("00A4040C10A0000005591010FFFFFFFF8900000100");
  EXPECT_NE(send("80E28800153A03124F10A0000005591010FFFFFFFF8900001000").substr(0, 2), "90");
}

TEST_F(LocalCommands, SelectionBelongsToItsChannel) {
  EXPECT_EQ(send("0070000001"), "019000");
  EXPECT_EQ(send("01A4040C10A0000005591010FFFFFFFF8900000100"), "9000");
  EXPECT_EQ(send("80CA005A12"), "6D00");
  EXPECT_EQ(send("81CA005A12"), std::string("5A10") + eid + "9000");
  EXPECT_EQ(send("00708001"), "9000");
  EXPECT_EQ(send("81CA005A12"), "6881");
  EXPECT_EQ(send("0070000001"), "019000");
  EXPECT_EQ(send("81CA005A12"), "6D00");
}

TEST_F(LocalCommands, CardIsIssuedOnce) {
  EXPECT_TRUE(card.is_issued());
  EXPECT_EQ(card.issue({.eid = *wire::Eid::from(hex(eid))}), wire::sw::conditions_not_satisfied);
}

}  // namespace
}  // namespace sixline::card
