// ES5.DeleteProfile.  [SGP.02 §4.1.1.4] PROC-DEL-04
#include "card/isdr/isd_r.hpp"

namespace sixline::card::isdr {
namespace {

namespace sw = wire::sw;

constexpr std::uint8_t with_related_objects = 0x40;  // P2
constexpr std::uint8_t no_receipt[] = {0x00};

/// A profile that an unconfirmed switch may need again, or is about to enable.
bool in_undecided_switch(IsdR& isd_r, Owner slot) {
  const auto pending = read_pending_switch(isd_r.store());
  return pending && isd_r.profile_switch().undecided() && (pending->from == slot || pending->to == slot);
}

}  // namespace

StatusWord delete_profile(IsdR& isd_r, const Request& request, ResponseApdu& response) {
  if (request.command.p2 != with_related_objects) return sw::wrong_p1p2;
  const auto aid = only_aid(request.data);
  if (!aid) return aid.error();
  const auto target = isd_r.registry().find_isd_p(*aid);
  if (!target) return target.error();
  const Owner slot = target->id.owner;
  const auto record = gp::read_isd_p(isd_r.store(), slot);
  if (!record) return record.error();
  const bool needed = target->state == gp::LifeCycle::Enabled || record->fall_back || record->emergency;
  if (needed || in_undecided_switch(isd_r, slot)) return sw::conditions_not_satisfied;
  if (record->pol1.delete_not_allowed()) return sw::pol1_forbids;
  // Before anything changes: breaking off a download is a transaction of its own.
  isd_r.isd_p().forget(slot);
  const StatusWord erased = isd_r.erase_isd_p(slot);
  if (erased.ok()) response.data().put(no_receipt);
  return erased;
}

}  // namespace sixline::card::isdr
