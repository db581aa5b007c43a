#include "servers/flow/procedure.hpp"

#include <algorithm>

#include "card/wire/tags.hpp"
#include "card/wire/tlv.hpp"

namespace sixline::servers::flow {

namespace {

using Step = Actions (*)(Transaction&, const Event&, Context&);

struct Row {
  Kind kind;
  Step step;
};

constexpr std::array<Row, 7> rows{{
    {Kind::CreateIsdP, step_create_isd_p},
    {Kind::SendData, step_send_data},
    {Kind::EnableProfile, step_switch},
    {Kind::DisableProfile, step_switch},
    {Kind::DeleteProfile, step_delete},
    {Kind::AuditEis, step_audit},
    {Kind::Confirm, step_confirm},
}};

constexpr wire::Tag r_apdu_tag = 0x23;
constexpr wire::Tag c_apdu_tag = 0x22;

/// The event is about a script that the procedure has replaced by another one.
bool obsolete(const Transaction& t, const Event& event) {
  if (const auto* answered = std::get_if<CardAnswered>(&event)) return answered->command != t.command;
  if (const auto* silent = std::get_if<CardSilent>(&event)) return silent->command != t.command;
  if (const auto* unreachable = std::get_if<CardUnreachable>(&event))
    return unreachable->command != t.command;
  return false;
}

/// The requester has its answer for the profile it asked about (PROC-FAN-01).
void add_notifications(const Transaction& t, const Context& context, Actions& actions) {
  for (const Change& change : t.changed) {
    if (change.mno_id.empty()) continue;
    const bool asked = change.iccid == t.iccid && t.answer_to != AnswerTo::Nobody;
    actions.push_back(Notify{{change.event, change.mno_id, t.eid, change.iccid, context.now},
                             change.smdp_id,
                             change.profile_type,
                             asked ? t.caller.on_behalf_of() : std::string()});
  }
}

}  // namespace

Actions step(Transaction& transaction, const Event& event, Context& context) {
  if (transaction.ended() || obsolete(transaction, event)) return {};
  const auto row =
      std::find_if(rows.begin(), rows.end(), [&](const Row& r) { return r.kind == transaction.kind; });
  Actions actions = row == rows.end() ? Actions{} : row->step(transaction, event, context);
  for (Action& action : actions)
    if (auto* script = std::get_if<SendToCard>(&action)) script->command = ++transaction.command;
  return actions;
}

std::string_view command_name(const Transaction& t) {
  switch (t.stage) {
    case Stage::Confirming: return "ES5.HandleNotificationConfirmation";
    case Stage::DeletingByPolicy: return "ES5.DeleteProfile";
    case Stage::Probing: return "ES5.eUICCCapabilityAudit";
    default: break;
  }
  switch (t.kind) {
    case Kind::CreateIsdP: return "ES5.CreateISDP";
    case Kind::EnableProfile: return "ES5.EnableProfile";
    case Kind::DisableProfile: return "ES5.DisableProfile";
    case Kind::DeleteProfile:
      return t.to_iccid.empty() || t.outcome == SwitchOutcome::Completed ? "ES5.DeleteProfile"
                                                                         : "ES5.DisableProfile";
    case Kind::AuditEis: return "ES5.eUICCCapabilityAudit";
    default: return {};
  }
}

void write_audit(Transaction& t, Context& context, es::AuditOperation operation) {
  es::AuditRecord record;
  record.smsr_id = context.eis.smsr_id;
  record.date = context.now;
  record.operation = operation;
  record.requester = t.caller.on_behalf_of();
  record.status = t.result;
  record.isd_p_aid = t.isd_p_aid;
  record.iccid = t.iccid;
  context.eis.audit_trail.push_back(std::move(record));
}

void finish(Transaction& t, Context& context, Actions& actions, es::EsStatus status) {
  t.result = std::move(status);
  t.stage = Stage::Ended;
  if (!t.answered && t.answer_to != AnswerTo::Nobody) {
    es::Answer answer;
    answer.status = t.result;
    answer.iccid = t.iccid;
    answer.isd_p_aid = t.isd_p_aid;
    answer.euicc_response = t.responses;
    actions.push_back(AnswerCaller{std::move(answer)});
    t.answered = true;
  }
  add_notifications(t, context, actions);
}

SendToCard to_isd_r(Bytes c_apdu) {
  ByteString tlv(c_apdu.size() + 6);
  wire::Writer out(tlv);
  wire::put_tlv(out, c_apdu_tag, c_apdu);
  tlv.resize(out.size());
  return {wire::aid::tar_of(wire::aid::isd_r()), true, std::move(tlv)};
}

std::optional<CardReply> single_reply(Bytes responses) {
  auto reader = wire::TlvReader::ber(responses);
  const auto tlv = reader.expect(r_apdu_tag);
  if (!tlv || !reader.at_end() || tlv->value.size() < 2) return std::nullopt;
  const Bytes value = tlv->value;
  return CardReply{host::to_byte_string(value.first(value.size() - 2)),
                   wire::StatusWord{static_cast<std::uint16_t>(wire::read_be(value.last(2)))}};
}

es::EsStatus refused_by_card(wire::StatusWord status, std::string_view what) {
  if (status == wire::sw::pol1_forbids) return es::EsStatus::of(es::Failure::Pol1);
  if (status == wire::sw::not_enough_memory || status == wire::sw::memory_failure)
    return es::EsStatus::of(es::Failure::Memory);
  const std::array<std::uint8_t, 2> word{status.sw1(), status.sw2()};
  return es::EsStatus::of(es::Failure::CardRefused, std::string(what) + ": " + host::to_hex(word) + " " +
                                                        std::string(wire::describe(status)));
}

void remove_profile(es::Eis& eis, std::string_view iccid) {
  if (const es::EisProfile* profile = eis.find(iccid)) eis.remaining_memory += profile->allocated_memory;
  eis.remove(std::string(iccid));
}

}  // namespace sixline::servers::flow
