// The test plays vpcd: a listener that the card connects to.
#include "hardware/native/vpcd_link.hpp"

#include <arpa/inet.h>
#include <future>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <thread>

#include "tests/support/test_platform.hpp"

namespace sixline::hardware::native {
namespace {

using testing::HasSubstr;
using tests::support::hex;
using tests::support::to_hex;
using wire::Bytes;

/// Answers every command with the command itself and 9000, and notes what was done to it.
class EchoCard final : public CardPort {
 public:
  Bytes power_on() override {
    events += "on ";
    return atr;
  }
  Bytes reset() override {
    events += "reset ";
    return atr;
  }
  void power_off() override { events += "off "; }
  void transmit(Bytes command, wire::Writer& response) override {
    events += "apdu ";
    if (mute) return;
    response.put(command);
    response.put_be(0x9000, 2);
  }

  std::vector<std::uint8_t> atr = hex("3B00");
  std::string events;
  bool mute = false;
};

/// A listening socket on a free port of the loopback.
class Listener {
 public:
  Listener() : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(::bind(socket_.get(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    socklen_t size = sizeof address;
    ::getsockname(socket_.get(), reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
  }
  void listen() { EXPECT_EQ(::listen(socket_.get(), 1), 0); }
  FileDescriptor accept() { return FileDescriptor(::accept(socket_.get(), nullptr, nullptr)); }
  std::uint16_t port() const { return port_; }

 private:
  FileDescriptor socket_;
  std::uint16_t port_ = 0;
};

class VpcdLinkTest : public testing::Test {
 protected:
  ~VpcdLinkTest() override {
    link_.stop();
    if (result_.valid()) result_.wait();
  }

  void connect() {
    listener_.listen();
    start();
    reader_ = listener_.accept();
  }
  void start() {
    result_ = std::async(std::launch::async, [this] { return link_.run(patience_); });
  }
  void send(std::string_view bytes) {
    const auto raw = hex(bytes);
    ASSERT_EQ(::send(reader_.get(), raw.data(), raw.size(), 0), static_cast<ssize_t>(raw.size()));
  }
  std::string receive(std::size_t size) {
    std::vector<std::uint8_t> bytes(size);
    const ssize_t got = ::recv(reader_.get(), bytes.data(), size, MSG_WAITALL);
    return got < 0 ? "error" : to_hex(Bytes(bytes).first(static_cast<std::size_t>(got)));
  }
  std::string error() {
    const auto result = result_.get();
    return result ? "none" : result.error();
  }

  EchoCard card_;
  Listener listener_;
  VpcdLink::Milliseconds patience_{5000};
  VpcdLink link_{card_, {"127.0.0.1", listener_.port()}};
  std::future<wire::Result<void, std::string>> result_;
  FileDescriptor reader_;
};

TEST_F(VpcdLinkTest, TellsTheAtrBeforeAndAfterPowerOn) {
  connect();
  send("0001 04");
  EXPECT_EQ(receive(4), "00023B00");
  send("0001 01 0001 04");
  EXPECT_EQ(receive(4), "00023B00");
  send("0001 04");
  EXPECT_EQ(receive(4), "00023B00");
  link_.stop();
  EXPECT_EQ(error(), "none");
  EXPECT_EQ(card_.events, "on on off ");
}

TEST_F(VpcdLinkTest, ControlBytesReachTheCardAndAreNotAnswered) {
  connect();
  send("0001 01 0001 02 0001 00 0001 01 0005 00A4000000");
  EXPECT_EQ(receive(9), "000700A40000009000");
  link_.stop();
  EXPECT_EQ(error(), "none");
  EXPECT_EQ(card_.events, "on reset off on apdu off ");
}

TEST_F(VpcdLinkTest, UnknownControlBytesAreIgnored) {
  connect();
  send("0001 03 0001 FF 0001 04");
  EXPECT_EQ(receive(4), "00023B00");
}

TEST_F(VpcdLinkTest, FramesMayArriveInPiecesOrTogether) {
  connect();
  for (const std::string_view piece : {"00", "05", "00", "A4", "0000"}) {
    send(piece);
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  send("00 0002 1122 0002 3344");
  EXPECT_EQ(receive(9), "000700A40000009000");
  EXPECT_EQ(receive(6), "000411229000");
  EXPECT_EQ(receive(6), "000433449000");
}

TEST_F(VpcdLinkTest, ExtendedCommandsPass) {
  connect();
  const std::vector<std::uint8_t> command(65533, 0xA5);
  const auto length = hex("FFFD");
  std::thread sender([&] {
    ::send(reader_.get(), length.data(), length.size(), 0);
    ::send(reader_.get(), command.data(), command.size(), 0);
  });
  const std::string answer = receive(2 + command.size() + 2);
  sender.join();
  EXPECT_EQ(answer, "FFFF" + to_hex(command) + "9000");
}

TEST_F(VpcdLinkTest, AMuteCardStillAnswersTheReader) {
  card_.mute = true;
  connect();
  send("0005 00A4000000");
  EXPECT_EQ(receive(4), "00026F00");
}

TEST_F(VpcdLinkTest, AnAnswerThatDoesNotFitBecomesAnError) {
  connect();
  const std::vector<std::uint8_t> command(65534, 0xA5);
  const auto length = hex("FFFE");
  ::send(reader_.get(), length.data(), length.size(), 0);
  ::send(reader_.get(), command.data(), command.size(), 0);
  EXPECT_EQ(receive(4), "00026F00");
}

// vpcd sends length and body apart, without TCP_NODELAY; an acknowledgement delayed by 40 ms would show.
TEST_F(VpcdLinkTest, DoesNotWaitForDelayedAcknowledgements) {
  connect();
  constexpr int exchanges = 50;
  const auto start = std::chrono::steady_clock::now();
  for (int i = 0; i < exchanges; ++i) {
    send("0005");
    send("00A4000000");
    ASSERT_EQ(receive(9), "000700A40000009000");
  }
  const auto each = (std::chrono::steady_clock::now() - start) / exchanges;
  EXPECT_LT(each, std::chrono::milliseconds(20));
}

TEST_F(VpcdLinkTest, WaitsForAReaderThatStartsLater) {
  start();
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  listener_.listen();
  reader_ = listener_.accept();
  send("0001 04");
  EXPECT_EQ(receive(4), "00023B00");
}

TEST_F(VpcdLinkTest, GivesUpWithAClearReason) {
  patience_ = VpcdLink::Milliseconds(100);
  start();
  const std::string reason = error();
  EXPECT_THAT(reason, HasSubstr("127.0.0.1:" + std::to_string(listener_.port())));
  EXPECT_THAT(reason, HasSubstr("cannot be reached: Connection refused"));
}

TEST_F(VpcdLinkTest, StopEndsTheWaitForAReader) {
  patience_ = VpcdLink::Milliseconds(60'000);
  start();
  link_.stop();
  ASSERT_EQ(result_.wait_for(std::chrono::seconds(5)), std::future_status::ready);
  EXPECT_EQ(error(), "none");
}

TEST_F(VpcdLinkTest, SaysWhenTheReaderGoesAway) {
  connect();
  send("0001 01");
  reader_.reset();
  EXPECT_THAT(error(), HasSubstr("it closed the connection"));
  EXPECT_EQ(card_.events, "on off ");
}

TEST_F(VpcdLinkTest, SaysWhenAFrameIsCutOff) {
  connect();
  send("0005 00A4");
  reader_.reset();
  EXPECT_THAT(error(), HasSubstr("within a frame"));
  EXPECT_EQ(card_.events, "off ");
}

TEST_F(VpcdLinkTest, AnEmptyFrameIsAnError) {
  connect();
  send("0000");
  EXPECT_THAT(error(), HasSubstr("empty frame"));
}

TEST_F(VpcdLinkTest, AnUnknownHostIsReported) {
  VpcdLink link(card_, {"host.invalid", 1});
  const auto result = link.run(VpcdLink::Milliseconds(0));
  ASSERT_FALSE(result);
  EXPECT_THAT(result.error(), HasSubstr("host.invalid:1 cannot be reached"));
}

TEST_F(VpcdLinkTest, AnAtrThatIsTooLongIsCut) {
  card_.atr.assign(100, 0x3B);
  connect();
  send("0001 04");
  EXPECT_EQ(receive(2 + 33).substr(0, 4), "0021");
}

}  // namespace
}  // namespace sixline::hardware::native
