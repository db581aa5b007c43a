// ES5.DisableProfile: the Fall-back profile takes over.  [SGP.02 §4.1.1.3] PROC-DIS-03
#include "card/isdr/isd_r.hpp"

namespace sixline::card::isdr {

namespace sw = wire::sw;

StatusWord disable_profile(IsdR& isd_r, const Request& request, ResponseApdu&) {
  const auto aid = only_aid(request.dgi);
  if (!aid) return aid.error();
  const auto target = find_target(isd_r, *aid);
  if (!target) return target.error();
  const gp::IsdPRecord& record = target->record;
  const bool disablable = target->state == gp::LifeCycle::Enabled && !record.fall_back && !record.is_local();
  if (!disablable || isd_r.profile_switch().undecided()) return sw::conditions_not_satisfied;
  const Owner holder = gp::fall_back_slot(isd_r.store());
  if (holder == storage::card_owner) return sw::conditions_not_satisfied;
  if (record.pol1.disable_not_allowed()) return sw::pol1_forbids;
  return isd_r.profile_switch().request(target->slot, holder);
}

}  // namespace sixline::card::isdr
