// Compact scripts, which remote file management still uses.
#include "card/ota/compact_script.hpp"

#include <gtest/gtest.h>

#include "card/ota/script_runner.hpp"
#include "tests/card/ota/fake_target.hpp"

namespace sixline::tests::ota {
namespace {

namespace sw = wire::sw;

class Compact : public ::testing::Test {
 protected:
  std::string run(const std::string& script) {
    const ExactCopy bytes(hex(script));
    std::vector<std::uint8_t> room(512);
    Writer answer(room);
    card::ota::ScriptRunner(target, answer).run(bytes);
    return to_hex(answer.view());
  }
  FakeTarget target;
};

TEST_F(Compact, select_and_read) {
  target.on_command = [](const wire::CommandApdu& command, wire::ResponseApdu& response) {
    if (command.ins == 0xB0) response.data().put(hex("010203"));
    return sw::ok;
  };
  EXPECT_EQ(run("00A40004023F0000A40004022FE200B0000003"), "039000010203");
  EXPECT_EQ(target.heard,
            (std::vector<std::string>{"apdu 00A40004023F00", "apdu 00A40004022FE2", "apdu 00B0000003"}));
}

TEST_F(Compact, data_of_the_last_command_only) {
  target.on_command = [](const wire::CommandApdu& command, wire::ResponseApdu& response) {
    response.data().put(command.p2);
    return sw::ok;
  };
  EXPECT_EQ(run("00B000010300B0000203"), "02900002");
}

TEST_F(Compact, get_response_names_what_the_command_before_left) {
  target.on_command = [](const wire::CommandApdu&, wire::ResponseApdu& response) {
    response.data().put(hex("6201AA"));
    return sw::ok;
  };
  EXPECT_EQ(run("00A40004023F0000C0000003"), "0290006201AA");
  EXPECT_EQ(target.commands(), 1u);
}

TEST_F(Compact, a_last_byte_is_le) {
  EXPECT_EQ(run("00A40004023F0000"), "019000");
  EXPECT_EQ(target.heard, std::vector<std::string>{"apdu 00A40004023F0000"});
}

TEST_F(Compact, status_and_get_status_share_an_instruction) {
  EXPECT_EQ(run("80F2000010"), "019000");
  EXPECT_EQ(run("80F24002024F00"), "019000");
  EXPECT_EQ(target.heard, (std::vector<std::string>{"apdu 80F2000010", "apdu 80F24002024F00"}));
}

TEST_F(Compact, the_first_error_stops) {
  target.on_command = [](const wire::CommandApdu&, wire::ResponseApdu&) { return sw::file_not_found; };
  EXPECT_EQ(run("00A40004023F0000A40004022FE2"), "016A82");
  EXPECT_EQ(target.commands(), 1u);
}

TEST_F(Compact, a_bare_command_tlv_is_a_class_nobody_has) {
  // Seen from a card: a 22 without template is taken for a compact command.
  EXPECT_EQ(run("220F80F24002094F005C054F9F70538F00"), "016E00");
  EXPECT_EQ(target.commands(), 0u);
}

TEST_F(Compact, incomplete_commands) {
  EXPECT_EQ(run("00"), "016700");
  EXPECT_EQ(run("00A40004"), "016700");
  EXPECT_EQ(run("00A40004023F"), "016700");
  EXPECT_EQ(run("00A40004023F0000A4"), "026700");
  EXPECT_EQ(run("FFA40004023F00"), "016E00");
  EXPECT_EQ(target.commands(), 1u) << "only the complete one before the fragment";
}

TEST_F(Compact, an_answer_too_long_is_cut) {
  target.on_command = [](const wire::CommandApdu&, wire::ResponseApdu& response) {
    response.data().fill(0x5A, 256);
    response.data().put(std::uint8_t{0});
    return sw::ok;
  };
  EXPECT_EQ(run("00B000000000B0000000").substr(0, 6), "0162F1");
}

TEST_F(Compact, an_error_carries_no_data) {
  target.on_command = [](const wire::CommandApdu&, wire::ResponseApdu& response) {
    response.data().fill(0x5A, 3);
    return sw::wrong_data;
  };
  EXPECT_EQ(run("00B0000003"), "016A80");
  EXPECT_EQ(run("00B000000300B0"), "016A80");
}

}  // namespace
}  // namespace sixline::tests::ota
