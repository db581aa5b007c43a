// The Fall-back mechanism: when the network of the enabled profile is lost, another takes its place without
// anybody's command.  [SGP.02 §3.16] PROC-FB-10 to PROC-FB-14
#include "card/isdr/profile_switch.hpp"

namespace sixline::card::isdr {

/// Whoever may help; card_owner when nobody: the failing profile holds the attribute itself, or was enabled
/// by the device.  PROC-FB-11
Owner ProfileSwitch::fall_back_holder(Owner failing) const {
  if (failing == storage::card_owner || local_profile_enabled()) return storage::card_owner;
  const Owner holder = gp::fall_back_slot(environment_.store);
  return holder == failing ? storage::card_owner : holder;
}

/// False: nobody can help.  PROC-FB-12, PROC-FB-14
bool ProfileSwitch::fall_back(Owner failing) {
  const Owner holder = fall_back_holder(failing);
  if (holder == storage::card_owner) return false;
  const auto record = gp::read_isd_p(environment_.store, failing);
  const bool pinned = record && record->pol1.disable_not_allowed();
  if (pinned && !set_fall_back_pin(environment_.store, failing).ok()) {
    environment_.store.rollback();
    arm(settings_.retry_seconds);
    return true;
  }
  carry_out({.from = failing, .to = holder, .type = NotificationType::FellBack});
  return true;
}

/// A terminal session has begun and no change is under way: registration is due.
void ProfileSwitch::watch() {
  rest();
  if (stage_ != Stage::Watching) return;
  location_asked_ = false;
  wishes_ = EventList;
  if (settings_.registration_seconds != 0) arm(settings_.registration_seconds);
}

void ProfileSwitch::watch_service(bool normal) {
  if (stage_ != Stage::Watching) return;
  if (normal) {
    armed_ = false;
    location_asked_ = false;
  } else if (!armed_ && settings_.service_seconds != 0) {
    arm(settings_.service_seconds);
  }
}

void ProfileSwitch::lost() {
  location_asked_ = false;
  if (!fall_back(registry_.enabled_slot())) rest();
}

}  // namespace sixline::card::isdr
