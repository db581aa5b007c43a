// ESx.LocalEnableTestProfile, ESx.LocalDisableTestProfile.  [SGP.02 §4.1.4] PROC-ESX-03 PROC-ESX-04
#include "card/isdr/esx.hpp"

namespace sixline::card::isdr {

namespace sw = wire::sw;

StatusWord local_enable_test_profile(ProfileSwitch& profile_switch) {
  const Owner test = gp::test_slot(profile_switch.store());
  if (test == storage::card_owner) return sw::reference_not_found;
  // Enabled already, or the emergency profile is, which outranks it.
  if (profile_switch.local_profile_enabled()) return sw::conditions_not_satisfied;
  return profile_switch.enable_locally(test);
}

StatusWord local_disable_test_profile(ProfileSwitch& profile_switch) {
  const Owner test = gp::test_slot(profile_switch.store());
  if (test == storage::card_owner) return sw::reference_not_found;
  if (profile_switch.registry().enabled_slot() != test) return sw::conditions_not_satisfied;
  return profile_switch.disable_locally();
}

}  // namespace sixline::card::isdr
