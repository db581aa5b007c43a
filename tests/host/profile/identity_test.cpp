#include "host/profile/identity.hpp"

#include <gtest/gtest.h>

#include "host/profile/template_package.hpp"

namespace sixline::host::profile {
namespace {

TEST(Identity, LuhnDigit) {
  EXPECT_EQ(luhn_digit("7992739871"), '3');
  EXPECT_EQ(with_check_digit("899990100000000001"), template_iccid);
  EXPECT_EQ(with_check_digit("8999901000000000013"), "8999901000000000013");
}

TEST(Identity, IccidInBothForms) {
  EXPECT_EQ(to_hex(*iccid_for_header("8999901000000000013")), "8999901000000000013F");
  EXPECT_EQ(to_hex(*iccid_for_file("8999901000000000013")), "989909010000000010F3");
  EXPECT_EQ(iccid_from_file(*iccid_for_file("8999901000000000013")), "8999901000000000013");
  EXPECT_EQ(iccid_from_header(*iccid_for_header("89999010000000000131")), "89999010000000000131");
}

TEST(Identity, RefusesBadIccids) {
  for (const char* text : {"", "89", "79999010000000000018", "8999901000000000x18", "899990100000000001312"})
    EXPECT_FALSE(iccid_for_header(text)) << text;
}

TEST(Identity, ImsiWithItsParityNibble) {
  EXPECT_EQ(to_hex(*imsi_for_file("001010123456789")), "080910101032547698");
  EXPECT_EQ(*imsi_from_file(*imsi_for_file("001010123456789")), "001010123456789");
  EXPECT_EQ(*imsi_from_file(*imsi_for_file("00101012345678")), "00101012345678");
  EXPECT_FALSE(imsi_for_file("0010101234567890"));
  EXPECT_FALSE(imsi_for_file("00101A"));
  EXPECT_FALSE(imsi_from_file(ByteString{}));
  EXPECT_FALSE(imsi_from_file(ByteString{9, 0x11, 0x22}));
}

TEST(Identity, PinsAreEightBytes) {
  EXPECT_EQ(to_hex(*pin_value("1234")), "31323334FFFFFFFF");
  EXPECT_EQ(pin_text(*pin_value("1234")), "1234");
  EXPECT_FALSE(pin_value("123"));
  EXPECT_FALSE(pin_value("123456789"));
  EXPECT_FALSE(pin_value("12 4"));
}

}  // namespace
}  // namespace sixline::host::profile
