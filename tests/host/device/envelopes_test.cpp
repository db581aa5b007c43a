#include "host/device/envelopes.hpp"

#include <gtest/gtest.h>

#include "tests/host/device/toolkit_card.hpp"

namespace sixline::host::device {
namespace {

using namespace std::chrono_literals;

TEST(Envelopes, LocationStatusCarriesTheLocationWithServiceOnly) {
  const ByteString location = hex("00F110000100000001");
  EXPECT_EQ(location_status(Registration::Registered, location),
            hex("D615 990103 82028281 1B0100 130900F110000100000001"));
  EXPECT_EQ(location_status(Registration::Limited, location), hex("D60A 990103 82028281 1B0101"));
  EXPECT_EQ(location_status(Registration::None, location), hex("D60A 990103 82028281 1B0102"));
}

TEST(Envelopes, SmsDownloadWithAndWithoutServiceCentre) {
  EXPECT_EQ(sms_pp_download(hex("912143658709"), hex("4001")),
            hex("D110 82028381 0606912143658709 8B024001"));
  EXPECT_EQ(sms_pp_download({}, hex("4001")), hex("D108 82028381 8B024001"));
  const ByteString longest = sms_pp_download({}, ByteString(160, 0x55));
  EXPECT_EQ(to_hex(Bytes(longest).first(10)), "D181A7820283818B81A0");
}

TEST(Envelopes, TimerExpiration) {
  EXPECT_EQ(timer_expiration(3, 90s), hex("D70C 82028281 A40103 A503001003"));
}

TEST(TimerValue, IsSwappedDecimal) {
  EXPECT_EQ(to_hex(to_timer_value(30s)), "000003");
  EXPECT_EQ(to_hex(to_timer_value(3min)), "003000");
  EXPECT_EQ(to_hex(to_timer_value(12h + 34min + 56s)), "214365");
  EXPECT_EQ(to_hex(to_timer_value(1000h)), "999595") << "the longest there is";
  EXPECT_EQ(from_timer_value(hex("214365")).value(), 12h + 34min + 56s);
}

TEST(TimerValue, RefusesTheImpossible) {
  for (const char* value : {"", "0000", "00000000", "00001E", "000006", "000600", "A00000"})
    EXPECT_EQ(from_timer_value(hex(value)).error().code, ErrorCode::BadFormat) << value;
}

TEST(Imei, SharesItsFirstByteWithTheType) {
  EXPECT_EQ(to_hex(imei_object("123456789012347").value()), "1A32547698103274");
  for (const char* digits : {"", "12345678901234", "1234567890123456", "12345678901234A"})
    EXPECT_EQ(imei_object(digits).error().code, ErrorCode::BadInput) << digits;
}

}  // namespace
}  // namespace sixline::host::device
