#include "host/device/terminal.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/host/device/toolkit_card.hpp"

namespace sixline::host::device {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;

const ByteString location_events = hex("D00C 8103010500 82028182 990103");
const ByteString uicc_reset = hex("D009 8103010104 82028182");

class TerminalTest : public ::testing::Test {
 protected:
  ToolkitCard card;
  session::CardSession session{card};
  Terminal terminal{session};
  /// The content of a TERMINAL RESPONSE to one proactive command.
  std::string answer_to(std::string_view command) {
    card.waiting.push_back(hex(command));
    card.responses.clear();
    EXPECT_TRUE(terminal.transmit(hex("80F2000C")));
    return card.responses.empty() ? "" : to_hex(card.responses.back());
  }
};

TEST_F(TerminalTest, PowerOnAnnouncesTheTerminalFirst) {
  ASSERT_TRUE(terminal.power_on());
  EXPECT_EQ(card.resets, 1u);
  EXPECT_THAT(card.log, ElementsAre(hex("8010000008 2301E84211000003")));
}

TEST_F(TerminalTest, FetchesUntilTheCardIsContent) {
  card.on_profile = [&] {
    card.waiting = {hex("D009 8103010200 82028182"), hex("D009 8103020200 82028182")};
  };
  ASSERT_TRUE(terminal.power_on());
  EXPECT_THAT(card.responses,
              ElementsAre(hex("8103010200 82028281 830100"), hex("8103020200 82028281 830100")));
}

TEST_F(TerminalTest, ACardThatNeverEndsIsCutOff) {
  card.on_profile = card.on_response = [&] { card.waiting = {hex("D009 8103010200 82028182")}; };
  auto on = terminal.power_on();
  ASSERT_FALSE(on);
  EXPECT_EQ(on.error().code, ErrorCode::BadFormat);
}

TEST_F(TerminalTest, ACardThatRefreshesForeverIsCutOff) {
  card.on_profile = [&] { card.waiting = {uicc_reset}; };
  EXPECT_FALSE(terminal.power_on());
}

TEST_F(TerminalTest, AMalformedCommandIsAnErrorNotAGuess) {
  card.on_profile = [&] { card.waiting = {hex("D003 810301")}; };
  EXPECT_EQ(terminal.power_on().error().code, ErrorCode::BadFormat);
}

TEST_F(TerminalTest, ToolkitCommandsStayOnTheBasicChannel) {
  ASSERT_TRUE(session.use_channel(2));
  card.waiting = {hex("D009 8103010200 82028182")};
  ASSERT_TRUE(terminal.transmit(hex("00B0000001")));
  EXPECT_EQ(card.log.front()[0], 0x02);
  EXPECT_EQ(card.log.back()[0], 0x80);
  EXPECT_EQ(session.current_channel(), 2);
}

TEST_F(TerminalTest, UnknownCommandsAreBeyondCapabilities) {
  EXPECT_EQ(answer_to("D009 8103012100 82028102"), "810301210082028281830130");
}

TEST_F(TerminalTest, BearerIndependentProtocolIsRefused) {
  EXPECT_EQ(answer_to("D010 8103014003 82028182 350103 39020500"), "810301400382028281830130");
}

TEST_F(TerminalTest, AUiccResetBringsANewSessionAndNoResponse) {
  ASSERT_TRUE(terminal.power_on());
  EXPECT_EQ(answer_to(to_hex(uicc_reset)), "");
  EXPECT_EQ(card.resets, 2u);
  EXPECT_EQ(card.log.back()[1], 0x10) << "TERMINAL PROFILE";
}

TEST_F(TerminalTest, OtherRefreshesAreAnswered) {
  ASSERT_TRUE(terminal.power_on());
  EXPECT_EQ(answer_to("D009 8103010100 82028182"), "810301010082028281830100");
  EXPECT_EQ(answer_to("D009 8103010107 82028182"), "810301010782028281830132");
  EXPECT_EQ(card.resets, 1u);
}

TEST_F(TerminalTest, RegistrationIsReportedOnlyToCardsThatAsked) {
  ASSERT_TRUE(terminal.power_on());
  ASSERT_TRUE(terminal.set_network(Registration::Registered));
  EXPECT_TRUE(card.envelopes.empty());
  answer_to(to_hex(location_events));
  ASSERT_TRUE(terminal.set_network(Registration::Registered));
  EXPECT_TRUE(card.envelopes.empty()) << "nothing changed";
  ASSERT_TRUE(terminal.set_network(Registration::Limited));
  EXPECT_THAT(card.envelopes, ElementsAre(hex("D60A 990103 82028281 1B0101")));
  answer_to("D00B 8103010500 82028182 9900");
  ASSERT_TRUE(terminal.set_network(Registration::Registered));
  EXPECT_EQ(card.envelopes.size(), 1u) << "an empty list ends the reports";
}

TEST_F(TerminalTest, ANewSessionRegistersAgain) {
  ASSERT_TRUE(terminal.power_on());
  ASSERT_TRUE(terminal.set_network(Registration::Registered));
  card.on_profile = [&] { card.waiting = {location_events}; };
  answer_to(to_hex(uicc_reset));
  ASSERT_EQ(card.envelopes.size(), 1u);
  EXPECT_EQ(card.envelopes[0], hex("D615 990103 82028281 1B0100 130900F110000100000001"));
  EXPECT_EQ(terminal.network(), Registration::Registered);
}

TEST_F(TerminalTest, TheNetworkMayRefuseASubscription) {
  terminal.set_attach([] { return Registration::Limited; });
  card.on_profile = [&] { card.waiting = {location_events}; };
  ASSERT_TRUE(terminal.power_on());
  EXPECT_EQ(terminal.network(), Registration::Limited);
  EXPECT_THAT(card.envelopes, ElementsAre(hex("D60A 990103 82028281 1B0101")));
}

TEST_F(TerminalTest, LocalInformationNeedsServiceForItsLocation) {
  ASSERT_TRUE(terminal.power_on());
  EXPECT_EQ(answer_to("D009 8103012600 82028182"), "81030126008202828183022004");
  ASSERT_TRUE(terminal.set_network(Registration::Registered));
  EXPECT_EQ(answer_to("D009 8103012600 82028182"), "810301260082028281830100930900F110000100000001");
  EXPECT_EQ(answer_to("D009 8103012601 82028182"), "81030126018202828183010094080A10103254769820");
  EXPECT_EQ(answer_to("D009 8103012606 82028182"), "810301260682028281830130");
}

TEST_F(TerminalTest, PollsAtTheIntervalTheCardChose) {
  ASSERT_TRUE(terminal.power_on());
  ASSERT_TRUE(terminal.advance(89s));
  EXPECT_EQ(card.others, 2u) << "every 30 s unless asked otherwise";
  EXPECT_EQ(answer_to("D00D 8103010300 82028182 8402010A"), "8103010300820282818301008402010A");
  card.others = 0;
  ASSERT_TRUE(terminal.advance(60s));
  EXPECT_EQ(card.others, 6u);
  EXPECT_EQ(answer_to("D009 8103010400 82028182"), "810301040082028281830100");
  card.others = 0;
  ASSERT_TRUE(terminal.advance(1h));
  EXPECT_EQ(card.others, 0u);
}

TEST_F(TerminalTest, ImpossibleIntervalsAreRefused) {
  EXPECT_EQ(answer_to("D00D 8103010300 82028182 84020100"), "810301030082028281830132");
  EXPECT_EQ(answer_to("D00D 8103010300 82028182 8402031E"), "810301030082028281830132");
  EXPECT_EQ(answer_to("D00C 8103010300 82028182 840101"), "810301030082028281830132");
  EXPECT_EQ(answer_to("D009 8103010300 82028182"), "810301030082028281830136");
}

TEST_F(TerminalTest, TimersExpireInTheirOrder) {
  ASSERT_TRUE(terminal.power_on());
  answer_to("D009 8103010400 82028182");  // no polls
  EXPECT_EQ(answer_to("D011 8103012700 82028182 240101 2503003000"), "810301270082028281830100A40101");
  answer_to("D011 8103012700 82028182 240102 2503000003");
  EXPECT_EQ(answer_to("D00C 8103012702 82028182 240101"), "810301270282028281830100A40101A503003000");
  ASSERT_TRUE(terminal.advance(179s));
  EXPECT_THAT(card.envelopes, ElementsAre(hex("D70C 82028281 A40102 A503000003")));
  ASSERT_TRUE(terminal.advance(1s));
  EXPECT_EQ(card.envelopes.back(), hex("D70C 82028281 A40101 A503003000"));
  ASSERT_TRUE(terminal.advance(1h));
  EXPECT_EQ(card.envelopes.size(), 2u) << "a timer expires once";
}

TEST_F(TerminalTest, TimersThatDoNotRunContradict) {
  EXPECT_EQ(answer_to("D00C 8103012701 82028182 240103"), "810301270182028281830124A40103");
  EXPECT_EQ(answer_to("D00C 8103012702 82028182 240103"), "810301270282028281830124A40103");
  EXPECT_EQ(answer_to("D00C 8103012700 82028182 240109"), "810301270082028281830132");
  EXPECT_EQ(answer_to("D00C 8103012700 82028182 240101"), "810301270082028281830136");
  EXPECT_EQ(answer_to("D011 8103012700 82028182 240101 25030000FF"), "810301270082028281830132");
  EXPECT_EQ(answer_to("D011 8103012700 82028182 240101 2503000000"), "810301270082028281830132");
}

TEST_F(TerminalTest, AResetForgetsTimersEventsAndInterval) {
  ASSERT_TRUE(terminal.power_on());
  answer_to("D011 8103012700 82028182 240101 2503003000");
  answer_to("D009 8103010400 82028182");
  answer_to(to_hex(location_events));
  ASSERT_TRUE(terminal.power_on());
  card.others = 0;
  ASSERT_TRUE(terminal.advance(300s));
  ASSERT_TRUE(terminal.set_network(Registration::Registered));
  EXPECT_TRUE(card.envelopes.empty());
  EXPECT_EQ(card.others, 10u);
}

TEST_F(TerminalTest, TellsWhatHappens) {
  std::vector<std::string> events;
  terminal.set_observer([&](const TerminalEvent& event) {
    events.push_back(std::string(name_of(event.kind)) + (event.text.empty() ? "" : ": " + event.text));
  });
  card.on_profile = [&] {
    card.waiting = {location_events};
    card.on_profile = nullptr;
  };
  ASSERT_TRUE(terminal.power_on());
  ASSERT_TRUE(terminal.set_network(Registration::Registered));
  EXPECT_THAT(events, ElementsAre("reset", "proactive command: SET UP EVENT LIST",
                                  "terminal response: SET UP EVENT LIST", "network: registered"));
}

}  // namespace
}  // namespace sixline::host::device
