// xs:dateTime, always sent in UTC.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace sixline::host::es {

/// Seconds since 1970-01-01 UTC; virtual in tests (PROC-TIM-08).
using Time = std::int64_t;

/// "2024-05-01T10:00:00Z".
std::string date_time(Time time);
/// With `Z`, an offset or neither, which is taken as UTC; fractions of a second are dropped. Nothing for
/// anything else, also for the 31st of April.
std::optional<Time> parse_date_time(std::string_view text);

}  // namespace sixline::host::es
