// ES5.HandleNotificationConfirmation: the switch is final, POL1 of the old profile takes effect.
// [SGP.02 §4.1.1.12] PROC-EN-10 PROC-NOT-14
#include "card/isdr/isd_r.hpp"
#include "card/wire/tags.hpp"

namespace sixline::card::isdr {
namespace {

namespace sw = wire::sw;
namespace tags = wire::tag::euicc;

Result<std::uint16_t, StatusWord> parse(Bytes data) {
  auto reader = wire::TlvReader::ber(data);
  const auto number = reader.expect(tags::sequence_number);
  if (!number || !reader.at_end() || number->value.size() != 2) return wire::fail(sw::wrong_data);
  return static_cast<std::uint16_t>(wire::read_be(number->value));
}

/// PROC-POL-06: only after a commanded switch, never for the Fall-back or the emergency profile.
bool deletion_mandatory(const PendingSwitch& confirmed, const gp::IsdPRecord& old_profile) {
  return confirmed.type == NotificationType::ProfileChanged && old_profile.pol1.delete_when_disabled() &&
         !old_profile.fall_back && !old_profile.is_local();
}

}  // namespace

StatusWord handle_notification_confirmation(IsdR& isd_r, const Request& request, ResponseApdu& response) {
  const auto sequence = parse(request.dgi);
  if (!sequence) return sequence.error();
  const auto confirmed = isd_r.profile_switch().confirm(*sequence);
  if (!confirmed) return confirmed.error();
  const Owner old_slot = confirmed->from;
  const auto old_profile = gp::read_isd_p(isd_r.store(), old_slot);
  if (!old_profile || !deletion_mandatory(*confirmed, *old_profile)) return sw::ok;
  const auto isd_p = isd_r.registry().get(gp::isd_p_id(old_slot));
  if (!isd_p) return isd_p.error();
  wire::TlvScope deleted(response.data(), tags::deleted_isd_ps);
  wire::put_tlv(response.data(), wire::tag::gp::aid, isd_p->aid.view());
  deleted.close();
  isd_r.isd_p().forget(old_slot);
  return isd_r.erase_isd_p(old_slot);
}

}  // namespace sixline::card::isdr
