#include "card/ota/script_runner.hpp"

#include <gtest/gtest.h>

#include "card/runtime/limits.hpp"
#include "tests/card/ota/fake_target.hpp"

namespace sixline::tests::ota {
namespace {

namespace sw = wire::sw;
namespace limits = card::limits;

class Script : public ::testing::Test {
 protected:
  std::string run(const std::string& script, std::size_t room = limits::max_script_answer) {
    const ExactCopy bytes(hex(script));
    const auto block = std::make_unique<std::uint8_t[]>(room);
    Writer answer(MutableBytes(block.get(), room));
    card::ota::ScriptRunner(target, answer).run(bytes);
    EXPECT_FALSE(answer.overflowed());
    return to_hex(answer.view());
  }
  /// The target answers every command with this many bytes and 9000.
  void answer_with(std::size_t size) {
    target.on_command = [size](const wire::CommandApdu&, wire::ResponseApdu& response) {
      response.data().fill(0x5A, size);
      return sw::ok;
    };
  }
  void answer_with(std::vector<StatusWord> statuses) {
    target.on_command = [statuses, i = std::size_t{0}](const wire::CommandApdu&,
                                                       wire::ResponseApdu&) mutable {
      return statuses.at(i++);
    };
  }
  FakeTarget target;
};

std::string filler(std::size_t size) {
  std::string text;
  for (std::size_t i = 0; i < size; ++i) text += "5A";
  return text;
}

constexpr const char* enable = "80E28800153A03124F10A0000005591010FFFFFFFF8900001000";

TEST_F(Script, enable_profile) {
  EXPECT_EQ(run(std::string("AA1C221A") + enable), "AB0780010123029000");
  EXPECT_EQ(target.heard, std::vector<std::string>{std::string("apdu ") + enable});
}

TEST_F(Script, get_status_of_everything) {
  target.on_command = [](const wire::CommandApdu& command, wire::ResponseApdu& response) {
    EXPECT_EQ(command.ne, 256u);
    response.data().put(hex("E31F4F10A0000005591010FFFFFFFF89000010009F70011F5301008F0400010000"));
    return sw::ok;
  };
  EXPECT_EQ(run("AA11220F80F24002094F005C054F9F70538F00"),
            "AB288001012323E31F4F10A0000005591010FFFFFFFF89000010009F70011F5301008F04000100009000");
}

TEST_F(Script, the_same_in_indefinite_form) {
  target.on_command = [](const wire::CommandApdu&, wire::ResponseApdu& response) {
    response.data().put(hex("E31F4F10A0000005591010FFFFFFFF89000010009F70011F5301008F0400010000"));
    return sw::ok;
  };
  EXPECT_EQ(run("AE80220F80F24002094F005C054F9F70538F000000"),
            "AF802323E31F4F10A0000005591010FFFFFFFF89000010009F70011F5301008F040001000090000000");
}

TEST_F(Script, confirmation) {
  EXPECT_EQ(run("AA0F220D80E28900073A08044E02000500"), "AB0780010123029000");
}

TEST_F(Script, one_answer_for_each_command_in_order) {
  answer_with({sw::ok, sw::ok, sw::ok});
  EXPECT_EQ(run("AA12220480100000220480100100220480100200"), "AB0F800103230290002302900023029000");
  EXPECT_EQ(target.heard, (std::vector<std::string>{"apdu 80100000", "apdu 80100100", "apdu 80100200"}));
}

TEST_F(Script, warnings_do_not_stop_but_errors_do) {
  answer_with({sw::end_of_file, sw::more_data_gp, sw::tries_left(2), sw::proactive_pending(11),
               sw::reference_not_found});
  EXPECT_EQ(run("AA24220480000000220480000000220480000000220480000000220480000000220480000000"),
            "AB178001052302628223026310230263C22302910B23026A88");
  EXPECT_EQ(target.commands(), 5u);
}

TEST_F(Script, an_answer_that_does_not_fit_is_cut_and_ends_the_script) {
  answer_with(limits::max_response_data + 1);
  target.on_command = [](const wire::CommandApdu&, wire::ResponseApdu& response) {
    response.data().fill(0x5A, limits::max_response_data);
    response.data().put(std::uint8_t{0xA5});
    return sw::ok;
  };
  EXPECT_EQ(run("AA0C220480000000220480000000"), "AB82010980010123820102" + filler(256) + "62F1");
  EXPECT_EQ(target.commands(), 1u);
}

TEST_F(Script, an_error_carries_no_data_even_when_some_was_written) {
  target.on_command = [](const wire::CommandApdu&, wire::ResponseApdu& response) {
    response.data().fill(0x5A, 20);
    return sw::security_not_satisfied;
  };
  EXPECT_EQ(run("AA06220480000000"), "AB0780010123026982");
}

TEST_F(Script, answers_never_leave_the_room) {
  answer_with(100);
  std::string items;
  for (int i = 0; i < 30; ++i) items += "220480000000";
  for (std::size_t room = 40; room < 900; room += 7) {
    target.heard.clear();
    const std::string answer = run(wrapped("AA", items), room);
    EXPECT_LE(answer.size() / 2, room);
    const auto bytes = hex(answer);
    auto reader = wire::TlvReader::der(bytes);
    const auto frame = reader.next();
    ASSERT_TRUE(frame && reader.at_end()) << room;
    auto children = reader.children(*frame);
    EXPECT_EQ(children.expect(0x80)->value[0], target.commands());
    std::size_t answers = 0;
    for (; !children.at_end(); ++answers) ASSERT_TRUE(children.expect(0x23)) << room;
    EXPECT_EQ(answers, target.commands());
  }
}

TEST_F(Script, no_more_than_255_commands) {
  std::string items;
  for (int i = 0; i < 300; ++i) items += "220480000000";
  const std::string answer = run(wrapped("AA", items));
  EXPECT_EQ(answer.substr(0, 14), "AB8203FF8001FF");
  EXPECT_EQ(target.commands(), 255u);
}

class Lengths : public Script, public ::testing::WithParamInterface<std::size_t> {};

/// One-byte lengths above 7F are the mistake three other implementations made.
TEST_P(Lengths, of_the_command) {
  const std::size_t data = GetParam() - 5;
  const std::string apdu =
      data <= 0xFF ? "80E28800" + to_hex(std::vector{static_cast<std::uint8_t>(data)}) + filler(data)
                   : "80E2880000" +
                         to_hex(std::vector<std::uint8_t>{static_cast<std::uint8_t>(data >> 8),
                                                          static_cast<std::uint8_t>(data)}) +
                         filler(data);
  EXPECT_EQ(run(wrapped("AA", wrapped("22", apdu))), "AB0780010123029000");
  EXPECT_EQ(target.heard, std::vector<std::string>{"apdu " + apdu});
}

TEST_P(Lengths, of_the_answer) {
  answer_with(GetParam() - 2);
  const std::string r_apdu = wrapped("23", filler(GetParam() - 2) + "9000");
  EXPECT_EQ(run("AA06220480000000"), wrapped("AB", "800101" + r_apdu));
  EXPECT_EQ(run("AE802204800000000000"), "AF80" + r_apdu + "0000");
}

INSTANTIATE_TEST_SUITE_P(Borders, Lengths,
                         ::testing::Values(0x7E, 0x7F, 0x80, 0x81, 0xFE, 0xFF, 0x100, 0x101));

TEST_F(Script, lengths_need_not_be_minimal) {
  EXPECT_EQ(run("AA82000722810480000000"), "AB0780010123029000");
}

struct BadScript {
  const char* danger;
  const char* script;
  const char* answer;
  std::size_t executed;
};

class BadScripts : public Script, public ::testing::WithParamInterface<BadScript> {};

TEST_P(BadScripts, is_answered_with_what_is_wrong) {
  EXPECT_EQ(run(GetParam().script), GetParam().answer);
  EXPECT_EQ(target.commands(), GetParam().executed);
}

std::string named(const ::testing::TestParamInfo<BadScript>& row) {
  std::string name = row.param.danger;
  std::replace(name.begin(), name.end(), ' ', '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(
    Dangers, BadScripts,
    ::testing::Values(BadScript{"unknown tag first", "AA03990101", "AB06800100900101", 0},
                      BadScript{"unknown tag later", "AA09220480000000990101", "AB0A80010123029000900101", 1},
                      BadScript{"unknown tag stops", "AA09990101220480000000", "AB06800100900101", 0},
                      BadScript{"AA inside AE", "AE80AA062204800000000000", "AF809001010000", 0},
                      BadScript{"AE inside AA", "AA0AAE802204800000000000", "AB06800100900103", 0},
                      BadScript{"inner length over the end", "AA06220580000000", "AB06800100900102", 0},
                      BadScript{"inner length missing", "AA0122", "AB06800100900103", 0},
                      BadScript{"inner length cut", "AA03228200", "AB06800100900103", 0},
                      BadScript{"outer length over the end", "AA07220480000000", "AB06800100900102", 0},
                      BadScript{"bytes behind the template", "AA0622048000000000", "AB06800100900102", 0},
                      BadScript{"outer length missing", "AA", "AB06800100900103", 0},
                      BadScript{"padding inside", "AA082204800000000000", "AB0A80010123029000900101", 1},
                      BadScript{"AE with a definite length", "AE06220480000000", "AF809001030000", 0},
                      BadScript{"AE alone", "AE", "AF809001030000", 0},
                      BadScript{"AE without end", "AE80220480000000", "AF80230290009001030000", 1},
                      BadScript{"AE with half an end", "AE8022048000000000", "AF80230290009001010000", 1},
                      BadScript{"bytes behind the end", "AE80000022", "AF809001020000", 0},
                      BadScript{"chaining", "AA09830101220480000000", "AB06800100830102", 0},
                      BadScript{"chaining in AE", "AE808301032204800000000000", "AF808301020000", 0},
                      BadScript{"command of three bytes", "AA052203800000", "AB0780010123026700", 0},
                      BadScript{"empty command", "AA022200", "AB0780010123026700", 0},
                      BadScript{"command with wrong Lc", "AA08220680E2000002AA", "AB0780010123026700", 0}),
    named);

TEST_F(Script, empty_templates_are_empty_answers) {
  EXPECT_EQ(run("AA00"), "AB03800100");
  EXPECT_EQ(run("AE800000"), "AF800000");
  EXPECT_EQ(run(""), "");
}

TEST_F(Script, actions_without_anything_to_act_on) {
  EXPECT_EQ(run("AA0C810181820101220480000000"), "AB0780010123029000");
}

TEST_F(Script, scp03t_passes_through_to_the_target) {
  target.on_tlv = [](const wire::Tlv& tlv, Writer& answer) { wire::put_tlv(answer, tlv.tag, hex("AABB")); };
  EXPECT_EQ(run("AE80840230008501330000"), "AF808402AABB8502AABB0000");
  EXPECT_EQ(target.heard, (std::vector<std::string>{"tlv 84023000", "tlv 850133"}));
  EXPECT_EQ(run("AA0484023000"), "AB078001018402AABB");
}

TEST_F(Script, an_scp03t_error_skips_what_is_behind_it) {
  target.on_tlv = [](const wire::Tlv&, Writer& answer) { wire::put_tlv(answer, 0x9F44, hex("03")); };
  EXPECT_EQ(run("AE80840230008501330000"), "AF809F4401030000");
  EXPECT_EQ(target.heard, std::vector<std::string>{"tlv 84023000"});
}

TEST_F(Script, a_tlv_answer_that_does_not_fit_is_left_out) {
  target.on_tlv = [](const wire::Tlv&, Writer& answer) { answer.fill(0x11, limits::max_script_answer); };
  EXPECT_EQ(run("AE80860086000000"), "AF800000");
  EXPECT_EQ(target.commands(), 1u);
}

TEST_F(Script, every_truncation_is_answered_and_nothing_is_read_beyond) {
  const auto whole = hex("AA1822048000000084023000220C80E28900073A08044E020005");
  for (std::size_t size = 1; size < whole.size(); ++size) run(to_hex(Bytes(whole).first(size)));
  const auto open = hex("AE80220480000000840230000000");
  for (std::size_t size = 1; size < open.size(); ++size) run(to_hex(Bytes(open).first(size)));
}

}  // namespace
}  // namespace sixline::tests::ota
