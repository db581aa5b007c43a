#include "host/device/proactive_command.hpp"

#include <gtest/gtest.h>

#include "tests/host/device/toolkit_card.hpp"

namespace sixline::host::device {
namespace {

TEST(ProactiveCommand, ReadsDetailsAndBody) {
  auto command = ProactiveCommand::parse(hex("D00D 8103010300 82028182 8402011E"));
  ASSERT_TRUE(command) << command.error().what;
  EXPECT_EQ(command->number, 1);
  EXPECT_EQ(command->type, CommandType::PollInterval);
  EXPECT_EQ(command->destination, 0x82);
  EXPECT_EQ(to_hex(command->find(0x04).value()), "011E");
  EXPECT_FALSE(command->find(0x0B));
}

TEST(ProactiveCommand, EveryTruncationIsRefused) {
  const ByteString whole = hex("D00D 8103010300 82028182 8402011E");
  for (std::size_t size = 0; size < whole.size(); ++size)
    EXPECT_FALSE(ProactiveCommand::parse(ByteString(whole.begin(), whole.begin() + static_cast<long>(size))))
        << size;
}

TEST(ProactiveCommand, RefusesOtherShapes) {
  for (const char* bytes : {"D109810301010482028182",        // an envelope
                            "D009810301010482028182 00",     // something behind it
                            "D008 8102010482028182 00",      // details of two bytes
                            "D008 8103010104 820181",        // one device
                            "D009 82028182 8103010104",      // the wrong order
                            "D00A 8103010104 82028182 84"})  // a cut object
    EXPECT_EQ(ProactiveCommand::parse(hex(bytes)).error().code, ErrorCode::BadFormat) << bytes;
}

TEST(TerminalResponse, RepeatsTheDetails) {
  const ProactiveCommand command{7, CommandType::SendShortMessage, 0, 0x83, {}};
  EXPECT_EQ(terminal_response(command, {}), hex("8103071300 82028281 830100"));
  EXPECT_EQ(terminal_response(command, {result::no_service, {}, false}), hex("8103071300 82028281 83022004"));
}

}  // namespace
}  // namespace sixline::host::device
