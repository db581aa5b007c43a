// Days as certificates write them. The clock is the caller's: nothing here asks what day it is.
#pragma once

#include <array>
#include <chrono>

#include "host/bytes.hpp"
#include "host/error.hpp"

namespace sixline::host::pki {

using Day = std::chrono::sys_days;

/// First and last day on which a certificate holds.
struct Validity {
  Day from;
  Day to;
  bool covers(Day day) const { return from <= day && day <= to; }
};

/// YYYYMMDD in packed decimal: tags 5F25 and 5F24.
std::array<std::uint8_t, 4> to_bcd(Day day);
/// Errors: BadFormat (not decimal, not a day of the calendar).
Result<Day> from_bcd(Bytes bcd);

}  // namespace sixline::host::pki
