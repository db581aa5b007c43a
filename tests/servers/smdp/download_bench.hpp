// What a download says to the SM-SR, for tests of it.
#pragma once

#include <gtest/gtest.h>

#include "tests/servers/smdp/bench.hpp"

namespace sixline::tests::smdp {

using es::Execution;
using es::Failure;
using Names = std::vector<std::string>;

inline Names called(const Bench& bench) {
  Names names;
  for (const Sent& sent : bench.to_smsr) names.emplace_back(sent.message.function->name);
  return names;
}

/// The calls of a download whose package travels in `segment_calls` calls.
inline Names sequence(std::size_t segment_calls, bool enable = false) {
  Names names{"GetEIS", "CreateISDP", "SendData", "SendData", "SendData"};
  names.insert(names.end(), segment_calls, "SendData");
  names.emplace_back("ProfileDownloadCompleted");
  if (enable) names.emplace_back("EnableProfile");
  return names;
}

inline std::size_t segment_calls(const Bench& bench) {
  constexpr std::size_t per_call = 8 * host::scp::scp03t::largest_segment;
  return (bench.card.package_size + per_call - 1) / per_call;
}

inline const Sent& the_call(const Bench& bench, std::string_view name, std::size_t n = 0) {
  for (const Sent& sent : bench.to_smsr)
    if (sent.message.function->name == name && n-- == 0) return sent;
  ADD_FAILURE() << "no call of " << name;
  return bench.to_smsr.front();
}

inline es::EisProfile created(const std::string& iccid, const std::string& smdp = smdp_id) {
  es::EisProfile profile;
  profile.iccid = iccid;
  profile.isd_p_aid = host::to_byte_string(wire::aid::euicc(0x0015).view());
  profile.mno_id = operator_id;
  profile.smdp_id = smdp;
  profile.state = es::ProfileState::Created;
  return profile;
}

}  // namespace sixline::tests::smdp
