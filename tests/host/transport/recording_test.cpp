#include "host/transport/recording.hpp"

#include <gtest/gtest.h>
#include <sstream>

#include "host/transport/in_process.hpp"

namespace sixline::host::transport {
namespace {

ByteString hex(std::string_view text) {
  return from_hex(text).value();
}

InProcessChannel echo_card() {
  return {"echo", [] { return hex("3B00"); }, [](Bytes command) { return concat({command, hex("9000")}); }};
}

TEST(RecordingChannel, WhatItWritesReplays) {
  std::ostringstream out;
  auto card = echo_card();
  RecordingChannel recording(card, out);
  ASSERT_TRUE(recording.reset());
  ASSERT_TRUE(recording.transmit(hex("80CA005A00")));
  ASSERT_FALSE(recording.transmit(hex("80")));

  auto replay = ReplayChannel::parse(out.str());
  ASSERT_TRUE(replay) << replay.error().what;
  EXPECT_EQ(replay->reset().value(), hex("3B00"));
  EXPECT_EQ(replay->transmit(hex("80CA005A00")).value(), hex("80CA005A009000"));
  EXPECT_FALSE(replay->finished());
  EXPECT_EQ(replay->transmit(hex("80")).error().code, ErrorCode::Transport);
  EXPECT_TRUE(replay->finished());
}

TEST(ReplayChannel, RefusesAnotherCommand) {
  auto replay = ReplayChannel::parse("> 00B0000001\n< 019000\n");
  ASSERT_TRUE(replay);
  auto answer = replay->transmit(hex("00B0000002"));
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, ErrorCode::BadInput);
  EXPECT_NE(answer.error().what.find("line 1"), std::string::npos) << answer.error().what;
  EXPECT_FALSE(replay->reset());
  EXPECT_TRUE(replay->transmit(hex("00B0000001"))) << "a refused command does not use the exchange up";
}

TEST(ReplayChannel, EndsWhereTheRecordingEnds) {
  auto replay = ReplayChannel::parse("reset\n< 3B00\n");
  ASSERT_TRUE(replay);
  ASSERT_TRUE(replay->reset());
  EXPECT_EQ(replay->reset().error().code, ErrorCode::BadInput);
  EXPECT_EQ(replay->transmit(hex("00B0000001")).error().code, ErrorCode::BadInput);
}

TEST(ReplayChannel, CommentsAndBlankLinesAreSkipped) {
  EXPECT_TRUE(ReplayChannel::parse("# a card\n\nreset # warm\r\n< 3B 00\r\n"));
}

class BadRecording : public ::testing::TestWithParam<const char*> {};

TEST_P(BadRecording, IsRefused) {
  auto replay = ReplayChannel::parse(GetParam());
  ASSERT_FALSE(replay);
  EXPECT_EQ(replay.error().code, ErrorCode::BadFormat);
}

INSTANTIATE_TEST_SUITE_P(Shapes, BadRecording,
                         ::testing::Values("< 9000\n", "! gone\n", "> 00B0000001\n",
                                           "> 00B0\n> 00B0\n< 9000\n", "> 00B0\nreset\n< 9000\n",
                                           "> 0\n< 9000\n", "> zz\n< 9000\n", "restart\n< 3B00\n",
                                           "> 00B0\n< 9000\n< 9000\n"));

}  // namespace
}  // namespace sixline::host::transport
