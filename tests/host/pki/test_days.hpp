// The days that certificate tests live in.
#pragma once

#include "host/pki/day.hpp"

namespace sixline::host::test {

inline const pki::Day first_day = std::chrono::year(2024) / 1 / 1;
inline const pki::Day today = std::chrono::year(2026) / 6 / 15;
inline const pki::Day last_day = std::chrono::year(2049) / 12 / 31;
inline const pki::Validity validity{first_day, last_day};

}  // namespace sixline::host::test
