#include "card/isdr/notification.hpp"

#include "card/wire/tags.hpp"

namespace sixline::card::isdr {
namespace {

constexpr NotificationRow rows[] = {
    {"ES5.HandleDefaultNotification, declaration", NotificationType::Declaration, "SGP.02 §4.1.1.11",
     "es5/handle_default_notification"},
    {"ES5.HandleDefaultNotification, profile changed", NotificationType::ProfileChanged, "SGP.02 §4.1.1.11",
     "es5/handle_default_notification"},
    {"ES5.HandleDefaultNotification, rolled back", NotificationType::RolledBack, "SGP.02 §4.1.1.11",
     "es5/handle_default_notification"},
    {"ES5.HandleDefaultNotification, fell back", NotificationType::FellBack, "SGP.02 §4.1.1.11",
     "es5/fall_back"},
};

}  // namespace

std::span<const NotificationRow> notifications() {
  return rows;
}

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
