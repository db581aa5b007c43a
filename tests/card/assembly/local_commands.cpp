// What a terminal finds on the whole card before any profile is there.
#include <gtest/gtest.h>

#include "card/card.hpp"
#include "card/runtime/t1_link.hpp"
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

/// The same card by T=1: chained commands, and answers that come without GET RESPONSE.
TEST_F(LocalCommands, SpeaksT1AsWell) {
  EXPECT_EQ(card.reset(runtime::Protocols::T0AndT1).size(), 25u);
  runtime::T1Link link(card);
  link.reset();
  const auto block = [&](std::string_view content) {
    auto bytes = hex(content);
    bytes.push_back(0);
    for (std::size_t i = 0; i + 1 < bytes.size(); ++i)
      bytes.back() = static_cast<std::uint8_t>(bytes.back() ^ bytes[i]);
    std::vector<std::uint8_t> room(limits::max_block);
    wire::Writer out(room);
    if (link.receive(bytes, out) == runtime::T1Link::Next::Run) link.run(out);
    return to_hex(out.view().first(out.size() - 1));
  };
  EXPECT_EQ(block("00C101FE"), "00E101FE");
  EXPECT_EQ(block("002005 00A4000402"), "009000");
  EXPECT_EQ(block("004003 2FE200").substr(0, 10), "00001B6217");
  EXPECT_EQ(block("000005 00B000000A").substr(0, 6), "00400C");
  // An Le that is too small is corrected; the repeat is answered from what was held.
  EXPECT_EQ(block("004008 00A40004022FE201"), "0000026119");
  EXPECT_EQ(block("000005 00C0000019").substr(0, 10), "00401B6217");
  EXPECT_EQ(block("004005 80F2000001").substr(0, 8), "0000026C");
}

}  // namespace
}  // namespace sixline::card
