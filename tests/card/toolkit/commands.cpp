// Each proactive command as FETCH returns it, against the bytes of the card's own reference.
#include "card/toolkit/commands.hpp"

#include <algorithm>

#include "tests/card/toolkit/terminal.hpp"

namespace sixline::tests::toolkit {
namespace {

namespace tk = card::toolkit;

class ProactiveCommand : public ToolkitTest {
 protected:
  void SetUp() override { start(); }
};

TEST_F(ProactiveCommand, refresh_with_uicc_reset) {
  EXPECT_NE(tk::refresh(toolkit, tk::RefreshMode::UiccReset, nullptr), 0);
  EXPECT_EQ(toolkit.pending(), 11u);
  EXPECT_EQ(fetch(), "D009810301010482028182");
}

TEST_F(ProactiveCommand, poll_interval_of_30_seconds) {
  EXPECT_NE(tk::poll_interval(toolkit, 30, nullptr), 0);
  EXPECT_EQ(fetch(), "D00D8103010300820281828402011E");
}

TEST_F(ProactiveCommand, set_up_event_list) {
  const std::array events{EventType::LocationStatus, EventType::DataAvailable, EventType::ChannelStatus};
  EXPECT_NE(tk::set_up_event_list(toolkit, events, nullptr), 0);
  EXPECT_EQ(fetch(), "D00E810301050082028182990303090A");
}

TEST_F(ProactiveCommand, an_empty_event_list_ends_all_events) {
  EXPECT_NE(tk::set_up_event_list(toolkit, {}, nullptr), 0);
  EXPECT_EQ(fetch(), "D00B8103010500820281829900");
}

TEST_F(ProactiveCommand, provide_local_information) {
  EXPECT_NE(tk::provide_local_information(toolkit, tk::LocalInformation::Imei, nullptr), 0);
  EXPECT_EQ(fetch(), "D009810301260182028182");
}

TEST_F(ProactiveCommand, start_timer_1_with_3_minutes) {
  EXPECT_NE(tk::start_timer(toolkit, 1, 180, nullptr), 0);
  EXPECT_EQ(fetch(), "D0118103012700820281822401012503003000");
}

TEST_F(ProactiveCommand, timer_digits_are_swapped) {
  EXPECT_NE(tk::start_timer(toolkit, 8, 12 * 3600 + 34 * 60 + 56, nullptr), 0);
  EXPECT_EQ(fetch(), "D0118103012700820281822401082503214365");
}

TEST_F(ProactiveCommand, stop_timer) {
  EXPECT_NE(tk::stop_timer(toolkit, 2, nullptr), 0);
  EXPECT_EQ(fetch(), "D00C810301270182028182240102");
}

TEST_F(ProactiveCommand, more_time) {
  EXPECT_NE(tk::more_time(toolkit, nullptr), 0);
  EXPECT_EQ(fetch(), "D009810301020082028182");
}

constexpr const char* notification_submit =
    "41010A9121436587097FF64D0270000048150600121200000104CC5AD61EE117A5099B6137DA21900730D03A87095C2563AF"
    "4A8443433B5683AAB6CA8AB1982EF2ED530F348E479F9CBA59C9364CABB08496E919900117EAE2";

TEST_F(ProactiveCommand, send_short_message) {
  EXPECT_NE(tk::send_short_message(toolkit, {}, hex(notification_submit), nullptr), 0);
  EXPECT_EQ(fetch(), std::string("D0648103011300820281838B59") + notification_submit);
}

TEST_F(ProactiveCommand, send_short_message_with_service_centre) {
  EXPECT_NE(tk::send_short_message(toolkit, hex("915121436587F9"), hex("41010491214300"), nullptr), 0);
  EXPECT_EQ(fetch(), "D01B8103011300820281830607915121436587F98B0741010491214300");
}

TEST_F(ProactiveCommand, lengths_of_128_and_more_take_two_bytes) {
  const std::vector<std::uint8_t> submit(0x80, 0x55);
  EXPECT_NE(tk::send_short_message(toolkit, {}, submit, nullptr), 0);
  const std::string sent = fetch();
  EXPECT_EQ(sent.substr(0, 6), "D0818C");
  EXPECT_EQ(sent.substr(24, 6), "8B8180");
}

TEST_F(ProactiveCommand, what_cannot_be_expressed_is_refused) {
  const std::vector<EventType> events(17, EventType::LocationStatus);
  EXPECT_EQ(tk::set_up_event_list(toolkit, events, nullptr), 0);
  EXPECT_EQ(tk::start_timer(toolkit, 1, 100 * 3600, nullptr), 0);
  EXPECT_EQ(tk::send_short_message(toolkit, {}, std::vector<std::uint8_t>(300), nullptr), 0);
  EXPECT_EQ(toolkit.pending(), 0u);
}

TEST(ProactiveTable, every_row_is_named_cited_and_unique) {
  std::vector<int> types;
  for (const auto& row : tk::proactive_commands()) {
    EXPECT_FALSE(row.name.empty());
    EXPECT_FALSE(row.citation.empty());
    EXPECT_FALSE(row.script.empty());
    types.push_back(static_cast<int>(row.type));
  }
  std::sort(types.begin(), types.end());
  EXPECT_EQ(std::adjacent_find(types.begin(), types.end()), types.end());
  EXPECT_EQ(types.size(), 7u);
}

}  // namespace
}  // namespace sixline::tests::toolkit
