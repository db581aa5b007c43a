#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "host/device/terminal.hpp"
#include "tests/host/device/toolkit_card.hpp"

namespace sixline::host::device {
namespace {

using ::testing::ElementsAre;

const ByteString submit = hex("D00E 8103011300 82028183 8B03 410A01");

class TerminalSms : public ::testing::Test {
 protected:
  void SetUp() override {
    terminal.set_sms_sink([this](Bytes tpdu) { sent.push_back(to_byte_string(tpdu)); });
    ASSERT_TRUE(terminal.power_on());
    ASSERT_TRUE(terminal.set_network(Registration::Registered));
  }
  ToolkitCard card;
  session::CardSession session{card};
  Terminal terminal{session};
  std::vector<ByteString> sent;
};

TEST_F(TerminalSms, DownloadsAreEnvelopes) {
  auto report = terminal.deliver_sms(hex("400A"));
  ASSERT_TRUE(report);
  EXPECT_TRUE(report->user_data.empty());
  EXPECT_THAT(card.envelopes, ElementsAre(hex("D110 82028381 0606912143658709 8B02400A")));
}

TEST_F(TerminalSms, AReportComesBackWithTheEnvelope) {
  card.report = hex("027100");
  EXPECT_EQ(terminal.deliver_sms(hex("400A"))->user_data, hex("027100"));
}

TEST_F(TerminalSms, ABusyCardGetsTheMessageAgain) {
  card.busy = 3;
  EXPECT_TRUE(terminal.deliver_sms(hex("400A")));
  EXPECT_EQ(card.envelopes.size(), 4u);
  EXPECT_EQ(card.others, 3u) << "a STATUS between the attempts";
}

TEST_F(TerminalSms, ButNotForever) {
  card.busy = 1000;
  auto report = terminal.deliver_sms(hex("400A"));
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().code, ErrorCode::Timeout);
  EXPECT_EQ(card.envelopes.size(), 10u);
}

TEST_F(TerminalSms, ARefusalKeepsItsStatusWord) {
  card.refusal = hex("6A80");
  auto report = terminal.deliver_sms(hex("400A"));
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().status, wire::sw::wrong_data);
}

TEST_F(TerminalSms, NothingIsDeliveredWithoutService) {
  ASSERT_TRUE(terminal.set_network(Registration::Limited));
  EXPECT_EQ(terminal.deliver_sms(hex("400A")).error().code, ErrorCode::WrongState);
  EXPECT_TRUE(card.envelopes.empty());
}

TEST_F(TerminalSms, SubmittedMessagesReachTheSink) {
  card.waiting = {submit};
  ASSERT_TRUE(terminal.transmit(hex("80F2000C")));
  EXPECT_THAT(sent, ElementsAre(hex("410A01")));
  EXPECT_THAT(card.responses, ElementsAre(hex("8103011300 82028281 830100")));
}

TEST_F(TerminalSms, FailuresReachTheCardNotTheSink) {
  terminal.fail_submits(1);
  card.waiting = {submit, submit};
  ASSERT_TRUE(terminal.transmit(hex("80F2000C")));
  EXPECT_THAT(card.responses,
              ElementsAre(hex("8103011300 82028281 83023526"), hex("8103011300 82028281 830100")));
  EXPECT_EQ(sent.size(), 1u);
}

TEST_F(TerminalSms, WithoutServiceNothingIsSubmitted) {
  ASSERT_TRUE(terminal.set_network(Registration::None));
  card.waiting = {submit};
  ASSERT_TRUE(terminal.transmit(hex("80F2000C")));
  EXPECT_THAT(card.responses, ElementsAre(hex("8103011300 82028281 83022004")));
  EXPECT_TRUE(sent.empty());
}

TEST_F(TerminalSms, AMessageWithoutTpduIsRefused) {
  card.waiting = {hex("D009 8103011300 82028183")};
  ASSERT_TRUE(terminal.transmit(hex("80F2000C")));
  EXPECT_THAT(card.responses, ElementsAre(hex("8103011300 82028281 830136")));
}

TEST_F(TerminalSms, TheSinkMayAnswerAtOnce) {
  unsigned depth = 0;
  unsigned deepest = 0;
  unsigned answers = 0;
  card.on_envelope = [&] {
    if (answers < 5) card.waiting = {submit};
  };
  terminal.set_sms_sink([&](Bytes) {
    deepest = std::max(deepest, ++depth);
    ++answers;
    EXPECT_TRUE(terminal.deliver_sms(hex("400A")));
    --depth;
  });
  ASSERT_TRUE(terminal.deliver_sms(hex("400A")));
  EXPECT_EQ(answers, 5u);
  EXPECT_EQ(deepest, 1u) << "answers do not pile up on the stack";
}

}  // namespace
}  // namespace sixline::host::device
