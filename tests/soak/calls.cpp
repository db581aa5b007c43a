#include "tests/soak/calls.hpp"

#include "host/es/content.hpp"
#include "host/es/request_content.hpp"

namespace sixline::tests::soak {

namespace {

using es::EsStatus;
using es::Failure;
using support::AnswerBy;
using support::LabCard;
using Interface = es::Interface;

constexpr const char* owner = "other-operator";
constexpr const char* unknown_eid = "89001012012341234012345678901224";

/// The code of an answer, as the wire says it.
std::string code_of(const EsStatus& status) {
  if (status.ok()) return "ok";
  return status.code ? status.code->subject + "/" + status.code->reason : "failed";
}

class Caller {
 public:
  explicit Caller(const Shift& shift) : shift_(shift) {}

  /// Asks, counts, and complains when the answer has another code.
  std::optional<es::Message> expect(const std::string& wanted, const char* role, const es::Message& request,
                                    AnswerBy by = AnswerBy::Callback) {
    const std::string name = es::qualified_name(*request.function) + (wanted == "ok" ? "" : ", refused");
    auto answer = shift_.lab.ask(role, request, by);
    if (!answer) {
      shift_.tally.add_wrong(name, answer.error().describe());
      return std::nullopt;
    }
    const EsStatus status = es::status_of(*answer);
    if (code_of(status) == wanted) {
      shift_.tally.add(name, wanted);
      return std::move(*answer);
    }
    shift_.tally.add_wrong(name, "want " + wanted + ", not " + status.describe());
    return std::nullopt;
  }
  void wrong(const es::Message& request, const std::string& what) {
    shift_.tally.add_wrong(es::qualified_name(*request.function), what);
  }

 private:
  const Shift& shift_;
};

/// The state that this EIS shows of the profile, empty without it.
std::string state_in(const es::Message& answer, const std::string& iccid) {
  const es::Value* eis = answer.content.find("Eis");
  if (eis == nullptr) return {};
  for (const es::Value* profile : eis->all("ProfileInfo"))
    if (profile->text("Iccid") == iccid) return profile->text("State");
  return {};
}

template <class Request>
Request profile_request(const Shift& shift, const LabCard& card) {
  Request request;
  request.caller = shift.lab.new_call();
  request.eid = card.eid;
  request.iccid = card.iccid;
  request.smsr_id = tools::sm_sr_id;
  return request;
}

es::Message download(const Shift& shift, const LabCard& card) {
  es::DownloadProfile request;
  request.caller = shift.lab.new_call();
  request.eid = card.eid;
  request.iccid = card.iccid;
  request.smsr_id = tools::sm_sr_id;
  return es::message_of(request);
}

es::Message get_eis(const Shift& shift, const std::string& eid) {
  return es::message_of(Interface::Es4, es::Es3Request(es::GetEis{shift.lab.new_call(), eid}));
}

void expect_state(Caller& caller, const Shift& shift, const LabCard& card, const std::string& wanted) {
  const es::Message request = get_eis(shift, card.eid);
  const auto answer = caller.expect("ok", owner, request);
  if (answer && state_in(*answer, card.iccid) != wanted)
    caller.wrong(request, card.iccid + " is '" + state_in(*answer, card.iccid) + "', want " + wanted);
}

}  // namespace

void live_with_card(const Shift& shift, const LabCard& card) {
  Caller caller(shift);
  for (unsigned round = 0; !shift.over; ++round) {
    // Both ways to an answer, and both ways to the SM-SR.
    const AnswerBy by = round % 2 == 0 ? AnswerBy::Callback : AnswerBy::Poll;
    const Interface line = round % 4 < 2 ? Interface::Es4 : Interface::Es2;
    if (!caller.expect("ok", owner, download(shift, card), by)) continue;
    expect_state(caller, shift, card, "Disabled");
    if (caller.expect("ok", owner, es::message_of(line, profile_request<es::EnableProfile>(shift, card)),
                      by)) {
      expect_state(caller, shift, card, "Enabled");
      caller.expect("ok", owner, es::message_of(line, profile_request<es::DisableProfile>(shift, card)), by);
    }
    caller.expect("ok", owner, es::message_of(line, profile_request<es::DeleteProfile>(shift, card)), by);
  }
}

void read_records(const Shift& shift) {
  Caller caller(shift);
  const std::string nobody = code_of(EsStatus::of(Failure::EidUnknown));
  for (std::size_t turn = shift.number; !shift.over; ++turn) {
    const LabCard& card = shift.lab.cards()[turn % shift.lab.cards().size()];
    const es::Message request = get_eis(shift, card.eid);
    const auto first = caller.expect("ok", "operator", request);
    if (first && state_in(*first, card.bootstrap_iccid).empty())
      caller.wrong(request, "no bootstrap profile in the EIS");
    caller.expect(nobody, "operator", get_eis(shift, unknown_eid));
    es::Message relayed = shift.lab.request(Interface::Es2, "GetEIS", {{"Eid", card.eid}});
    relayed.content.set("Smsr-id", tools::sm_sr_id);
    caller.expect("ok", "operator", relayed);
    // What nobody granted is not done.
    auto not_granted = profile_request<es::DisableProfile>(shift, card);
    not_granted.iccid = card.bootstrap_iccid;
    caller.expect(code_of(EsStatus::of(Failure::NotAllowed)), "m2m-sp",
                  es::message_of(Interface::Es4, es::Es3Request(not_granted)));
  }
}

void configure(const Shift& shift) {
  Caller caller(shift);
  const std::string type = "soak " + std::to_string(shift.number);
  for (unsigned turn = 0; !shift.over; ++turn) {
    es::Plma plma{std::string(tools::operator_id), type, std::string(tools::m2m_sp_id), {"GetEIS"}};
    if (turn % 2 == 0) plma.operations.push_back("AuditEIS");
    es::Message set = shift.lab.request(Interface::Es4a, "SetPLMA", {});
    es::write_plma(set.content.add("Plma"), plma);
    caller.expect("ok", "operator", set);
    // The same call once more is not executed again, another one under its identifier is refused
    // (PROC-GEN-06).
    caller.expect("ok", "operator", set);
    es::Message other = set;
    other.content.remove("Plma");
    es::write_plma(other.content.add("Plma"), {plma.mno_id, type, plma.m2m_sp_id, {}});
    caller.expect(code_of(EsStatus::of(Failure::ParameterInvalid)), "operator", other);
    const es::Message get = shift.lab.request(Interface::Es4a, "GetPLMA", {{"ProfileType", type}});
    if (const auto answer = caller.expect("ok", "operator", get)) {
      const es::Value* found = answer->content.find("Plma");
      if (found == nullptr || !(es::read_plma(*found) == plma))
        caller.wrong(get, "another PLMA than was set");
    }
    es::Onc onc{std::string(tools::operator_id), type, {"HandleProfileEnabledNotification"}};
    if (turn % 2 == 0) onc.discarded.push_back("HandleProfileDisabledNotification");
    es::Message discard = shift.lab.request(Interface::Es4a, "SetONC", {});
    es::write_onc(discard.content.add("Onc"), onc);
    caller.expect("ok", "operator", discard);
    const es::Message kept = shift.lab.request(Interface::Es4a, "GetONC", {{"ProfileType", type}});
    if (const auto answer = caller.expect("ok", "operator", kept)) {
      const es::Value* found = answer->content.find("Onc");
      if (found == nullptr || !(es::read_onc(*found) == onc)) caller.wrong(kept, "another ONC than was set");
    }
  }
}

}  // namespace sixline::tests::soak
