// Reaching the SM-SR after a change: registration, notification, confirmation.  [SGP.02 §3.15.1] PROC-NOT-03
#include "card/gp/card_identity.hpp"
#include "card/isdr/profile_switch.hpp"
#include "card/isdr/sm_sr_addressing.hpp"
#include "card/wire/tags.hpp"

namespace sixline::card::isdr {
namespace {

namespace ctlv = wire::tag::ctlv;
using toolkit::CommandType;
using wire::ComprehensionTlvReader;

constexpr std::uint8_t terminal = 0x82;
constexpr std::uint8_t normal_service = 0x00;
constexpr std::uint8_t refresh_uicc_reset = 0x04;
constexpr std::uint8_t local_location = 0x00;
constexpr std::uint8_t local_imei = 0x01;
constexpr std::uint8_t timer_start = 0x00;
constexpr std::uint8_t unit_seconds = 0x01;
constexpr std::uint8_t limited_service = 0x06;  // [TS 102 223 §8.12] performed, but no calls are possible
constexpr std::size_t imei_size = 8;

constexpr std::uint8_t must(std::uint8_t tag) {
  return static_cast<std::uint8_t>(tag | ctlv::must_understand);
}

/// Two decimal digits, the low one in the high nibble.  [TS 102 223 §8.38]
std::uint8_t swapped_bcd(unsigned value) {
  return static_cast<std::uint8_t>((value % 10) << 4 | value / 10 % 10);
}

}  // namespace

void ProfileSwitch::on_terminal_profile() {
  if (stage_ == Stage::Idle || stage_ == Stage::Watching) declare();
  // A terminal that starts over without resetting the card has taken the REFRESH its own way.
  if (stage_ == Stage::AwaitAttach || stage_ == Stage::AwaitReset) begin_session();
  if (stage_ == Stage::Idle || stage_ == Stage::Watching) watch();
}

/// The terminal works with the new profile.
void ProfileSwitch::begin_session() {
  if (read_pending_switch(environment_.store) && !local_profile_enabled()) return await_attach();
  rest();
}

void ProfileSwitch::await_attach() {
  stage_ = Stage::AwaitAttach;
  attempts_ = 0;
  location_asked_ = false;
  wishes_ = EventList | PollInterval | Imei;
  arm(settings_.attach_seconds);
}

void ProfileSwitch::on_event(toolkit::EventType event, Bytes tlvs) {
  if (event != toolkit::EventType::LocationStatus) return;
  const auto status = ComprehensionTlvReader(tlvs).find(ctlv::location_status);
  if (!status || status->value.size() != 1) return;
  const bool normal = status->value[0] == normal_service;
  watch_service(normal);
  if (normal) registered();
}

void ProfileSwitch::registered() {
  if (stage_ == Stage::Resting) attempts_ = 0;
  if (stage_ != Stage::AwaitAttach && stage_ != Stage::Resting) return;
  notify();
}

void ProfileSwitch::on_timer(std::uint8_t timer) {
  if (timer == timer_identifier && armed_) expire();
}

void ProfileSwitch::on_status() {
  if (overdue()) expire();
}

bool ProfileSwitch::overdue() const {
  return armed_ && environment_.platform.clock.milliseconds() >= deadline_;
}

void ProfileSwitch::arm(std::uint16_t seconds) {
  armed_ = true;
  armed_seconds_ = seconds;
  deadline_ = environment_.platform.clock.milliseconds() + seconds * std::uint64_t{1000};
  wishes_ = static_cast<std::uint8_t>(wishes_ | Timer);
}

void ProfileSwitch::expire() {
  armed_ = false;
  switch (stage_) {
    case Stage::AwaitReset:
      // PROC-EN-06: a REFRESH that was refused is asked for again; the new state stands.
      wishes_ = Refresh;
      break;
    case Stage::Watching:
    case Stage::AwaitAttach:
      // The event may have been lost, or the terminal never changed its status: ask once before despairing.
      if (location_asked_ && stage_ == Stage::Watching) return lost();
      if (location_asked_) return give_up(Failure::NotAttached);
      location_asked_ = true;
      wishes_ = static_cast<std::uint8_t>(wishes_ | Location);
      arm(settings_.retry_seconds);
      break;
    case Stage::AwaitRetry: notify(); break;
    case Stage::AwaitConfirmation: attempt_failed(Stage::SendDue, 0); break;
    case Stage::Idle:
    case Stage::Requested:
    case Stage::SendDue:
    case Stage::Sending:
    case Stage::Resting: break;
  }
}

void ProfileSwitch::notify() {
  const auto pending = read_pending_switch(environment_.store);
  const auto eid = gp::card_identity(environment_.store);
  const auto isd_p = registry_.get(gp::isd_p_id(pending ? pending->to : storage::card_owner));
  if (!pending || !eid || !isd_p) {
    stage_ = Stage::Idle;
    return;
  }
  std::array<std::uint8_t, Notification::max_size> buffer;
  wire::Writer content(buffer);
  Notification{*eid, pending->type, pending->sequence, isd_p->aid, imei_, settings_.aid_tag}.write(content);
  const ota::OutgoingMessage message{.key_domain = gp::isd_r_id,
                                     .tar = wire::aid::tar_of(wire::aid::isd_r()),
                                     .data = content.view(),
                                     .destination = sm_sr_address(environment_.store, pending->to)};
  armed_ = false;
  stage_ = Stage::Sending;
  const auto result = message.destination.empty() ? ota::SendResult::NoKeys : sender_.send(message, *this);
  if (result == ota::SendResult::Busy) {
    stage_ = Stage::SendDue;
  } else if (result != ota::SendResult::Accepted) {
    on_sms_finished(false);
  }
}

void ProfileSwitch::on_sms_finished(bool sent) {
  if (stage_ != Stage::Sending) return;
  if (!sent) return attempt_failed(Stage::AwaitRetry, settings_.retry_seconds);
  stage_ = Stage::AwaitConfirmation;
  arm(settings_.confirmation_seconds);
}

/// PROC-NOT-03: the same notification again, a few times.
void ProfileSwitch::attempt_failed(Stage next, std::uint16_t seconds) {
  if (++attempts_ >= settings_.notification_attempts) return give_up(Failure::NotNotified);
  stage_ = next;
  if (seconds != 0) arm(seconds);
}

void ProfileSwitch::on_terminal_response(std::uint8_t, const toolkit::TerminalResponse& response) {
  if (response.type == CommandType::Refresh) {
    if (stage_ != Stage::AwaitReset) return;
    if (response.performed()) return begin_session();
    return arm(settings_.retry_seconds);
  }
  if (response.type != CommandType::ProvideLocalInformation || !response.performed()) return;
  const ComprehensionTlvReader tlvs(response.all);
  if (response.qualifier == local_imei) {
    const auto imei = tlvs.find(ctlv::imei);
    if (imei && imei->value.size() == imei_size) imei_.assign(imei->value);
  } else if (response.qualifier == local_location && response.result != limited_service &&
             tlvs.find(ctlv::location_information)) {
    watch_service(true);
    registered();
  }
}

/// Hands wishes to the toolkit in order; what finds no room waits for the next occasion.
void ProfileSwitch::flush_wishes() {
  for (Wish wish : {EventList, PollInterval, Imei, Location, Timer, Refresh}) {
    if ((wishes_ & wish) == 0) continue;
    if (!ask(wish)) return;
    wishes_ = static_cast<std::uint8_t>(wishes_ & ~wish);
  }
}

bool ProfileSwitch::ask(Wish wish) {
  std::array<std::uint8_t, 16> buffer;
  wire::Writer body(buffer);
  const auto queue = [this, &body](CommandType type, std::uint8_t qualifier, toolkit::Listener* listener) {
    return toolkit_.queue(type, qualifier, terminal, body.view(), listener) != 0;
  };
  switch (wish) {
    case EventList:
      body.put_all(must(ctlv::event_list), 1, toolkit::EventType::LocationStatus);
      return queue(CommandType::SetUpEventList, 0, nullptr);
    case PollInterval:
      body.put_all(must(ctlv::duration), 2, unit_seconds, settings_.poll_interval_seconds);
      return queue(CommandType::PollInterval, 0, nullptr);
    case Imei: return queue(CommandType::ProvideLocalInformation, local_imei, this);
    case Location: return queue(CommandType::ProvideLocalInformation, local_location, this);
    case Timer: {
      const unsigned seconds = armed_seconds_;
      body.put_all(must(ctlv::timer_identifier), 1, timer_identifier);
      body.put_all(must(ctlv::timer_value), 3, swapped_bcd(seconds / 3600), swapped_bcd(seconds / 60 % 60),
                   swapped_bcd(seconds % 60));
      return queue(CommandType::TimerManagement, timer_start, nullptr);
    }
    case Refresh: return queue(CommandType::Refresh, refresh_uicc_reset, this);
  }
  return true;
}

}  // namespace sixline::card::isdr
