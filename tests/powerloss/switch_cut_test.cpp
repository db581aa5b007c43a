// A switch of profiles whose power is cut during every flash operation of it. Afterwards exactly one profile
// is enabled, and the card ends what it has begun: in a device with service the switch is confirmed, in one
// without it is taken back.  [SGP.02 §3.2, §4.1.1.11] PROC-STM-01
#include <gtest/gtest.h>

#include "card/gp/registry.hpp"
#include "host/es/es5.hpp"
#include "tests/powerloss/script_flash.hpp"
#include "tests/powerloss/script_recovery.hpp"
#include "tools/sixline/prepared_card.hpp"

namespace sixline::tests::powerloss {
namespace {

namespace es5 = host::es::es5;
using host::device::Registration;
using support::Cut;
using support::FlashSimulator;

const wire::Aid first = wire::aid::euicc(wire::aid::first_isd_p_number);
const wire::Aid second = wire::aid::euicc(wire::aid::first_isd_p_number + 1);
/// Beyond the counters of the packets sent before the cut.
constexpr std::uint64_t later_counters = 1'000;
/// Longer than the card waits for a network before it takes a switch back.
constexpr unsigned long_enough = 3'600;

/// The card after a cut, in a device.
class Restarted {
 public:
  Restarted(FlashSimulator& flash, Registration network)
      : card_(tools::NativeCard::on_flash(flash, {.random = &random_, .clock = &clock_}).value()),
        channel_(tools::channel_to(*card_)),
        session_(*channel_) {
    const host::scp::Scp80Keys keys{0x01, host::crypto::Secret(tools::test_kic()),
                                    host::crypto::Secret(tools::test_kid())};
    auto opened = tools::SmsChannel::open(session_, keys, counters_, network);
    EXPECT_TRUE(opened) << opened.error().describe();
    if (opened) device_ = std::move(*opened);
  }

  tools::SmsChannel& device() { return *device_; }
  void pass(unsigned seconds) {
    for (unsigned i = 0; i < seconds; ++i) {
      clock_.advance(1'000);
      card_->card().poll();
      ASSERT_TRUE(device_->advance(std::chrono::seconds(1)));
    }
  }
  std::optional<es5::Notification> notification() {
    const auto bytes = device_->take_notification();
    if (!bytes) return std::nullopt;
    auto read = es5::read_notification(*bytes);
    EXPECT_TRUE(read);
    return read ? std::optional(*read) : std::nullopt;
  }
  bool confirm(const es5::Notification& notification) {
    return succeeds(es5::handle_notification_confirmation(notification.sequence_number));
  }
  bool succeeds(const host::ByteString& command) {
    const auto reply = device_->transmit(wire::aid::tar_of(wire::aid::isd_r()), command);
    return reply && reply->status.ok();
  }
  /// The enabled one; an empty AID when there is none or more than one.
  wire::Aid enabled() {
    const auto reply = device_->transmit(wire::aid::tar_of(wire::aid::isd_r()), es5::get_status());
    EXPECT_TRUE(reply && reply->status.ok());
    const auto profiles = es5::read_status(reply->data);
    std::vector<wire::Aid> found;
    for (const auto& profile : profiles.value())
      if (profile.state == es5::IsdPState::Enabled) found.push_back(profile.aid);
    EXPECT_EQ(found.size(), 1U);
    return found.size() == 1 ? found.front() : wire::Aid{};
  }

 private:
  support::SeededRandom random_;
  support::ManualClock clock_;
  std::unique_ptr<tools::NativeCard> card_;
  std::unique_ptr<host::transport::CardChannel> channel_;
  host::session::CardSession session_;
  host::scp::MemoryCounterStore counters_{later_counters};
  std::unique_ptr<tools::SmsChannel> device_;
};

class SwitchCut : public testing::Test {
 protected:
  void SetUp() override {
    auto card = tools::PreparedCard::make(flash_);
    ASSERT_TRUE(card) << card.error().describe();
    card_ = std::move(*card);
    host::session::Variables variables;
    const auto loaded = card_->load("two_profiles", variables);
    ASSERT_TRUE(loaded) << loaded.error().describe();
    ASSERT_TRUE(card_->reset());
    ASSERT_TRUE(card_->device());
  }

  void watch() {
    flash_.watch([this](FlashSimulator& torn, const Cut& cut) {
      const FlashSimulator as_left = torn;
      const Objects& content = recovery_.of(torn);
      for (const Objects& known : found_)
        if (known == content) return;
      found_.push_back(content);
      SCOPED_TRACE("cut at operation " + std::to_string(cut.operation));
      judge(as_left);
    });
  }
  virtual void judge(const FlashSimulator& left) = 0;

  void enable_and_confirm() {
    ASSERT_TRUE(card_->command_isd_r("enable", es5::enable_profile(second)));
    const auto bytes = card_->take_notification();
    ASSERT_TRUE(bytes);
    const auto notification = es5::read_notification(*bytes);
    ASSERT_TRUE(notification);
    confirming_ = true;
    ASSERT_TRUE(card_->command_isd_r("confirm",
                                     es5::handle_notification_confirmation(notification->sequence_number)));
  }

  WatchedFlash flash_;
  Recovery recovery_;
  std::unique_ptr<tools::PreparedCard> card_;
  std::vector<Objects> found_;
  unsigned resumed_ = 0;
  bool confirming_ = false;
};

class SwitchCutWithService : public SwitchCut {
  void judge(const FlashSimulator& left) override {
    FlashSimulator flash = left;
    Restarted card(flash, Registration::Registered);
    const auto notification = card.notification();
    if (!notification) {
      // Not yet requested, or confirmed: either way it can be asked for, unless it is there.
      if (card.enabled() == first) {
        EXPECT_TRUE(card.succeeds(es5::enable_profile(second)));
      }
      return;
    }
    ++resumed_;
    EXPECT_TRUE(notification->is(es5::NotificationType::ProfileChanged));
    EXPECT_EQ(notification->isd_p, second);
    EXPECT_EQ(notification->sequence_number, 1);
    EXPECT_EQ(card.enabled(), second);
    EXPECT_TRUE(card.confirm(*notification));
    EXPECT_EQ(card.enabled(), second);
    EXPECT_TRUE(card.succeeds(es5::enable_profile(first)));
  }
};

TEST_F(SwitchCutWithService, IsConfirmedAfterTheNextStart) {
  watch();
  enable_and_confirm();
  EXPECT_GT(flash_.watched(), 5U);
  EXPECT_GE(found_.size(), 3U);
  EXPECT_GT(resumed_, 0U);
}

class SwitchCutWithoutService : public SwitchCut {
  void judge(const FlashSimulator& left) override {
    FlashSimulator flash = left;
    Restarted card(flash, Registration::None);
    card.pass(long_enough);
    ASSERT_TRUE(card.device().set_network(Registration::Registered));
    const auto notification = card.notification();
    if (!notification) return;  // nothing was under way
    ++resumed_;
    // Once confirmed there is no way back, but a profile that finds no network calls for the Fall-back
    // profile, which is the same one here.  PROC-EN-10 PROC-FB-10
    const bool fell_back = notification->is(es5::NotificationType::FallBack);
    EXPECT_TRUE(notification->is(es5::NotificationType::RolledBack) || (confirming_ && fell_back));
    EXPECT_EQ(notification->isd_p, first);
    EXPECT_EQ(card.enabled(), first);
    EXPECT_TRUE(card.confirm(*notification));
    EXPECT_EQ(card.enabled(), first);
  }
};

TEST_F(SwitchCutWithoutService, IsTakenBackWhenTheNewProfileFindsNoNetwork) {
  watch();
  enable_and_confirm();
  EXPECT_GT(resumed_, 0U);
}

}  // namespace
}  // namespace sixline::tests::powerloss
