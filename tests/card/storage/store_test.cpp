#include "card/storage/store.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/test_platform.hpp"

namespace sixline::card::storage {
namespace {

using tests::support::ExactCopy;
using tests::support::hex;
using tests::support::RamFlash;
using tests::support::TestPlatform;
using tests::support::to_hex;

constexpr Key ring{1, Kind::File, 1, 0x2F00};
constexpr Key hobbit{1, Kind::File, 1, 0x6F07};
constexpr Key wizard{2, Kind::File, 0, 0x2FE2};

class StoreTest : public testing::TestWithParam<platform::FlashGeometry> {
 protected:
  StoreTest() { EXPECT_TRUE(store_.mount()); }

  void put(const Key& key, std::string_view value) {
    const auto bytes = hex(value);
    EXPECT_TRUE(store_.write(key, ExactCopy(bytes)));
  }
  std::string get(const Key& key, const Store& store) const {
    const auto value = store.read(key);
    return value ? to_hex(*value) : "absent";
  }
  std::string get(const Key& key) const { return get(key, store_); }
  /// What a store finds that is mounted over the same flash.
  std::string after_reset(const Key& key) {
    std::vector<IndexEntry> index(64);
    Store fresh(world_.flash, index);
    EXPECT_TRUE(fresh.mount());
    return get(key, fresh);
  }
  std::vector<Key> keys(const KeyRange& range) const {
    std::vector<Key> found;
    for (auto key = store_.first(range); key; key = store_.next(range, *key)) found.push_back(*key);
    return found;
  }

  TestPlatform world_{GetParam()};
  Store store_{world_.flash, world_.index};
};

INSTANTIATE_TEST_SUITE_P(Geometry, StoreTest,
                         testing::Values(platform::FlashGeometry{2, 4096, 1},
                                         platform::FlashGeometry{2, 4096, 4},
                                         platform::FlashGeometry{3, 4096, 8}),
                         [](const auto& of) {
                           return std::to_string(of.param.banks) + "BanksUnit" +
                                  std::to_string(of.param.program_unit);
                         });

TEST_P(StoreTest, ReadsWhatWasCommitted) {
  put(ring, "01 02 03");
  ASSERT_TRUE(store_.commit());
  EXPECT_EQ(get(ring), "010203");
  EXPECT_EQ(after_reset(ring), "010203");
}

TEST_P(StoreTest, AnAbsentObjectIsNotFound) {
  const auto value = store_.read(ring);
  ASSERT_FALSE(value);
  EXPECT_EQ(value.error(), Error::NotFound);
  EXPECT_FALSE(store_.exists(ring));
}

TEST_P(StoreTest, KeepsAnEmptyObject) {
  put(ring, "");
  ASSERT_TRUE(store_.commit());
  EXPECT_TRUE(store_.exists(ring));
  EXPECT_EQ(after_reset(ring), "");
}

TEST_P(StoreTest, OpenChangesAreVisibleButNotDurable) {
  put(ring, "AA");
  EXPECT_EQ(get(ring), "AA");
  EXPECT_TRUE(store_.has_changes());
  EXPECT_EQ(after_reset(ring), "absent");
}

TEST_P(StoreTest, RollbackRestoresEverything) {
  put(ring, "01");
  put(hobbit, "02");
  ASSERT_TRUE(store_.commit());
  put(ring, "FF");
  put(wizard, "03");
  ASSERT_TRUE(store_.erase(hobbit));
  store_.rollback();
  EXPECT_FALSE(store_.has_changes());
  EXPECT_EQ(get(ring), "01");
  EXPECT_EQ(get(hobbit), "02");
  EXPECT_EQ(get(wizard), "absent");
}

TEST_P(StoreTest, AbandonedRecordsStayOutOfTheNextTransaction) {
  put(ring, "FF");
  store_.rollback();
  put(hobbit, "02");
  ASSERT_TRUE(store_.commit());
  EXPECT_EQ(after_reset(ring), "absent");
  EXPECT_EQ(after_reset(hobbit), "02");
}

TEST_P(StoreTest, RecordsAbandonedByAResetStayOutOfTheNextTransaction) {
  put(ring, "FF");
  ASSERT_TRUE(store_.mount());
  put(hobbit, "02");
  ASSERT_TRUE(store_.commit());
  EXPECT_EQ(after_reset(ring), "absent");
  EXPECT_EQ(after_reset(hobbit), "02");
}

TEST_P(StoreTest, TheLastWriteOfATransactionCounts) {
  put(ring, "01");
  put(ring, "02 02");
  put(ring, "03");
  ASSERT_TRUE(store_.commit());
  EXPECT_EQ(after_reset(ring), "03");
}

TEST_P(StoreTest, WriteThenEraseThenWriteInOneTransaction) {
  put(ring, "01");
  ASSERT_TRUE(store_.erase(ring));
  EXPECT_EQ(get(ring), "absent");
  put(ring, "02");
  ASSERT_TRUE(store_.commit());
  EXPECT_EQ(after_reset(ring), "02");
}

TEST_P(StoreTest, WriteThenEraseLeavesNothing) {
  put(ring, "01");
  ASSERT_TRUE(store_.erase(ring));
  ASSERT_TRUE(store_.commit());
  EXPECT_EQ(after_reset(ring), "absent");
  put(hobbit, "02");
  ASSERT_TRUE(store_.commit());
  EXPECT_EQ(after_reset(ring), "absent");
}

TEST_P(StoreTest, ErasingARangeHidesItAtOnce) {
  put(ring, "01");
  put(hobbit, "02");
  put(wizard, "03");
  ASSERT_TRUE(store_.commit());
  ASSERT_TRUE(store_.erase(all_of(1)));
  EXPECT_EQ(get(ring), "absent");
  EXPECT_EQ(keys(all_of(1)), std::vector<Key>{});
  EXPECT_EQ(get(wizard), "03");
  put(ring, "04");
  EXPECT_EQ(keys(all_of(1)), std::vector<Key>{ring});
  ASSERT_TRUE(store_.commit());
  EXPECT_EQ(after_reset(ring), "04");
  EXPECT_EQ(after_reset(hobbit), "absent");
  EXPECT_EQ(after_reset(wizard), "03");
}

TEST_P(StoreTest, ErasingARangeCostsOneRecord) {
  for (std::uint16_t i = 0; i < 20; ++i) put({1, Kind::FileBody, 7, i}, "00");
  ASSERT_TRUE(store_.commit());
  const std::size_t before = world_.flash.programs();
  ASSERT_TRUE(store_.erase(all_of(1, Kind::FileBody)));
  ASSERT_TRUE(store_.commit());
  EXPECT_EQ(world_.flash.programs(), before + 2);
}

TEST_P(StoreTest, WhatChangesNothingCostsNothing) {
  put(ring, "01 02");
  ASSERT_TRUE(store_.commit());
  const std::size_t before = world_.flash.programs();
  put(ring, "01 02");
  ASSERT_TRUE(store_.erase(hobbit));
  ASSERT_TRUE(store_.erase(all_of(9)));
  EXPECT_FALSE(store_.has_changes());
  ASSERT_TRUE(store_.commit());
  EXPECT_EQ(world_.flash.programs(), before);
}

TEST_P(StoreTest, WalksKeysInOrderAcrossCommittedAndOpenChanges) {
  put({1, Kind::File, 1, 30}, "01");
  put({1, Kind::File, 1, 10}, "01");
  put({1, Kind::File, 1, 50}, "01");
  ASSERT_TRUE(store_.commit());
  put({1, Kind::File, 1, 20}, "01");
  put({1, Kind::File, 1, 60}, "01");
  ASSERT_TRUE(store_.erase(Key{1, Kind::File, 1, 30}));
  EXPECT_EQ(
      keys(all_of(1, Kind::File)),
      (std::vector<Key>{
          {1, Kind::File, 1, 10}, {1, Kind::File, 1, 20}, {1, Kind::File, 1, 50}, {1, Kind::File, 1, 60}}));
  EXPECT_EQ(keys({{1, Kind::File, 1, 11}, {1, Kind::File, 1, 50}}),
            (std::vector<Key>{{1, Kind::File, 1, 20}, {1, Kind::File, 1, 50}}));
}

TEST_P(StoreTest, RangesEndWhereTheySay) {
  put({1, Kind{0xFF}, 0xFFFF, 0xFFFF}, "01");
  put({2, Kind{0x00}, 0, 0}, "02");
  put({0xFF, Kind{0xFF}, 0xFFFF, 0xFFFF}, "03");
  ASSERT_TRUE(store_.commit());
  EXPECT_EQ(keys(all_of(1)).size(), 1U);
  EXPECT_EQ(keys(all_of(0xFF)).size(), 1U);
  EXPECT_FALSE(store_.next(all_of(0xFF), {0xFF, Kind{0xFF}, 0xFFFF, 0xFFFF}));
  ASSERT_TRUE(store_.erase(all_of(1)));
  EXPECT_TRUE(store_.exists({2, Kind{0x00}, 0, 0}));
  ASSERT_TRUE(store_.erase(all_of(0xFF)));
  EXPECT_FALSE(store_.first(all_of(0xFF)));
}

TEST_P(StoreTest, AnInvertedRangeIsEmpty) {
  put(ring, "01");
  EXPECT_FALSE(store_.first({hobbit, ring}));
  EXPECT_EQ(store_.used_bytes({hobbit, ring}), 0U);
  ASSERT_TRUE(store_.erase({hobbit, ring}));
  EXPECT_TRUE(store_.exists(ring));
}

TEST_P(StoreTest, CopiesAnObjectFromItsOwnView) {
  put(ring, "0A 0B 0C 0D 0E");
  ASSERT_TRUE(store_.commit());
  // Often enough that compaction happens while the view is being written.
  for (std::uint16_t i = 0; i < 400; ++i) {
    const Key copy{3, Kind::File, 0, static_cast<std::uint16_t>(i % 8)};
    ASSERT_TRUE(store_.erase(copy));
    ASSERT_TRUE(store_.write(copy, *store_.read(ring)));
    ASSERT_TRUE(store_.commit());
    ASSERT_EQ(get(copy), "0A0B0C0D0E");
  }
  EXPECT_GT(world_.flash.erases(), 0U);
  EXPECT_EQ(after_reset({3, Kind::File, 0, 0}), "0A0B0C0D0E");
}

TEST_P(StoreTest, ALargestObjectFitsAndOneByteMoreDoesNot) {
  std::vector<std::uint8_t> value(limits::max_object, 0x5A);
  ASSERT_TRUE(store_.write(ring, ExactCopy(value)));
  ASSERT_TRUE(store_.commit());
  EXPECT_EQ(after_reset(ring), to_hex(value));
  value.push_back(0);
  const auto refused = store_.write(ring, ExactCopy(value));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error(), Error::TooLarge);
}

TEST_P(StoreTest, AfterAnErrorTheTransactionCanOnlyBeRolledBack) {
  put(ring, "01");
  const std::vector<std::uint8_t> too_large(limits::max_object + 1);
  ASSERT_FALSE(store_.write(hobbit, too_large));
  EXPECT_FALSE(store_.write(wizard, hex("02")));
  EXPECT_FALSE(store_.erase(ring));
  EXPECT_FALSE(store_.commit());
  EXPECT_EQ(after_reset(ring), "absent");
  store_.rollback();
  put(wizard, "03");
  ASSERT_TRUE(store_.commit());
  EXPECT_EQ(after_reset(ring), "absent");
  EXPECT_EQ(after_reset(wizard), "03");
}

TEST_P(StoreTest, RefusesMoreChangesThanOneTransactionHolds) {
  for (std::size_t i = 0; i < limits::max_changes; ++i)
    put({1, Kind::File, 0, static_cast<std::uint16_t>(i)}, "01");
  put({1, Kind::File, 0, 0}, "02");  // replaces an open change, so it takes no new place
  const auto refused = store_.write(wizard, hex("03"));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error(), Error::TooManyChanges);
  store_.rollback();
  EXPECT_EQ(keys(all_of(1)), std::vector<Key>{});
}

TEST_P(StoreTest, ARangeErasureMakesRoomForChanges) {
  for (std::size_t i = 0; i < limits::max_changes; ++i)
    put({1, Kind::File, 0, static_cast<std::uint16_t>(i)}, "01");
  ASSERT_TRUE(store_.erase(all_of(1)));
  put(wizard, "03");
  ASSERT_TRUE(store_.commit());
  EXPECT_EQ(after_reset(wizard), "03");
}

TEST_P(StoreTest, AFlashFailureLosesTheTransactionOnly) {
  put(ring, "01");
  ASSERT_TRUE(store_.commit());
  put(hobbit, "02");
  world_.flash.fail_from_now_on();
  const auto failed = store_.commit();
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error(), Error::FlashFailed);
  store_.rollback();
  EXPECT_EQ(get(ring), "01");
  EXPECT_EQ(get(hobbit), "absent");
  EXPECT_FALSE(store_.write(hobbit, hex("02")));
  store_.rollback();
  world_.flash.fail_from_now_on(false);
  put(hobbit, "03");
  ASSERT_TRUE(store_.commit());
  EXPECT_EQ(after_reset(hobbit), "03");
  EXPECT_EQ(after_reset(ring), "01");
}

TEST(StoreWithoutMount, HasNothingAndTakesNothing) {
  TestPlatform world;
  Store store(world.flash, world.index);
  EXPECT_FALSE(store.exists(ring));
  EXPECT_FALSE(store.write(ring, hex("01")));
  EXPECT_EQ(store.free_bytes(), 0U);
  EXPECT_EQ(world.flash.programs(), 0U);
}

}  // namespace
}  // namespace sixline::card::storage
