// ES5.SetEmergencyProfileAttribute: which profile the device may enable in an emergency.
// [SGP.02 §4.1.1.13] PROC-EMG-01 PROC-EMG-02
#include "card/isdr/isd_r.hpp"

namespace sixline::card::isdr {
namespace {

namespace sw = wire::sw;

/// Disabled, and nothing else counts on enabling it again: an emergency profile is enabled by the device
/// only.
bool may_hold(IsdR& isd_r, const Target& target) {
  return target.state == gp::LifeCycle::Disabled && !target.record.fall_back && !target.record.test &&
         fall_back_pin(isd_r.store()) != target.slot && !isd_r.profile_switch().needs(target.slot);
}

}  // namespace

StatusWord set_emergency_profile_attribute(IsdR& isd_r, const Request& request, ResponseApdu&) {
  const auto aid = only_aid(request.dgi);
  if (!aid) return aid.error();
  auto target = find_target(isd_r, *aid);
  if (!target) return target.error();
  if (isd_r.profile_switch().local_profile_enabled() || !may_hold(isd_r, *target)) {
    return sw::conditions_not_satisfied;
  }
  const Owner holder = gp::emergency_slot(isd_r.store());
  if (holder == target->slot) return sw::ok;
  auto before = gp::read_isd_p(isd_r.store(), holder);
  if (before) {
    before->emergency = false;
    const StatusWord taken = gp::write_isd_p(isd_r.store(), holder, *before);
    if (!taken.ok()) return taken;
  }
  target->record.emergency = true;
  return gp::write_isd_p(isd_r.store(), target->slot, target->record);
}

}  // namespace sixline::card::isdr
