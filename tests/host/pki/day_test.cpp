#include "host/pki/day.hpp"

#include <gtest/gtest.h>

#include "tests/host/hex.hpp"

namespace sixline::host::pki {
namespace {

using test::hex;

TEST(Day, GoesThroughPackedDecimal) {
  const Day day = std::chrono::year(2049) / 12 / 31;
  EXPECT_EQ(to_hex(to_bcd(day)), "20491231");
  EXPECT_EQ(*from_bcd(hex("20491231")), day);
  EXPECT_EQ(*from_bcd(hex("20240229")), Day(std::chrono::year(2024) / 2 / 29));
}

TEST(Day, RefusesWhatIsNoDay) {
  for (const char* text : {"", "2024", "2024010100", "20240230", "20230229", "20241301", "20240001",
                           "20240100", "2024010A", "FFFFFFFF"})
    EXPECT_FALSE(from_bcd(hex(text))) << text;
}

TEST(Day, ValidityIncludesBothEnds) {
  const Day from = std::chrono::year(2024) / 1 / 1;
  const Validity validity{from, from + std::chrono::days(1)};
  EXPECT_TRUE(validity.covers(from));
  EXPECT_TRUE(validity.covers(from + std::chrono::days(1)));
  EXPECT_FALSE(validity.covers(from - std::chrono::days(1)));
  EXPECT_FALSE(validity.covers(from + std::chrono::days(2)));
}

}  // namespace
}  // namespace sixline::host::pki
