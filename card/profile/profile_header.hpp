// What the first element of a package says about the profile.  [TCA-PP §8.2]
#pragma once

#include "card/runtime/limits.hpp"
#include "card/wire/bytes.hpp"

namespace sixline::card::profile {

struct ProfileHeader {
  std::uint8_t major_version = 0;
  std::uint8_t minor_version = 0;
  wire::FixedBytes<limits::max_profile_type> type{};  ///< UTF-8
  /// As in the header: digits in reading order, not swapped as in EF.ICCID; empty until it was read.
  wire::FixedBytes<10> iccid{};
  std::uint8_t pol = 0;  ///< POL1; 0 = no rules
  /// What follows the RID in the name of the application; given by IoT minimal profiles alone.
  wire::FixedBytes<11> pix{};

  bool is_iot() const { return !pix.empty(); }
};

}  // namespace sixline::card::profile
