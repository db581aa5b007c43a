// How ESx looks on the wire. THIS IS NOT THE PUBLISHED ENCODING: the sources at hand name the functions and
// reserve ENVELOPE tag E4 for GSMA [TS 101 220 §7.2], and no more. Until the clause itself is at hand:
//
//   E4 L { 82 02 82 81  device identities: terminal to UICC
//          9F01 01 ff } ff = 01 LocalEnableEmergencyProfile, 02 LocalDisableEmergencyProfile,
//                            03 LocalEnableTestProfile, 04 LocalDisableTestProfile
//
// Nothing outside this file and its counterpart in host/es/esx.cpp knows it.
#include "card/isdr/esx.hpp"

#include "card/wire/tlv.hpp"

namespace sixline::card::isdr {
namespace {

namespace sw = wire::sw;

constexpr wire::Tag device_identities = 0x82;
constexpr wire::Tag function = 0x9F01;
constexpr std::uint8_t terminal_to_uicc[] = {0x82, 0x81};

constexpr LocalFunctionRow rows[] = {
    {"ESx.LocalEnableEmergencyProfile", 0x01, local_enable_emergency_profile, "SGP.02 §4.1.4",
     "esx/local_enable_emergency_profile"},
    {"ESx.LocalDisableEmergencyProfile", 0x02, local_disable_emergency_profile, "SGP.02 §4.1.4",
     "esx/local_disable_emergency_profile"},
    {"ESx.LocalEnableTestProfile", 0x03, local_enable_test_profile, "SGP.02 §4.1.4",
     "esx/local_enable_test_profile"},
    {"ESx.LocalDisableTestProfile", 0x04, local_disable_test_profile, "SGP.02 §4.1.4",
     "esx/local_disable_test_profile"},
};

}  // namespace

std::span<const LocalFunctionRow> local_functions() {
  return rows;
}

StatusWord run_local_function(ProfileSwitch& profile_switch, Bytes content) {
  auto fields = wire::TlvReader::ber(content);
  const auto devices = fields.expect(device_identities);
  const auto code = fields.expect(function);
  if (!devices || !code || !fields.at_end()) return sw::wrong_data;
  if (!wire::equal(devices->value, terminal_to_uicc) || code->value.size() != 1) return sw::wrong_data;
  for (const LocalFunctionRow& row : local_functions()) {
    if (row.code == code->value[0]) return row.handler(profile_switch);
  }
  return sw::function_not_supported;
}

}  // namespace sixline::card::isdr
