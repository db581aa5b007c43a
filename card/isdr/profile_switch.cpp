#include "card/isdr/profile_switch.hpp"

namespace sixline::card::isdr {
namespace {

namespace sw = wire::sw;
using gp::LifeCycle;
using gp::status_of;
using Phase = PendingSwitch::Phase;

}  // namespace

bool ProfileSwitch::undecided() const {
  const auto pending = read_pending_switch(environment_.store);
  return pending && (pending->phase == Phase::Requested || pending->can_roll_back());
}

bool ProfileSwitch::needs(Owner slot) const {
  const auto pending = read_pending_switch(environment_.store);
  return pending && undecided() && (pending->from == slot || pending->to == slot);
}

bool ProfileSwitch::local_profile_enabled() const {
  const auto enabled = gp::read_isd_p(environment_.store, registry_.enabled_slot());
  return enabled && enabled->is_local();
}

StatusWord ProfileSwitch::request(Owner from, Owner to) {
  return write_pending_switch(environment_.store, {.from = from,
                                                   .to = to,
                                                   .type = NotificationType::ProfileChanged,
                                                   .sequence = 0,
                                                   .phase = Phase::Requested});
}

Result<PendingSwitch, StatusWord> ProfileSwitch::confirm(std::uint16_t sequence) {
  const auto pending = read_pending_switch(environment_.store);
  if (!pending || pending->phase != Phase::Switched) return wire::fail(sw::conditions_not_satisfied);
  if (pending->sequence != sequence) return wire::fail(sw::wrong_data);
  const StatusWord erased = erase_pending_switch(environment_.store);
  if (!erased.ok()) return wire::fail(erased);
  return *pending;
}

StatusWord ProfileSwitch::forget(Owner slot) {
  storage::Store& store = environment_.store;
  StatusWord status = sw::ok;
  const auto pending = read_pending_switch(store);
  if (pending && pending->to == slot) status = erase_pending_switch(store);
  if (status.ok() && return_profile(store) == slot) status = set_return_profile(store, storage::card_owner);
  return status;
}

void ProfileSwitch::settle() {
  const auto pending = read_pending_switch(environment_.store);
  if (pending && pending->phase == Phase::Requested) {
    stage_ = Stage::Requested;
    armed_ = false;
  } else if (!pending && stage_ != Stage::Watching && stage_ != Stage::AwaitReset) {
    rest();
  }
}

/// The change is over and its profile works: from now on only its network is watched.
void ProfileSwitch::rest() {
  stage_ = Stage::Idle;
  armed_ = false;
  rounds_ = 0;
  wishes_ = 0;
  if (fall_back_holder(registry_.enabled_slot()) != storage::card_owner) stage_ = Stage::Watching;
}

void ProfileSwitch::reset() {
  wishes_ = 0;
  armed_ = false;
  attempts_ = 0;
  rounds_ = 0;
  imei_.clear();
  stage_ = Stage::Idle;
  auto pending = read_pending_switch(environment_.store);
  // PROC-ESX-08: what was outstanding waits until the local profile is disabled again.
  if (!pending || local_profile_enabled()) return;
  // The terminal has just reset the card: it will see the new profile without a REFRESH.
  const bool switched = pending->phase == Phase::Switched || change_states(*pending);
  stage_ = switched ? Stage::AwaitAttach : Stage::Requested;
}

void ProfileSwitch::poll(bool answers_left) {
  if (stage_ == Stage::Requested && answers_left) {
    if (const auto pending = read_pending_switch(environment_.store)) carry_out(*pending);
  }
  if (overdue()) expire();
  if (stage_ == Stage::SendDue) notify();
  flush_wishes();
}

/// PROC-STM-01: both states, the number and the record change in one transaction, or nothing does.
bool ProfileSwitch::change_states(PendingSwitch& pending) {
  storage::Store& store = environment_.store;
  const auto sequence = take_sequence(store);
  bool ok = sequence.has_value();
  if (ok && pending.from != storage::card_owner) {
    ok = registry_.set_state(gp::isd_p_id(pending.from), LifeCycle::Disabled).ok();
  }
  ok = ok && registry_.set_state(gp::isd_p_id(pending.to), LifeCycle::Enabled).ok();
  if (ok && fall_back_pin(store) == pending.to) ok = set_fall_back_pin(store, storage::card_owner).ok();
  if (ok) {
    pending.phase = Phase::Switched;
    pending.sequence = *sequence;
    ok = write_pending_switch(store, pending).ok() && store.commit().has_value();
  }
  if (!ok) {
    store.rollback();
    return false;
  }
  observer_.on_enabled_profile_changed(pending.to);
  return true;
}

/// [SGP.02 §3.2] The terminal learns of the other profile by a UICC reset.
void ProfileSwitch::carry_out(PendingSwitch pending) {
  if (!change_states(pending)) return arm(settings_.retry_seconds);
  stage_ = Stage::AwaitReset;
  armed_ = false;
  wishes_ = Refresh;
}

/// PROC-NOT type 01: once in the life of the card, at its first chance.
void ProfileSwitch::declare() {
  storage::Store& store = environment_.store;
  const Owner enabled = registry_.enabled_slot();
  if (enabled == storage::card_owner || local_profile_enabled() || is_declared(store)) return;
  const auto sequence = take_sequence(store);
  const bool noted = sequence && set_declared(store).ok() &&
                     write_pending_switch(store, {.from = storage::card_owner,
                                                  .to = enabled,
                                                  .type = NotificationType::Declaration,
                                                  .sequence = *sequence,
                                                  .phase = Phase::Switched})
                         .ok() &&
                     store.commit().has_value();
  if (noted) {
    stage_ = Stage::AwaitAttach;
  } else {
    store.rollback();
  }
}

/// PROC-EN-21: whatever POL1 of the new profile says.
void ProfileSwitch::roll_back(const PendingSwitch& pending) {
  carry_out({.from = pending.to, .to = pending.from, .type = NotificationType::RolledBack});
}

/// PROC-EN-24, PROC-EN-25: after a roll-back only the Fall-back profile is left, and after that nothing.
void ProfileSwitch::give_up(Failure failure) {
  const auto pending = read_pending_switch(environment_.store);
  if (!pending) return;
  if (pending->can_roll_back()) return roll_back(*pending);
  const bool lost = failure == Failure::NotAttached || ++rounds_ >= settings_.notification_rounds;
  if (lost && fall_back(pending->to)) return;
  stage_ = Stage::Resting;
  armed_ = false;
}

}  // namespace sixline::card::isdr
