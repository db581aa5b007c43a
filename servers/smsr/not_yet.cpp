// Functions whose procedure the SM-SR does not have yet: judged as if it had, then refused with 1.6/3.1, so
// that nobody is told "unsupported" who would not be allowed either.
#include "host/es/eis_content.hpp"
#include "servers/smsr/eis_judgement.hpp"
#include "servers/smsr/functions.hpp"

namespace sixline::servers::smsr {

using es::EsStatus;
using es::Failure;

host::Result<Handled> set_attribute(Visit& visit, const Call& call) {
  auto found = find_euicc(visit, call);
  if (!found) return tl::unexpected(found.error());
  if (found->refusal) return call.response(*found->refusal);
  const FoundProfile target = find_profile(visit, call, found->record, true);
  if (target.refusal) return call.response(*target.refusal);
  const es::EisProfile& profile = *target.profile;
  const bool emergency = call.function.name == "SetEmergencyProfileAttribute";
  // [SGP.02 §3.23, §3.25] one profile never holds both attributes
  const bool holds_other = emergency ? profile.fall_back : profile.emergency;
  if (profile.state == es::ProfileState::Created || (emergency && profile.state == es::ProfileState::Enabled))
    return call.response(EsStatus::of(Failure::BadState, {}, profile.iccid));
  if (found->record.lock || found->record.suspect) return call.response(EsStatus::of(Failure::Busy));
  if (holds_other) return call.response(EsStatus::of(Failure::AttributeRefused, {}, profile.iccid));
  return call.response(EsStatus::of(Failure::Unsupported));
}

host::Result<Handled> change_smsr(Visit& visit, const Call& call) {
  const std::string_view name = call.function.name;
  // The new SM-SR does not know the eUICC before it is handed over.
  if (name == "PrepareSMSRChange") return call.response(EsStatus::of(Failure::Unsupported));
  if (name == "HandoverEUICC") {
    // What another SM-SR hands over is believed no more than what an EUM brings.
    const auto eis = es::read_eis(*call.content().find("Eis"));
    if (!eis) return call.response(eis.error());
    if (const auto doubt = doubt_about(*eis, visit.office.ci, visit.now())) return call.response(*doubt);
    return call.response(EsStatus::of(Failure::Unsupported));
  }
  if (call.content().shape().find("Eid") != nullptr && !call.content().text("Eid").empty()) {
    auto found = find_euicc(visit, call);
    if (!found) return tl::unexpected(found.error());
    if (found->refusal) return call.response(*found->refusal);
    if (name == "SMSRChange") {
      bool has_profile = false;
      for (const es::EisProfile& profile : found->record.eis.profiles)
        has_profile |= profile.mno_id == call.received.sender;
      if (!has_profile) return call.response(EsStatus::of(Failure::EuiccNotAllowed));
      const std::string& target = call.content().text("Target-Smsr-id");
      if (!visit.office.peers.has_role(target, lines::PeerRole::SmSr))
        return call.response(EsStatus::of(Failure::SmSrUnknown, {}, target));
    }
  }
  return call.response(EsStatus::of(Failure::Unsupported));
}

}  // namespace sixline::servers::smsr
