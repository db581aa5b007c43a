// [ISO 7816-4 §5.1.3]
#include "card/wire/status_word.hpp"

#include <gtest/gtest.h>

namespace sixline::tests::wire_formats {
namespace {

namespace sw = wire::sw;
using wire::StatusWord;

TEST(StatusWord, tells_success_from_failure) {
  for (const int good : {0x9000, 0x9110, 0x9200, 0x6282, 0x6285, 0x6310})
    EXPECT_TRUE(StatusWord{static_cast<std::uint16_t>(good)}.ok()) << good;
  for (const int bad :
       {0x63C0, 0x63C3, 0x6581, 0x6700, 0x6982, 0x6A80, 0x6A82, 0x6D00, 0x6E00, 0x6F00, 0x9862})
    EXPECT_FALSE(StatusWord{static_cast<std::uint16_t>(bad)}.ok()) << bad;
}

TEST(StatusWord, takes_its_bytes_apart) {
  EXPECT_EQ(sw::file_not_found.sw1(), 0x6A);
  EXPECT_EQ(sw::file_not_found.sw2(), 0x82);
}

TEST(StatusWord, carries_small_numbers) {
  EXPECT_EQ(sw::tries_left(3).value(), 0x63C3);
  EXPECT_EQ(sw::tries_left(15).value(), 0x63CF);
  EXPECT_EQ(sw::data_available(0x19).value(), 0x6119);
  EXPECT_EQ(sw::data_available(256).value(), 0x6100);
  EXPECT_EQ(sw::exact_length(0xFF).value(), 0x6CFF);
  EXPECT_EQ(sw::exact_length(300).value(), 0x6C00);
  EXPECT_EQ(sw::proactive_pending(0x20).value(), 0x9120);
}

TEST(StatusWord, is_described_whatever_it_is) {
  for (unsigned value = 0; value <= 0xFFFF; ++value)
    EXPECT_FALSE(wire::describe(StatusWord{static_cast<std::uint16_t>(value)}).empty()) << value;
  EXPECT_NE(wire::describe(sw::file_not_found), wire::describe(sw::wrong_data));
}

}  // namespace
}  // namespace sixline::tests::wire_formats
