#include "card/isdr/service_centre.hpp"

#include "card/gp/isd_p_record.hpp"
#include "card/wire/tags.hpp"

namespace sixline::card::isdr {

wire::SmsAddress ProfileServiceCentre::service_centre() const {
  const storage::Owner enabled = gp::Registry(store_).enabled_slot();
  const auto parameters = wire::TlvReader::ber(gp::connectivity(store_, enabled, gp::connectivity_sms));
  const auto field = parameters.find(wire::tag::ctlv::address);
  if (!field) return {};
  const auto address = wire::SmsAddress::from_cat(field->value);
  return address ? *address : wire::SmsAddress{};
}

}  // namespace sixline::card::isdr
