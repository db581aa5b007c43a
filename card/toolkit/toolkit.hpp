// The proactive UICC: commands the card asks the terminal to do, and what comes back.
// [TS 102 223 §6] [TS 102 221 §7.4.2]
#pragma once

#include <array>
#include <optional>
#include <span>

#include "card/runtime/command_table.hpp"
#include "card/runtime/limits.hpp"
#include "card/wire/apdu.hpp"
#include "card/wire/comprehension_tlv.hpp"

namespace sixline::card::toolkit {

using wire::Bytes;
using wire::CommandApdu;
using wire::ResponseApdu;
using wire::StatusWord;

/// Type of command.  [TS 102 223 §9.4]
enum class CommandType : std::uint8_t {
  Refresh = 0x01,
  MoreTime = 0x02,
  PollInterval = 0x03,
  SetUpEventList = 0x05,
  SendShortMessage = 0x13,
  ProvideLocalInformation = 0x26,
  TimerManagement = 0x27,
  OpenChannel = 0x40,
  CloseChannel = 0x41,
  ReceiveData = 0x42,
  SendData = 0x43,
  GetChannelStatus = 0x44,
};

/// Event list values.  [TS 102 223 §8.25]
enum class EventType : std::uint8_t { LocationStatus = 0x03, DataAvailable = 0x09, ChannelStatus = 0x0A };

/// What the terminal answered to a proactive command.
struct TerminalResponse {
  CommandType type{};
  std::uint8_t qualifier = 0;
  std::uint8_t result =
      0;        ///< general result; 00-0F performed, 10-1F ended by the user, 20-2F try again, 30-3F failed
  Bytes all{};  ///< the COMPREHENSION-TLVs of the whole response
  bool performed() const { return result < ended_by_user; }
  /// Terminal or network was busy: worth another attempt.
  bool temporary() const { return result >= try_again && result < no_retry; }

  static constexpr std::uint8_t ended_by_user = 0x10;
  static constexpr std::uint8_t try_again = 0x20;
  static constexpr std::uint8_t no_retry = 0x30;
};

/// Whoever asked for a proactive command, or wants to hear of events. Called outside any other call into
/// the toolkit, so a listener may queue the next command.
class Listener {
 public:
  virtual void on_terminal_response(std::uint8_t ticket, const TerminalResponse& response) = 0;

 protected:
  ~Listener() = default;
};

/// Where downloads and events of the terminal go; one for the whole card, supplied by its assembly.
class EnvelopeHandler {
 public:
  /// D1: `tlvs` is the content of the envelope; data written to `response` goes back to the terminal
  /// as the answer of the ENVELOPE (PoR in SMS-DELIVER-REPORT).
  virtual StatusWord on_sms_pp(Bytes tlvs, ResponseApdu& response) = 0;
  /// D6: content of the envelope.
  virtual StatusWord on_event(EventType event, Bytes tlvs) = 0;
  /// D7.
  virtual StatusWord on_timer(std::uint8_t timer, Bytes tlvs) = 0;
  /// E4: a function of ESx, `tlvs` says which.  [SGP.02 §4.1.4]
  virtual StatusWord on_local_function(Bytes tlvs) = 0;
  /// TERMINAL PROFILE was received: the terminal session begins.
  virtual void on_terminal_profile(Bytes profile) = 0;
  /// STATUS was received; the terminal's regular sign of life.
  virtual void on_status() = 0;

 protected:
  ~EnvelopeHandler() = default;
};

/// Toolkit commands need no session: they speak to the card as a whole.
struct NoSession {};

class Toolkit {
 public:
  using Row = runtime::CommandRow<Toolkit, NoSession>;

  explicit Toolkit(EnvelopeHandler& handler) : handler_(handler) {}
  /// Card reset: the queue is emptied, listeners hear nothing more. A REFRESH that the terminal obeys by a
  /// reset therefore never calls its listener.
  void reset();

  /// Queues a proactive command. `body` is what follows command details and device identities;
  /// `destination` the device identity (81 UICC, 82 terminal, 83 network, 21-27 channel). Returns a
  /// ticket for the listener (which may be null), or 0 when the queue is full, the command would be longer
  /// than limits::max_proactive, or no TERMINAL PROFILE came.
  std::uint8_t queue(CommandType type, std::uint8_t qualifier, std::uint8_t destination, Bytes body,
                     Listener* listener);
  /// Length of the command that FETCH would return now; 0 when none waits, and while the terminal is still
  /// at the one it fetched. Decides 91xx.
  std::size_t pending() const;
  bool terminal_ready() const { return terminal_ready_; }
  /// STATUS is a file command that the toolkit only hears of. [TS 102 221 §11.1.2]
  void status_received();

  /// TERMINAL PROFILE, FETCH, TERMINAL RESPONSE, ENVELOPE. 6D00 for anything else of class 80, 6E00 for
  /// other classes.
  StatusWord process(const CommandApdu& command, ResponseApdu& response);
  static std::span<const Row> commands();

  // The handlers of the rows.
  StatusWord terminal_profile(const CommandApdu& command);
  /// 6985 when nothing waits; 6Cxx when Le is not the exact length, and the command still waits.
  StatusWord fetch(const CommandApdu& command, ResponseApdu& response);
  /// 6985 when no command is out; 6A80 when the details are not those of the command that is.
  StatusWord terminal_response(const CommandApdu& command);
  StatusWord envelope(const CommandApdu& command, ResponseApdu& response);

 private:
  struct Entry {
    CommandType type{};
    std::uint8_t qualifier = 0;
    std::uint8_t destination = 0;
    std::uint8_t ticket = 0;  ///< and command number
    std::uint16_t body_size = 0;
    Listener* listener = nullptr;
  };
  static std::size_t encoded_size(std::size_t body_size);
  std::uint8_t next_ticket();
  void drop_first();

  EnvelopeHandler& handler_;
  bool terminal_ready_ = false;
  std::uint8_t last_ticket_ = 0;
  std::array<Entry, limits::proactive_queue> entries_{};
  std::size_t count_ = 0;
  std::array<std::uint8_t, limits::proactive_bytes> bodies_{};  ///< one behind the other
  std::size_t used_ = 0;
  std::optional<Entry> fetched_;  ///< what the terminal is at
};

}  // namespace sixline::card::toolkit
