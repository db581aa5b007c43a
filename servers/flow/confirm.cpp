// Confirmation of a notification that no switch waits for: the first attachment, a fall-back, a roll-back
// after its request had expired, or a repetition (PROC-NOT-11, NOT-13).
#include "servers/flow/probe.hpp"
#include "servers/flow/procedure.hpp"

namespace sixline::servers::flow {

namespace {

void send(Transaction& t, Actions& actions) {
  t.stage = Stage::Confirming;
  actions.push_back(to_isd_r(es5::handle_notification_confirmation(t.notification_number)));
}

void on_answer(Transaction& t, Context& context, Actions& actions, Bytes responses) {
  if (const auto reply = single_reply(responses); reply && reply->status.ok())
    for (const wire::Aid& aid : es5::read_deleted_isd_ps(reply->data).value_or(std::vector<wire::Aid>{}))
      if (const es::EisProfile* profile = context.eis.find_aid(aid.view())) {
        t.changed.push_back(change_of(es::ProfileEvent::Deleted, *profile));
        remove_profile(context.eis, std::string(profile->iccid));
      }
  finish(t, context, actions, es::EsStatus::success());
}

}  // namespace

Actions step_confirm(Transaction& t, const Event& event, Context& context) {
  Actions actions;
  if (std::holds_alternative<Started>(event)) {
    send(t, actions);
  } else if (const auto* answer = std::get_if<CardAnswered>(&event)) {
    on_answer(t, context, actions, answer->responses);
  } else if (std::holds_alternative<CardSilent>(event) || std::holds_alternative<CardUnreachable>(event)) {
    if (++t.attempts < max_attempts)
      send(t, actions);
    else
      finish(t, context, actions, es::EsStatus::of(es::Failure::NoResponse));
  } else if (std::holds_alternative<ValidityEnded>(event)) {
    finish(t, context, actions, es::EsStatus::of(es::Failure::NoResponse));
  }
  return actions;
}

}  // namespace sixline::servers::flow
