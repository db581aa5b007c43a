// T=1, block by block; the numbers of scenarios are those of ISO 7816-3, annex A.  [ISO 7816-3 §11]
#include "card/runtime/t1_link.hpp"

#include <gtest/gtest.h>
#include <vector>

#include "tests/support/test_platform.hpp"

namespace sixline::card::runtime {
namespace {

using tests::support::ExactCopy;
using tests::support::hex;
using tests::support::to_hex;

/// Answers every command with the same bytes and keeps what it was asked.
class FixedCard final : public ApduExchange {
 public:
  std::size_t exchange(Bytes apdu, MutableBytes out) override {
    commands.push_back(to_hex(apdu));
    std::copy(answer.begin(), answer.end(), out.begin());
    return answer.size();
  }
  std::vector<std::uint8_t> answer{0x90, 0x00};
  std::vector<std::string> commands;
};

class T1LinkTest : public testing::Test {
 protected:
  T1LinkTest() { link.reset(); }

  /// The block's answer without running a command: "run" when one is complete.
  std::string receive(Bytes block) {
    const ExactCopy exact(block);
    std::vector<std::uint8_t> room(limits::max_block);
    wire::Writer out(room);
    if (link.receive(exact, out) == T1Link::Next::Run) {
      EXPECT_EQ(out.size(), 0u);
      return "run";
    }
    return without_check(out);
  }
  std::string run() {
    std::vector<std::uint8_t> room(limits::max_block);
    wire::Writer out(room);
    link.run(out);
    return without_check(out);
  }
  /// Prologue and information in hex; the check byte is added.
  std::string send(std::string_view block) {
    const std::string answer = receive(checked(block));
    return answer == "run" ? run() : answer;
  }
  std::string ask_for_time(std::uint8_t multiplier) {
    std::vector<std::uint8_t> room(limits::max_block);
    wire::Writer out(room);
    link.ask_for_time(multiplier, out);
    return without_check(out);
  }
  static std::vector<std::uint8_t> checked(std::string_view block) {
    auto bytes = hex(block);
    std::uint8_t check = 0;
    for (const std::uint8_t byte : bytes) check = static_cast<std::uint8_t>(check ^ byte);
    bytes.push_back(check);
    return bytes;
  }
  static std::string without_check(const wire::Writer& out) {
    EXPECT_GE(out.size(), 4u);
    EXPECT_FALSE(out.overflowed());
    std::uint8_t check = 0;
    for (const std::uint8_t byte : out.view()) check = static_cast<std::uint8_t>(check ^ byte);
    EXPECT_EQ(check, 0);
    return to_hex(out.view().first(out.size() - 1));
  }

  FixedCard card;
  T1Link link{card};
};

TEST_F(T1LinkTest, CommandsAndAnswersTakeTurns) {
  EXPECT_EQ(send("000004 00200001"), "0000029000");
  card.answer = hex("0102039000");
  EXPECT_EQ(send("004005 00840000 03"), "0040050102039000");
  EXPECT_EQ(send("000004 00200001"), "0000050102039000");
  EXPECT_EQ(card.commands, (std::vector<std::string>{"00200001", "0084000003", "00200001"}));
}

TEST_F(T1LinkTest, AChainedCommandIsAcknowledgedPieceByPiece) {
  EXPECT_EQ(send("002003 00D600"), "009000");
  EXPECT_EQ(send("006002 0003"), "008000");
  EXPECT_EQ(send("000003 AABBCC"), "0000029000");
  EXPECT_EQ(card.commands, (std::vector<std::string>{"00D6000003AABBCC"}));
  // The next command has the other number.
  EXPECT_EQ(send("004004 00200001"), "0040029000");
}

TEST_F(T1LinkTest, AnAnswerIsCutToWhatTheTerminalTakes) {
  card.answer = std::vector<std::uint8_t>(70, 0xA5);
  EXPECT_EQ(send("000005 00B0000044").substr(0, 6), "002020");
  EXPECT_EQ(send("009000").substr(0, 6), "006020");
  EXPECT_EQ(send("008000"), "000006A5A5A5A5A5A5");
  EXPECT_EQ(card.commands.size(), 1u);
  // Acknowledging what has nothing behind it is no acknowledgement.
  EXPECT_EQ(send("009000"), "009200");
}

TEST_F(T1LinkTest, TheTerminalNamesItsSize) {
  EXPECT_EQ(send("00C10110"), "00E10110");
  card.answer = std::vector<std::uint8_t>(20, 0x5A);
  EXPECT_EQ(send("000005 00B0000012").substr(0, 6), "002010");
  EXPECT_EQ(send("00C101FE"), "00E101FE");
  // The block on its way keeps its size when it is sent again.
  EXPECT_EQ(send("008000").substr(0, 6), "002010");
  EXPECT_EQ(send("009000"), "0040045A5A5A5A");
}

TEST_F(T1LinkTest, SizesThatAreNoneAreRefused) {
  for (const char* block : {"00C10100", "00C101FF", "00C100", "00C1022020"})
    EXPECT_EQ(send(block), "008200") << block;
}

TEST_F(T1LinkTest, ADamagedBlockIsAskedForAgain) {
  auto block = checked("000004 00200001");
  block.back() ^= 1;
  EXPECT_EQ(receive(block), "008100");
  EXPECT_EQ(receive(block), "008100");
  EXPECT_EQ(send("000004 00200001"), "0000029000");
  block = checked("004004 00200001");
  for (std::size_t bit = 0; bit < 8 * block.size(); ++bit) {
    auto damaged = block;
    damaged[bit / 8] = static_cast<std::uint8_t>(damaged[bit / 8] ^ 1u << bit % 8);
    EXPECT_EQ(receive(damaged).substr(0, 3), "009") << bit;
  }
  EXPECT_EQ(card.commands.size(), 1u);
}

TEST_F(T1LinkTest, BlocksOfAWrongLengthAreRefused) {
  const auto block = checked("000004 00200001");
  for (std::size_t size = 0; size < block.size(); ++size)
    EXPECT_EQ(receive(Bytes(block).first(size)), "008200") << size;
  auto longer = block;
  longer.push_back(0);
  EXPECT_EQ(receive(longer), "008200");
  EXPECT_EQ(receive(checked("0000FF" + std::string(510, '0'))), "008200");
  EXPECT_TRUE(card.commands.empty());
}

TEST_F(T1LinkTest, OtherNodesAndReservedBitsAreRefused) {
  for (const char* block : {"120004 00200001", "001004 00200001", "00A000", "008400", "00800101", "00C300",
                            "00E101FE", "00E00000", "00C400", "00FF00"})
    EXPECT_EQ(send(block), "008200") << block;
  EXPECT_TRUE(card.commands.empty());
}

TEST_F(T1LinkTest, AnAnswerThatWasLostIsSentAgain) {
  EXPECT_EQ(send("000004 00200001"), "0000029000");
  EXPECT_EQ(send("008000"), "0000029000");
  EXPECT_EQ(send("008100"), "0000029000");
  EXPECT_EQ(send("008200"), "0000029000");
  EXPECT_EQ(card.commands.size(), 1u);
}

TEST_F(T1LinkTest, ACommandWithTheWrongNumberIsNotRunAgain) {
  EXPECT_EQ(send("000004 00200001"), "0000029000");
  EXPECT_EQ(send("000004 00200001"), "009200");
  EXPECT_EQ(card.commands.size(), 1u);
}

TEST_F(T1LinkTest, AnAcknowledgementThatWasLostIsSentAgain) {
  EXPECT_EQ(send("002003 00D600"), "009000");
  EXPECT_EQ(send("008100"), "009000");
  EXPECT_EQ(send("004003 000101"), "0000029000");
}

TEST_F(T1LinkTest, InTheMiddleOfAnAnswerNoCommandBegins) {
  card.answer = std::vector<std::uint8_t>(40, 0xA5);
  EXPECT_EQ(send("000004 00200001").substr(0, 6), "002020");
  EXPECT_EQ(send("004004 00200001"), "009200");
  EXPECT_EQ(send("009000").substr(0, 6), "004008");
  EXPECT_EQ(card.commands.size(), 1u);
}

TEST_F(T1LinkTest, ResynchronisationStartsEverythingOver) {
  EXPECT_EQ(send("00C10180"), "00E10180");
  EXPECT_EQ(send("000004 00200001"), "0000029000");
  EXPECT_EQ(send("006002 0020"), "008000");
  EXPECT_EQ(send("00C000"), "00E000");
  card.answer = std::vector<std::uint8_t>(40, 0xA5);
  EXPECT_EQ(send("000004 00200001").substr(0, 6), "002020");
  EXPECT_EQ(card.commands.back(), "00200001");
}

TEST_F(T1LinkTest, EitherSidesChainCanBeAborted) {
  EXPECT_EQ(send("002003 00D600"), "009000");
  EXPECT_EQ(send("00C200"), "00E200");
  EXPECT_EQ(send("004004 00200001"), "0000029000");
  card.answer = std::vector<std::uint8_t>(40, 0xA5);
  EXPECT_EQ(send("000004 00200001").substr(0, 6), "006020");
  EXPECT_EQ(send("00C200"), "00E200");
  EXPECT_EQ(send("004004 00200002").substr(0, 6), "002020");
  EXPECT_EQ(card.commands, (std::vector<std::string>{"00200001", "00200001", "00200002"}));
}

TEST_F(T1LinkTest, TimeIsAskedForBeforeTheCommandRuns) {
  EXPECT_EQ(receive(checked("000004 00200001")), "run");
  EXPECT_EQ(ask_for_time(3), "00C30103");
  // What is not the answer to it is answered with the request again.
  for (const char* block : {"00E30104", "00E300", "008000", "000004 00200001", "00C10140", "00C200"})
    EXPECT_EQ(send(block), "00C30103") << block;
  EXPECT_EQ(receive(checked("00E30103")), "run");
  EXPECT_EQ(ask_for_time(1), "00C30101");
  EXPECT_EQ(receive(checked("00E30101")), "run");
  EXPECT_TRUE(card.commands.empty());
  EXPECT_EQ(run(), "0000029000");
  EXPECT_EQ(send("00E30101"), "009200");
  EXPECT_EQ(card.commands.size(), 1u);
}

TEST_F(T1LinkTest, ResynchronisationEndsTheWaitForTime) {
  EXPECT_EQ(receive(checked("000004 00200001")), "run");
  EXPECT_EQ(ask_for_time(3), "00C30103");
  EXPECT_EQ(send("00C000"), "00E000");
  EXPECT_EQ(send("000004 00200001"), "0000029000");
}

TEST_F(T1LinkTest, TheLongestCommandFitsAndALongerOneIsRefusedWhole) {
  const std::string header = "00D60000FF";
  std::string data(2 * 255, 'A');
  EXPECT_EQ(send("0020FE" + (header + data).substr(0, 2 * 254)), "009000");
  EXPECT_EQ(send("004006" + (header + data).substr(2 * 254)), "0000029000");
  EXPECT_EQ(card.commands, (std::vector<std::string>{header + data}));

  EXPECT_EQ(send("0020FE" + std::string(2 * 254, 'B')), "009000");
  EXPECT_EQ(send("0060FE" + std::string(2 * 254, 'B')), "008000");
  EXPECT_EQ(send("000001AA"), "0040026700");
  EXPECT_EQ(card.commands.size(), 1u);
  // The next one is not harmed.
  EXPECT_EQ(send("004004 00200001"), "0000029000");
}

TEST_F(T1LinkTest, WhatDoesNotRunIsNotSent) {
  std::vector<std::uint8_t> room(limits::max_block);
  wire::Writer out(room);
  link.run(out);
  link.ask_for_time(1, out);
  EXPECT_EQ(out.size(), 0u);
  EXPECT_TRUE(card.commands.empty());
}

}  // namespace
}  // namespace sixline::card::runtime
