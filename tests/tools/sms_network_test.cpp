// Devices of a laboratory's network that are slower than its clock.
#include "tools/sixline/network/sms_network.hpp"

#include <gtest/gtest.h>

#include "tests/host/device/toolkit_card.hpp"

namespace sixline::tools {
namespace {

using namespace std::chrono_literals;
constexpr auto poll_interval = 30s;  // of a terminal whose card did not ask for another

/// What a test has of a card that a device holds: it counts, and may keep STATUS waiting.
struct Polls {
  std::mutex mutex{};
  std::condition_variable changed{};
  unsigned begun = 0, ended = 0;
  bool open = true;

  void set_open(bool wanted) {
    const std::lock_guard lock(mutex);
    open = wanted;
    changed.notify_all();
  }
  /// False when there are not so many in time.
  bool reach(unsigned& count, unsigned wanted) {
    std::unique_lock lock(mutex);
    return changed.wait_for(lock, 20s, [&] { return count >= wanted; });
  }
};

class PolledCard final : public host::ToolkitCard {
 public:
  explicit PolledCard(Polls& polls) : polls_(polls) {}
  host::Result<host::ByteString> transmit(host::Bytes raw) override {
    constexpr std::uint8_t status = 0xF2;
    if (raw[1] != status) return ToolkitCard::transmit(raw);
    std::unique_lock lock(polls_.mutex);
    ++polls_.begun;
    polls_.changed.notify_all();
    polls_.changed.wait(lock, [this] { return polls_.open; });
    ++polls_.ended;
    polls_.changed.notify_all();
    return ToolkitCard::transmit(raw);
  }

 private:
  Polls& polls_;
};

class SmsNetworkTest : public testing::Test {
 protected:
  void start(unsigned threads) {
    auto started = SmsNetwork::start({}, threads);
    ASSERT_TRUE(started) << started.error().describe();
    network = std::move(*started);
    for (const auto& [name, polls] : {std::pair("quick", &quick), std::pair("slow", &slow)})
      ASSERT_TRUE(network->add(
          name, std::make_unique<CardConnection>(std::make_unique<PolledCard>(*polls), nullptr)));
  }
  /// The slow device is in the middle of a poll.
  void begin_slow_poll() {
    slow.set_open(false);
    network->pass(poll_interval);
    ASSERT_TRUE(slow.reach(slow.begun, 1));
    ASSERT_TRUE(quick.reach(quick.ended, 1));
  }
  void TearDown() override { slow.set_open(true); }

  Polls quick{}, slow{};
  std::unique_ptr<SmsNetwork> network{};
};

TEST_F(SmsNetworkTest, TimeForADeviceThatIsSlowerKeepsOneWorkerAtMost) {
  start(2);
  begin_slow_poll();
  for (unsigned i = 2; i <= 100; ++i) {
    network->pass(poll_interval);
    ASSERT_TRUE(quick.reach(quick.ended, i)) << "another worker waits for the slow device";
  }
  EXPECT_EQ(slow.begun, 1U);
}

TEST_F(SmsNetworkTest, ASlowDeviceGetsTheTimeThatPassedMeanwhile) {
  start(2);
  begin_slow_poll();
  for (unsigned i = 0; i < 10; ++i) network->pass(poll_interval / 2);
  EXPECT_EQ(slow.ended, 0U);
  slow.set_open(true);
  EXPECT_TRUE(slow.reach(slow.ended, 6));
}

TEST_F(SmsNetworkTest, KnowsItsDevicesOnly) {
  start(1);
  EXPECT_EQ(network->set_reach("other", Reach::Silent).error().code, host::ErrorCode::NotFound);
  const auto used = network->with_card("other", [](auto&) -> host::Result<void> {
    ADD_FAILURE() << "a card of nobody";
    return {};
  });
  EXPECT_EQ(used.error().code, host::ErrorCode::NotFound);
}

}  // namespace
}  // namespace sixline::tools
