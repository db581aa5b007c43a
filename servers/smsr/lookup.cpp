// Which eUICC and which profile a call is about, and whether the caller may use it (PROC-GEN-08 to 10).
#include "host/profile/identity.hpp"
#include "servers/smsr/authorisation.hpp"
#include "servers/smsr/functions.hpp"

namespace sixline::servers::smsr {

using es::EsStatus;
using es::Failure;

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
    const auto elsewhere = visit.unit.eids_with_iccid(iccid);
    const bool known = elsewhere && !elsewhere->empty();
    return {nullptr, EsStatus::of(known ? Failure::IccidElsewhere : Failure::IccidUnknown, {}, iccid)};
  }
  const bool owner = acting_for(call, *profile) == profile->mno_id;
  const bool granted = grantable && call.function.interface == es::Interface::Es4 &&
                       is_granted(visit.unit, call.received.sender, *profile, call.function.name);
  if (!owner && !granted) return {nullptr, EsStatus::of(Failure::NotAllowed, {}, iccid)};
  return {profile, {}};
}

}  // namespace sixline::servers::smsr
