// Entry checks of ES3 and ES4: the first failure is the answer, in the order caller, parameters, EID, ICCID,
// ownership, state, lock, attributes, POL2, validity (PROC-GEN-11).
#include "host/profile/identity.hpp"
#include "servers/smsr/sm_sr.hpp"

namespace sixline::servers::smsr {

using es::EsStatus;
using es::Failure;
using es::PolicyAction;
using es::ProfileState;

namespace {

/// `InCreation` counts as absent (PROC-GEN-09).
es::EisProfile* visible(es::Eis& eis, const std::string& iccid) {
  es::EisProfile* profile = eis.find(iccid);
  return profile == nullptr || profile->state == ProfileState::InCreation ? nullptr : profile;
}

/// ES4: the profile's Operator. ES3: an SM-DP linked to the profile that acts for its Operator (PROC-GEN-10).
bool owns(flow::AnswerTo interface, const es::Caller& caller, const es::EisProfile& profile) {
  if (caller.on_behalf_of() != profile.mno_id) return false;
  return interface != flow::AnswerTo::Es3 || profile.smdp_id.empty() || profile.smdp_id == caller.id;
}

std::optional<ByteString> free_aid(const es::Eis& eis) {
  for (unsigned number = wire::aid::first_isd_p_number; number <= 0xFFFF; ++number) {
    const wire::Aid aid = wire::aid::euicc(static_cast<std::uint16_t>(number));
    const bool used = std::any_of(eis.profiles.begin(), eis.profiles.end(), [&](const es::EisProfile& p) {
      return wire::equal(p.isd_p_aid, aid.view());
    });
    if (!used) return host::to_byte_string(aid.view());
  }
  return std::nullopt;
}

void take_lock(EuiccRecord& record, LockKind kind, const std::string& holder) {
  record.lock = Lock{kind, holder};
}

void plan_switch(flow::Transaction& t, const es::EisProfile* from, const es::EisProfile& to) {
  t.from_iccid = from == nullptr ? std::string() : from->iccid;
  t.to_iccid = to.iccid;
}

}  // namespace

std::optional<EsStatus> SmSr::check_caller(flow::AnswerTo interface, const es::Es3Request& request) const {
  const es::Caller& caller = es::caller_of(request);
  const auto& own_role = interface == flow::AnswerTo::Es3 ? settings_.smdps : settings_.operators;
  const bool known = settings_.smdps.contains(caller.id) || settings_.operators.contains(caller.id) ||
                     settings_.eums.contains(caller.id);
  if (!known) return EsStatus::of(Failure::CallerUnknown, {}, caller.id);
  if (!own_role.contains(caller.id)) return EsStatus::of(Failure::CallerDenied, {}, caller.id);
  if (caller.message_id.empty()) return EsStatus::of(Failure::ParameterMissing, "MessageID");
  if (caller.validity_seconds < 0) return EsStatus::of(Failure::ParameterInvalid, "ValidityPeriod");
  if (interface == flow::AnswerTo::Es4) {
    const bool offered = std::holds_alternative<es::GetEis>(request) ||
                         std::holds_alternative<es::AuditEis>(request) ||
                         std::holds_alternative<es::EnableProfile>(request) ||
                         std::holds_alternative<es::DisableProfile>(request) ||
                         std::holds_alternative<es::DeleteProfile>(request);
    if (!offered) return EsStatus::of(Failure::CallerDenied, "not a function of ES4");
  }
  return std::nullopt;
}

std::optional<EsStatus> SmSr::admit(flow::AnswerTo interface, const es::Es3Request& request,
                                    EuiccRecord& record, flow::Transaction& t) const {
  std::optional<EsStatus> refused;
  const auto on_profile = [&](const es::ProfileRequest& r, flow::Kind kind, auto check) {
    t.kind = kind;
    es::EisProfile* profile = visible(record.eis, r.iccid);
    if (profile == nullptr) return std::optional(EsStatus::of(Failure::IccidUnknown, {}, r.iccid));
    const std::string_view name(t.function);
    const bool granted = interface == flow::AnswerTo::Es4 && grant_ &&
                         grant_(r.caller, *profile, name.substr(name.find('.') + 1));
    if (!owns(interface, r.caller, *profile) && !granted)
      return std::optional(EsStatus::of(Failure::NotAllowed, {}, r.iccid));
    t.iccid = profile->iccid;
    t.isd_p_aid = profile->isd_p_aid;
    return check(r);
  };
  if (const auto* create = std::get_if<es::CreateIsdP>(&request))
    refused = admit_create(*create, record, t);
  else if (const auto* data = std::get_if<es::SendData>(&request))
    refused = admit_data(*data, record, t);
  else if (const auto* enable = std::get_if<es::EnableProfile>(&request))
    refused = on_profile(*enable, flow::Kind::EnableProfile,
                         [&](const auto& r) { return admit_enable(r, record, t); });
  else if (const auto* disable = std::get_if<es::DisableProfile>(&request))
    refused = on_profile(*disable, flow::Kind::DisableProfile,
                         [&](const auto& r) { return admit_disable(r, record, t); });
  else if (const auto* remove = std::get_if<es::DeleteProfile>(&request))
    refused = on_profile(*remove, flow::Kind::DeleteProfile,
                         [&](const auto& r) { return admit_delete(r, record, t); });
  else
    t.kind = flow::Kind::AuditEis;
  if (t.kind == flow::Kind::AuditEis && record.lock && record.lock->kind == LockKind::Switch &&
      !record.suspect)
    refused = EsStatus::of(Failure::Busy);
  if (refused) return refused;
  const std::int64_t validity = t.caller.validity_seconds;
  if (validity != 0 && validity < settings_.shortest_validity) {
    if (record.lock && record.lock->holder == t.id) record.lock.reset();
    return EsStatus::of(Failure::ValidityRefused);
  }
  return std::nullopt;
}

std::optional<EsStatus> SmSr::admit_create(const es::CreateIsdP& request, EuiccRecord& record,
                                           flow::Transaction& t) const {
  t.kind = flow::Kind::CreateIsdP;
  if (!host::profile::iccid_for_header(request.iccid))
    return EsStatus::of(Failure::ParameterInvalid, "Iccid");
  if (request.mno_id.empty()) return EsStatus::of(Failure::ParameterMissing, "Mno-id");
  if (request.mno_id != request.caller.on_behalf_of())
    return EsStatus::of(Failure::NotAllowed, {}, request.mno_id);
  if (record.eis.find(request.iccid) != nullptr) return EsStatus::of(Failure::IccidInUse, {}, request.iccid);
  if (record.lock || record.suspect) return EsStatus::of(Failure::Busy);
  if (request.required_memory > record.eis.remaining_memory) return EsStatus::of(Failure::Memory);
  const auto aid = free_aid(record.eis);
  if (!aid) return EsStatus::of(Failure::Memory, "no ISD-P AID is free");
  es::EisProfile entry;
  entry.iccid = t.iccid = request.iccid;
  entry.isd_p_aid = t.isd_p_aid = *aid;
  entry.mno_id = request.mno_id;
  entry.smdp_id = request.caller.id;
  entry.allocated_memory = t.memory = request.required_memory;
  record.eis.profiles.push_back(std::move(entry));
  take_lock(record, LockKind::Download, request.caller.id);
  return std::nullopt;
}

std::optional<EsStatus> SmSr::admit_data(const es::SendData& request, EuiccRecord& record,
                                         flow::Transaction& t) const {
  t.kind = flow::Kind::SendData;
  if (request.data.empty()) return EsStatus::of(Failure::ParameterMissing, "Data");
  const es::EisProfile* profile = record.eis.find_aid(request.sd_aid);
  if (profile == nullptr) return EsStatus::of(Failure::AidUnknown, {}, host::to_hex(request.sd_aid));
  if (profile->smdp_id != request.caller.id || profile->mno_id != request.caller.on_behalf_of())
    return EsStatus::of(Failure::NotAllowed, {}, host::to_hex(request.sd_aid));
  const bool own_download =
      record.lock && record.lock->kind == LockKind::Download && record.lock->holder == request.caller.id;
  if (record.lock && !own_download) return EsStatus::of(Failure::Busy);
  t.isd_p_aid = request.sd_aid;
  t.data = request.data;
  return std::nullopt;
}

std::optional<EsStatus> SmSr::admit_enable(const es::ProfileRequest& request, EuiccRecord& record,
                                           flow::Transaction& t) const {
  es::EisProfile& target = *record.eis.find(request.iccid);
  if (target.state != ProfileState::Disabled) return EsStatus::of(Failure::BadState, {}, request.iccid);
  if (record.lock || record.suspect) return EsStatus::of(Failure::Busy);
  if (target.emergency || target.test) return EsStatus::of(Failure::BadState, {}, request.iccid);
  const es::EisProfile* current = record.eis.enabled();
  if (current != nullptr && current->pol2.forbids(PolicyAction::Disable))
    return EsStatus::of(Failure::Pol2, {}, current->iccid);
  if (target.pol2.forbids(PolicyAction::Enable)) return EsStatus::of(Failure::Pol2, {}, request.iccid);
  plan_switch(t, current, target);
  take_lock(record, LockKind::Switch, t.id);
  return std::nullopt;
}

std::optional<EsStatus> SmSr::admit_disable(const es::ProfileRequest& request, EuiccRecord& record,
                                            flow::Transaction& t) const {
  es::EisProfile& target = *record.eis.find(request.iccid);
  if (target.state != ProfileState::Enabled) return EsStatus::of(Failure::BadState, {}, request.iccid);
  if (record.lock || record.suspect) return EsStatus::of(Failure::Busy);
  // [SGP.02 §5.4.9, §5.5.6] a profile that nobody can disable (PROC-DIS-01)
  if (target.fall_back)
    return EsStatus::of(Failure::EuiccRefused, "the profile holds the Fall-Back Attribute", request.iccid);
  const es::EisProfile* fall_back = record.eis.fall_back();
  if (fall_back == nullptr) return EsStatus::of(Failure::EuiccRefused, "there is no Fall-Back profile");
  if (target.pol2.forbids(PolicyAction::Disable)) return EsStatus::of(Failure::Pol2, {}, request.iccid);
  plan_switch(t, &target, *fall_back);
  take_lock(record, LockKind::Switch, t.id);
  return std::nullopt;
}

std::optional<EsStatus> SmSr::admit_delete(const es::ProfileRequest& request, EuiccRecord& record,
                                           flow::Transaction& t) const {
  es::EisProfile& target = *record.eis.find(request.iccid);
  const bool own_download =
      record.lock && record.lock->kind == LockKind::Download && record.lock->holder == request.caller.id;
  if (target.state == ProfileState::Created) {
    // Error management and clean-up: no policy, no attributes yet (PROC-DL-55).
    if (target.smdp_id != request.caller.id) return EsStatus::of(Failure::BadState, {}, request.iccid);
    if (record.lock && !own_download) return EsStatus::of(Failure::Busy);
    return std::nullopt;
  }
  if (record.lock || record.suspect) return EsStatus::of(Failure::Busy);
  if (target.fall_back) return EsStatus::of(Failure::FallBackAttribute, {}, request.iccid);
  if (target.emergency) return EsStatus::of(Failure::EmergencyAttribute, {}, request.iccid);
  if (target.pol2.forbids(PolicyAction::Delete)) return EsStatus::of(Failure::Pol2, {}, request.iccid);
  if (target.state == ProfileState::Enabled) {
    const es::EisProfile* fall_back = record.eis.fall_back();
    if (!settings_.disable_before_delete || fall_back == nullptr)
      return EsStatus::of(Failure::BadState, "the profile is enabled", request.iccid);
    if (target.pol2.forbids(PolicyAction::Disable)) return EsStatus::of(Failure::Pol2, {}, request.iccid);
    plan_switch(t, &target, *fall_back);
  }
  take_lock(record, LockKind::Delete, t.id);
  return std::nullopt;
}

/// ES3.ProfileDownloadCompleted (PROC-DL-41, DL-42, DL-44).
EsStatus SmSr::complete_download(const es::ProfileDownloadCompleted& request, EuiccRecord& record) {
  es::EisProfile* profile = visible(record.eis, request.iccid);
  if (profile == nullptr) return EsStatus::of(Failure::IccidUnknown, {}, request.iccid);
  if (profile->smdp_id != request.caller.id || profile->mno_id != request.caller.on_behalf_of())
    return EsStatus::of(Failure::NotAllowed, {}, request.iccid);
  if (!request.pol2.well_formed()) return EsStatus::of(Failure::ParameterInvalid, "pol2");
  const bool same = profile->profile_type == request.profile_type && profile->address == request.address &&
                    profile->pol2 == request.pol2;
  if (profile->state == ProfileState::Disabled && same) return EsStatus::success();
  if (profile->state != ProfileState::Created) return EsStatus::of(Failure::BadState, {}, request.iccid);
  profile->state = ProfileState::Disabled;
  profile->profile_type = request.profile_type;
  profile->address = request.address;
  profile->pol2 = request.pol2;
  if (record.lock && record.lock->kind == LockKind::Download) record.lock.reset();
  return EsStatus::success();
}

}  // namespace sixline::servers::smsr
