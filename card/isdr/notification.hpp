// ES5.HandleDefaultNotification: what the card tells the SM-SR of its own accord.  [SGP.02 §4.1.1.11]
#pragma once

#include "card/isdr/pending_switch.hpp"

namespace sixline::card::isdr {

/// Which tag names the ISD-P: real cards send 4F, the CAT table has 2F; receivers take both.  PROC-NOT-01
enum class NotificationAidTag : std::uint8_t { CatAid = 0x2F, Aid = 0x4F };

struct Notification {
  wire::Eid eid;
  NotificationType type = NotificationType::ProfileChanged;
  std::uint16_t sequence = 0;
  wire::Aid enabled_isd_p{};
  wire::FixedBytes<8> imei{};  ///< as the terminal gave it; empty when it did not
  NotificationAidTag aid_tag = NotificationAidTag::CatAid;

  /// E1 with its content, at most max_size bytes.
  void write(wire::Writer& out) const;
  static constexpr std::size_t max_size = 2 + 18 + 3 + 4 + 18 + 10;
};

/// One thing that the card tells of its own accord.
struct NotificationRow {
  std::string_view name;
  NotificationType type;
  std::string_view citation;
  std::string_view script;  ///< tests/scripts/<script>.apdu proves it
};
std::span<const NotificationRow> notifications();

}  // namespace sixline::card::isdr
