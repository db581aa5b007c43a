// FETCH and TERMINAL RESPONSE: one command at a time, in order, each answer to the one who asked.
#include "tests/card/toolkit/terminal.hpp"

namespace sixline::tests::toolkit {
namespace {

namespace sw = wire::sw;
namespace tk = card::toolkit;

struct Asker final : tk::Listener {
  void on_terminal_response(std::uint8_t ticket, const TerminalResponse& response) override {
    tickets.push_back(ticket);
    results.push_back(response.result);
    all = to_hex(response.all);
    if (ask_again != nullptr) next = tk::more_time(*ask_again, this);
  }
  std::vector<int> tickets;
  std::vector<int> results;
  std::string all;
  Toolkit* ask_again = nullptr;
  std::uint8_t next = 0;
};

class Loop : public ToolkitTest {
 protected:
  void SetUp() override { start(); }
  Asker asker;
};

TEST_F(ToolkitTest, nothing_is_queued_before_terminal_profile) {
  EXPECT_FALSE(toolkit.terminal_ready());
  EXPECT_EQ(tk::more_time(toolkit, nullptr), 0);
  EXPECT_EQ(toolkit.pending(), 0u);
  start();
  EXPECT_TRUE(toolkit.terminal_ready());
  EXPECT_EQ(handler.heard, (std::vector<std::string>{"profile FFFF"}));
  EXPECT_NE(tk::more_time(toolkit, nullptr), 0);
}

TEST_F(ToolkitTest, status_is_heard_only_in_a_terminal_session) {
  toolkit.status_received();
  EXPECT_TRUE(handler.heard.empty());
  start();
  toolkit.status_received();
  EXPECT_EQ(handler.heard.back(), "status");
}

TEST_F(Loop, the_answer_reaches_the_asker_with_its_ticket) {
  const std::uint8_t ticket = tk::provide_local_information(toolkit, tk::LocalInformation::Imei, &asker);
  EXPECT_EQ(fetch(), "D009810301260182028182");
  EXPECT_EQ(send("801400001681030126018202828183010094081122334455667788").status, sw::ok);
  EXPECT_EQ(asker.tickets, std::vector<int>{ticket});
  EXPECT_EQ(asker.results, std::vector<int>{0});
  EXPECT_EQ(asker.all, "81030126018202828183010094081122334455667788");
}

TEST_F(Loop, nothing_is_announced_while_the_terminal_is_at_a_command) {
  tk::more_time(toolkit, nullptr);
  tk::poll_interval(toolkit, 30, nullptr);
  EXPECT_EQ(toolkit.pending(), 11u);
  fetch();
  EXPECT_EQ(toolkit.pending(), 0u);
  EXPECT_EQ(send("8012000000").status, sw::conditions_not_satisfied);
  EXPECT_EQ(send("801400000C810301020082028281830100").status, sw::ok);
  EXPECT_EQ(toolkit.pending(), 15u);
  EXPECT_EQ(fetch(), "D00D8103020300820281828402011E");
}

TEST_F(Loop, a_listener_may_ask_again_from_its_callback) {
  asker.ask_again = &toolkit;
  tk::more_time(toolkit, &asker);
  fetch();
  EXPECT_EQ(send("801400000C810301020082028281830100").status, sw::ok);
  EXPECT_NE(asker.next, 0);
  EXPECT_EQ(fetch(), "D009810302020082028182");
}

TEST_F(Loop, fetch_wants_the_exact_length_and_loses_nothing) {
  tk::more_time(toolkit, nullptr);
  EXPECT_EQ(send("801200000A").status, sw::exact_length(11));
  EXPECT_EQ(send("801200000C").status, sw::exact_length(11));
  EXPECT_EQ(send("8012000000").status, sw::exact_length(11));
  EXPECT_EQ(send("801200000B").data, "D009810301020082028182");
}

TEST_F(Loop, fetch_with_nothing_to_fetch) {
  EXPECT_EQ(send("801200000B").status, sw::conditions_not_satisfied);
}

TEST_F(Loop, an_answer_to_nothing) {
  EXPECT_EQ(send("801400000C810301020082028281830100").status, sw::conditions_not_satisfied);
  tk::more_time(toolkit, &asker);
  EXPECT_EQ(send("801400000C810301020082028281830100").status, sw::conditions_not_satisfied) << "not fetched";
  EXPECT_TRUE(asker.tickets.empty());
}

TEST_F(Loop, an_answer_to_another_command_is_refused_and_the_right_one_still_taken) {
  tk::more_time(toolkit, &asker);
  fetch();
  for (const char* details : {"020200", "010100", "010201"}) {
    EXPECT_EQ(send("801400000C8103" + std::string(details) + "82028281830100").status, sw::wrong_data);
    EXPECT_TRUE(asker.tickets.empty());
  }
  EXPECT_EQ(send("8014000009820282818301008100").status, sw::wrong_data) << "details not first";
  EXPECT_EQ(send("801400000481020102").status, sw::wrong_data) << "details too short";
  EXPECT_TRUE(asker.tickets.empty());
  EXPECT_EQ(send("801400000C010301020002028281030100").status, sw::ok) << "comprehension bit is free";
  EXPECT_EQ(asker.results, std::vector<int>{0});
}

TEST_F(Loop, an_answer_without_result_ends_the_command_as_failed) {
  tk::more_time(toolkit, &asker);
  fetch();
  EXPECT_EQ(send("8014000009810301020082028281").status, sw::wrong_data);
  ASSERT_EQ(asker.results.size(), 1u);
  EXPECT_FALSE(TerminalResponse{.result = static_cast<std::uint8_t>(asker.results[0])}.performed());
  EXPECT_NE(tk::more_time(toolkit, nullptr), 0);
  EXPECT_NE(toolkit.pending(), 0u);
}

TEST_F(Loop, results_are_sorted_into_performed_temporary_and_failed) {
  const auto of = [](std::uint8_t result) { return TerminalResponse{.result = result}; };
  EXPECT_TRUE(of(0x00).performed());
  EXPECT_TRUE(of(0x04).performed());
  EXPECT_FALSE(of(0x10).performed()) << "ended by the user";
  EXPECT_TRUE(of(0x20).temporary());
  EXPECT_TRUE(of(0x21).temporary());
  EXPECT_FALSE(of(0x21).performed());
  EXPECT_FALSE(of(0x30).temporary());
}

TEST_F(Loop, the_queue_is_bounded_in_number) {
  for (std::size_t i = 0; i < card::limits::proactive_queue; ++i)
    EXPECT_NE(tk::more_time(toolkit, nullptr), 0);
  EXPECT_EQ(tk::more_time(toolkit, nullptr), 0);
  fetch();
  EXPECT_NE(tk::more_time(toolkit, nullptr), 0) << "the fetched one made room";
}

TEST_F(Loop, the_queue_is_bounded_in_bytes) {
  const std::vector<std::uint8_t> body(200, 0x11);
  using card::toolkit::CommandType;
  const std::size_t fit = card::limits::proactive_bytes / body.size();
  for (std::size_t i = 0; i < fit; ++i)
    EXPECT_NE(toolkit.queue(CommandType::SendData, 1, 0x21, body, nullptr), 0);
  EXPECT_EQ(toolkit.queue(CommandType::SendData, 1, 0x21, body, nullptr), 0);
  EXPECT_NE(tk::more_time(toolkit, nullptr), 0) << "a small one still fits";
}

TEST_F(Loop, the_longest_command_is_256_bytes) {
  using card::toolkit::CommandType;
  // D0 81 FD, nine bytes of frame, 244 of body
  EXPECT_EQ(toolkit.queue(CommandType::SendData, 1, 0x21, std::vector<std::uint8_t>(245), nullptr), 0);
  EXPECT_NE(toolkit.queue(CommandType::SendData, 1, 0x21, std::vector<std::uint8_t>(244), nullptr), 0);
  EXPECT_EQ(toolkit.pending(), 256u);
  EXPECT_EQ(send("80120000FF").status, sw::exact_length(256));
  EXPECT_EQ(send("8012000000").data.size(), 512u);
}

TEST_F(Loop, commands_keep_their_bodies_apart) {
  tk::poll_interval(toolkit, 10, nullptr);
  tk::start_timer(toolkit, 1, 60, nullptr);
  tk::poll_interval(toolkit, 20, nullptr);
  EXPECT_EQ(fetch(), "D00D8103010300820281828402010A");
  send("801400000C810301030082028281830100");
  EXPECT_EQ(fetch(), "D0118103022700820281822401012503001000");
  send("801400000C810302270082028281830100");
  EXPECT_EQ(fetch(), "D00D81030303008202818284020114");
}

TEST_F(Loop, command_numbers_stay_between_1_and_254) {
  for (int expected = 1; expected <= 254; ++expected) {
    ASSERT_EQ(tk::more_time(toolkit, nullptr), expected);
    const std::string command = fetch();
    send("801400000C8103" + command.substr(8, 6) + "82028281830100");
  }
  EXPECT_EQ(tk::more_time(toolkit, nullptr), 1);
}

TEST_F(Loop, reset_forgets_queue_and_listeners) {
  tk::refresh(toolkit, tk::RefreshMode::UiccReset, &asker);
  tk::more_time(toolkit, &asker);
  fetch();
  toolkit.reset();
  EXPECT_EQ(toolkit.pending(), 0u);
  EXPECT_FALSE(toolkit.terminal_ready());
  EXPECT_EQ(send("801400000C810301010482028281830100").status, sw::conditions_not_satisfied);
  EXPECT_TRUE(asker.tickets.empty()) << "a REFRESH that became a reset is not answered";
  start();
  EXPECT_EQ(tk::more_time(toolkit, nullptr), 1);
}

TEST_F(Loop, an_answered_refresh_tells_its_listener) {
  tk::refresh(toolkit, tk::RefreshMode::UiccReset, &asker);
  fetch();
  EXPECT_EQ(send("801400000C810301010482028281830100").status, sw::ok);
  EXPECT_EQ(asker.results, std::vector<int>{0});
}

TEST_F(Loop, shapes_that_are_no_toolkit_commands) {
  EXPECT_EQ(send("80100000").status, sw::wrong_length) << "TERMINAL PROFILE without data";
  EXPECT_EQ(send("8010010001FF").status, sw::wrong_p1p2);
  EXPECT_EQ(send("80120000").status, sw::wrong_length) << "FETCH without Le";
  EXPECT_EQ(send("801200010B").status, sw::wrong_p1p2);
  EXPECT_EQ(send("801400010C810301020082028281830100").status, sw::wrong_p1p2);
  EXPECT_EQ(send("8014000000").status, sw::wrong_length);
  EXPECT_EQ(send("80AA000001FF").status, sw::instruction_not_supported);
  EXPECT_EQ(send("A012000000").status, sw::class_not_supported);
}

TEST(ToolkitTable, every_row_is_named_cited_and_scripted) {
  EXPECT_EQ(Toolkit::commands().size(), 4u);
  for (const auto& row : Toolkit::commands()) {
    EXPECT_FALSE(row.name.empty());
    EXPECT_FALSE(row.citation.empty());
    EXPECT_FALSE(row.script.empty());
  }
}

}  // namespace
}  // namespace sixline::tests::toolkit
