// ISD-P creation at the SM-SR (PROC-DL-07 to DL-13). Commanding: ES5.CreateISDP is on its way. Probing: its
// answer was lost and GET STATUS asks whether the ISD-P is there.
#include "servers/flow/probe.hpp"
#include "servers/flow/procedure.hpp"

namespace sixline::servers::flow {

namespace {

void create(Transaction& t, Actions& actions) {
  t.stage = Stage::Commanding;
  actions.push_back(to_isd_r(es5::create_isd_p(wire::Aid(t.isd_p_aid), t.memory)));
}

void probe(Transaction& t, Actions& actions) {
  t.stage = Stage::Probing;
  actions.push_back(to_isd_r(es5::get_status(wire::Aid(t.isd_p_aid))));
}

void created(Transaction& t, Context& context, Actions& actions) {
  if (es::EisProfile* entry = context.eis.find(t.iccid)) {
    entry->state = es::ProfileState::Created;
    context.eis.remaining_memory -= std::min(context.eis.remaining_memory, entry->allocated_memory);
  }
  finish(t, context, actions, es::EsStatus::success());
  write_audit(t, context, es::AuditOperation::CreateIsdP);
}

void refused(Transaction& t, Context& context, Actions& actions, es::EsStatus status) {
  context.eis.remove(t.iccid);
  finish(t, context, actions, std::move(status));
  write_audit(t, context, es::AuditOperation::CreateIsdP);
}

/// The truth could not be found: the entry stays as Created for the next clean-up (PROC-DL-13).
void in_doubt(Transaction& t, Context& context, Actions& actions) {
  if (es::EisProfile* entry = context.eis.find(t.iccid)) entry->state = es::ProfileState::Created;
  context.suspect = true;
  finish(t, context, actions, es::EsStatus::of(es::Failure::NoResponse));
  write_audit(t, context, es::AuditOperation::CreateIsdP);
}

void on_answer(Transaction& t, Context& context, Actions& actions, const CardAnswered& event) {
  t.responses = event.responses;
  if (t.stage == Stage::Probing) {
    const Probe status = read_probe(event.responses);
    if (status.presence == Presence::Present) return created(t, context, actions);
    if (status.presence == Presence::Absent && ++t.attempts < max_attempts) return create(t, actions);
    return in_doubt(t, context, actions);
  }
  const auto reply = single_reply(event.responses);
  if (!reply) return in_doubt(t, context, actions);
  if (reply->status.ok()) return created(t, context, actions);
  refused(t, context, actions, refused_by_card(reply->status, "CreateISDP"));
}

}  // namespace

Actions step_create_isd_p(Transaction& t, const Event& event, Context& context) {
  Actions actions;
  if (std::holds_alternative<Started>(event)) {
    create(t, actions);
  } else if (const auto* answer = std::get_if<CardAnswered>(&event)) {
    on_answer(t, context, actions, *answer);
  } else if (std::holds_alternative<CardSilent>(event)) {
    if (++t.attempts < max_attempts)
      probe(t, actions);
    else
      in_doubt(t, context, actions);
  } else if (std::holds_alternative<CardUnreachable>(event)) {
    if (++t.attempts < max_attempts)
      t.stage == Stage::Probing ? probe(t, actions) : create(t, actions);
    else if (t.stage == Stage::Probing)
      in_doubt(t, context, actions);
    else
      refused(t, context, actions, es::EsStatus::of(es::Failure::TimeToLive));
  } else if (std::holds_alternative<ValidityEnded>(event)) {
    in_doubt(t, context, actions);
  }
  return actions;
}

}  // namespace sixline::servers::flow
