// Random transactions, abandoned ones, resets and power cuts beside a std::map. A failure names its seed.
#include <gtest/gtest.h>

#include "tests/powerloss/store_model.hpp"
#include "tests/support/flash_simulator.hpp"

namespace sixline::tests::powerloss {
namespace {

using card::platform::FlashGeometry;
using card::storage::Error;
using card::storage::IndexEntry;
using card::storage::Kind;
using support::FlashSimulator;
using support::SeededRandom;

constexpr std::size_t transactions = 400;

/// Few keys, so that they meet again.
Key random_key(SeededRandom& random) {
  return {static_cast<std::uint8_t>(random.below(3)), Kind::File, static_cast<std::uint16_t>(random.below(2)),
          static_cast<std::uint16_t>(random.below(5))};
}

Action random_action(SeededRandom& random) {
  const Key key = random_key(random);
  const std::size_t choice = random.below(10);
  if (choice == 0) return erase(KeyRange{std::min(key, random_key(random)), key});
  if (choice <= 2) return erase(key);
  std::vector<std::uint8_t> value(random.below(70));
  random.fill(value);
  return {{key, key}, value};
}

class RandomStoreTest : public testing::TestWithParam<std::tuple<FlashGeometry, std::uint64_t>> {
 protected:
  /// Runs one transaction beside the model. False when the power went.
  bool step() {
    Objects next = before_;
    const std::size_t count = 1 + random_.below(6);
    for (std::size_t i = 0; i < count; ++i) {
      const Action action = random_action(random_);
      apply(action, next);
      after_ = next;
      const auto done = apply(action, *store_);
      if (!flash_.has_power()) return false;
      EXPECT_TRUE(done);
      EXPECT_EQ(content_of(*store_), next) << "open changes are visible";
    }
    if (random_.below(5) == 0) {
      store_->rollback();
    } else {
      after_ = next;
      const auto done = store_->commit();
      if (!flash_.has_power()) return false;
      EXPECT_TRUE(done);
      before_ = next;
    }
    EXPECT_EQ(content_of(*store_), before_);
    return true;
  }

  void remount() {
    flash_.revive();
    store_.emplace(flash_, index_);
    ASSERT_TRUE(store_->mount());
  }

  void maybe_plan_a_cut() {
    if (random_.below(3) != 0) return;
    flash_.revive();
    flash_.cut_at({random_.below(12), random_.below(20), random_.below(2) == 0, random_.next()});
  }

  FlashGeometry geometry_ = std::get<0>(GetParam());
  SeededRandom random_{std::get<1>(GetParam())};
  FlashSimulator flash_{geometry_};
  std::vector<IndexEntry> index_ = std::vector<IndexEntry>(30);
  std::optional<Store> store_;
  Objects before_;  ///< what is committed
  Objects after_;   ///< what the transaction in progress would leave
};

INSTANTIATE_TEST_SUITE_P(
    Seeds, RandomStoreTest,
    testing::Combine(testing::Values(FlashGeometry{2, 4096, 1}, FlashGeometry{2, 4096, 4},
                                     FlashGeometry{2, 4096, 8}, FlashGeometry{3, 4096, 1},
                                     FlashGeometry{3, 4096, 8}),
                     testing::Range<std::uint64_t>(1, 7)),
    [](const auto& of) {
      const FlashGeometry geometry = std::get<0>(of.param);
      return std::to_string(geometry.banks) + "BanksUnit" + std::to_string(geometry.program_unit) + "Seed" +
             std::to_string(std::get<1>(of.param));
    });

TEST_P(RandomStoreTest, AgreesWithAMap) {
  remount();
  for (std::size_t i = 0; i < transactions && !HasFailure(); ++i) {
    ASSERT_TRUE(step());
    if (random_.below(20) == 0) remount();
    ASSERT_EQ(content_of(*store_), before_) << "after transaction " << i;
  }
  EXPECT_GT(flash_.geometry().banks, 1U);
}

TEST_P(RandomStoreTest, AgreesWithAMapWhenThePowerIsCut) {
  remount();
  std::size_t cuts = 0;
  for (std::size_t i = 0; i < transactions && !HasFailure(); ++i) {
    maybe_plan_a_cut();
    if (step()) continue;
    ++cuts;
    remount();
    const Objects content = content_of(*store_);
    ASSERT_TRUE(content == before_ || content == after_) << "after transaction " << i;
    before_ = content;
  }
  EXPECT_GT(cuts, transactions / 10);
}

}  // namespace
}  // namespace sixline::tests::powerloss
