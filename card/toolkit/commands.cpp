#include "card/toolkit/commands.hpp"

#include "card/wire/identifiers.hpp"
#include "card/wire/sms.hpp"
#include "card/wire/tags.hpp"

namespace sixline::card::toolkit {
namespace {

namespace ctlv = wire::tag::ctlv;
using wire::put_comprehension_tlv;
using wire::Writer;

// Device identities.  [TS 102 223 §8.7]
constexpr std::uint8_t terminal = 0x82;
constexpr std::uint8_t network = 0x83;

constexpr std::uint8_t unit_seconds = 0x01;  // [TS 102 223 §8.8]
constexpr std::uint8_t timer_start = 0x00;   // [TS 102 223 §8.6]
constexpr std::uint8_t timer_deactivate = 0x01;
constexpr std::size_t max_events = 16;
constexpr std::uint32_t timer_limit = 100 * 3600;

constexpr ProactiveRow rows[] = {
    {"REFRESH", CommandType::Refresh, "TS 102 223 §6.4.7", "toolkit/refresh"},
    {"MORE TIME", CommandType::MoreTime, "TS 102 223 §6.4.4", "toolkit/more_time"},
    {"POLL INTERVAL", CommandType::PollInterval, "TS 102 223 §6.4.6", "toolkit/poll_interval"},
    {"SET UP EVENT LIST", CommandType::SetUpEventList, "TS 102 223 §6.4.16", "toolkit/set_up_event_list"},
    {"SEND SHORT MESSAGE", CommandType::SendShortMessage, "TS 31.111 §6.4.10", "toolkit/send_short_message"},
    {"PROVIDE LOCAL INFORMATION", CommandType::ProvideLocalInformation, "TS 102 223 §6.4.15",
     "toolkit/provide_local_information"},
    {"TIMER MANAGEMENT", CommandType::TimerManagement, "TS 102 223 §6.4.21", "toolkit/timer_management"},
};

std::uint8_t swapped_decimal(std::uint32_t value) {
  return static_cast<std::uint8_t>(value % 10 << 4 | value / 10);
}

std::uint8_t queue_plain(Toolkit& toolkit, CommandType type, std::uint8_t qualifier, Listener* listener) {
  return toolkit.queue(type, qualifier, terminal, {}, listener);
}

}  // namespace

std::span<const ProactiveRow> proactive_commands() {
  return rows;
}

std::uint8_t refresh(Toolkit& toolkit, RefreshMode mode, Listener* listener) {
  return queue_plain(toolkit, CommandType::Refresh, static_cast<std::uint8_t>(mode), listener);
}

std::uint8_t poll_interval(Toolkit& toolkit, std::uint8_t seconds, Listener* listener) {
  std::array<std::uint8_t, 4> body{};
  Writer out(body);
  put_comprehension_tlv(out, ctlv::duration | ctlv::must_understand, std::array{unit_seconds, seconds});
  return toolkit.queue(CommandType::PollInterval, 0, terminal, out.view(), listener);
}

std::uint8_t set_up_event_list(Toolkit& toolkit, std::span<const EventType> events, Listener* listener) {
  if (events.size() > max_events) return 0;
  std::array<std::uint8_t, 2 + max_events> body{};
  Writer out(body);
  out.put_all(ctlv::event_list | ctlv::must_understand, events.size());
  for (EventType event : events) out.put(static_cast<std::uint8_t>(event));
  return toolkit.queue(CommandType::SetUpEventList, 0, terminal, out.view(), listener);
}

std::uint8_t send_short_message(Toolkit& toolkit, Bytes service_centre, Bytes submit, Listener* listener) {
  constexpr std::size_t largest = 2 + wire::SmsAddress::max_encoded + 3 + wire::SmsSubmit::max_encoded;
  std::array<std::uint8_t, largest> body{};
  Writer out(body);
  if (!service_centre.empty()) put_comprehension_tlv(out, ctlv::address, service_centre);
  put_comprehension_tlv(out, ctlv::sms_tpdu | ctlv::must_understand, submit);
  if (out.overflowed()) return 0;
  return toolkit.queue(CommandType::SendShortMessage, 0, network, out.view(), listener);
}

std::uint8_t provide_local_information(Toolkit& toolkit, LocalInformation what, Listener* listener) {
  return queue_plain(toolkit, CommandType::ProvideLocalInformation, static_cast<std::uint8_t>(what),
                     listener);
}

std::uint8_t start_timer(Toolkit& toolkit, std::uint8_t timer, std::uint32_t seconds, Listener* listener) {
  if (seconds >= timer_limit) return 0;
  std::array<std::uint8_t, 8> body{};
  Writer out(body);
  put_comprehension_tlv(out, ctlv::timer_identifier, std::array{timer});
  // [TS 102 223 §8.38] hours, minutes, seconds, each two digits swapped
  put_comprehension_tlv(out, ctlv::timer_value,
                        std::array{swapped_decimal(seconds / 3600), swapped_decimal(seconds / 60 % 60),
                                   swapped_decimal(seconds % 60)});
  return toolkit.queue(CommandType::TimerManagement, timer_start, terminal, out.view(), listener);
}

std::uint8_t stop_timer(Toolkit& toolkit, std::uint8_t timer, Listener* listener) {
  std::array<std::uint8_t, 3> body{};
  Writer out(body);
  put_comprehension_tlv(out, ctlv::timer_identifier, std::array{timer});
  return toolkit.queue(CommandType::TimerManagement, timer_deactivate, terminal, out.view(), listener);
}

std::uint8_t more_time(Toolkit& toolkit, Listener* listener) {
  return queue_plain(toolkit, CommandType::MoreTime, 0, listener);
}

}  // namespace sixline::card::toolkit
