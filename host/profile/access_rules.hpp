// The access rules that the file templates refer to by number.  [TCA-PP §9.4] [TS 102 221 §9.2.7]
#pragma once

#include <vector>

#include "host/bytes.hpp"

namespace sixline::host::profile {

/// The longest of the records.
inline constexpr std::size_t access_rule_record_size = 33;

/// Records 1 to 14 of EF.ARR.
std::vector<ByteString> default_access_rules();

}  // namespace sixline::host::profile
