#include "card/storage/block_counter.hpp"

#include <gtest/gtest.h>

#include "tests/support/test_platform.hpp"

namespace sixline::card::storage {
namespace {

using tests::support::hex;
using tests::support::TestPlatform;

constexpr Key place{card_owner, Kind::CounterBlock, 1, 0};

class BlockCounterTest : public testing::Test {
 protected:
  BlockCounterTest() { EXPECT_TRUE(store_.mount()); }

  TestPlatform world_;
  Store store_{world_.flash, world_.index};
  BlockCounter counter_{store_, place, 10};
};

TEST_F(BlockCounterTest, CountsFromOneAndWritesOnceABlock) {
  for (std::uint64_t expected = 1; expected <= 30; ++expected) {
    EXPECT_EQ(counter_.next(), expected);
    EXPECT_EQ(store_.has_changes(), expected % 10 == 1) << expected;
    ASSERT_TRUE(store_.commit());
  }
}

TEST_F(BlockCounterTest, AResetSkipsTheRestOfTheBlock) {
  EXPECT_EQ(counter_.next(), 1U);
  EXPECT_EQ(counter_.next(), 2U);
  ASSERT_TRUE(store_.commit());
  BlockCounter after_reset(store_, place, 10);
  EXPECT_EQ(after_reset.next(), 11U);
}

TEST_F(BlockCounterTest, ARollbackDoesNotRepeatAValue) {
  EXPECT_EQ(counter_.next(), 1U);
  store_.rollback();
  EXPECT_EQ(counter_.next(), 2U);
  EXPECT_TRUE(store_.has_changes()) << "the reservation was taken back and is made again";
  ASSERT_TRUE(store_.commit());
  BlockCounter after_reset(store_, place, 10);
  EXPECT_GT(*after_reset.next(), 2U);
}

TEST_F(BlockCounterTest, CountersWithDifferentKeysAreIndependent) {
  BlockCounter other(store_, {card_owner, Kind::CounterBlock, 2, 0}, 5);
  EXPECT_EQ(counter_.next(), 1U);
  EXPECT_EQ(counter_.next(), 2U);
  EXPECT_EQ(other.next(), 1U);
}

TEST_F(BlockCounterTest, AMalformedBlockIsRefused) {
  ASSERT_TRUE(store_.write(place, hex("00 01")));
  const auto value = counter_.next();
  ASSERT_FALSE(value);
  EXPECT_EQ(value.error(), Error::Corrupted);
}

TEST_F(BlockCounterTest, WithoutARoomForTheReservationThereIsNoValue) {
  world_.flash.fail_from_now_on();
  const auto value = counter_.next();
  ASSERT_FALSE(value);
  EXPECT_EQ(value.error(), Error::FlashFailed);
}

}  // namespace
}  // namespace sixline::card::storage
