// How the terminal does what the card asks: one row and one function for each command it knows. Bearer
// independent protocol commands have no row yet, so they get "beyond terminal's capabilities".
#include <array>

#include "card/wire/tags.hpp"
#include "host/device/terminal.hpp"

namespace sixline::host::device {
namespace {

namespace ctlv = wire::tag::ctlv;
using std::chrono::milliseconds;

const Answer not_understood{result::not_understood, {}, false};
const Answer values_missing{result::values_missing, {}, false};

/// [TS 102 223 §8.6] qualifiers of REFRESH
constexpr std::array<std::string_view, 7> refresh_kinds{
    "initialization and full file change notification",
    "file change notification",
    "initialization and file change notification",
    "initialization",
    "UICC reset",
    "application reset",
    "session reset",
};
constexpr std::uint8_t file_change_only = 0x01;
constexpr std::uint8_t uicc_reset = 0x04;

/// [TS 102 223 §8.8]
std::optional<milliseconds> read_duration(Bytes value) {
  if (value.size() != 2 || value[1] == 0) return std::nullopt;
  constexpr std::array<milliseconds, 3> units{milliseconds(60'000), milliseconds(1000), milliseconds(100)};
  if (value[0] >= units.size()) return std::nullopt;
  return units[value[0]] * value[1];
}

}  // namespace

std::span<const Terminal::Row> Terminal::commands() {
  static constexpr auto rows = std::to_array<Row>({
      {CommandType::Refresh, &Terminal::refresh},
      {CommandType::MoreTime, &Terminal::more_time},
      {CommandType::PollInterval, &Terminal::poll_interval},
      {CommandType::PollingOff, &Terminal::polling_off},
      {CommandType::SetUpEventList, &Terminal::set_up_event_list},
      {CommandType::SendShortMessage, &Terminal::send_short_message},
      {CommandType::ProvideLocalInformation, &Terminal::provide_local_information},
      {CommandType::TimerManagement, &Terminal::timer_management},
  });
  return rows;
}

/// [TS 102 223 §6.4.7] after a UICC reset the card sees a new session instead of an answer.
Answer Terminal::refresh(const ProactiveCommand& command) {
  if (command.qualifier >= refresh_kinds.size()) return not_understood;
  tell(EventKind::Refresh, std::string(refresh_kinds[command.qualifier]));
  if (command.qualifier == uicc_reset) {
    reset_due_ = true;
    return {{}, {}, true};
  }
  if (command.qualifier != file_change_only) {
    // The subscription is read anew, so the terminal leaves the network and registers again.
    registration_ = Registration::None;
    registration_due_ = true;
  }
  return {};
}

Answer Terminal::more_time(const ProactiveCommand&) {
  return {};
}

Answer Terminal::poll_interval(const ProactiveCommand& command) {
  auto value = command.find(ctlv::duration);
  if (!value) return values_missing;
  auto interval = read_duration(*value);
  if (!interval) return not_understood;
  poll_interval_ = *interval;
  next_poll_ = now_ + *interval;
  return {result::performed, required_tlv(ctlv::duration, *value), false};
}

Answer Terminal::polling_off(const ProactiveCommand&) {
  poll_interval_.reset();
  return {};
}

/// [TS 102 223 §6.4.16] a new list replaces the old one, an empty one ends all reports.
Answer Terminal::set_up_event_list(const ProactiveCommand& command) {
  auto list = command.find(ctlv::event_list);
  if (!list) return values_missing;
  events_ = std::set<std::uint8_t>(list->begin(), list->end());
  return {};
}

Answer Terminal::send_short_message(const ProactiveCommand& command) {
  auto tpdu = command.find(ctlv::sms_tpdu);
  if (!tpdu) return values_missing;
  if (registration_ != Registration::Registered) {
    tell(EventKind::SmsFailed, "no service", *tpdu);
    return {result::no_service, {}, false};
  }
  if (submits_to_fail_ > 0) {
    --submits_to_fail_;
    tell(EventKind::SmsFailed, "the network refused it", *tpdu);
    return {result::sms_rp_error, {}, false};
  }
  tell(EventKind::SmsSubmitted, {}, *tpdu);
  outbox_.push_back(to_byte_string(*tpdu));
  return {};
}

Answer Terminal::provide_local_information(const ProactiveCommand& command) {
  constexpr std::uint8_t location = 0x00;
  constexpr std::uint8_t imei = 0x01;
  if (command.qualifier == location) {
    if (registration_ != Registration::Registered) return {result::no_service, {}, false};
    return {result::performed, required_tlv(ctlv::location_information, settings_.location), false};
  }
  if (command.qualifier == imei) {
    auto object = imei_object(settings_.imei);
    if (object) return {result::performed, required_tlv(ctlv::imei, *object), false};
  }
  return {result::beyond_capabilities, {}, false};
}

Answer Terminal::timer_management(const ProactiveCommand& command) {
  enum : std::uint8_t { Start, Deactivate, Get };
  auto identifier = command.find(ctlv::timer_identifier);
  if (!identifier || identifier->size() != 1) return values_missing;
  const std::uint8_t timer = identifier->front();
  if (!Timers::exists(timer) || command.qualifier > Get) return not_understood;
  const ByteString name = required_tlv(ctlv::timer_identifier, *identifier);
  if (command.qualifier == Start) {
    auto value = command.find(ctlv::timer_value);
    if (!value) return values_missing;
    auto duration = from_timer_value(*value);
    if (!duration || duration->count() == 0) return not_understood;
    timers_.start(timer, now_, *duration);
    return {result::performed, name, false};
  }
  auto left = command.qualifier == Get ? timers_.remaining(timer, now_) : timers_.stop(timer, now_);
  if (!left) return {result::timer_contradiction, name, false};
  return {result::performed, concat({name, required_tlv(ctlv::timer_value, to_timer_value(*left))}), false};
}

}  // namespace sixline::host::device
