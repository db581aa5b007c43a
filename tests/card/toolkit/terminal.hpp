// A terminal small enough to be obvious: hands APDUs to the toolkit and remembers what it heard.
#pragma once

#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "card/toolkit/commands.hpp"
#include "tests/support/test_platform.hpp"

namespace sixline::tests::toolkit {

using card::toolkit::EventType;
using card::toolkit::TerminalResponse;
using card::toolkit::Toolkit;
using support::ExactCopy;
using support::hex;
using support::to_hex;
using wire::Bytes;
using wire::ResponseApdu;
using wire::StatusWord;

struct RecordingHandler final : card::toolkit::EnvelopeHandler {
  StatusWord on_sms_pp(Bytes tlvs, ResponseApdu& response) override {
    heard.push_back("sms " + to_hex(tlvs));
    response.data().put(answer);
    return status;
  }
  StatusWord on_event(EventType event, Bytes tlvs) override {
    heard.push_back("event " + std::to_string(static_cast<int>(event)) + " " + to_hex(tlvs));
    return status;
  }
  StatusWord on_timer(std::uint8_t timer, Bytes tlvs) override {
    heard.push_back("timer " + std::to_string(timer) + " " + to_hex(tlvs));
    return status;
  }
  StatusWord on_local_function(Bytes tlvs) override {
    heard.push_back("local " + to_hex(tlvs));
    return status;
  }
  void on_terminal_profile(Bytes profile) override { heard.push_back("profile " + to_hex(profile)); }
  void on_status() override { heard.push_back("status"); }

  std::vector<std::string> heard;
  std::vector<std::uint8_t> answer;
  StatusWord status = wire::sw::ok;
};

struct Answer {
  std::string data;
  StatusWord status;
};

class ToolkitTest : public ::testing::Test {
 protected:
  Answer send(std::string_view apdu) {
    const ExactCopy copy(hex(apdu));
    const auto command = wire::CommandApdu::parse(copy);
    EXPECT_TRUE(command) << apdu;
    std::vector<std::uint8_t> buffer(256);
    ResponseApdu response(buffer);
    const StatusWord status = toolkit.process(*command, response);
    return {to_hex(response.view()), status};
  }
  void start() { ASSERT_EQ(send("8010000002FFFF").status, wire::sw::ok); }
  /// FETCH with the length that 91xx would announce.
  std::string fetch() {
    const std::size_t size = toolkit.pending();
    char apdu[11];
    std::snprintf(apdu, sizeof apdu, "80120000%02X", static_cast<unsigned>(size & 0xFF));
    const Answer answer = send(apdu);
    EXPECT_EQ(answer.status, wire::sw::ok);
    return answer.data;
  }

  RecordingHandler handler;
  Toolkit toolkit{handler};
};

}  // namespace sixline::tests::toolkit
