#include "card/storage/index.hpp"

#include <gtest/gtest.h>
#include <vector>

namespace sixline::card::storage {
namespace {

Key key(std::uint16_t b) {
  return {1, Kind::File, 0, b};
}

class IndexTest : public testing::Test {
 protected:
  std::vector<std::uint16_t> numbers() const {
    std::vector<std::uint16_t> found;
    for (const IndexEntry& entry : index_.entries()) found.push_back(entry.key.b);
    return found;
  }

  std::vector<IndexEntry> memory_ = std::vector<IndexEntry>(4);
  Index index_{memory_};
};

TEST_F(IndexTest, StaysSortedWhateverTheOrderOfArrival) {
  for (const std::uint16_t b : std::initializer_list<std::uint16_t>{30, 10, 40, 20})
    EXPECT_TRUE(index_.put({key(b), 1, b}));
  EXPECT_EQ(numbers(), (std::vector<std::uint16_t>{10, 20, 30, 40}));
  for (const std::uint16_t b : std::initializer_list<std::uint16_t>{10, 20, 30, 40}) {
    ASSERT_NE(index_.find(key(b)), nullptr);
    EXPECT_EQ(index_.find(key(b))->offset, b);
  }
}

TEST_F(IndexTest, AFullIndexReplacesButDoesNotInsert) {
  for (const std::uint16_t b : std::initializer_list<std::uint16_t>{10, 20, 30, 40})
    EXPECT_TRUE(index_.put({key(b), 1, 0}));
  EXPECT_TRUE(index_.put({key(20), 2, 77}));
  EXPECT_EQ(index_.find(key(20))->offset, 77U);
  EXPECT_FALSE(index_.put({key(25), 1, 0}));
  EXPECT_FALSE(index_.put({key(50), 1, 0}));
  EXPECT_EQ(numbers(), (std::vector<std::uint16_t>{10, 20, 30, 40}));
}

TEST_F(IndexTest, ErasesExactlyTheRange) {
  for (const std::uint16_t b : std::initializer_list<std::uint16_t>{10, 20, 30, 40})
    EXPECT_TRUE(index_.put({key(b), 1, 0}));
  index_.erase({key(11), key(30)});
  EXPECT_EQ(numbers(), (std::vector<std::uint16_t>{10, 40}));
  index_.erase({key(41), key(99)});
  EXPECT_EQ(numbers(), (std::vector<std::uint16_t>{10, 40}));
  index_.erase({key(0), key(99)});
  EXPECT_TRUE(index_.entries().empty());
}

TEST_F(IndexTest, DoesNotFindNeighbours) {
  EXPECT_EQ(index_.find(key(10)), nullptr);
  EXPECT_TRUE(index_.put({key(10), 1, 0}));
  EXPECT_EQ(index_.find(key(9)), nullptr);
  EXPECT_EQ(index_.find(key(11)), nullptr);
  EXPECT_TRUE(index_.in({key(11), key(12)}).empty());
  EXPECT_EQ(index_.in({key(10), key(10)}).size(), 1U);
}

}  // namespace
}  // namespace sixline::card::storage
