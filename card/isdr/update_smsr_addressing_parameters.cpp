// ES5.UpdateSMSRAddressingParameters: where the SM-SR is, from now on.  [SGP.02 §4.1.1.10] PROC-ADR-01
//
//   A3 { 81 TP-DA [4F AID] }*   an address with an AID behind it is for that ISD-P alone, one without is for
//                               all that have none of their own; 81 of length zero takes the address away
//   A4 ..., A5 ...              CAT_TP, HTTPS: kept for the bearer that reads them
//
// What is absent stays; an empty template deletes. The sources say that an address can be bound to an ISD-P,
// not how: this file alone knows the layout.
#include "card/isdr/isd_r.hpp"
#include "card/isdr/sm_sr_addressing.hpp"
#include "card/wire/tags.hpp"

namespace sixline::card::isdr {
namespace {

namespace sw = wire::sw;
namespace tags = wire::tag::euicc;

/// A whole address, or none.
Result<wire::SmsAddress, StatusWord> read_destination(Bytes value) {
  if (value.empty()) return wire::SmsAddress{};
  const auto address = wire::SmsAddress::parse(value);
  if (!address || address->empty() || address->encoded_size() != value.size()) {
    return wire::fail(sw::wrong_data);
  }
  return *address;
}

StatusWord update_one(IsdR& isd_r, const wire::SmsAddress& address, const wire::Tlv* isd_p) {
  if (isd_p == nullptr) return set_sm_sr_address(isd_r.store(), address);
  if (isd_p->value.size() != wire::Aid::capacity()) return sw::wrong_data;
  const auto target = isd_r.registry().find_isd_p(wire::Aid(isd_p->value));
  return target ? bind_sm_sr_address(isd_r.store(), target->id.owner, address) : target.error();
}

StatusWord update_sms(IsdR& isd_r, Bytes content) {
  if (content.empty()) return erase_sm_sr_addresses(isd_r.store());
  auto fields = wire::TlvReader::ber(content);
  while (!fields.at_end()) {
    const auto destination = fields.expect(tags::destination_address);
    if (!destination) return sw::wrong_data;
    const auto address = read_destination(destination->value);
    if (!address) return address.error();
    const auto isd_p = fields.accept(wire::tag::gp::aid);
    if (!fields.ok()) return sw::wrong_data;
    const StatusWord updated = update_one(isd_r, *address, isd_p ? &*isd_p : nullptr);
    if (!updated.ok()) return updated;
  }
  return sw::ok;
}

bool well_formed(Bytes content) {
  auto fields = wire::TlvReader::ber(content);
  while (!fields.at_end()) fields.next();
  return fields.ok();
}

StatusWord update(IsdR& isd_r, const wire::Tlv& parameters) {
  switch (parameters.tag) {
    case tags::sms_addressing: return update_sms(isd_r, parameters.value);
    case tags::cat_tp_addressing:
      if (!well_formed(parameters.value)) return sw::wrong_data;
      return set_cat_tp_addressing(isd_r.store(), parameters.value);
    case tags::https_addressing:
      if (!well_formed(parameters.value)) return sw::wrong_data;
      return set_https_addressing(isd_r.store(), parameters.value);
    default: return sw::wrong_data;
  }
}

}  // namespace

StatusWord update_sm_sr_addressing_parameters(IsdR& isd_r, const Request& request, ResponseApdu&) {
  if (request.dgi.empty()) return sw::wrong_data;
  auto templates = wire::TlvReader::ber(request.dgi);
  while (!templates.at_end()) {
    const auto parameters = templates.next();
    const StatusWord updated = parameters ? update(isd_r, *parameters) : sw::wrong_data;
    if (!updated.ok()) return updated;
  }
  return sw::ok;
}

}  // namespace sixline::card::isdr
