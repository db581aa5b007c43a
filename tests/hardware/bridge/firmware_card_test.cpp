// The host's end of the serial line, against the card's end over a line that loses and damages bytes.
#include "hardware/bridge/firmware_card.hpp"

#include <atomic>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <thread>

#include "hardware/uart/card_endpoint.hpp"
#include "tests/support/test_platform.hpp"

namespace sixline::hardware::bridge {
namespace {

using namespace std::chrono_literals;
using tests::support::hex;
using tests::support::to_hex;

class CountingCard final : public uart::UartCard {
 public:
  wire::Bytes reset() override { return atr_; }
  std::size_t transmit(wire::Bytes, wire::MutableBytes response) override {
    ++commands;
    response[0] = 0x90;
    response[1] = 0x00;
    return 2;
  }
  std::size_t report(wire::MutableBytes text) override {
    constexpr std::string_view line = "stack 1 of 2\n";
    std::copy(line.begin(), line.end(), text.begin());
    return line.size();
  }
  std::atomic<int> commands = 0;

 private:
  std::vector<std::uint8_t> atr_ = hex("3B9F96");
};

/// The firmware at the other end, in a thread. `mistreat` may change or swallow what the card sends, frame by
/// frame.
class FirmwareCardTest : public testing::Test {
 protected:
  using Mistreat = std::function<void(std::vector<std::uint8_t>&)>;

  void start(Mistreat mistreat = {}) {
    std::array<int, 2> ends{};
    ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()), 0);
    far_ = native::FileDescriptor(ends[1]);
    card_.emplace(
        SerialLine(native::FileDescriptor(ends[0])),
        [this](std::string_view line) { log_.emplace_back(line); }, FirmwareCard::Patience{100ms, 1s});
    thread_ = std::thread([this, mistreat = std::move(mistreat)] { serve(mistreat); });
  }
  void TearDown() override {
    card_.reset();
    if (thread_.joinable()) thread_.join();
  }
  std::string transmit(std::string_view command) {
    std::array<std::uint8_t, uart::max_frame_body> room{};
    wire::Writer out(room);
    card_->transmit(hex(command), out);
    return to_hex(out.view());
  }

  CountingCard counting_;
  std::vector<std::string> log_;
  std::optional<FirmwareCard> card_;

 private:
  void serve(const Mistreat& mistreat) {
    uart::CardEndpoint endpoint(counting_);
    std::uint8_t byte = 0;
    while (::read(far_.get(), &byte, 1) == 1) {
      const wire::Bytes frame = endpoint.receive(byte);
      std::vector<std::uint8_t> out(frame.begin(), frame.end());
      if (mistreat && !out.empty()) mistreat(out);
      if (::send(far_.get(), out.data(), out.size(), MSG_NOSIGNAL) < 0) return;
    }
  }

  native::FileDescriptor far_;
  std::thread thread_;
};

TEST_F(FirmwareCardTest, BringsCommandsToTheCardAndAnswersBack) {
  start();
  EXPECT_EQ(to_hex(card_->power_on()), "3B9F96");
  EXPECT_EQ(to_hex(card_->reset()), "3B9F96");
  EXPECT_EQ(transmit("00A40004"), "9000");
  EXPECT_EQ(card_->report(), "stack 1 of 2\n");
  card_->power_off();
  EXPECT_EQ(transmit("00A40004"), "") << "without power there is no answer";
}

TEST_F(FirmwareCardTest, ALostAnswerIsAskedForAgainAndTheCommandExecutedOnce) {
  int frames = 0;
  start([&frames](std::vector<std::uint8_t>& frame) {
    if (++frames == 2) frame.clear();
  });
  card_->power_on();
  EXPECT_EQ(transmit("00D60000"), "9000");
  EXPECT_EQ(counting_.commands, 1);
}

TEST_F(FirmwareCardTest, ADamagedAnswerIsAskedForAgain) {
  int frames = 0;
  start([&frames](std::vector<std::uint8_t>& frame) {
    if (++frames == 2) frame[5] ^= 0x40;
    if (frames == 3) frame.resize(frame.size() - 3);
  });
  card_->power_on();
  EXPECT_EQ(transmit("00D60000"), "9000");
  EXPECT_EQ(counting_.commands, 1);
}

TEST_F(FirmwareCardTest, AnAnswerToAnotherRequestIsNotTaken) {
  start([](std::vector<std::uint8_t>& frame) {
    std::array<std::uint8_t, uart::max_frame> room{};
    const auto stale = hex("6985");
    const wire::Bytes other =
        uart::encode({uart::FrameType::Answer, static_cast<std::uint8_t>(frame[2] + 1), stale}, room);
    frame.insert(frame.begin(), other.begin(), other.end());
  });
  card_->power_on();
  EXPECT_EQ(transmit("00D60000"), "9000");
}

TEST_F(FirmwareCardTest, LogLinesReachThePerson) {
  start([](std::vector<std::uint8_t>& frame) {
    std::array<std::uint8_t, uart::max_frame> room{};
    const wire::Bytes log = uart::encode({uart::FrameType::Log, 0, wire::bytes_of("NO ENTROPY")}, room);
    frame.insert(frame.begin(), log.begin(), log.end());
  });
  EXPECT_EQ(to_hex(card_->power_on()), "3B9F96");
  EXPECT_EQ(log_, std::vector<std::string>{"NO ENTROPY"});
}

TEST_F(FirmwareCardTest, SilenceEndsWithNothing) {
  start([](std::vector<std::uint8_t>& frame) { frame.clear(); });
  EXPECT_TRUE(card_->power_on().empty());
  EXPECT_TRUE(card_->is_connected());
}

TEST(SerialLineTest, SaysWhatCannotBeOpened) {
  EXPECT_FALSE(SerialLine::open("/nowhere/tty"));
  EXPECT_FALSE(SerialLine::open("unix:/nowhere/socket"));
  EXPECT_FALSE(SerialLine::open("unix:" + std::string(200, 'x')));
  EXPECT_FALSE(SerialLine::open("/dev/null")) << "not a terminal";
}

TEST(SerialLineTest, KnowsWhenTheOtherEndIsGone) {
  std::array<int, 2> ends{};
  ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()), 0);
  FirmwareCard card{SerialLine(native::FileDescriptor(ends[0]))};
  ::close(ends[1]);
  const auto begun = std::chrono::steady_clock::now();
  EXPECT_TRUE(card.power_on().empty());
  EXPECT_FALSE(card.is_connected());
  EXPECT_LT(std::chrono::steady_clock::now() - begun, 2s) << "no waiting for the dead";
}

}  // namespace
}  // namespace sixline::hardware::bridge
