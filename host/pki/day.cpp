#include "host/pki/day.hpp"

#include "card/wire/identifiers.hpp"

namespace sixline::host::pki {
namespace {

std::uint8_t bcd(unsigned two_digits) {
  return static_cast<std::uint8_t>(two_digits / 10 << 4 | two_digits % 10);
}

unsigned value_of(std::uint8_t byte) {
  return 10u * (byte >> 4) + (byte & 0x0F);
}

}  // namespace

std::array<std::uint8_t, 4> to_bcd(Day day) {
  const std::chrono::year_month_day date(day);
  const auto year = static_cast<unsigned>(static_cast<int>(date.year()));
  return {bcd(year / 100 % 100), bcd(year % 100), bcd(static_cast<unsigned>(date.month())),
          bcd(static_cast<unsigned>(date.day()))};
}

Result<Day> from_bcd(Bytes packed) {
  if (packed.size() != 4 || !wire::is_decimal(packed))
    return fail(ErrorCode::BadFormat, "a date is YYYYMMDD in four bytes, not " + to_hex(packed));
  const std::chrono::year_month_day date(
      std::chrono::year(static_cast<int>(100 * value_of(packed[0]) + value_of(packed[1]))),
      std::chrono::month(value_of(packed[2])), std::chrono::day(value_of(packed[3])));
  if (!date.ok()) return fail(ErrorCode::BadFormat, "there is no day " + to_hex(packed));
  return Day(date);
}

}  // namespace sixline::host::pki
