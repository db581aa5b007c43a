#include "host/device/terminal.hpp"

#include "host/session/tlv_text.hpp"

namespace sixline::host::device {
namespace {

using session::Header;
using session::Reply;

// [TS 102 221 §11.2, §11.1.2]
constexpr Header terminal_profile{0x80, 0x10, 0x00, 0x00};
constexpr Header fetch{0x80, 0x12, 0x00, 0x00};
constexpr Header respond{0x80, 0x14, 0x00, 0x00};
constexpr Header envelope{0x80, 0xC2, 0x00, 0x00};
constexpr Header status_without_data{0x80, 0xF2, 0x00, 0x0C};

/// A card that asks more than this without a pause is broken.
constexpr unsigned max_steps = 1000;

/// Toolkit commands belong to the basic channel, whatever the caller uses.
class OnBasicChannel {
 public:
  explicit OnBasicChannel(session::CardSession& card) : card_(card), before_(card.current_channel()) {
    static_cast<void>(card_.use_channel(0));
  }
  ~OnBasicChannel() { static_cast<void>(card_.use_channel(before_)); }
  OnBasicChannel(const OnBasicChannel&) = delete;
  OnBasicChannel& operator=(const OnBasicChannel&) = delete;

 private:
  session::CardSession& card_;
  std::uint8_t before_;
};

}  // namespace

std::string_view name_of(EventKind kind) {
  switch (kind) {
    case EventKind::Reset: return "reset";
    case EventKind::ProactiveCommand: return "proactive command";
    case EventKind::TerminalResponse: return "terminal response";
    case EventKind::Refresh: return "refresh";
    case EventKind::SmsDownload: return "SMS download";
    case EventKind::SmsSubmitted: return "SMS submitted";
    case EventKind::SmsFailed: return "SMS failed";
    case EventKind::NetworkChanged: return "network";
    case EventKind::TimerExpired: return "timer expired";
  }
  return "unknown";
}

Terminal::Terminal(session::CardSession& card, TerminalSettings settings)
    : card_(card), settings_(std::move(settings)) {}

void Terminal::tell(EventKind kind, std::string text, Bytes bytes) const {
  if (observer_) observer_({kind, std::move(text), to_byte_string(bytes)});
}

Result<Reply> Terminal::send(std::string_view intent, Header header, Bytes data, std::uint32_t ne) {
  OnBasicChannel basic(card_);
  return card_.expect(intent, header, data, ne);
}

Result<void> Terminal::power_on() {
  auto pending = start_session();
  if (!pending) return wire::fail(pending.error());
  return settle(*pending);
}

/// What a card asked for in its last session is forgotten; returns the length of what it asks first.
Result<std::size_t> Terminal::start_session() {
  reset_due_ = false;
  events_.clear();
  timers_.clear();
  poll_interval_ = settings_.poll_interval;
  next_poll_ = now_ + settings_.poll_interval;
  registration_ = Registration::None;
  auto atr = card_.reset();
  if (!atr) return wire::fail(atr.error());
  tell(EventKind::Reset, {}, *atr);
  registration_due_ = true;
  return send("send TERMINAL PROFILE", terminal_profile, settings_.profile).map([](const Reply& reply) {
    return reply.pending;
  });
}

/// Serves the card until it asks for nothing, then lets the network have its messages.
Result<void> Terminal::settle(std::size_t pending) {
  for (unsigned step = 0; pending != 0 || reset_due_ || registration_due_; ++step) {
    if (step == max_steps)
      return fail(ErrorCode::BadFormat, "serve the card: it asks for one proactive command after another");
    auto next = reset_due_     ? start_session()
                : pending != 0 ? fetch_and_answer(pending)
                               : register_with_network();
    if (!next) return wire::fail(next.error());
    pending = *next;
  }
  return hand_over_messages();
}

Result<std::size_t> Terminal::fetch_and_answer(std::size_t length) {
  auto fetched = send("fetch a proactive command", fetch, {}, static_cast<std::uint32_t>(length));
  if (!fetched) return wire::fail(fetched.error());
  auto command = ProactiveCommand::parse(fetched->data);
  if (!command) return wire::fail(command.error());
  const std::string name(session::proactive_command_name(static_cast<std::uint8_t>(command->type)));
  tell(EventKind::ProactiveCommand, name, fetched->data);

  Answer answer{result::beyond_capabilities, {}, false};
  for (const Row& row : commands()) {
    if (row.type == command->type) answer = (this->*row.handler)(*command);
  }
  if (answer.silent) return std::size_t{0};
  const ByteString response = terminal_response(*command, answer);
  tell(EventKind::TerminalResponse, name, response);
  auto reply = send("answer a proactive command", respond, response);
  if (!reply) return wire::fail(reply.error());
  return reply->pending;
}

Result<std::size_t> Terminal::register_with_network() {
  registration_due_ = false;
  const Registration granted = attach_ ? attach_() : offered_;
  if (granted == registration_) return std::size_t{0};
  registration_ = granted;
  return report_location();
}

Result<std::size_t> Terminal::report_location() {
  tell(EventKind::NetworkChanged, std::string(name_of(registration_)));
  if (!events_.contains(location_status_event)) return std::size_t{0};
  return send("report the location status", envelope, location_status(registration_, settings_.location))
      .map([](const Reply& reply) { return reply.pending; });
}

Result<void> Terminal::set_network(Registration registration) {
  offered_ = registration;
  if (registration == registration_) return {};
  registration_ = registration;
  auto pending = report_location();
  if (!pending) return wire::fail(pending.error());
  return settle(*pending);
}

Result<Reply> Terminal::transmit(Bytes command) {
  auto reply = card_.transmit(command);
  if (!reply) return reply;
  if (auto settled = settle(reply->pending); !settled) return wire::fail(settled.error());
  return reply;
}

Result<SmsReport> Terminal::deliver_sms(Bytes deliver_tpdu) {
  if (registration_ != Registration::Registered)
    return fail(ErrorCode::WrongState, "deliver a message: the terminal has no service");
  tell(EventKind::SmsDownload, {}, deliver_tpdu);
  const ByteString command = session::make_command(
      envelope, sms_pp_download(settings_.service_centre, deliver_tpdu), session::all_data);
  for (unsigned attempt = 0; attempt < settings_.envelope_attempts; ++attempt) {
    auto reply = [&] {
      OnBasicChannel basic(card_);
      return card_.transmit(command);
    }();
    if (!reply) return wire::fail(reply.error());
    if (reply->status == wire::sw::toolkit_busy) {
      // STATUS gives the card a chance to finish what keeps it busy.
      auto pending = poll();
      if (!pending) return wire::fail(pending.error());
      if (auto settled = settle(*pending); !settled) return wire::fail(settled.error());
      continue;
    }
    if (auto settled = settle(reply->pending); !settled) return wire::fail(settled.error());
    if (!reply->status.ok()) return fail(ErrorCode::CardRefused, "deliver a message", reply->status);
    return SmsReport{std::move(reply->data), reply->status};
  }
  return fail(ErrorCode::Timeout, "deliver a message: the card stays busy", wire::sw::toolkit_busy);
}

Result<std::size_t> Terminal::poll() {
  if (poll_interval_) next_poll_ = now_ + *poll_interval_;
  return send("send STATUS", status_without_data).map([](const Reply& reply) { return reply.pending; });
}

Result<void> Terminal::advance(std::chrono::milliseconds duration) {
  const Instant end = now_ + duration;
  for (;;) {
    const auto timer = timers_.next();
    const bool timer_first = timer && (!poll_interval_ || timer->at <= next_poll_);
    const Instant due = timer_first ? timer->at : next_poll_;
    if ((!timer_first && !poll_interval_) || due > end) break;
    now_ = std::max(now_, due);
    Result<std::size_t> pending = 0;
    if (timer_first) {
      static_cast<void>(timers_.stop(timer->timer, now_));
      tell(EventKind::TimerExpired, std::to_string(timer->timer));
      pending = send("report an expired timer", envelope, timer_expiration(timer->timer, timer->duration))
                    .map([](const Reply& reply) { return reply.pending; });
    } else {
      pending = poll();
    }
    if (!pending) return wire::fail(pending.error());
    if (auto settled = settle(*pending); !settled) return settled;
  }
  now_ = std::max(now_, end);
  return {};
}

/// The sink may call back into the terminal, and those calls end here too: only the outermost hands over.
Result<void> Terminal::hand_over_messages() {
  if (handing_over_) return {};
  handing_over_ = true;
  while (!outbox_.empty()) {
    const ByteString message = std::move(outbox_.front());
    outbox_.pop_front();
    if (sms_sink_) sms_sink_(message);
  }
  handing_over_ = false;
  return {};
}

}  // namespace sixline::host::device
