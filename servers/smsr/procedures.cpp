// Functions that are procedures with the card, or end one; and what is read of the EIS meanwhile.
#include <algorithm>

#include "host/es/request_content.hpp"
#include "servers/smsr/authorisation.hpp"
#include "servers/smsr/fan_out.hpp"
#include "servers/smsr/functions.hpp"

namespace sixline::servers::smsr {

using es::EsStatus;
using es::Failure;

namespace {

flow::AnswerTo line_of(const Call& call) {
  return call.function.interface == es::Interface::Es3 ? flow::AnswerTo::Es3 : flow::AnswerTo::Es4;
}

/// The Operator behind an SM-DP: the one that CreateISDP names, else the owner of its profile (PROC-GEN-10).
std::string requester_of(const Call& call, const es::Eis& eis, const es::Es3Request& request) {
  if (const auto* create = std::get_if<es::CreateIsdP>(&request)) return create->mno_id;
  const es::EisProfile* profile = nullptr;
  if (const auto* data = std::get_if<es::SendData>(&request))
    profile = const_cast<es::Eis&>(eis).find_aid(data->sd_aid);
  else if (call.content().shape().find("Iccid") != nullptr)
    profile = eis.find(call.content().text("Iccid"));
  return profile == nullptr ? std::string() : acting_for(call, *profile);
}

/// On ES3 what the SM-DP serves, on ES4 own profiles and those that a PLMA shows (PROC-EIS-01 to 03).
bool may_see(Visit& visit, const Call& call, const es::EisProfile& profile) {
  if (profile.state == es::ProfileState::InCreation) return false;
  const std::string& caller = call.received.sender;
  if (line_of(call) == flow::AnswerTo::Es3) return profile.smdp_id == caller;
  return profile.mno_id == caller || is_granted(visit.unit, caller, profile, call.function.name);
}

/// An audit of profiles that the caller may see; if none is named, of all of them, as they are now
/// (PROC-QRY-02, PROC-QRY-05, PROC-PLMA-07).
std::optional<EsStatus> judge_audit(Visit& visit, const Call& call, const es::Eis& eis,
                                    es::AuditEis& request) {
  std::vector<std::string> seen;
  for (const es::EisProfile& profile : eis.profiles)
    if (may_see(visit, call, profile)) seen.push_back(profile.iccid);
  if (seen.empty()) return EsStatus::of(Failure::EisNotAllowed, {}, eis.eid());
  for (const std::string& iccid : request.iccids)
    if (std::find(seen.begin(), seen.end(), iccid) == seen.end())
      return EsStatus::of(Failure::ProfilesNotAllowed, {}, iccid);
  if (request.iccids.empty()) request.iccids = std::move(seen);
  return std::nullopt;
}

host::Result<Handled> begin(Visit& visit, const Call& call, es::Es3Request request) {
  auto found = find_euicc(visit, call);
  if (!found) return tl::unexpected(found.error());
  if (found->refusal) return call.response(*found->refusal);
  if (line_of(call) == flow::AnswerTo::Es3) {
    const std::string requester = requester_of(call, found->record.eis, request);
    std::visit([&](auto& fields) { fields.caller.requester = requester; }, request);
  }
  if (const auto* create = std::get_if<es::CreateIsdP>(&request);
      create != nullptr && !visit.office.peers.has_role(create->mno_id, lines::PeerRole::Operator))
    return call.response(EsStatus::of(Failure::NotAllowed, "Mno-id", create->mno_id));
  if (auto* audit = std::get_if<es::AuditEis>(&request))
    if (const auto refusal = judge_audit(visit, call, found->record.eis, *audit))
      return call.response(*refusal);
  const bool names_profile = call.content().shape().find("Iccid") != nullptr &&
                             !std::holds_alternative<es::CreateIsdP>(request) &&
                             !std::holds_alternative<es::AuditEis>(request);
  if (names_profile) {
    const FoundProfile profile = find_profile(visit, call, found->record, true);
    if (profile.refusal) return call.response(*profile.refusal);
  }
  auto answer =
      visit.engine.call(line_of(call), request, es::qualified_name(*call.received.message.function));
  if (answer) {
    es::Message response = es::message_of(*call.received.message.function, *answer);
    // What would have been accepted goes with the refusal (PROC-TIM-01).
    if (answer->status.is(Failure::ValidityRefused))
      response.content.set_number("AcceptableValidityPeriod", visit.office.settings.shortest_validity);
    return response;
  }
  visit.engine.run(es::eid_of(request));
  return Handled();
}

/// Said twice, it is told once.
bool waits_for_completion(Visit& visit, const es::ProfileDownloadCompleted& completed) {
  const auto record = visit.records.load(completed.eid);
  const es::EisProfile* profile = record ? record->eis.find(completed.iccid) : nullptr;
  return profile != nullptr && profile->state == es::ProfileState::Created;
}

}  // namespace

host::Result<Handled> run_procedure(Visit& visit, const Call& call) {
  auto request = es::request_of(call.received.message, call.received.sender);
  if (!request) return call.response(request.error());
  if (!*request) return call.response(EsStatus::of(Failure::Internal));
  const auto* completed = std::get_if<es::ProfileDownloadCompleted>(&**request);
  const bool is_new = completed != nullptr && waits_for_completion(visit, *completed);
  auto handled = begin(visit, call, **request);
  if (!handled || !*handled || !is_new || !es::status_of(**handled).ok()) return handled;
  const auto record = visit.records.load(completed->eid);
  const es::EisProfile* profile = record ? record->eis.find(completed->iccid) : nullptr;
  if (profile == nullptr) return handled;
  auto told = fan_out(visit,
                      {"ProfileDownloaded",
                       completed->eid,
                       profile->iccid,
                       profile->mno_id,
                       profile->smdp_id,
                       profile->profile_type,
                       profile->mno_id,
                       visit.now(),
                       {}},
                      &call.received.header);
  if (!told) return tl::unexpected(told.error());
  return handled;
}

/// [SGP.02 §5.4.11] what is sent is secured for the ISD-P already: the SM-SR carries it (PROC-CP-01)
host::Result<Handled> update_connectivity_parameters(Visit& visit, const Call& call) {
  auto found = find_euicc(visit, call);
  if (!found) return tl::unexpected(found.error());
  if (found->refusal) return call.response(*found->refusal);
  const FoundProfile target = find_profile(visit, call, found->record, false);
  if (target.refusal) return call.response(*target.refusal);
  if (target.profile->state < es::ProfileState::Disabled)
    return call.response(EsStatus::of(Failure::BadState, {}, target.profile->iccid));
  // What may still be sent during a download is for the ISD-P that is not installed yet (PROC-GRD).
  if (found->record.lock || found->record.suspect) return call.response(EsStatus::of(Failure::Busy));
  es::SendData data;
  data.caller = call.received.caller();
  data.eid = found->record.eis.eid();
  data.sd_aid = target.profile->isd_p_aid;
  data.data = call.content().bytes("ConnectivityParameters");
  return begin(visit, call, data);
}

host::Result<Handled> get_eis(Visit& visit, const Call& call) {
  auto found = find_euicc(visit, call);
  if (!found) return tl::unexpected(found.error());
  if (found->refusal) return call.response(*found->refusal);
  const std::string& caller = call.received.sender;
  es::Answer answer;
  if (line_of(call) == flow::AnswerTo::Es3) {
    answer.eis = es::view_of_smdp(found->record.eis, caller);
  } else {
    // Own profiles, and those that a PLMA shows (PROC-QRY-05).
    es::Eis shown = std::move(found->record.eis);
    std::erase_if(shown.profiles,
                  [&](const es::EisProfile& profile) { return !may_see(visit, call, profile); });
    if (shown.profiles.empty()) return call.response(EsStatus::of(Failure::EisNotAllowed, {}, shown.eid()));
    answer.eis = std::move(shown);
  }
  return es::message_of(*call.received.message.function, answer);
}

}  // namespace sixline::servers::smsr
