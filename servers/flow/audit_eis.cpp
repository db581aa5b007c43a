// Audit at the SM-SR (PROC-QRY-02): the card is asked for its ISD-Ps and its free memory, and the EIS is put
// right. Commanding: GET STATUS, repeated while the card has more. Probing: GET DATA FF21.
#include "servers/flow/probe.hpp"
#include "servers/flow/procedure.hpp"

namespace sixline::servers::flow {

namespace {

using es::ProfileState;

void ask_status(Transaction& t, Actions& actions, bool next) {
  t.stage = Stage::Commanding;
  actions.push_back(to_isd_r(es5::get_status({}, next)));
}

void ask_memory(Transaction& t, Actions& actions) {
  t.stage = Stage::Probing;
  actions.push_back(to_isd_r(es5::get_extended_resources()));
}

/// What the card's life cycle means for an entry (PROC-STM-13).
ProfileState state_of(const es5::IsdPStatus& status, ProfileState known) {
  if (status.state == es5::IsdPState::Enabled) return ProfileState::Enabled;
  if (status.state == es5::IsdPState::Disabled)
    return known == ProfileState::Created ? known : ProfileState::Disabled;
  return ProfileState::Created;
}

const es5::IsdPStatus* find(const std::vector<es5::IsdPStatus>& all, Bytes aid) {
  for (const es5::IsdPStatus& status : all)
    if (wire::equal(status.aid.view(), aid)) return &status;
  return nullptr;
}

void reconcile(Transaction& t, Context& context, const std::vector<es5::IsdPStatus>& all) {
  std::vector<std::string> gone;
  for (es::EisProfile& profile : context.eis.profiles) {
    const es5::IsdPStatus* status = find(all, profile.isd_p_aid);
    if (status == nullptr) {
      gone.push_back(profile.iccid);
      continue;
    }
    const ProfileState state = state_of(*status, profile.state);
    if (state != profile.state && state != ProfileState::Created)
      t.changed.push_back(change_of(
          state == ProfileState::Enabled ? es::ProfileEvent::Enabled : es::ProfileEvent::Disabled, profile));
    profile.state = state;
    profile.fall_back = status->fall_back;
  }
  for (const std::string& iccid : gone) {
    t.changed.push_back(change_of(es::ProfileEvent::Deleted, *context.eis.find(iccid)));
    remove_profile(context.eis, iccid);
  }
}

void end(Transaction& t, Context& context, Actions& actions, es::EsStatus status) {
  finish(t, context, actions, std::move(status));
  write_audit(t, context, es::AuditOperation::CapabilityAudit);
}

void on_answer(Transaction& t, Context& context, Actions& actions, Bytes responses) {
  const auto reply = single_reply(responses);
  if (!reply)
    return end(t, context, actions, es::EsStatus::of(es::Failure::CardRefused, "unreadable answer"));
  if (t.stage == Stage::Probing) {
    if (const auto memory = es5::read_extended_resources(reply->data))
      context.eis.remaining_memory = memory->free_non_volatile;
    context.eis.last_audit = context.now;
    context.suspect = false;
    return end(t, context, actions, es::EsStatus::success());
  }
  // Not a single ISD-P; but what began with some does not end with none.
  const bool nothing = says_not_found(reply->status) && t.data.empty();
  if (!reply->status.ok() && !nothing)
    return end(t, context, actions, refused_by_card(reply->status, "GetStatus"));
  host::append(t.data, reply->data);
  if (reply->status == wire::sw::more_data_gp) return ask_status(t, actions, true);
  const auto all = es5::read_status(t.data);
  if (!all) return end(t, context, actions, es::EsStatus::of(es::Failure::CardRefused, all.error().what));
  reconcile(t, context, *all);
  ask_memory(t, actions);
}

}  // namespace

Actions step_audit(Transaction& t, const Event& event, Context& context) {
  Actions actions;
  if (std::holds_alternative<Started>(event)) {
    t.data.clear();
    ask_status(t, actions, false);
  } else if (const auto* answer = std::get_if<CardAnswered>(&event)) {
    on_answer(t, context, actions, answer->responses);
  } else if (std::holds_alternative<CardSilent>(event) || std::holds_alternative<CardUnreachable>(event)) {
    if (++t.attempts < max_attempts) return step_audit(t, Started{}, context);
    end(t, context, actions,
        es::EsStatus::of(std::holds_alternative<CardSilent>(event) ? es::Failure::NoResponse
                                                                   : es::Failure::TimeToLive));
  } else if (std::holds_alternative<ValidityEnded>(event)) {
    end(t, context, actions, es::EsStatus::of(es::Failure::NoResponse));
  }
  return actions;
}

}  // namespace sixline::servers::flow
