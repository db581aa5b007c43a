// Room: what fits is promised exactly, and a full card can still be changed and emptied.
#include <gtest/gtest.h>

#include "card/storage/store.hpp"
#include "tests/support/test_platform.hpp"

namespace sixline::card::storage {
namespace {

using tests::support::hex;
using tests::support::TestPlatform;

class StoreSpaceTest : public testing::TestWithParam<std::uint32_t> {
 protected:
  StoreSpaceTest() { EXPECT_TRUE(store_.mount()); }

  Result<void, Error> put(std::uint16_t number, std::size_t size, std::uint8_t fill = 0x5A) {
    const std::vector<std::uint8_t> value(size, fill);
    return store_.write({1, Kind::FileBody, 0, number}, value);
  }
  /// Takes all that free_bytes() promises; returns how many objects it took.
  std::uint16_t fill_up() {
    std::uint16_t count = 0;
    while (store_.free_bytes() > 0) {
      EXPECT_TRUE(put(count++, std::min<std::size_t>(store_.free_bytes(), limits::max_object)));
      EXPECT_TRUE(store_.commit());
    }
    return count;
  }

  TestPlatform world_{{2, 16384, GetParam()}};
  Store store_{world_.flash, world_.index};
};

INSTANTIATE_TEST_SUITE_P(Unit, StoreSpaceTest, testing::Values(1, 2, 4, 8));

TEST_P(StoreSpaceTest, FreeBytesArePromisedExactly) {
  const std::uint32_t promised = store_.free_bytes();
  std::uint32_t taken = 0;
  std::uint16_t number = 0;
  for (; promised - taken >= limits::max_object; taken += limits::max_object)
    ASSERT_TRUE(put(number++, limits::max_object));
  ASSERT_TRUE(put(number++, promised - taken));
  EXPECT_EQ(store_.free_bytes(), 0U);
  const auto refused = put(number, GetParam());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error(), Error::Full);
}

TEST_P(StoreSpaceTest, OneByteMoreThanPromisedIsRefused) {
  while (store_.free_bytes() > limits::max_object) {
    ASSERT_TRUE(put(static_cast<std::uint16_t>(store_.free_bytes()), limits::max_object));
    ASSERT_TRUE(store_.commit());
  }
  ASSERT_LT(store_.free_bytes(), limits::max_object);
  EXPECT_FALSE(put(1, store_.free_bytes() + 1));
  store_.rollback();
  EXPECT_TRUE(put(1, store_.free_bytes()));
}

TEST_P(StoreSpaceTest, UsedBytesAreWhatADeletionGivesBack) {
  ASSERT_TRUE(put(1, 1000));
  ASSERT_TRUE(put(2, 0));
  ASSERT_TRUE(store_.commit());
  const std::uint32_t unit = GetParam();
  EXPECT_EQ(store_.used_bytes(all_of(1)), record_size(1000, unit) + record_size(0, unit));
  EXPECT_EQ(store_.used_bytes(all_of(2)), 0U);
  ASSERT_TRUE(put(1, 10));
  EXPECT_EQ(store_.used_bytes(all_of(1)), record_size(10, unit) + record_size(0, unit));
  ASSERT_TRUE(store_.erase(all_of(1)));
  EXPECT_EQ(store_.used_bytes(all_of(1)), 0U);
  store_.rollback();
  EXPECT_EQ(store_.used_bytes(all_of(1)), record_size(1000, unit) + record_size(0, unit));
}

TEST_P(StoreSpaceTest, ErasingGivesTheRoomBack) {
  const std::uint32_t free = store_.free_bytes();
  fill_up();
  ASSERT_TRUE(store_.erase(all_of(1)));
  EXPECT_EQ(store_.free_bytes(), 0U) << "only a commit frees what a transaction erases";
  ASSERT_TRUE(store_.commit());
  EXPECT_EQ(store_.free_bytes(), free);
  fill_up();
}

TEST_P(StoreSpaceTest, AFullCardCanStillReplaceAndErase) {
  const std::uint16_t count = fill_up();
  for (std::uint8_t round = 1; round < 100; ++round) {
    ASSERT_TRUE(put(0, limits::max_object, round)) << int{round};
    ASSERT_TRUE(store_.commit()) << int{round};
  }
  for (std::uint16_t i = 0; i < count; ++i) {
    ASSERT_TRUE(store_.erase(Key{1, Kind::FileBody, 0, i}));
    ASSERT_TRUE(store_.commit());
  }
  EXPECT_EQ(store_.used_bytes(all_of(1)), 0U);
}

TEST_P(StoreSpaceTest, AFullIndexRefusesANewObject) {
  std::vector<IndexEntry> small(3);
  TestPlatform world;
  Store store(world.flash, small);
  ASSERT_TRUE(store.mount());
  for (std::uint16_t i = 0; i < 3; ++i) ASSERT_TRUE(store.write({1, Kind::File, 0, i}, hex("01")));
  ASSERT_TRUE(store.commit());
  const auto refused = store.write({1, Kind::File, 0, 9}, hex("01"));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error(), Error::Full);
  store.rollback();
  ASSERT_TRUE(store.write({1, Kind::File, 0, 1}, hex("02")));
  ASSERT_TRUE(store.erase(Key{1, Kind::File, 0, 0}));
  ASSERT_TRUE(store.write({1, Kind::File, 0, 9}, hex("01")));
  ASSERT_TRUE(store.commit());
  EXPECT_TRUE(store.exists({1, Kind::File, 0, 9}));
}

TEST_P(StoreSpaceTest, NothingOfAnErasedObjectIsLeftAfterCompaction) {
  const auto secret = hex("5EC2E75EC2E75EC2E75EC2E75EC2E7");
  ASSERT_TRUE(store_.write({2, Kind::KeyValue, 0, 0}, secret));
  ASSERT_TRUE(store_.commit());
  ASSERT_TRUE(store_.erase(all_of(2)));
  ASSERT_TRUE(store_.commit());
  const std::size_t erases = world_.flash.erases();
  for (std::uint8_t round = 0; world_.flash.erases() < erases + 2; ++round) {
    ASSERT_TRUE(put(0, limits::max_object, round));
    ASSERT_TRUE(store_.commit());
  }
  for (std::uint32_t bank = 0; bank < 2; ++bank) {
    const Bytes cells = world_.flash.bank(bank);
    EXPECT_EQ(std::search(cells.begin(), cells.end(), secret.begin(), secret.end()), cells.end()) << bank;
  }
}

}  // namespace
}  // namespace sixline::card::storage
