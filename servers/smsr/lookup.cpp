// Which eUICC and which profile a call is about, and whether the caller may use it (PROC-GEN-08 to 10).
#include <algorithm>

#include "host/profile/identity.hpp"
#include "servers/smsr/authorisation.hpp"
#include "servers/smsr/functions.hpp"

namespace sixline::servers::smsr {

using es::EsStatus;
using es::Failure;

namespace {

/// [SGP.02 §5.1.6] a function answers with its own codes
bool tells_of_others(const es::Function& function) {
  return std::find(function.failures.begin(), function.failures.end(), Failure::IccidElsewhere) !=
         function.failures.end();
}

/// On another eUICC, that is; in creation on this one it is nowhere yet (PROC-GEN-09).
bool is_elsewhere(Visit& visit, const EuiccRecord& record, const std::string& iccid) {
  const auto eids = visit.unit.eids_with_iccid(iccid);
  return eids && std::any_of(eids->begin(), eids->end(),
                             [&](const std::string& found) { return found != record.eis.eid(); });
}

}  // namespace

host::Result<Found> find_euicc(Visit& visit, const Call& call) {
  const std::string& eid = call.content().text("Eid");
  auto record = visit.records.load(eid);
  if (record) return Found{std::move(*record), {}};
  if (record.error().code != host::ErrorCode::NotFound) return tl::unexpected(record.error());
  return Found{{}, EsStatus::of(Failure::EidUnknown, {}, eid)};
}

std::string acting_for(const Call& call, const es::EisProfile& profile) {
  const bool linked = !profile.smdp_id.empty() && profile.smdp_id == call.received.sender;
  return call.function.interface == es::Interface::Es3 && linked ? profile.mno_id : call.received.sender;
}

FoundProfile find_profile(Visit& visit, const Call& call, EuiccRecord& record, bool grantable) {
  const std::string& iccid = call.content().text("Iccid");
  es::EisProfile* profile = record.eis.find(iccid);
  if (profile == nullptr || profile->state == es::ProfileState::InCreation) {
    const bool told = tells_of_others(*call.received.message.function) && is_elsewhere(visit, record, iccid);
    return {nullptr, EsStatus::of(told ? Failure::IccidElsewhere : Failure::IccidUnknown, {}, iccid)};
  }
  const bool owner = acting_for(call, *profile) == profile->mno_id;
  const bool granted = grantable && call.function.interface == es::Interface::Es4 &&
                       is_granted(visit.unit, call.received.sender, *profile, call.function.name);
  if (!owner && !granted) return {nullptr, EsStatus::of(Failure::NotAllowed, {}, iccid)};
  return {profile, {}};
}

}  // namespace sixline::servers::smsr
