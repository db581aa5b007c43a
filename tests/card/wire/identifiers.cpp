// [TS 101 220 §4] [SGP.02 §2.2]
#include "card/wire/identifiers.hpp"

#include "tests/card/wire/samples.hpp"

namespace sixline::tests::wire_formats {
namespace {

TEST(Aid, has_five_to_sixteen_bytes) {
  EXPECT_FALSE(wire::Aid::from({}));
  EXPECT_FALSE(wire::Aid::from(hex("A0000000")));
  EXPECT_TRUE(wire::Aid::from(hex("A000000087")));
  EXPECT_TRUE(wire::Aid::from(der::filled(16, 1)));
  EXPECT_FALSE(wire::Aid::from(der::filled(17, 1)));
}

TEST(Aid, compares_whole_and_by_its_beginning) {
  const auto usim = *wire::Aid::from(hex("A0000000871002FF"));
  EXPECT_TRUE(usim.begins_with(hex("A000000087")));
  EXPECT_TRUE(usim.begins_with(usim.view()));
  EXPECT_FALSE(usim.begins_with(hex("A0000000871002FF00")));
  EXPECT_FALSE(usim == *wire::Aid::from(hex("A0000000871002")));
}

TEST(Aid, names_the_domains_of_the_card) {
  EXPECT_EQ(to_hex(wire::aid::isd_r().view()), "A0000005591010FFFFFFFF8900000100");
  EXPECT_EQ(to_hex(wire::aid::ecasd().view()), "A0000005591010FFFFFFFF8900000200");
  const auto isd_p = wire::aid::euicc(0x0010);
  EXPECT_EQ(to_hex(isd_p.view()), "A0000005591010FFFFFFFF8900001000");
  EXPECT_EQ(*wire::aid::euicc_number(isd_p), 0x0010);
  EXPECT_TRUE(wire::aid::is_isd_p(isd_p));
  EXPECT_FALSE(wire::aid::is_isd_p(wire::aid::isd_r()));
  EXPECT_EQ(to_hex(wire::aid::tar_of(isd_p).bytes), "000010");
  EXPECT_FALSE(wire::aid::euicc_number(*wire::Aid::from(hex("A000000087"))));
  EXPECT_FALSE(wire::aid::is_isd_p(*wire::Aid::from(hex("A0000000871002FFFFFFFF8907090000"))));
}

TEST(Tar, has_three_bytes) {
  EXPECT_TRUE(wire::Tar::from(hex("B00001")));
  EXPECT_FALSE(wire::Tar::from(hex("B000")));
  EXPECT_FALSE(wire::Tar::from(hex("B0000100")));
}

TEST(Eid, is_decimal_with_a_check) {
  EXPECT_TRUE(wire::Eid::from(hex("89001012012341234012345678901224")));
  EXPECT_EQ(wire::Eid::from(hex("89001012012341234012345678901225")).error(), Error::BadValue);
  EXPECT_EQ(wire::Eid::from(hex("8900101201234123401234567890122A")).error(), Error::BadValue);
  EXPECT_EQ(wire::Eid::from(hex("890010120123412340123456789012")).error(), Error::BadLength);
}

// Operators put what they like into EF.ICCID, so only the size is checked.
TEST(Iccid, has_ten_bytes) {
  EXPECT_EQ(to_hex(wire::Iccid::from_ef(hex("98100000000000000010"))->bytes), "98100000000000000010");
  EXPECT_EQ(wire::Iccid::from_ef(hex("981000000000000000")).error(), Error::BadLength);
  EXPECT_EQ(wire::Iccid::from_ef(hex("9810000000000000001000")).error(), Error::BadLength);
}

TEST(Digits, are_tested_and_swapped) {
  EXPECT_TRUE(wire::is_decimal(hex("0123456789")));
  EXPECT_FALSE(wire::is_decimal(hex("0A")));
  EXPECT_FALSE(wire::is_decimal(hex("A0")));
  EXPECT_EQ(wire::swap_nibbles(0x98), 0x89);
}

}  // namespace
}  // namespace sixline::tests::wire_formats
