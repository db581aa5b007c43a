// ES5.EnableProfile.  [SGP.02 §4.1.1.2] PROC-EN-05
#include "card/isdr/isd_r.hpp"

namespace sixline::card::isdr {

namespace sw = wire::sw;

StatusWord enable_profile(IsdR& isd_r, const Request& request, ResponseApdu&) {
  const auto aid = only_aid(request.dgi);
  if (!aid) return aid.error();
  const auto target = find_target(isd_r, *aid);
  if (!target) return target.error();
  if (target->state != gp::LifeCycle::Disabled) return sw::conditions_not_satisfied;
  // Emergency and test profiles come and go by local command only.  [SGP.02 §4.1.1.2]
  if (target->record.is_local() || isd_r.profile_switch().undecided()) return sw::conditions_not_satisfied;

  const Owner enabled = isd_r.registry().enabled_slot();
  const auto current = gp::read_isd_p(isd_r.store(), enabled);
  if (current && current->is_local()) return sw::conditions_not_satisfied;
  const Owner pinned = fall_back_pin(isd_r.store());
  if (pinned != storage::card_owner && pinned != target->slot) return sw::pol1_forbids;
  if (current && current->pol1.disable_not_allowed()) return sw::pol1_forbids;
  return isd_r.profile_switch().request(enabled, target->slot);
}

}  // namespace sixline::card::isdr
