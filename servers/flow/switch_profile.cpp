// Enabling and disabling at the SM-SR (PROC-EN, PROC-DIS): command, notification, confirmation, policy. The
// EIS follows the notification, never the answer to the command (PROC-EN-07).
#include "servers/flow/probe.hpp"
#include "servers/flow/procedure.hpp"

namespace sixline::servers::flow {

namespace {

using es::Failure;
using es::ProfileState;

bool enabling(const Transaction& t) {
  return t.kind == Kind::EnableProfile;
}

es::AuditOperation operation_of(const Transaction& t) {
  return enabling(t) ? es::AuditOperation::EnableProfile : es::AuditOperation::DisableProfile;
}

void end(Transaction& t, Context& context, Actions& actions, es::EsStatus status) {
  if (t.kind == Kind::DeleteProfile && status.ok()) {
    t.outcome = SwitchOutcome::Completed;
    t.stage = Stage::Begin;  // the deletion takes over
    t.result = std::move(status);
    return write_audit(t, context, es::AuditOperation::DisableProfile);
  }
  finish(t, context, actions, std::move(status));
  write_audit(t, context, operation_of(t));
}

void command(Transaction& t, Actions& actions) {
  t.stage = Stage::Commanding;
  actions.push_back(to_isd_r(enabling(t) ? es5::enable_profile(wire::Aid(t.isd_p_aid))
                                         : es5::disable_profile(wire::Aid(t.isd_p_aid))));
}

void probe(Transaction& t, Actions& actions) {
  t.stage = Stage::Probing;
  actions.push_back(to_isd_r(es5::get_status(wire::Aid(t.isd_p_aid))));
}

void confirm(Transaction& t, Actions& actions) {
  t.stage = Stage::Confirming;
  actions.push_back(to_isd_r(es5::handle_notification_confirmation(t.notification_number)));
}

void await_notification(Transaction& t) {
  t.stage = Stage::AwaitingNotification;
  t.attempts = 0;
}

void set_state(Context& context, const std::string& iccid, ProfileState state) {
  if (es::EisProfile* profile = context.eis.find(iccid)) profile->state = state;
}

/// All but `enabled` become Disabled; entries still being made are left alone.
void set_enabled(Context& context, const es::EisProfile& enabled) {
  for (es::EisProfile& profile : context.eis.profiles)
    if (profile.state == ProfileState::Enabled) profile.state = ProfileState::Disabled;
  set_state(context, enabled.iccid, ProfileState::Enabled);
}

void add_change(Transaction& t, const Context& context, es::ProfileEvent event, const std::string& iccid) {
  if (const es::EisProfile* profile = std::as_const(context.eis).find(iccid))
    t.changed.push_back(change_of(event, *profile));
}

/// The card's report settles the switch (PROC-EN-09, EN-23, EN-24, DIS-05).
void on_notification(Transaction& t, Context& context, Actions& actions, const CardNotification& n) {
  es::EisProfile* reported = context.eis.find_aid(n.isd_p_aid);
  if (reported == nullptr) return;
  const bool to_target = reported->iccid == t.to_iccid;
  const bool late = t.stage == Stage::Suspect;
  const bool succeeded = to_target && n.type != NotificationType::RolledBack;
  // Unconfirmed, the card rolls back: that is what a requester who was told EXPIRED expects (PROC-EN-26).
  if (late && n.type == NotificationType::ChangeSucceeded) return;
  t.outcome = succeeded ? SwitchOutcome::Switched : SwitchOutcome::RolledBack;
  t.notification_number = n.number;
  set_enabled(context, *reported);
  if (succeeded) {
    t.changed.clear();
    add_change(t, context, es::ProfileEvent::Enabled, t.to_iccid);
    add_change(t, context, es::ProfileEvent::Disabled, t.from_iccid);
  } else if (reported->iccid != t.from_iccid) {  // fall-back after a failed roll-back
    t.changed.clear();
    add_change(t, context, es::ProfileEvent::Enabled, reported->iccid);
    add_change(t, context, es::ProfileEvent::Disabled, t.from_iccid);
  }
  t.attempts = 0;
  confirm(t, actions);
}

void complete(Transaction& t, Context& context, Actions& actions, es::EsStatus status) {
  context.suspect = false;
  if (t.outcome == SwitchOutcome::RolledBack) status = es::EsStatus::of(Failure::RolledBack);
  end(t, context, actions, std::move(status));
}

/// POL2 "delete when disabled" of the former profile (PROC-EN-11).
void apply_policy(Transaction& t, Context& context, Actions& actions) {
  const es::EisProfile* from = context.eis.find(t.from_iccid);
  const bool wanted = t.outcome == SwitchOutcome::Switched && from != nullptr &&
                      from->pol2.deletes_when_disabled() && !from->fall_back && !from->emergency;
  if (!wanted) return complete(t, context, actions, es::EsStatus::success());
  t.stage = Stage::DeletingByPolicy;
  actions.push_back(to_isd_r(es5::delete_profile(wire::Aid(from->isd_p_aid))));
}

void deleted(Transaction& t, Context& context, const es::EisProfile& profile) {
  t.changed.push_back(change_of(es::ProfileEvent::Deleted, profile));
  remove_profile(context.eis, std::string(profile.iccid));
}

void on_confirmed(Transaction& t, Context& context, Actions& actions, Bytes responses) {
  // Any refusal means "already confirmed or unknown" and changes nothing (PROC-NOT-14).
  if (const auto reply = single_reply(responses); reply && reply->status.ok())
    for (const wire::Aid& aid : es5::read_deleted_isd_ps(reply->data).value_or(std::vector<wire::Aid>{}))
      if (const es::EisProfile* profile = context.eis.find_aid(aid.view())) deleted(t, context, *profile);
  apply_policy(t, context, actions);
}

void on_command_answer(Transaction& t, Context& context, Actions& actions, Bytes responses) {
  const auto reply = single_reply(responses);
  if (reply && reply->status.ok()) return await_notification(t);
  if (!reply) return end(t, context, actions, es::EsStatus::of(Failure::CardRefused, "unreadable answer"));
  end(t, context, actions, refused_by_card(reply->status, enabling(t) ? "EnableProfile" : "DisableProfile"));
}

void on_probe_answer(Transaction& t, Context& context, Actions& actions, Bytes responses) {
  const Probe status = read_probe(responses);
  const bool done = enabling(t) ? status.enabled() : status.disabled();
  if (done || status.presence == Presence::Unclear) return await_notification(t);
  if (status.presence == Presence::Absent || ++t.attempts >= max_attempts)
    return end(t, context, actions, es::EsStatus::of(Failure::NoResponse));
  command(t, actions);
}

void on_policy_answer(Transaction& t, Context& context, Actions& actions, Bytes responses) {
  const auto reply = single_reply(responses);
  const es::EisProfile* from = context.eis.find(t.from_iccid);
  const bool gone = reply && (reply->status.ok() || says_not_found(reply->status));
  if (gone && from != nullptr) deleted(t, context, *from);
  if (gone) return complete(t, context, actions, es::EsStatus::success());
  complete(t, context, actions,
           es::EsStatus::warning(Failure::CardRefused, "POL2 deletion failed", t.from_iccid));
}

void on_answer(Transaction& t, Context& context, Actions& actions, const CardAnswered& event) {
  if (t.stage != Stage::Confirming) t.responses = event.responses;
  switch (t.stage) {
    case Stage::Commanding: return on_command_answer(t, context, actions, event.responses);
    case Stage::Probing: return on_probe_answer(t, context, actions, event.responses);
    case Stage::Confirming: return on_confirmed(t, context, actions, event.responses);
    case Stage::DeletingByPolicy: return on_policy_answer(t, context, actions, event.responses);
    default: return;
  }
}

/// No answer, or not even delivered.
void on_silence(Transaction& t, Context& context, Actions& actions, bool delivered) {
  const bool again = ++t.attempts < max_attempts;
  switch (t.stage) {
    case Stage::Commanding:
      if (delivered) return probe(t, actions);
      if (again) return command(t, actions);
      return end(t, context, actions, es::EsStatus::of(Failure::TimeToLive));
    case Stage::Probing:
      if (again) return probe(t, actions);
      return await_notification(t);  // the card may be restarting: its report will tell
    case Stage::Confirming:
      if (again) return confirm(t, actions);
      // The notification proved connectivity; an audit will look at the rest (PROC-EN-13).
      complete(t, context, actions, es::EsStatus::success());
      context.suspect = true;
      return;
    case Stage::DeletingByPolicy:
      return complete(t, context, actions,
                      es::EsStatus::warning(Failure::NoResponse, "POL2 deletion failed", t.from_iccid));
    default: return;
  }
}

void on_validity_end(Transaction& t, Context& context, Actions& actions) {
  if (t.stage == Stage::Confirming || t.stage == Stage::DeletingByPolicy || t.stage == Stage::Suspect) return;
  t.result = es::EsStatus::of(Failure::NoResponse);
  write_audit(t, context, operation_of(t));
  if (!t.answered && t.answer_to != AnswerTo::Nobody) {
    es::Answer answer;
    answer.status = t.result;
    actions.push_back(AnswerCaller{std::move(answer)});
  }
  t.answered = true;
  t.stage = Stage::Suspect;
  context.suspect = true;
}

}  // namespace

bool awaits(const Transaction& t, const es::Eis& eis, const CardNotification& n) {
  const bool switching =
      (t.kind == Kind::EnableProfile || t.kind == Kind::DisableProfile || t.kind == Kind::DeleteProfile) &&
      t.stage >= Stage::Commanding && t.stage <= Stage::Suspect && !t.to_iccid.empty();
  if (!switching || n.type == NotificationType::FirstAttachment) return false;
  const auto named = [&](const std::string& iccid) {
    const es::EisProfile* profile = eis.find(iccid);
    return profile != nullptr && wire::equal(profile->isd_p_aid, n.isd_p_aid);
  };
  if (n.type == NotificationType::ChangeSucceeded) return named(t.to_iccid);
  if (n.type == NotificationType::RolledBack) return named(t.from_iccid);
  return true;
}

Actions step_switch(Transaction& t, const Event& event, Context& context) {
  Actions actions;
  if (std::holds_alternative<Started>(event))
    command(t, actions);
  else if (const auto* answer = std::get_if<CardAnswered>(&event))
    on_answer(t, context, actions, *answer);
  else if (const auto* notified = std::get_if<Notified>(&event))
    on_notification(t, context, actions, notified->notification);
  else if (std::holds_alternative<CardSilent>(event))
    on_silence(t, context, actions, true);
  else if (std::holds_alternative<CardUnreachable>(event))
    on_silence(t, context, actions, false);
  else if (std::holds_alternative<ValidityEnded>(event))
    on_validity_end(t, context, actions);
  return actions;
}

}  // namespace sixline::servers::flow
