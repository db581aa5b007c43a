#include "card/isdp/connectivity.hpp"

#include "card/wire/sms.hpp"
#include "card/wire/tags.hpp"

namespace sixline::card::isdp {
namespace {

namespace sw = wire::sw;

/// `06 L TON/NPI digits` and nothing else: a service centre.
bool is_service_centre(Bytes content) {
  auto fields = wire::TlvReader::ber(content);
  const auto address = fields.expect(wire::tag::ctlv::address);
  if (!address || !fields.at_end()) return false;
  const auto number = wire::SmsAddress::from_cat(address->value);
  return number && !number->empty();
}

bool well_formed(Bytes content) {
  auto fields = wire::TlvReader::ber(content);
  while (!fields.at_end()) fields.next();
  return fields.ok();
}

bool usable(const wire::Tlv& parameters) {
  if (parameters.value.empty()) return true;
  return parameters.tag == gp::connectivity_sms ? is_service_centre(parameters.value)
                                                : well_formed(parameters.value);
}

}  // namespace

StatusWord store_connectivity(storage::Store& store, storage::Owner slot, Bytes value) {
  if (value.empty()) return sw::wrong_data;
  auto templates = wire::TlvReader::ber(value);
  while (!templates.at_end()) {
    const auto parameters = templates.next();
    if (!parameters || !usable(*parameters)) return sw::wrong_data;
  }
  return gp::store_connectivity(store, slot, value);
}

}  // namespace sixline::card::isdp
