// A soft modem: everything a card expects of the device around it, driven by calls instead of a radio.
//
// No thread, no socket, no clock: time moves in advance(), messages arrive through deliver_sms(), and every
// call returns when the card wants nothing more.
#pragma once

#include <deque>
#include <functional>
#include <set>

#include "host/device/envelopes.hpp"
#include "host/device/proactive_command.hpp"
#include "host/device/timers.hpp"
#include "host/session/card_session.hpp"

namespace sixline::host::device {

struct TerminalSettings {
  std::string imei = "001012345678902";
  /// MCC 001, MNC 01, location area, cell, extended cell.  [TS 102 223 §8.19]
  ByteString location{0x00, 0xF1, 0x10, 0x00, 0x01, 0x00, 0x00, 0x00, 0x01};
  /// Value of the address object that names the service centre in downloads; may be empty.
  ByteString service_centre{0x91, 0x21, 0x43, 0x65, 0x87, 0x09};
  /// Profile and SMS-PP download, timer expiration; MORE TIME, POLL INTERVAL, POLLING OFF, REFRESH; SEND
  /// SHORT MESSAGE, PROVIDE LOCAL INFORMATION; event list, location status; timers.  [TS 102 223 §5.2]
  ByteString profile{0x23, 0x01, 0xE8, 0x42, 0x11, 0x00, 0x00, 0x03};
  /// How often STATUS is sent until the card says otherwise.  [TS 102 221 §14.5.2]
  std::chrono::milliseconds poll_interval{30'000};
  /// ENVELOPE is repeated this often while the card answers 9300.
  unsigned envelope_attempts = 10;
};

enum class EventKind : std::uint8_t {
  Reset,             ///< bytes: ATR
  ProactiveCommand,  ///< bytes: as fetched; text: its name
  TerminalResponse,  ///< bytes: content of the response; text: the name of the command
  Refresh,           ///< text: what kind
  SmsDownload,       ///< bytes: DELIVER TPDU
  SmsSubmitted,      ///< bytes: SUBMIT TPDU
  SmsFailed,         ///< bytes: SUBMIT TPDU; text: why
  NetworkChanged,    ///< text: registered, limited service, no service
  TimerExpired,      ///< text: its number
};
std::string_view name_of(EventKind kind);

struct TerminalEvent {
  EventKind kind{};
  std::string text;
  ByteString bytes;
};

/// Answer of the card to a message: the user data of the SMS-DELIVER-REPORT, which is empty unless the card
/// reports that way.
struct SmsReport {
  ByteString user_data;
  wire::StatusWord status;
};

class Terminal {
 public:
  using Observer = std::function<void(const TerminalEvent&)>;
  /// Receives SUBMIT TPDUs the network accepted. May call back into the terminal.
  using SmsSink = std::function<void(Bytes submit_tpdu)>;
  /// Asked at the start of every card session what registration the network grants.
  using Attach = std::function<Registration()>;

  /// `card` must outlive the terminal.
  explicit Terminal(session::CardSession& card, TerminalSettings settings = {});

  void set_observer(Observer observer) { observer_ = std::move(observer); }
  void set_sms_sink(SmsSink sink) { sms_sink_ = std::move(sink); }
  void set_attach(Attach attach) { attach_ = std::move(attach); }
  /// The next `count` SEND SHORT MESSAGE commands fail in the network.
  void fail_submits(unsigned count) { submits_to_fail_ = count; }

  /// Resets the card, announces the terminal, does what the card asks, registers.
  Result<void> power_on();
  /// One command from outside the toolkit, then what the card asks.
  Result<session::Reply> transmit(Bytes command);
  /// Errors: WrongState (no service: the network would keep the message), CardRefused, Timeout (still busy
  /// after all attempts).
  Result<SmsReport> deliver_sms(Bytes deliver_tpdu);
  /// What the network offers from now on. The card hears of a change if it asked to.
  Result<void> set_network(Registration registration);
  Registration network() const { return registration_; }
  /// Lets time pass: STATUS polls and timers fall due in their order.
  Result<void> advance(std::chrono::milliseconds duration);
  Instant now() const { return now_; }

  session::CardSession& card() { return card_; }

 private:
  struct Row {
    CommandType type;
    Answer (Terminal::*handler)(const ProactiveCommand&);
  };
  static std::span<const Row> commands();

  Answer refresh(const ProactiveCommand& command);
  Answer more_time(const ProactiveCommand& command);
  Answer poll_interval(const ProactiveCommand& command);
  Answer polling_off(const ProactiveCommand& command);
  Answer set_up_event_list(const ProactiveCommand& command);
  Answer send_short_message(const ProactiveCommand& command);
  Answer provide_local_information(const ProactiveCommand& command);
  Answer timer_management(const ProactiveCommand& command);

  Result<std::size_t> start_session();
  Result<std::size_t> fetch_and_answer(std::size_t length);
  Result<std::size_t> register_with_network();
  Result<std::size_t> report_location();
  Result<std::size_t> poll();
  Result<void> settle(std::size_t pending);
  Result<void> hand_over_messages();
  Result<session::Reply> send(std::string_view intent, session::Header header, Bytes data = {},
                              std::uint32_t ne = 0);
  void tell(EventKind kind, std::string text = {}, Bytes bytes = {}) const;

  session::CardSession& card_;
  TerminalSettings settings_;
  Observer observer_;
  SmsSink sms_sink_;
  Attach attach_;

  Instant now_{0};
  Registration offered_ = Registration::None;
  Registration registration_ = Registration::None;
  std::optional<std::chrono::milliseconds> poll_interval_;
  Instant next_poll_{0};
  std::set<std::uint8_t> events_;
  Timers timers_;
  unsigned submits_to_fail_ = 0;
  bool reset_due_ = false;
  bool registration_due_ = false;
  std::deque<ByteString> outbox_;
  bool handing_over_ = false;
};

}  // namespace sixline::host::device
