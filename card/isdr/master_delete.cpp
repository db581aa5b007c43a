// ES5.MasterDelete: a disabled profile goes whatever its POL1 says, because its SM-DP signed for it.
// [SGP.02 §4.1.1.6] PROC-MD-04
#include "card/isdp/delete_token.hpp"
#include "card/isdr/isd_r.hpp"

namespace sixline::card::isdr {

namespace sw = wire::sw;

namespace {

constexpr std::uint8_t with_related_objects = 0x40;  // P2
constexpr std::uint8_t no_receipt[] = {0x00};

}  // namespace

StatusWord master_delete(IsdR& isd_r, const Request& request, ResponseApdu& response) {
  if (request.command.p2 != with_related_objects) return sw::wrong_p1p2;
  const auto authorisation = isdp::DeleteAuthorisation::parse(request.data);
  if (!authorisation) return sw::wrong_data;
  const auto target = find_target(isd_r, authorisation->isd_p);
  if (!target) return target.error();
  const bool deletable = target->state == gp::LifeCycle::Disabled && !target->record.fall_back &&
                         !target->record.test && !isd_r.profile_switch().needs(target->slot);
  if (!deletable) return sw::conditions_not_satisfied;
  const StatusWord authorised =
      isdp::verify(*authorisation, isd_r.environment(), target->slot, request.command);
  if (!authorised.ok()) return authorised;
  isd_r.isd_p().forget(target->slot);
  const StatusWord erased = isd_r.erase_isd_p(target->slot);
  if (erased.ok()) response.data().put(no_receipt);
  return erased;
}

}  // namespace sixline::card::isdr
