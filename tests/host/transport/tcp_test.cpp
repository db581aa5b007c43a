#include "host/transport/tcp.hpp"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

namespace sixline::host::transport {
namespace {

/// A card that connects, then answers the frames it gets with the given ones, control codes included.
class FakeCard {
 public:
  FakeCard(std::uint16_t port, std::vector<ByteString> raw_answers, std::size_t expected_bytes)
      : thread_([=, this] { run(port, raw_answers, expected_bytes); }) {}
  ~FakeCard() { thread_.join(); }

 private:
  void run(std::uint16_t port, const std::vector<ByteString>& answers, std::size_t expected_bytes) {
    int card = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port);
    ASSERT_EQ(::connect(card, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    for (const ByteString& answer : answers) {
      ByteString got(expected_bytes);
      ASSERT_EQ(::recv(card, got.data(), got.size(), MSG_WAITALL), static_cast<ssize_t>(got.size()));
      ASSERT_EQ(::send(card, answer.data(), answer.size(), MSG_NOSIGNAL),
                static_cast<ssize_t>(answer.size()));
    }
    ::close(card);
  }
  std::thread thread_;
};

// off, on, get ATR: three frames of one byte.
constexpr std::size_t reset_bytes = 9;

TEST(TcpChannel, ResetsAndTransmits) {
  auto channel = TcpChannel::listen(0);
  ASSERT_TRUE(channel);
  // A command of 7 bytes makes a frame as long as the three of a reset.
  FakeCard card((*channel)->port(), {{0, 2, 0x3B, 0x00}, {0, 3, 0xAA, 0x90, 0x00}}, reset_bytes);
  EXPECT_EQ((*channel)->reset().value(), (ByteString{0x3B, 0x00}));
  EXPECT_EQ((*channel)->transmit(ByteString{0x00, 0xA4, 0x00, 0x04, 0x02, 0x3F, 0x00}).value(),
            (ByteString{0xAA, 0x90, 0x00}));
}

TEST(TcpChannel, ACardThatHangsUpInsideAnAnswerIsATransportError) {
  auto channel = TcpChannel::listen(0);
  ASSERT_TRUE(channel);
  FakeCard card((*channel)->port(), {{0, 5, 0x3B}}, reset_bytes);
  EXPECT_EQ((*channel)->reset().error().code, ErrorCode::Transport);
}

TEST(TcpChannel, WaitingForACardIsBounded) {
  auto channel = TcpChannel::listen(0, 20);
  ASSERT_TRUE(channel);
  EXPECT_EQ((*channel)->reset().error().code, ErrorCode::Timeout);
}

TEST(TcpChannel, RefusesCommandsWithoutACard) {
  auto channel = TcpChannel::listen(0);
  ASSERT_TRUE(channel);
  EXPECT_EQ((*channel)->transmit(ByteString{0, 0, 0, 0}).error().code, ErrorCode::WrongState);
}

}  // namespace
}  // namespace sixline::host::transport
