#include "host/transport/in_process.hpp"

#include <gtest/gtest.h>

namespace sixline::host::transport {
namespace {

const ByteString atr{0x3B, 0x00};

TEST(InProcessChannel, PassesBytesBothWays) {
  ByteString seen;
  InProcessChannel channel(
      "a card", [] { return atr; },
      [&](Bytes command) {
        seen = to_byte_string(command);
        return ByteString{0x01, 0x90, 0x00};
      });
  EXPECT_EQ(channel.name(), "a card");
  EXPECT_EQ(channel.reset().value(), atr);
  const ByteString command{0x00, 0xB0, 0x00, 0x00, 0x01};
  EXPECT_EQ(channel.transmit(command).value(), (ByteString{0x01, 0x90, 0x00}));
  EXPECT_EQ(seen, command);
}

TEST(InProcessChannel, RefusesCommandsBeforeReset) {
  InProcessChannel channel(
      "a card", [] { return atr; },
      [](Bytes) {
        return ByteString{0x90, 0x00};
      });
  EXPECT_EQ(channel.transmit(ByteString{0, 0, 0, 0}).error().code, ErrorCode::WrongState);
}

TEST(InProcessChannel, RefusesWhatIsNoCommand) {
  InProcessChannel channel(
      "a card", [] { return atr; },
      [](Bytes) {
        return ByteString{0x90, 0x00};
      });
  ASSERT_TRUE(channel.reset());
  EXPECT_EQ(channel.transmit(ByteString{0, 0, 0}).error().code, ErrorCode::BadInput);
  EXPECT_EQ(channel.transmit({}).error().code, ErrorCode::BadInput);
}

TEST(InProcessChannel, ACardWithoutAtrOrStatusWordIsATransportError) {
  InProcessChannel dead(
      "dead", [] { return ByteString{}; },
      [](Bytes) {
        return ByteString{0x90, 0x00};
      });
  EXPECT_EQ(dead.reset().error().code, ErrorCode::Transport);
  EXPECT_EQ(dead.transmit(ByteString{0, 0, 0, 0}).error().code, ErrorCode::WrongState);

  InProcessChannel mute(
      "mute", [] { return atr; }, [](Bytes) { return ByteString{0x90}; });
  ASSERT_TRUE(mute.reset());
  EXPECT_EQ(mute.transmit(ByteString{0, 0, 0, 0}).error().code, ErrorCode::Transport);
}

}  // namespace
}  // namespace sixline::host::transport
