// ESx.LocalEnableEmergencyProfile, ESx.LocalDisableEmergencyProfile.
// [SGP.02 §4.1.4] PROC-ESX-01 PROC-ESX-02
#include "card/isdr/esx.hpp"

namespace sixline::card::isdr {

namespace sw = wire::sw;

StatusWord local_enable_emergency_profile(ProfileSwitch& profile_switch) {
  const Owner holder = gp::emergency_slot(profile_switch.store());
  if (holder == storage::card_owner) return sw::reference_not_found;
  if (profile_switch.registry().enabled_slot() == holder) return sw::conditions_not_satisfied;
  return profile_switch.enable_locally(holder);
}

StatusWord local_disable_emergency_profile(ProfileSwitch& profile_switch) {
  const Owner holder = gp::emergency_slot(profile_switch.store());
  if (holder == storage::card_owner) return sw::reference_not_found;
  if (profile_switch.registry().enabled_slot() != holder) return sw::conditions_not_satisfied;
  return profile_switch.disable_locally();
}

}  // namespace sixline::card::isdr
