#include "host/session/command.hpp"

#include <gtest/gtest.h>

#include "tests/host/session/scripted_card.hpp"

namespace sixline::host::session {
namespace {

TEST(MakeCommand, WritesTheFourCases) {
  EXPECT_EQ(make_command({0x00, 0x20, 0x00, 0x01}), hex("00200001"));
  EXPECT_EQ(make_command({0x00, 0xB0, 0x00, 0x00}, {}, 10), hex("00B000000A"));
  EXPECT_EQ(make_command({0x00, 0xB0, 0x00, 0x00}, {}, all_data), hex("00B0000000"));
  EXPECT_EQ(make_command({0x00, 0xA4, 0x00, 0x0C}, hex("3F00")), hex("00A4000C023F00"));
  EXPECT_EQ(make_command({0x00, 0xA4, 0x00, 0x04}, hex("3F00"), all_data), hex("00A40004023F0000"));
}

TEST(MakeCommand, GrowsToExtendedLengthOnlyWhenItMust) {
  EXPECT_EQ(make_command({0x80, 0xE2, 0x88, 0x00}, ByteString(255)).size(), 4u + 1 + 255);
  const ByteString extended = make_command({0x80, 0xE2, 0x88, 0x00}, ByteString(256));
  EXPECT_EQ(extended.size(), 4u + 3 + 256);
  EXPECT_EQ(to_hex(Bytes(extended).subspan(4, 3)), "000100");
}

TEST(ClassOnChannel, CodesBasicAndFurtherChannels) {
  EXPECT_EQ(class_on_channel(0x00, 3).value(), 0x03);
  EXPECT_EQ(class_on_channel(0x80, 2).value(), 0x82);
  EXPECT_EQ(class_on_channel(0x84, 1).value(), 0x85);
  EXPECT_EQ(class_on_channel(0x00, 4).value(), 0x40);
  EXPECT_EQ(class_on_channel(0x80, 19).value(), 0xCF);
  EXPECT_EQ(class_on_channel(0x84, 5).value(), 0xE1);
  EXPECT_EQ(class_on_channel(0xCF, 5).value(), 0xC1);
  EXPECT_EQ(class_on_channel(0xE1, 2).value(), 0x86);
}

TEST(ClassOnChannel, RefusesChannelsThatDoNotExist) {
  for (std::uint8_t channel : ByteString{20, 21, 127, 255})
    EXPECT_EQ(class_on_channel(0x00, channel).error().code, ErrorCode::BadInput);
}

TEST(Reply, SplitsThePendingCommandFromTheResult) {
  const Reply reply = Reply::from(hex("AABB910B"));
  EXPECT_EQ(reply.data, hex("AABB"));
  EXPECT_EQ(reply.status, wire::sw::ok);
  EXPECT_EQ(reply.final_status.value(), 0x910B);
  EXPECT_EQ(reply.pending, 11u);
  EXPECT_EQ(Reply::from(hex("9100")).pending, 256u);
  EXPECT_EQ(Reply::from(hex("6A82")).pending, 0u);
}

}  // namespace
}  // namespace sixline::host::session
