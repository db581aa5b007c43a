#include "card/gp/store_data.hpp"

#include "tests/card/gp/domain_world.hpp"

namespace sixline::card::gp {
namespace {

using namespace sixline::tests;

class StoreDataTest : public testing::Test {
 protected:
  Result<bool, StatusWord> feed(std::uint8_t p1, std::uint8_t p2, Bytes data) {
    const ExactCopy copy(data);
    return chain_.accept({.cla = 0x80, .ins = 0xE2, .p1 = p1, .p2 = p2, .data = copy});
  }
  StoreDataChain chain_;
};

TEST_F(StoreDataTest, OneBlockIsComplete) {
  for (std::uint8_t p1 : std::initializer_list<std::uint8_t>{0x88, 0x89}) {
    const auto done = feed(p1, 0, hex("3A0300"));
    ASSERT_TRUE(done);
    EXPECT_TRUE(*done);
    EXPECT_EQ(to_hex(chain_.data()), "3A0300");
  }
}

TEST_F(StoreDataTest, JoinsBlocks) {
  EXPECT_FALSE(*feed(0x08, 0, hex("3A01")));
  EXPECT_TRUE(chain_.gathering());
  EXPECT_FALSE(*feed(0x09, 1, hex("02AB")));
  EXPECT_TRUE(*feed(0x89, 2, hex("CD")));
  EXPECT_EQ(to_hex(chain_.data()), "3A0102ABCD");
  EXPECT_FALSE(chain_.gathering());
}

// [SGP.02 §4.1.3.1] P1 09 wants the answer to its DGI although the sequence goes on.
TEST_F(StoreDataTest, AWholeDgiIsAnsweredBeforeTheSequenceEnds) {
  EXPECT_TRUE(*feed(0x09, 0, hex("3A0102ABCD")));
  EXPECT_TRUE(chain_.gathering());
  chain_.end_script();
  EXPECT_EQ(feed(0x89, 2, hex("3A0200")).error(), sw::wrong_p1p2);
  EXPECT_TRUE(*feed(0x09, 0, hex("3A0102ABCD")));
  chain_.end_script();
  EXPECT_TRUE(*feed(0x89, 1, hex("3A0200")));
  EXPECT_EQ(to_hex(chain_.data()), "3A0200");
}

TEST_F(StoreDataTest, AnAnsweredSequenceMayBeginAnew) {
  EXPECT_TRUE(*feed(0x09, 0, hex("3A0102ABCD")));
  EXPECT_TRUE(*feed(0x89, 0, hex("3A0300")));
  EXPECT_EQ(to_hex(chain_.data()), "3A0300");
}

TEST_F(StoreDataTest, AHalfSentDgiEndsWithItsScript) {
  EXPECT_FALSE(*feed(0x09, 0, hex("3A0102AB")));
  chain_.end_script();
  EXPECT_EQ(feed(0x89, 1, hex("CD")).error(), sw::wrong_p1p2);
}

TEST_F(StoreDataTest, ABlockOutOfSequenceDropsAll) {
  EXPECT_EQ(feed(0x88, 1, hex("00")).error(), sw::wrong_p1p2);
  EXPECT_FALSE(*feed(0x08, 0, hex("01")));
  EXPECT_EQ(feed(0x88, 2, hex("02")).error(), sw::wrong_p1p2);
  EXPECT_TRUE(*feed(0x88, 0, hex("03")));
  EXPECT_EQ(to_hex(chain_.data()), "03");
}

TEST_F(StoreDataTest, RefusesOtherFormats) {
  for (std::uint8_t p1 : std::initializer_list<std::uint8_t>{0x80, 0x90, 0x98, 0xA8, 0xE8, 0xC8}) {
    EXPECT_EQ(feed(p1, 0, hex("3A0300")).error(), sw::wrong_p1p2) << int{p1};
  }
}

TEST_F(StoreDataTest, GathersUpToTheLimitAndNoFurther) {
  const std::vector<std::uint8_t> block(128, 0x5A);
  const std::size_t blocks = limits::max_dgi / block.size();
  for (std::size_t i = 0; i + 1 < blocks; ++i) {
    ASSERT_TRUE(feed(0x08, static_cast<std::uint8_t>(i), block));
  }
  EXPECT_FALSE(*feed(0x08, static_cast<std::uint8_t>(blocks - 1), block));
  EXPECT_EQ(feed(0x88, static_cast<std::uint8_t>(blocks), hex("00")).error(), sw::not_enough_memory);
  EXPECT_TRUE(chain_.data().empty());
}

}  // namespace
}  // namespace sixline::card::gp
