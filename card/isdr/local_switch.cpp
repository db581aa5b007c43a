// The switch that the device commands: to the emergency or the test profile and back. It beats everything
// that is under way, asks no POL1, and is followed by no notification, roll-back or fall-back.
// [SGP.02 §3.25, §4.1.4] PROC-ESX-01 to PROC-ESX-08
#include "card/isdr/profile_switch.hpp"

namespace sixline::card::isdr {
namespace {

namespace sw = wire::sw;
using gp::LifeCycle;
using gp::status_of;
using Phase = PendingSwitch::Phase;

}  // namespace

/// PROC-ESX-06: a switch that was not confirmed has failed. What it leaves is told after the return.
StatusWord ProfileSwitch::end_for_local(const PendingSwitch& pending) {
  storage::Store& store = environment_.store;
  if (pending.phase == Phase::Requested) return erase_pending_switch(store);
  if (!pending.can_roll_back()) return sw::ok;
  const auto sequence = take_sequence(store);
  if (!sequence) return sequence.error();
  return write_pending_switch(store, {.from = pending.to,
                                      .to = pending.from,
                                      .type = NotificationType::RolledBack,
                                      .sequence = *sequence,
                                      .phase = Phase::Switched});
}

/// PROC-STM-01: both states and what is remembered change in one transaction, or nothing does.
StatusWord ProfileSwitch::change_locally(Owner from, Owner to) {
  storage::Store& store = environment_.store;
  StatusWord status = sw::ok;
  if (from != storage::card_owner) status = registry_.set_state(gp::isd_p_id(from), LifeCycle::Disabled);
  if (status.ok()) status = registry_.set_state(gp::isd_p_id(to), LifeCycle::Enabled);
  if (status.ok() && fall_back_pin(store) == to) status = set_fall_back_pin(store, storage::card_owner);
  if (status.ok()) status = status_of(store.commit());
  if (!status.ok()) return status;
  stage_ = Stage::AwaitReset;
  armed_ = false;
  wishes_ = Refresh;
  observer_.on_enabled_profile_changed(to);
  return sw::ok;
}

StatusWord ProfileSwitch::enable_locally(Owner to) {
  storage::Store& store = environment_.store;
  const Owner from = registry_.enabled_slot();
  StatusWord status = sw::ok;
  // Over the test profile the way back stays the one from there.
  if (!local_profile_enabled()) {
    const auto pending = read_pending_switch(store);
    const bool failed = pending && pending->phase == Phase::Switched && pending->can_roll_back();
    if (pending) status = end_for_local(*pending);
    if (status.ok()) status = set_return_profile(store, failed ? pending->from : from);
  }
  if (status.ok()) status = change_locally(from, to);
  if (!status.ok()) store.rollback();
  return status;
}

/// What was outstanding is told when `target` is what it speaks of, and forgotten otherwise.  PROC-ESX-08
StatusWord ProfileSwitch::notify_of_return(Owner target) {
  storage::Store& store = environment_.store;
  const auto pending = read_pending_switch(store);
  if (pending) return pending->to == target ? sw::ok : erase_pending_switch(store);
  if (!settings_.notify_after_local_disable) return sw::ok;
  const auto sequence = take_sequence(store);
  if (!sequence) return sequence.error();
  return write_pending_switch(store, {.from = storage::card_owner,
                                      .to = target,
                                      .type = NotificationType::ProfileChanged,
                                      .sequence = *sequence,
                                      .phase = Phase::Switched});
}

StatusWord ProfileSwitch::disable_locally() {
  storage::Store& store = environment_.store;
  Owner target = return_profile(store);
  if (target == storage::card_owner) target = gp::fall_back_slot(store);
  if (target == storage::card_owner) return sw::conditions_not_satisfied;
  StatusWord status = set_return_profile(store, storage::card_owner);
  if (status.ok()) status = notify_of_return(target);
  if (status.ok()) status = change_locally(registry_.enabled_slot(), target);
  if (!status.ok()) store.rollback();
  return status;
}

}  // namespace sixline::card::isdr
