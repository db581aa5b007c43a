// Freshness of SQN.  [TS 33.102 Annex C]
#include "card/uicc/sequence_check.hpp"

#include <gtest/gtest.h>

#include "card/uicc/aka_options.hpp"

namespace sixline::tests {
namespace {

using card::uicc::accept;
using card::uicc::AkaParameters;
using card::uicc::highest_sqn;
using card::uicc::is_fresh;
using card::uicc::SequenceNumbers;

constexpr std::uint64_t sqn(std::uint64_t seq, unsigned ind) {
  return seq << 5 | ind;
}

struct SequenceCheck : testing::Test {
  AkaParameters parameters;
  SequenceNumbers numbers;
};

TEST_F(SequenceCheck, EachIndHasItsOwnPast) {
  EXPECT_TRUE(is_fresh(sqn(10, 3), parameters, numbers));
  accept(sqn(10, 3), numbers);
  EXPECT_FALSE(is_fresh(sqn(10, 3), parameters, numbers));
  EXPECT_FALSE(is_fresh(sqn(9, 3), parameters, numbers));
  EXPECT_TRUE(is_fresh(sqn(11, 3), parameters, numbers));
  EXPECT_TRUE(is_fresh(sqn(9, 4), parameters, numbers));
  EXPECT_TRUE(is_fresh(sqn(1, 31), parameters, numbers));
}

TEST_F(SequenceCheck, ZeroWasAlwaysUsed) {
  EXPECT_FALSE(is_fresh(0, parameters, numbers));
  EXPECT_FALSE(is_fresh(31, parameters, numbers));
  EXPECT_TRUE(is_fresh(32, parameters, numbers));
}

TEST_F(SequenceCheck, TheHighestIsToldWithItsInd) {
  EXPECT_EQ(highest_sqn(numbers), 0u);
  accept(sqn(10, 3), numbers);
  accept(sqn(8, 4), numbers);
  EXPECT_EQ(highest_sqn(numbers), sqn(10, 3));
  accept(sqn(11, 31), numbers);
  EXPECT_EQ(highest_sqn(numbers), sqn(11, 31));
}

TEST_F(SequenceCheck, ALeapBeyondDeltaIsRefused) {
  parameters.sqn_delta = {0, 0, 0, 0, 1, 0};
  EXPECT_TRUE(is_fresh(sqn(255, 0), parameters, numbers));
  EXPECT_FALSE(is_fresh(sqn(256, 0), parameters, numbers));
  parameters.sqn_options = 0;
  EXPECT_TRUE(is_fresh(sqn(256, 0), parameters, numbers));
}

TEST_F(SequenceCheck, AnOldNumberIsRefusedWhereAgeIsLimited) {
  parameters.sqn_age_limit = {0, 0, 0, 0, 0, 16};
  accept(sqn(100, 1), numbers);
  EXPECT_TRUE(is_fresh(sqn(50, 2), parameters, numbers));
  parameters.sqn_options = 0x04;
  EXPECT_FALSE(is_fresh(sqn(84, 2), parameters, numbers));
  EXPECT_TRUE(is_fresh(sqn(85, 2), parameters, numbers));
}

TEST_F(SequenceCheck, DefaultsAreThoseOfThePackage) {
  EXPECT_FALSE(is_fresh(sqn(0x10000000, 0), parameters, numbers));
  EXPECT_TRUE(is_fresh(sqn(0x0FFFFFFF, 0), parameters, numbers));
}

TEST_F(SequenceCheck, ATestUsimHasNoLimitsButNoReplayEither) {
  parameters.algorithm = card::uicc::AkaAlgorithm::XorTest;
  EXPECT_TRUE(is_fresh(sqn(0x7FFFFFFFFFF, 0), parameters, numbers));
  accept(sqn(0x7FFFFFFFFFF, 0), numbers);
  EXPECT_FALSE(is_fresh(sqn(0x7FFFFFFFFFF, 0), parameters, numbers));
}

TEST(AkaLengths, FollowTheOptions) {
  using card::uicc::aka_lengths;
  EXPECT_EQ(aka_lengths(0x00).res, 4);
  EXPECT_EQ(aka_lengths(0x01).res, 8);
  EXPECT_EQ(aka_lengths(0x02).res, 16);
  EXPECT_EQ(aka_lengths(0x03).res, 32);
  EXPECT_EQ(aka_lengths(0x07).res, 32);
  EXPECT_EQ(aka_lengths(0x01).mac, 8);
  EXPECT_EQ(aka_lengths(0x09).mac, 16);
  EXPECT_EQ(aka_lengths(0x11).mac, 32);
  EXPECT_EQ(aka_lengths(0x01).keys, 16);
  EXPECT_EQ(aka_lengths(0x41).keys, 32);
}

}  // namespace
}  // namespace sixline::tests
