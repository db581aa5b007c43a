// ES5.SetFallBackAttribute: the attribute moves to another profile, or stays.
// [SGP.02 §4.1.1.7] PROC-FB-01 PROC-FB-04
#include "card/isdr/isd_r.hpp"

namespace sixline::card::isdr {

namespace sw = wire::sw;

StatusWord set_fall_back_attribute(IsdR& isd_r, const Request& request, ResponseApdu&) {
  const auto aid = only_aid(request.dgi);
  if (!aid) return aid.error();
  auto target = find_target(isd_r, *aid);
  if (!target) return target.error();
  const bool profile = target->state == gp::LifeCycle::Disabled || target->state == gp::LifeCycle::Enabled;
  if (!profile || target->record.is_local()) return sw::conditions_not_satisfied;
  if (target->record.fall_back) return sw::ok;
  if (isd_r.profile_switch().local_profile_enabled()) return sw::conditions_not_satisfied;
  if (fall_back_pin(isd_r.store()) != storage::card_owner) return sw::pol1_forbids;

  const Owner holder = gp::fall_back_slot(isd_r.store());
  auto before = gp::read_isd_p(isd_r.store(), holder);
  if (before) {
    before->fall_back = false;
    const StatusWord taken = gp::write_isd_p(isd_r.store(), holder, *before);
    if (!taken.ok()) return taken;
  }
  target->record.fall_back = true;
  return gp::write_isd_p(isd_r.store(), target->slot, target->record);
}

}  // namespace sixline::card::isdr
