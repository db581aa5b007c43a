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

host::Result<Handled> begin(Visit& visit, const Call& call, es::Es3Request request) {
  auto found = find_euicc(visit, call);
  if (!found) return tl::unexpected(found.error());
  if (found->refusal) return call.response(*found->refusal);
  if (line_of(call) == flow::AnswerTo::Es3) {
    const std::string requester = requester_of(call, found->record.eis, request);
    std::visit([&](auto& fields) { fields.caller.requester = requester; }, request);
  }
  const bool names_profile = call.content().shape().find("Iccid") != nullptr &&
                             !std::holds_alternative<es::CreateIsdP>(request) &&
                             !std::holds_alternative<es::AuditEis>(request);
  if (names_profile) {
    const FoundProfile profile = find_profile(visit, call, found->record, true);
    if (profile.refusal) return call.response(*profile.refusal);
  }
  auto answer =
      visit.engine.call(line_of(call), request, es::qualified_name(*call.received.message.function));
  if (answer) return es::message_of(*call.received.message.function, *answer);
  visit.engine.run(es::eid_of(request));
  return Handled();
}

}  // namespace

host::Result<Handled> run_procedure(Visit& visit, const Call& call) {
  auto request = es::request_of(call.received.message, call.received.sender);
  if (!request) return call.response(request.error());
  if (!*request) return call.response(EsStatus::of(Failure::Internal));
  auto handled = begin(visit, call, **request);
  const auto* completed = std::get_if<es::ProfileDownloadCompleted>(&**request);
  if (!handled || !*handled || completed == nullptr || !es::status_of(**handled).ok()) return handled;
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
    es::Eis shown = found->record.eis;
    std::erase_if(shown.profiles, [&](const es::EisProfile& profile) {
      return profile.state == es::ProfileState::InCreation ||
             (profile.mno_id != caller && !is_granted(visit.unit, caller, profile, call.function.name));
    });
    if (shown.profiles.empty()) return call.response(EsStatus::of(Failure::EisNotAllowed, {}, shown.eid()));
    answer.eis = std::move(shown);
  }
  return es::message_of(*call.received.message.function, answer);
}

}  // namespace sixline::servers::smsr
