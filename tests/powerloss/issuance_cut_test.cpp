// The EUM's work on a card whose power is cut during every flash operation of it: after the next start the
// card is blank, issued, or complete with its first profile, and what is missing can be done again.
#include <gtest/gtest.h>

#include "card/gp/registry.hpp"
#include "host/profile/template_package.hpp"
#include "tests/powerloss/script_flash.hpp"
#include "tests/powerloss/script_recovery.hpp"
#include "tools/sixline/issued_card.hpp"

namespace sixline::tests::powerloss {
namespace {

using card::storage::Kind;
using support::Cut;
using support::FlashSimulator;
using tools::NativeCard;

constexpr card::storage::Owner bootstrap = 1;

/// Does what is left to do, as a factory that starts again would.
void finish(card::Card& card) {
  if (!card.is_issued()) {
    const auto issued = tools::issue_test_card(card);
    EXPECT_TRUE(issued) << issued.error().describe();
  }
  std::array<std::uint8_t, 256> buffer{};
  wire::Writer report(buffer);
  const host::ByteString package = host::profile::template_package().encode();
  const auto slot = card.install_bootstrap(package, report);
  ASSERT_TRUE(slot) << "install_bootstrap: " << wire::describe(slot.error());
}

/// What identifies a card, without the certificate, whose signature differs each time.
Objects comparable(Objects content) {
  std::erase_if(content, [](const auto& object) { return object.first.kind == Kind::Ecasd; });
  return content;
}

bool has_profile(const Objects& content) {
  return content.lower_bound(card::storage::all_of(bootstrap).first) != content.end();
}

class IssuanceCut : public testing::Test {
 protected:
  void watch() {
    flash_.watch([this](FlashSimulator& torn, const Cut& cut) {
      const FlashSimulator as_left = torn;
      const Objects& content = recovery_.of(torn);
      for (const Objects& known : found_)
        if (known == content) return;
      found_.push_back(content);
      expect_it_can_be_finished(as_left, cut);
    });
  }

  void expect_it_can_be_finished(FlashSimulator flash, const Cut& cut) {
    SCOPED_TRACE("cut at operation " + std::to_string(cut.operation));
    const auto card = NativeCard::on_flash(flash);
    ASSERT_TRUE(card) << card.error();
    if (!has_profile(found_.back())) finish((*card)->card());
    finished_.push_back(comparable(recover(flash)));
  }

  WatchedFlash flash_;
  Recovery recovery_;
  std::vector<Objects> found_;
  std::vector<Objects> finished_;
};

TEST_F(IssuanceCut, LeavesACardThatCanBeFinished) {
  const auto card = NativeCard::on_flash(flash_);
  ASSERT_TRUE(card) << card.error();
  watch();
  finish((*card)->card());
  flash_.watch({});
  EXPECT_GT(flash_.watched(), 100U) << "the profile was not written step by step";

  FlashSimulator end = flash_.cells();
  end.revive();
  const Objects complete = recover(end);
  ASSERT_TRUE(has_profile(complete));
  // Blank, with the files of a card without profile, issued, complete.
  EXPECT_EQ(found_.size(), 4U);
  for (const Objects& content : found_)
    EXPECT_TRUE(!has_profile(content) || content == complete) << differences(complete, content);
  for (const Objects& content : finished_)
    EXPECT_TRUE(content == comparable(complete)) << differences(comparable(complete), content);
}

}  // namespace
}  // namespace sixline::tests::powerloss
