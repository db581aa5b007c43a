#include "host/es/date_time.hpp"

#include <chrono>
#include <cstdio>

namespace sixline::host::es {

namespace {

using std::chrono::sys_days;

constexpr int seconds_of_day = 86400;
constexpr int most_offset_hours = 14;
// What four digits of a year can say, in UTC.
constexpr Time first_second = -62135596800;
constexpr Time last_second = 253402300799;

/// Takes exactly `count` digits and what must follow them.
bool take(std::string_view& text, std::size_t count, std::string_view then, int& out) {
  if (text.size() < count + then.size() || text.substr(count, then.size()) != then) return false;
  out = 0;
  for (char c : text.substr(0, count)) {
    if (c < '0' || c > '9') return false;
    out = out * 10 + (c - '0');
  }
  text.remove_prefix(count + then.size());
  return true;
}

bool drop_fraction(std::string_view& text) {
  if (!text.starts_with('.')) return true;
  const std::size_t end = text.find_first_not_of("0123456789", 1);
  const std::size_t digits = (end == std::string_view::npos ? text.size() : end) - 1;
  text.remove_prefix(digits + 1);
  return digits > 0;
}

/// Seconds east of UTC.
std::optional<int> offset(std::string_view text) {
  if (text.empty() || text == "Z") return 0;
  if (text[0] != '+' && text[0] != '-') return std::nullopt;
  const int sign = text[0] == '+' ? 1 : -1;
  text.remove_prefix(1);
  int hours = 0, minutes = 0;
  if (!take(text, 2, ":", hours) || !take(text, 2, "", minutes) || !text.empty()) return std::nullopt;
  if (hours > most_offset_hours || minutes > 59) return std::nullopt;
  return sign * (hours * 3600 + minutes * 60);
}

}  // namespace

std::string date_time(Time time) {
  const std::chrono::sys_seconds point{std::chrono::seconds(time)};
  const auto day = std::chrono::floor<std::chrono::days>(point);
  const std::chrono::year_month_day date(day);
  const int second = static_cast<int>((point - day).count());
  char text[40];
  std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02dZ", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), second / 3600,
                second / 60 % 60, second % 60);
  return text;
}

std::optional<Time> parse_date_time(std::string_view text) {
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
  if (!take(text, 4, "-", year) || !take(text, 2, "-", month) || !take(text, 2, "T", day) ||
      !take(text, 2, ":", hour) || !take(text, 2, ":", minute) || !take(text, 2, "", second))
    return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok() || hour > 23 || minute > 59 || second > 59 || !drop_fraction(text)) return std::nullopt;
  const auto east = offset(text);
  if (!east) return std::nullopt;
  const Time days = sys_days(date).time_since_epoch().count();
  const Time time = days * seconds_of_day + hour * 3600 + minute * 60 + second - *east;
  return time >= first_second && time <= last_second ? std::optional(time) : std::nullopt;
}

}  // namespace sixline::host::es
