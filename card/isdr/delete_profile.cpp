// ES5.DeleteProfile.  [SGP.02 §4.1.1.4] PROC-DEL-04
#include "card/isdr/isd_r.hpp"

namespace sixline::card::isdr {
namespace {

namespace sw = wire::sw;

constexpr std::uint8_t with_related_objects = 0x40;  // P2
constexpr std::uint8_t no_receipt[] = {0x00};

}  // namespace

StatusWord delete_profile(IsdR& isd_r, const Request& request, ResponseApdu& response) {
  if (request.command.p2 != with_related_objects) return sw::wrong_p1p2;
  const auto aid = only_aid(request.data);
  if (!aid) return aid.error();
  const auto target = find_target(isd_r, *aid);
  if (!target) return target.error();
  const Owner slot = target->slot;
  const bool needed = target->state == gp::LifeCycle::Enabled || target->record.fall_back ||
                      target->record.is_local() || isd_r.profile_switch().needs(slot);
  if (needed) return sw::conditions_not_satisfied;
  if (target->record.pol1.delete_not_allowed()) return sw::pol1_forbids;
  // Before anything changes: breaking off a download is a transaction of its own.
  isd_r.isd_p().forget(slot);
  const StatusWord erased = isd_r.erase_isd_p(slot);
  if (erased.ok()) response.data().put(no_receipt);
  return erased;
}

}  // namespace sixline::card::isdr
