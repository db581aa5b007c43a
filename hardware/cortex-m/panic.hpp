// A card whose invariants are broken stops.
#pragma once

#include <string_view>

namespace sixline::hardware::cortex_m {

/// Says why on the serial line, if there is one yet, and stops for good.
[[noreturn]] void panic(std::string_view why);

}  // namespace sixline::hardware::cortex_m
