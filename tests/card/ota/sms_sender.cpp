// How packets leave: in parts, one at a time, again when the network was busy, never for ever.
#include "card/ota/sms_sender.hpp"

#include "tests/card/ota/world.hpp"

namespace sixline::tests::ota {
namespace {

using card::ota::SendResult;
using card::ota::SmsSender;

struct RecordingListener final : card::ota::SmsListener {
  void on_sms_finished(bool sent) override {
    ended.push_back(sent);
    if (then) then();
  }
  std::vector<bool> ended;
  std::function<void()> then;
};

class SmsSenderTest : public World {
 protected:
  SendResult send_command(std::size_t size, std::uint8_t fill = 0xC0) {
    return sms.send_command(std::vector<std::uint8_t>(size, fill), destination, &listener);
  }
  SendResult send_response(std::size_t size, std::uint8_t fill = 0xA0) {
    const MutableBytes room = sms.response_buffer();
    if (room.size() >= size) std::fill_n(room.begin(), size, fill);
    return sms.send_response(size, destination, &listener);
  }
  /// The terminal performs one command with this result.
  std::string step(const std::string& result = "00") {
    const std::string command = fetch();
    terminal_response(command, result);
    sms.poll();
    return command;
  }

  SmsSender sms{environment, toolkit, centre};
  RecordingListener listener;
  SmsAddress destination = *SmsAddress::from_digits("1234567890");
};

TEST_F(SmsSenderTest, the_notification_as_the_terminal_sees_it) {
  const auto packet = hex(
      "0048150600121200000104CC5AD61EE117A5099B6137DA21900730D03A87095C2563AF4A8443433B5683AAB6CA8AB1982EF2ED"
      "530F348E479F9CBA59C9364CABB08496E919900117EAE2");
  EXPECT_EQ(sms.send_command(packet, destination, &listener), SendResult::Accepted);
  EXPECT_EQ(
      step(),
      "D0648103011300820281838B5941010A9121436587097FF64D0270000048150600121200000104CC5AD61EE117A5099B6137"
      "DA21900730D03A87095C2563AF4A8443433B5683AAB6CA8AB1982EF2ED530F348E479F9CBA59C9364CABB08496E919900117"
      "EAE2");
  EXPECT_EQ(listener.ended, std::vector<bool>{true});
  EXPECT_EQ(toolkit.pending(), 0u);
}

TEST_F(SmsSenderTest, the_service_centre_is_named_when_it_is_known) {
  centre.address = *SmsAddress::from_digits("15123456789");
  send_command(10);
  EXPECT_NE(step().find("0607915121436587F98B"), std::string::npos);
}

TEST_F(SmsSenderTest, a_long_packet_leaves_in_parts_one_at_a_time) {
  ASSERT_EQ(send_response(300), SendResult::Accepted);
  std::vector<std::string> parts;
  for (int i = 0; i < 3; ++i) {
    EXPECT_TRUE(listener.ended.empty());
    EXPECT_TRUE(sms.response_buffer().empty()) << "busy until the last part is out";
    parts.push_back(step());
  }
  EXPECT_EQ(toolkit.pending(), 0u);
  EXPECT_EQ(listener.ended, std::vector<bool>{true});
  EXPECT_NE(parts[0].find("7100A0A0"), std::string::npos);
  EXPECT_EQ(parts[1].find("7100"), std::string::npos) << "only the first names the kind of packet";
  EXPECT_FALSE(sms.response_buffer().empty());
}

TEST_F(SmsSenderTest, one_of_each_kind_and_the_response_first) {
  ASSERT_EQ(send_command(200), SendResult::Accepted);
  ASSERT_EQ(send_response(200), SendResult::Accepted);
  EXPECT_EQ(send_command(10), SendResult::Busy);
  EXPECT_EQ(send_response(10), SendResult::Busy);
  EXPECT_NE(step().find("C0C0"), std::string::npos) << "begun before the response came";
  EXPECT_NE(step().find("C0C0"), std::string::npos) << "packets do not interleave";
  ASSERT_EQ(send_command(10, 0xC1), SendResult::Accepted);
  EXPECT_NE(step().find("A0A0"), std::string::npos);
  EXPECT_NE(step().find("A0A0"), std::string::npos);
  EXPECT_NE(step().find("C1C1"), std::string::npos);
  EXPECT_EQ(listener.ended, (std::vector<bool>{true, true, true}));
}

TEST_F(SmsSenderTest, too_long) {
  EXPECT_EQ(send_command(card::limits::max_own_packet + 1), SendResult::TooLong);
  EXPECT_EQ(send_command(card::limits::max_own_packet), SendResult::Accepted);
  EXPECT_EQ(send_response(card::limits::max_response_packet + 1), SendResult::TooLong);
  EXPECT_EQ(send_response(card::limits::max_response_packet), SendResult::Accepted);
}

class Busy : public SmsSenderTest, public ::testing::WithParamInterface<const char*> {};

TEST_P(Busy, is_tried_again_after_a_while) {
  send_command(20);
  step(GetParam());
  EXPECT_TRUE(listener.ended.empty());
  EXPECT_EQ(toolkit.pending(), 0u) << "not at once";
  platform.clock.advance(SmsSender::retry_delay_ms - 1);
  sms.poll();
  EXPECT_EQ(toolkit.pending(), 0u);
  platform.clock.advance(1);
  sms.poll();
  EXPECT_NE(step().find("C0C0"), std::string::npos);
  EXPECT_EQ(listener.ended, std::vector<bool>{true});
}

TEST_P(Busy, is_given_up_after_the_last_attempt) {
  send_command(20);
  for (unsigned attempt = 1; attempt <= SmsSender::max_attempts; ++attempt) {
    ASSERT_TRUE(listener.ended.empty()) << attempt;
    step(GetParam());
    sms.on_status();
  }
  EXPECT_EQ(listener.ended, std::vector<bool>{false});
  EXPECT_EQ(toolkit.pending(), 0u);
  EXPECT_FALSE(sms.command_waits());
}

INSTANTIATE_TEST_SUITE_P(Results, Busy, ::testing::Values("2001", "20", "21", "3501", "35"));

TEST_F(SmsSenderTest, status_shortens_the_wait) {
  send_command(20);
  step("2001");
  EXPECT_EQ(toolkit.pending(), 0u);
  sms.on_status();
  EXPECT_NE(toolkit.pending(), 0u);
}

TEST_F(SmsSenderTest, attempts_are_counted_for_each_part) {
  ASSERT_EQ(send_response(300), SendResult::Accepted);
  for (int part = 0; part < 3; ++part) {
    for (unsigned attempt = 1; attempt < SmsSender::max_attempts; ++attempt) {
      step("21");
      sms.on_status();
    }
    step();
  }
  EXPECT_EQ(listener.ended, std::vector<bool>{true});
}

TEST_F(SmsSenderTest, what_will_not_get_better_is_not_tried_again) {
  for (const char* result : {"10", "30", "31", "32", "36", "3A01"}) {
    listener.ended.clear();
    send_command(20);
    step(result);
    EXPECT_EQ(listener.ended, std::vector<bool>{false}) << result;
    EXPECT_EQ(toolkit.pending(), 0u) << result;
  }
}

TEST_F(SmsSenderTest, a_failed_packet_does_not_hold_up_the_next) {
  send_response(20);
  send_command(20);
  step("30");
  EXPECT_NE(step().find("C0C0"), std::string::npos);
  EXPECT_EQ(listener.ended, (std::vector<bool>{false, true}));
}

TEST_F(SmsSenderTest, a_full_queue_only_delays) {
  while (card::toolkit::more_time(toolkit, nullptr) != 0) {
  }
  send_command(20);
  for (std::size_t i = 0; i < card::limits::proactive_queue; ++i) {
    EXPECT_EQ(step().substr(8, 6).substr(2, 4), "0200");
  }
  EXPECT_NE(step().find("C0C0"), std::string::npos);
  EXPECT_EQ(listener.ended, std::vector<bool>{true});
}

TEST_F(SmsSenderTest, before_the_terminal_profile_packets_wait) {
  toolkit.reset();
  EXPECT_EQ(send_command(20), SendResult::Accepted);
  sms.poll();
  EXPECT_EQ(toolkit.pending(), 0u);
  send("8010000002FFFF");
  sms.poll();
  step();
  EXPECT_EQ(listener.ended, std::vector<bool>{true});
}

TEST_F(SmsSenderTest, the_listener_may_send_the_next_packet) {
  listener.then = [&] {
    listener.then = nullptr;
    EXPECT_EQ(send_command(20, 0xC2), SendResult::Accepted);
  };
  send_command(20);
  step();
  EXPECT_NE(step().find("C2C2"), std::string::npos);
  EXPECT_EQ(listener.ended, (std::vector<bool>{true, true}));
}

TEST_F(SmsSenderTest, what_the_listener_asks_for_comes_before_the_other_box) {
  listener.then = [&] {
    listener.then = nullptr;
    card::toolkit::refresh(toolkit, card::toolkit::RefreshMode::UiccReset, nullptr);
  };
  send_response(20);
  send_command(20);
  step();
  EXPECT_EQ(step().substr(10, 4), "0104") << "REFRESH";
  EXPECT_NE(step().find("C0C0"), std::string::npos);
}

TEST_F(SmsSenderTest, reset_forgets_everything_silently) {
  send_response(300);
  send_command(20);
  fetch();
  toolkit.reset();
  sms.reset();
  send("8010000002FFFF");
  sms.poll();
  EXPECT_EQ(toolkit.pending(), 0u);
  EXPECT_TRUE(listener.ended.empty());
  EXPECT_EQ(send_command(20), SendResult::Accepted);
  EXPECT_NE(step().find("8B2341010A91"), std::string::npos) << "message reference from the start";
}

}  // namespace
}  // namespace sixline::tests::ota
