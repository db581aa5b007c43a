// What is on flash decides: blank, ours, foreign, torn and decayed memories are told apart.
#include <gtest/gtest.h>

#include "card/storage/store.hpp"
#include "tests/support/test_platform.hpp"

namespace sixline::card::storage {
namespace {

using tests::support::hex;
using tests::support::TestPlatform;

constexpr Key first_key{1, Kind::File, 0, 1};
constexpr Key second_key{1, Kind::File, 0, 2};

class DamagedStoreTest : public testing::Test {
 protected:
  Result<void, Error> mount() { return store_.mount(); }
  void fill(std::uint16_t objects) {
    const std::vector<std::uint8_t> value(100, 0x5A);
    for (std::uint16_t i = 1; i <= objects; ++i) {
      ASSERT_TRUE(store_.write({1, Kind::File, 0, i}, value));
      ASSERT_TRUE(store_.commit());
    }
  }
  void expect_refused(Error error) {
    const auto before = std::vector<std::uint8_t>(world_.flash.bank(0).begin(), world_.flash.bank(0).end());
    const std::size_t erases = world_.flash.erases();
    const auto mounted = mount();
    ASSERT_FALSE(mounted);
    EXPECT_EQ(mounted.error(), error);
    EXPECT_TRUE(wire::equal(before, world_.flash.bank(0))) << "a refused memory must not be changed";
    EXPECT_EQ(world_.flash.erases(), erases);
    EXPECT_FALSE(store_.exists(first_key));
    EXPECT_FALSE(store_.write(first_key, hex("01")));
  }

  TestPlatform world_{{2, 8192, 4}};
  Store store_{world_.flash, world_.index};
};

TEST_F(DamagedStoreTest, ABlankMemoryIsFormatted) {
  ASSERT_TRUE(mount());
  EXPECT_EQ(inspect_bank(world_.flash.bank(0), world_.flash.geometry()).state, BankState::Valid);
  EXPECT_FALSE(store_.first({{0, Kind{0}, 0, 0}, {0xFF, Kind{0xFF}, 0xFFFF, 0xFFFF}}));
}

TEST_F(DamagedStoreTest, MountingAgainProgramsNothing) {
  ASSERT_TRUE(mount());
  fill(3);
  const std::size_t before = world_.flash.programs();
  ASSERT_TRUE(mount());
  EXPECT_EQ(world_.flash.programs(), before);
  EXPECT_TRUE(store_.exists(first_key));
}

TEST_F(DamagedStoreTest, ForeignContentIsNeverFormatted) {
  world_.flash.cells(0)[4000] = 0x7F;
  expect_refused(Error::Unformatted);
}

TEST_F(DamagedStoreTest, ForeignContentInTheLastBankIsNeverFormatted) {
  world_.flash.cells(1)[8191] = 0xFE;
  expect_refused(Error::Unformatted);
}

TEST_F(DamagedStoreTest, ForeignContentWhereTheHeaderBelongsIsNeverFormatted) {
  world_.flash.cells(0)[0] = 0x00;
  expect_refused(Error::Unformatted);
}

TEST_F(DamagedStoreTest, AnInterruptedFirstFormatIsFinished) {
  const BankHeader header = encode_bank_header(world_.flash.geometry(), 1);
  std::copy_n(header.begin(), 9, world_.flash.cells(0).begin());
  ASSERT_TRUE(mount());
  ASSERT_TRUE(store_.write(first_key, hex("01")));
  ASSERT_TRUE(store_.commit());
  ASSERT_TRUE(mount());
  EXPECT_TRUE(store_.exists(first_key));
}

TEST_F(DamagedStoreTest, ADamagedOnlyHeaderIsNotFormatted) {
  ASSERT_TRUE(mount());
  fill(3);
  world_.flash.cells(0)[3] ^= 0x01;
  expect_refused(Error::Unformatted);
}

TEST_F(DamagedStoreTest, AStoreOfAnotherGeometryIsNotMounted) {
  const BankHeader header = encode_bank_header({2, 8192, 8}, 1);
  std::copy(header.begin(), header.end(), world_.flash.cells(0).begin());
  expect_refused(Error::Unformatted);
}

TEST_F(DamagedStoreTest, ADecayedRecordInTheMiddleIsReportedNotDropped) {
  ASSERT_TRUE(mount());
  fill(30);
  world_.flash.cells(0)[bank_header_size + record_header_size + 5] ^= 0x10;
  expect_refused(Error::Corrupted);
}

TEST_F(DamagedStoreTest, BytesFarBehindTheEndAreReported) {
  ASSERT_TRUE(mount());
  fill(3);
  world_.flash.cells(0)[8000] = 0x00;
  expect_refused(Error::Corrupted);
}

TEST_F(DamagedStoreTest, ATornTailIsDiscardedAndNeverProgrammedOver) {
  ASSERT_TRUE(mount());
  fill(2);
  const std::size_t end = bank_header_size + 2 * (record_size(100, 4) + record_header_size);
  world_.flash.cells(0)[end + 7] = 0xF0;
  ASSERT_TRUE(mount());
  EXPECT_TRUE(store_.exists(second_key));
  const auto torn = std::vector<std::uint8_t>(world_.flash.bank(0).begin(), world_.flash.bank(0).end());
  ASSERT_TRUE(store_.write(first_key, hex("01")));
  EXPECT_TRUE(wire::equal(torn, world_.flash.bank(0))) << "the first change goes to the other bank";
  ASSERT_TRUE(store_.commit());
  ASSERT_TRUE(mount());
  EXPECT_TRUE(wire::equal(*store_.read(first_key), hex("01")));
  EXPECT_TRUE(store_.exists(second_key));
}

TEST_F(DamagedStoreTest, CompactionDoesNotLaunderADecayedObject) {
  ASSERT_TRUE(mount());
  fill(3);
  world_.flash.cells(0)[bank_header_size + record_header_size + 5] ^= 0x10;
  const std::vector<std::uint8_t> value(1000, 0x11);
  Result<void, Error> written;
  for (std::uint8_t i = 0; written && i < 20; ++i) {
    auto changed = value;
    changed[0] = i;
    written = store_.write(second_key, changed);
    if (written) written = store_.commit();
  }
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error(), Error::Corrupted);
}

TEST_F(DamagedStoreTest, AnIndexThatIsTooSmallIsReported) {
  ASSERT_TRUE(mount());
  fill(5);
  std::vector<IndexEntry> small(4);
  Store store(world_.flash, small);
  const auto mounted = store.mount();
  ASSERT_FALSE(mounted);
  EXPECT_EQ(mounted.error(), Error::Full);
}

TEST_F(DamagedStoreTest, FormatForgetsEverything) {
  ASSERT_TRUE(mount());
  fill(5);
  ASSERT_TRUE(store_.format());
  EXPECT_FALSE(store_.exists(first_key));
  ASSERT_TRUE(mount());
  EXPECT_FALSE(store_.exists(first_key));
}

TEST_F(DamagedStoreTest, FormatRevivesAForeignMemory) {
  world_.flash.cells(0)[100] = 0;
  ASSERT_FALSE(mount());
  ASSERT_TRUE(store_.format());
  ASSERT_TRUE(store_.write(first_key, hex("01")));
  ASSERT_TRUE(store_.commit());
  ASSERT_TRUE(mount());
  EXPECT_TRUE(store_.exists(first_key));
}

TEST(StoreGeometryTest, ImpossibleGeometriesAreRefused) {
  for (const platform::FlashGeometry geometry :
       {platform::FlashGeometry{1, 4096, 4}, platform::FlashGeometry{33, 4096, 4},
        platform::FlashGeometry{2, 64, 4}, platform::FlashGeometry{2, 4096, 16},
        platform::FlashGeometry{2, 4098, 4}, platform::FlashGeometry{2, 4095, 3}}) {
    TestPlatform world(geometry);
    Store store(world.flash, world.index);
    EXPECT_FALSE(store.mount());
    EXPECT_FALSE(store.format());
  }
}

}  // namespace
}  // namespace sixline::card::storage
