// Two hundred power cuts in the middle of writing: QEMU is killed at random moments and the card must come
// back with the last value it acknowledged, or with the one it was about to write, whole. The exhaustive
// proof is tests/powerloss; this one has the real firmware and the real serial line in it.
#include <gtest/gtest.h>
#include <random>
#include <signal.h>
#include <thread>

#include "hardware/native/memory_flash.hpp"
#include "host/profile/template_package.hpp"
#include "host/session/card_session.hpp"
#include "tests/support/test_platform.hpp"
#include "tools/sixline/issued_card.hpp"
#include "tools/sixline/qemu_card.hpp"

namespace sixline::tools {
namespace {

using host::ByteString;
using tests::support::hex;

/// EF.SMS: a record is larger than what the store keeps in one piece, so that a value is several objects.
constexpr std::size_t record_size = 176;
constexpr std::uint8_t record_number = 2;
constexpr host::session::Header update_record{0x00, 0xDC, record_number, 0x04};

FlashImage memory_with_profile() {
  hardware::native::MemoryFlash flash(mps2_an385().geometry);
  auto card = NativeCard::on_flash(flash);
  EXPECT_TRUE(card.has_value());
  EXPECT_TRUE(issue_test_card((*card)->card()).has_value());
  std::array<std::uint8_t, 256> report{};
  wire::Writer writer(report);
  EXPECT_TRUE(
      (*card)->card().install_bootstrap(host::profile::template_package().encode(), writer).has_value());
  return FlashImage::of(flash);
}

ByteString record_of(std::uint32_t value) {
  ByteString record(record_size);
  for (std::size_t i = 0; i < record_size; i += 4) wire::write_be(value, std::span(record).subspan(i, 4));
  return record;
}

class KilledQemu : public testing::TestWithParam<unsigned> {
 protected:
  void SetUp() override {
    auto folder = TemporaryFolder::make("kill");
    ASSERT_TRUE(folder.has_value());
    folder_.emplace(std::move(*folder));
    memory_ = folder_->path() / "memory";
    const auto written = QemuCard::write_memory(memory_, memory_with_profile(), EntropyKind::Host);
    ASSERT_TRUE(written.has_value()) << written.error().describe();
  }

  /// Boots on the memory as it is and selects EF.SMS.
  void boot() {
    auto booted = QemuCard::boot_again(memory_, {});
    ASSERT_TRUE(booted.has_value()) << booted.error().describe();
    qemu_ = std::move(*booted);
    channel_ = channel_to(qemu_->card(), "firmware");
    session_.emplace(*channel_);
    ASSERT_TRUE(session_->reset().has_value());
    ASSERT_TRUE(session_->select(*wire::Aid::from(host::profile::template_usim_aid())).has_value());
    ASSERT_TRUE(session_->select(std::uint16_t{0x6F3C}).has_value());
  }
  void end() {
    session_.reset();
    channel_.reset();
    qemu_.reset();
  }

  /// Writes `whole` values, and more until QEMU dies somewhere within the next one; the last value that was
  /// acknowledged. `moment` from 0 to 1 places the death.
  std::uint32_t write_until_death(std::uint32_t value, unsigned whole, double moment) {
    using Clock = std::chrono::steady_clock;
    Clock::duration one_write = std::chrono::milliseconds(5);
    for (unsigned i = 0; i < whole; ++i) {
      const auto begun = Clock::now();
      EXPECT_TRUE(session_->expect("write", update_record, record_of(++value)).has_value());
      one_write = Clock::now() - begun;
    }
    std::thread killer([id = qemu_->process_id(), life = one_write * moment] {
      std::this_thread::sleep_for(life);
      ::kill(id, SIGKILL);
    });
    while (session_->expect("write", update_record, record_of(value + 1)).has_value()) ++value;
    killer.join();
    return value;
  }

  std::optional<TemporaryFolder> folder_;
  std::filesystem::path memory_;
  std::unique_ptr<QemuCard> qemu_;
  std::unique_ptr<host::transport::CardChannel> channel_;
  std::optional<host::session::CardSession> session_;
};

// 4 times 50, so that they can run side by side.
INSTANTIATE_TEST_SUITE_P(FiftyTimes, KilledQemu, testing::Values(1U, 2U, 3U, 4U));

TEST_P(KilledQemu, LosesNothingThatWasAcknowledged) {
  constexpr unsigned kills = 50;
  std::mt19937 random(GetParam());
  std::uniform_int_distribution<unsigned> whole(0, 8);
  std::uniform_real_distribution<double> moment(0, 1);
  ASSERT_NO_FATAL_FAILURE(boot());
  ASSERT_TRUE(session_->expect("write the first value", update_record, record_of(0)).has_value());
  std::uint32_t written = 0;
  std::uint32_t value = 0;
  for (unsigned kill = 1; kill <= kills; ++kill) {
    const std::uint32_t acknowledged = write_until_death(value, whole(random), moment(random));
    written += acknowledged - value;
    end();
    ASSERT_NO_FATAL_FAILURE(boot()) << "after " << kill << " kills";
    const auto record = session_->read_record(record_number);
    ASSERT_TRUE(record.has_value()) << record.error().describe();
    value = static_cast<std::uint32_t>(wire::read_be(host::Bytes(*record).first(4)));
    ASSERT_GE(value, acknowledged) << "an acknowledged value is lost after " << kill << " kills";
    ASSERT_LE(value, acknowledged + 1) << "a value from nowhere after " << kill << " kills";
    ASSERT_EQ(*record, record_of(value)) << "half a value after " << kill << " kills";
  }
  EXPECT_GT(written, kills) << "hardly anything was ever written";
  std::printf("%u kills, %u acknowledged writes, none lost\n", kills, written);
}

}  // namespace
}  // namespace sixline::tools
