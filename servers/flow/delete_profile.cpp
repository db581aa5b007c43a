// Deletion at the SM-SR (PROC-DEL), also of an ISD-P that a failed download left (PROC-DL-55). Commanding:
// ES5.DeleteProfile is on its way. Probing: its answer was lost; absent means done (PROC-DEL-08).
#include "servers/flow/probe.hpp"
#include "servers/flow/procedure.hpp"

namespace sixline::servers::flow {

namespace {

void command(Transaction& t, Actions& actions) {
  t.stage = Stage::Commanding;
  actions.push_back(to_isd_r(es5::delete_profile(wire::Aid(t.isd_p_aid))));
}

void probe(Transaction& t, Actions& actions) {
  t.stage = Stage::Probing;
  actions.push_back(to_isd_r(es5::get_status(wire::Aid(t.isd_p_aid))));
}

void gone(Transaction& t, Context& context, Actions& actions) {
  if (const es::EisProfile* entry = context.eis.find(t.iccid);
      entry != nullptr && entry->state != es::ProfileState::Created)
    t.changed.push_back(change_of(es::ProfileEvent::Deleted, *entry));
  remove_profile(context.eis, t.iccid);
  finish(t, context, actions, es::EsStatus::success());
  write_audit(t, context, es::AuditOperation::DeleteProfile);
}

void stays(Transaction& t, Context& context, Actions& actions, es::EsStatus status) {
  finish(t, context, actions, std::move(status));
  write_audit(t, context, es::AuditOperation::DeleteProfile);
}

void on_answer(Transaction& t, Context& context, Actions& actions, const CardAnswered& event) {
  t.responses = event.responses;
  if (t.stage == Stage::Probing) {
    const Presence presence = read_probe(event.responses).presence;
    if (presence == Presence::Absent) return gone(t, context, actions);
    if (++t.attempts < max_attempts) return command(t, actions);
    return stays(t, context, actions, es::EsStatus::of(es::Failure::NoResponse));
  }
  const auto reply = single_reply(event.responses);
  if (!reply)
    return stays(t, context, actions, es::EsStatus::of(es::Failure::CardRefused, "unreadable answer"));
  if (reply->status.ok() || says_not_found(reply->status)) return gone(t, context, actions);
  stays(t, context, actions, refused_by_card(reply->status, "DeleteProfile"));
}

}  // namespace

Actions step_delete(Transaction& t, const Event& event, Context& context) {
  // An enabled profile is disabled first, with all that belongs to it (PROC-DEL-03).
  if (!t.to_iccid.empty() && t.outcome != SwitchOutcome::Completed) {
    Actions actions = step_switch(t, event, context);
    if (t.outcome != SwitchOutcome::Completed || t.ended()) return actions;
    if (context.eis.find(t.iccid) == nullptr) {
      finish(t, context, actions, es::EsStatus::success());
    } else {
      t.attempts = 0;
      command(t, actions);
    }
    return actions;
  }
  Actions actions;
  if (std::holds_alternative<Started>(event)) {
    command(t, actions);
  } else if (const auto* answer = std::get_if<CardAnswered>(&event)) {
    on_answer(t, context, actions, *answer);
  } else if (std::holds_alternative<CardSilent>(event)) {
    if (++t.attempts < max_attempts)
      probe(t, actions);
    else
      stays(t, context, actions, es::EsStatus::of(es::Failure::NoResponse));
  } else if (std::holds_alternative<CardUnreachable>(event)) {
    if (++t.attempts < max_attempts)
      command(t, actions);
    else
      stays(t, context, actions, es::EsStatus::of(es::Failure::TimeToLive));
  } else if (std::holds_alternative<ValidityEnded>(event)) {
    stays(t, context, actions, es::EsStatus::of(es::Failure::NoResponse));
  }
  return actions;
}

}  // namespace sixline::servers::flow
