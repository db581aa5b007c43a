// The proactive commands this card uses. Each function queues one and returns the toolkit's ticket, or 0.
// [TS 102 223 §6.6] [TS 31.111 §6.6]
#pragma once

#include <span>
#include <string_view>

#include "card/toolkit/toolkit.hpp"

namespace sixline::card::toolkit {

/// What `sixline functions` prints of a proactive command.
struct ProactiveRow {
  std::string_view name;
  CommandType type;
  std::string_view citation;
  std::string_view script;  ///< tests/scripts/<script>.apdu proves it
};
std::span<const ProactiveRow> proactive_commands();

/// Qualifier of REFRESH.  [TS 102 223 §8.6]
enum class RefreshMode : std::uint8_t {
  InitAndFullFileChange = 0x00,
  FileChange = 0x01,
  InitAndFileChange = 0x02,
  Init = 0x03,
  UiccReset = 0x04,
  ApplicationReset = 0x05,
  SessionReset = 0x06,
};

/// Qualifier of PROVIDE LOCAL INFORMATION.  [TS 102 223 §8.6]
enum class LocalInformation : std::uint8_t { Location = 0x00, Imei = 0x01, Imeisv = 0x08, Meid = 0x0B };

std::uint8_t refresh(Toolkit& toolkit, RefreshMode mode, Listener* listener);
/// Asks for a STATUS command at least every `seconds` (1 to 255).
std::uint8_t poll_interval(Toolkit& toolkit, std::uint8_t seconds, Listener* listener);
/// Replaces the list of events the terminal reports; at most 16.
std::uint8_t set_up_event_list(Toolkit& toolkit, std::span<const EventType> events, Listener* listener);
/// `service_centre` is TON/NPI and digits, empty when the terminal shall know; `submit` the TPDU.
std::uint8_t send_short_message(Toolkit& toolkit, Bytes service_centre, Bytes submit, Listener* listener);
std::uint8_t provide_local_information(Toolkit& toolkit, LocalInformation what, Listener* listener);
/// Timers 1 to 8; `seconds` below 100 hours.
std::uint8_t start_timer(Toolkit& toolkit, std::uint8_t timer, std::uint32_t seconds, Listener* listener);
std::uint8_t stop_timer(Toolkit& toolkit, std::uint8_t timer, Listener* listener);
std::uint8_t more_time(Toolkit& toolkit, Listener* listener);

}  // namespace sixline::card::toolkit
