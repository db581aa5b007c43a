#include "card/isdr/notification.hpp"

#include "card/wire/tags.hpp"

namespace sixline::card::isdr {

void Notification::write(wire::Writer& out) const {
  namespace tags = wire::tag::euicc;
  wire::TlvScope scope(out, tags::notification);
  wire::put_tlv(out, tags::notification_eid, eid.bytes);
  const std::uint8_t type_value[] = {static_cast<std::uint8_t>(type)};
  wire::put_tlv(out, tags::notification_type, type_value);
  std::array<std::uint8_t, 2> number;
  wire::write_be(sequence, number);
  wire::put_tlv(out, tags::sequence_number, number);
  wire::put_tlv(out, static_cast<wire::Tag>(aid_tag), enabled_isd_p.view());
  if (!imei.empty()) wire::put_tlv(out, wire::tag::ctlv::imei, imei.view());
}

}  // namespace sixline::card::isdr
