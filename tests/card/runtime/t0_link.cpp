#include "card/runtime/t0_link.hpp"

#include <gtest/gtest.h>
#include <vector>

namespace sixline::card::runtime {
namespace {

using Raw = std::vector<std::uint8_t>;

/// Answers every command with the bytes and the status word set, and counts how often it was asked.
class FixedProcessor final : public ApduProcessor {
 public:
  StatusWord process(const CommandApdu&, ResponseApdu& response) override {
    ++runs;
    response.data().put(answer);
    return status;
  }
  std::size_t proactive_length() const override { return waiting; }

  Raw answer;
  StatusWord status = wire::sw::ok;
  std::size_t waiting = 0;
  int runs = 0;
};

class T0LinkTest : public testing::Test {
 protected:
  Raw send(const Raw& command) {
    Raw out(258);
    out.resize(link.transmit(command, out));
    return out;
  }
  FixedProcessor card;
  T0Link link{card};
};

TEST_F(T0LinkTest, CaseFourAnswerIsFetchedByGetResponse) {
  card.answer = {1, 2, 3};
  EXPECT_EQ(send({0x00, 0xA4, 0x00, 0x04, 0x02, 0x3F, 0x00}), (Raw{0x61, 0x03}));
  EXPECT_EQ(send({0x00, 0xC0, 0x00, 0x00, 0x03}), (Raw{1, 2, 3, 0x90, 0x00}));
  EXPECT_EQ(send({0x00, 0xC0, 0x00, 0x00, 0x03}), (Raw{0x69, 0x85}));
  EXPECT_EQ(card.runs, 1);
}

TEST_F(T0LinkTest, GetResponseMayTakeTheAnswerInPieces) {
  card.answer = {1, 2, 3};
  send({0x00, 0xA4, 0x00, 0x04, 0x02, 0x3F, 0x00});
  EXPECT_EQ(send({0x00, 0xC0, 0x00, 0x00, 0x02}), (Raw{1, 2, 0x61, 0x01}));
  EXPECT_EQ(send({0x00, 0xC0, 0x00, 0x00, 0x05}), (Raw{0x6C, 0x01}));
  EXPECT_EQ(send({0x00, 0xC0, 0x00, 0x00, 0x01}), (Raw{3, 0x90, 0x00}));
}

TEST_F(T0LinkTest, AnyOtherCommandDiscardsTheHeldAnswer) {
  card.answer = {1};
  send({0x00, 0xA4, 0x00, 0x04, 0x02, 0x3F, 0x00});
  card.answer = {};
  send({0x00, 0x20, 0x00, 0x01});
  EXPECT_EQ(send({0x00, 0xC0, 0x00, 0x00, 0x01}), (Raw{0x69, 0x85}));
}

TEST_F(T0LinkTest, GetResponseOnAnotherChannelTakesNothing) {
  card.answer = {1};
  send({0x01, 0xA4, 0x00, 0x04, 0x02, 0x3F, 0x00});
  EXPECT_EQ(send({0x00, 0xC0, 0x00, 0x00, 0x01}), (Raw{0x69, 0x85}));
}

TEST_F(T0LinkTest, GetResponseOfAProprietaryClassComesOnTheSameChannel) {
  card.answer = {7};
  EXPECT_EQ(send({0x81, 0xF2, 0x40, 0x02, 0x01, 0x4F}), (Raw{0x61, 0x01}));
  EXPECT_EQ(send({0x01, 0xC0, 0x00, 0x00, 0x01}), (Raw{7, 0x90, 0x00}));
}

TEST_F(T0LinkTest, WrongLeIsCorrectedAndTheRepeatIsNotRunAgain) {
  card.answer = {9, 8, 7, 6};
  EXPECT_EQ(send({0x00, 0x84, 0x00, 0x00, 0x00}), (Raw{0x6C, 0x04}));
  EXPECT_EQ(send({0x00, 0x84, 0x00, 0x00, 0x04}), (Raw{9, 8, 7, 6, 0x90, 0x00}));
  EXPECT_EQ(card.runs, 1);
  EXPECT_EQ(send({0x00, 0x84, 0x00, 0x00, 0x04}), (Raw{9, 8, 7, 6, 0x90, 0x00}));
  EXPECT_EQ(card.runs, 2);
}

TEST_F(T0LinkTest, AnotherCommandAfterWrongLeRuns) {
  card.answer = {9};
  send({0x00, 0xB0, 0x00, 0x00, 0x00});
  EXPECT_EQ(send({0x00, 0xB0, 0x00, 0x01, 0x01}), (Raw{9, 0x90, 0x00}));
  EXPECT_EQ(card.runs, 2);
}

TEST_F(T0LinkTest, FullAnswerOf256BytesNeedsNoCorrection) {
  card.answer.assign(256, 0x55);
  const Raw answer = send({0x00, 0xB0, 0x00, 0x00, 0x00});
  ASSERT_EQ(answer.size(), 258u);
  EXPECT_EQ(answer[256], 0x90);
}

TEST_F(T0LinkTest, WaitingProactiveCommandReplacesSuccessOnly) {
  card.waiting = 0x0B;
  EXPECT_EQ(send({0x00, 0x20, 0x00, 0x01}), (Raw{0x91, 0x0B}));
  card.answer = {1};
  EXPECT_EQ(send({0x00, 0xA4, 0x00, 0x04, 0x02, 0x3F, 0x00}), (Raw{0x61, 0x01}));
  EXPECT_EQ(send({0x00, 0xC0, 0x00, 0x00, 0x01}), (Raw{1, 0x91, 0x0B}));
  card.status = wire::sw::file_not_found;
  EXPECT_EQ(send({0x00, 0xA4, 0x00, 0x04, 0x02, 0x3F, 0x01}), (Raw{0x6A, 0x82}));
}

TEST_F(T0LinkTest, WarningWithDataIsSaidFirst) {
  card.answer = {1, 2};
  card.status = wire::sw::file_deactivated;
  EXPECT_EQ(send({0x00, 0xA4, 0x00, 0x04, 0x02, 0x3F, 0x00}), (Raw{0x62, 0x83}));
  EXPECT_EQ(send({0x00, 0xC0, 0x00, 0x00, 0x02}), (Raw{1, 2, 0x90, 0x00}));
}

TEST_F(T0LinkTest, FailedCommandTellsNothing) {
  card.answer = {1, 2, 3};
  card.status = wire::sw::security_not_satisfied;
  EXPECT_EQ(send({0x00, 0xB0, 0x00, 0x00, 0x03}), (Raw{0x69, 0x82}));
  EXPECT_EQ(send({0x00, 0xC0, 0x00, 0x00, 0x03}), (Raw{0x69, 0x85}));
}

TEST_F(T0LinkTest, MalformedAndExtendedCommandsAreRefused) {
  EXPECT_EQ(send({}), (Raw{0x67, 0x00}));
  EXPECT_EQ(send({0x00, 0xA4, 0x00}), (Raw{0x67, 0x00}));
  EXPECT_EQ(send({0x00, 0xA4, 0x00, 0x04, 0x05, 0x01}), (Raw{0x67, 0x00}));
  EXPECT_EQ(send({0x00, 0xB0, 0x00, 0x00, 0x00, 0x01, 0x00}), (Raw{0x67, 0x00}));
  EXPECT_EQ(card.runs, 0);
}

}  // namespace
}  // namespace sixline::card::runtime
