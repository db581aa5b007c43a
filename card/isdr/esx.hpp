// ESx: what the device may command without anybody's keys, and nothing more.  [SGP.02 §4.1.4] PROC-ESX-09
#pragma once

#include "card/isdr/profile_switch.hpp"

namespace sixline::card::isdr {

/// One function of ESx.
struct LocalFunctionRow {
  std::string_view name;  ///< as SGP.02 writes it
  std::uint8_t code;      ///< in the envelope, see esx.cpp
  StatusWord (*handler)(ProfileSwitch&);
  std::string_view citation;
  std::string_view script;  ///< tests/scripts/<script>.apdu proves it
};
std::span<const LocalFunctionRow> local_functions();

/// Runs what an envelope E4 asks for; `content` is what stands in it. wrong_data: not such a content.
/// function_not_supported: no such function. reference_not_found: no such profile.
/// conditions_not_satisfied: it is enabled already, or not enabled.
StatusWord run_local_function(ProfileSwitch& profile_switch, Bytes content);

// The handlers.
StatusWord local_enable_emergency_profile(ProfileSwitch& profile_switch);
StatusWord local_disable_emergency_profile(ProfileSwitch& profile_switch);
StatusWord local_enable_test_profile(ProfileSwitch& profile_switch);
StatusWord local_disable_test_profile(ProfileSwitch& profile_switch);

}  // namespace sixline::card::isdr
