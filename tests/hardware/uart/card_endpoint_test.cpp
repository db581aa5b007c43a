// The card's end of the serial line: each request is executed once, and answered as often as it is asked.
#include "hardware/uart/card_endpoint.hpp"

#include <gtest/gtest.h>

#include "tests/support/test_platform.hpp"

namespace sixline::hardware::uart {
namespace {

using tests::support::hex;
using tests::support::to_hex;

/// Counts what it is asked; echoes commands.
class CountingCard final : public UartCard {
 public:
  wire::Bytes reset() override {
    ++resets;
    return atr_;
  }
  std::size_t transmit(wire::Bytes command, wire::MutableBytes response) override {
    ++commands;
    std::copy(command.begin(), command.end(), response.begin());
    return command.size();
  }
  std::size_t report(wire::MutableBytes text) override {
    text[0] = 'x';
    return 1;
  }

  int resets = 0;
  int commands = 0;

 private:
  std::vector<std::uint8_t> atr_ = hex("3B00");
};

struct Answer {
  FrameType type{};
  std::uint8_t number = 0;
  std::string body;
  bool operator==(const Answer&) const = default;
};

class CardEndpointTest : public testing::Test {
 protected:
  /// The frames that came back for raw bytes.
  std::vector<Answer> feed(wire::Bytes bytes) {
    std::vector<Answer> answers;
    for (const std::uint8_t byte : bytes) take(endpoint_.receive(byte), answers);
    return answers;
  }
  std::vector<Answer> ask(FrameType type, std::uint8_t number, wire::Bytes body = {}) {
    std::array<std::uint8_t, max_frame> room{};
    return feed(encode({type, number, body}, room));
  }
  static void take(wire::Bytes bytes, std::vector<Answer>& answers) {
    FrameDecoder decoder;
    for (const std::uint8_t byte : bytes) {
      if (decoder.push(byte) != FrameDecoder::Event::Frame) continue;
      answers.push_back({decoder.frame().type, decoder.frame().number, to_hex(decoder.frame().body)});
    }
  }

  CountingCard card_;
  CardEndpoint endpoint_{card_};
};

TEST_F(CardEndpointTest, AnswersWithTheNumberOfTheRequest) {
  EXPECT_EQ(ask(FrameType::PowerOn, 9), (std::vector<Answer>{{FrameType::Atr, 9, "3B00"}}));
  EXPECT_EQ(ask(FrameType::Command, 10, hex("00B0")), (std::vector<Answer>{{FrameType::Answer, 10, "00B0"}}));
  EXPECT_EQ(ask(FrameType::Report, 11), (std::vector<Answer>{{FrameType::Facts, 11, "78"}}));
  EXPECT_EQ(ask(FrameType::PowerOff, 12), (std::vector<Answer>{{FrameType::Done, 12, ""}}));
}

TEST_F(CardEndpointTest, WithoutPowerThereIsNoCard) {
  EXPECT_EQ(ask(FrameType::Command, 1, hex("00B0")), (std::vector<Answer>{{FrameType::NotPowered, 1, ""}}));
  ask(FrameType::PowerOn, 2);
  ask(FrameType::PowerOff, 3);
  EXPECT_EQ(ask(FrameType::Command, 4, hex("00B0"))[0].type, FrameType::NotPowered);
  EXPECT_EQ(card_.commands, 0);
}

TEST_F(CardEndpointTest, ARepeatedCommandIsAnsweredButNotExecutedAgain) {
  ask(FrameType::PowerOn, 1);
  const auto first = ask(FrameType::Command, 2, hex("00D6"));
  EXPECT_EQ(ask(FrameType::Command, 2, hex("00D6")), first);
  EXPECT_EQ(card_.commands, 1);
  ask(FrameType::Command, 3, hex("00D6"));
  EXPECT_EQ(card_.commands, 2);
}

TEST_F(CardEndpointTest, TheSameNumberWithOtherBytesIsAnotherCommand) {
  ask(FrameType::PowerOn, 1);
  ask(FrameType::Command, 2, hex("00D6"));
  EXPECT_EQ(ask(FrameType::Command, 2, hex("00B0"))[0].body, "00B0");
  EXPECT_EQ(card_.commands, 2);
}

TEST_F(CardEndpointTest, AResetIsExecutedHoweverOftenItComes) {
  ask(FrameType::PowerOn, 1);
  ask(FrameType::PowerOn, 1);
  ask(FrameType::Reset, 1);
  EXPECT_EQ(card_.resets, 3);
}

TEST_F(CardEndpointTest, DamageIsReportedAndNotExecuted) {
  ask(FrameType::PowerOn, 1);
  std::array<std::uint8_t, max_frame> room{};
  const wire::Bytes good = encode({FrameType::Command, 2, hex("00D6")}, room);
  std::vector<std::uint8_t> bad(good.begin(), good.end());
  bad[6] ^= 0x01;
  EXPECT_EQ(feed(bad), (std::vector<Answer>{{FrameType::Damaged, 0, ""}}));
  EXPECT_EQ(card_.commands, 0);
  EXPECT_EQ(feed(good)[0].type, FrameType::Answer);
}

TEST_F(CardEndpointTest, AFrameThatStopsIsGivenUp) {
  std::array<std::uint8_t, max_frame> room{};
  const wire::Bytes whole = encode({FrameType::PowerOn, 2, {}}, room);
  EXPECT_TRUE(feed(whole.first(4)).empty());
  std::vector<Answer> answers;
  take(endpoint_.line_quiet(), answers);
  EXPECT_EQ(answers, (std::vector<Answer>{{FrameType::Damaged, 0, ""}}));
  EXPECT_EQ(feed(whole)[0].type, FrameType::Atr);
  EXPECT_TRUE(endpoint_.line_quiet().empty());
}

TEST_F(CardEndpointTest, UnknownRequestsAreSaidToBeUnknown) {
  EXPECT_EQ(ask(FrameType{0x55}, 6), (std::vector<Answer>{{FrameType::Unknown, 6, ""}}));
  EXPECT_EQ(ask(FrameType::Answer, 7)[0].type, FrameType::Unknown);
}

TEST_F(CardEndpointTest, ALogLineIsAFrame) {
  std::vector<Answer> answers;
  take(endpoint_.log("hi"), answers);
  EXPECT_EQ(answers, (std::vector<Answer>{{FrameType::Log, 0, "6869"}}));
}

}  // namespace
}  // namespace sixline::hardware::uart
