// Short messages from the card: a packet leaves in one or several SMS-SUBMITs, one proactive command at a
// time.  [TS 31.111 §6.4.10] [TS 31.115 §4] PROC-NOT-03
#pragma once

#include "card/gp/registry.hpp"
#include "card/runtime/environment.hpp"
#include "card/toolkit/toolkit.hpp"
#include "card/wire/secured_packet.hpp"
#include "card/wire/sms.hpp"

namespace sixline::card::ota {

using wire::Bytes;
using wire::MutableBytes;
using wire::SmsAddress;
using wire::StatusWord;

enum class SendResult : std::uint8_t {
  Accepted,  ///< the listener will be told how it ended
  Busy,      ///< a packet of the same kind has not left yet: ask again later
  TooLong,   ///< larger than limits::max_own_packet
  NoKeys,    ///< the domain has no such SCP80 key set
};

/// Hears how one packet ended. Called outside any other call into the sender or the toolkit, so that the
/// next packet or a REFRESH may be asked for.
class SmsListener {
 public:
  /// `sent`: the terminal reported success for every part. False: given up after the last attempt.
  virtual void on_sms_finished(bool sent) = 0;

 protected:
  ~SmsListener() = default;
};

/// Where short messages are handed in: the service centre of the enabled profile, or an empty address when
/// the terminal shall use the one of EF.SMSP.  [SGP.02 §4.1.3]
class ServiceCentre {
 public:
  virtual SmsAddress service_centre() const = 0;

 protected:
  ~ServiceCentre() = default;
};

/// A message of the card itself, to be secured with the SCP80 keys of one security domain.
struct OutgoingMessage {
  gp::ApplicationId key_domain{};
  wire::Tar tar{};
  Bytes data{};
  SmsAddress destination{};
  std::uint8_t key_version = 0;  ///< 0: the lowest SCP80 key version of the domain
  wire::SecurityParameters security = wire::notification_security;
};

/// What ISD-R needs to notify. The message is secured and copied before send() returns.
class MessageSender {
 public:
  virtual SendResult send(const OutgoingMessage& message, SmsListener& listener) = 0;

 protected:
  ~MessageSender() = default;
};

/// Two outboxes, because the answer to a command and a notification may fall together: one large for a
/// response packet, one small for a packet of the card's own. They take turns after whole packets; the
/// response goes first.
class SmsSender final : private toolkit::Listener {
 public:
  /// Attempts for one part when the terminal or the network is busy or the sending failed.
  static constexpr unsigned max_attempts = 5;
  /// Time before another attempt; a STATUS command of the terminal shortens it.
  static constexpr std::uint64_t retry_delay_ms = 5000;

  SmsSender(const runtime::Environment& environment, toolkit::Toolkit& toolkit, const ServiceCentre& centre)
      : environment_(environment), toolkit_(toolkit), centre_(centre) {}
  SmsSender(const SmsSender&) = delete;
  SmsSender& operator=(const SmsSender&) = delete;

  /// Card reset: what had not left is forgotten, listeners hear nothing more.
  void reset();

  /// Room for a response packet, to be filled in place; empty while the previous one has not left.
  MutableBytes response_buffer();
  /// Sends the first `size` bytes of the response buffer.
  SendResult send_response(std::size_t size, const SmsAddress& destination, SmsListener* listener);
  bool response_waits() const { return response_.size != 0; }

  /// Copies and sends a command packet of the card's own.
  SendResult send_command(Bytes packet, const SmsAddress& destination, SmsListener* listener);
  bool command_waits() const { return command_.size != 0; }

  /// Takes up a delayed attempt when its time has come.
  void poll();
  /// The terminal is alive: takes up a delayed attempt now.
  void on_status();

 private:
  struct Outbox {
    MutableBytes room;
    wire::PacketKind kind;
    std::size_t size = 0;  ///< of the packet; 0 = empty
    SmsAddress destination{};
    SmsListener* listener = nullptr;
    std::uint8_t reference = 0;  ///< of the concatenation
    std::size_t part = 0;        ///< the one that leaves next
    unsigned attempts = 0;       ///< made for that part
  };

  void on_terminal_response(std::uint8_t ticket, const toolkit::TerminalResponse& response) override;
  void accept(Outbox& box, std::size_t size, const SmsAddress& destination, SmsListener* listener);
  static wire::SmsSplit parts_of(const Outbox& box);
  /// Hands the next part to the toolkit, unless one is out or has to wait.
  void advance();
  std::uint8_t submit(const Outbox& box);
  void finish(Outbox& box, bool sent);

  const runtime::Environment& environment_;
  toolkit::Toolkit& toolkit_;
  const ServiceCentre& centre_;
  std::array<std::uint8_t, limits::max_response_packet> response_bytes_{};
  std::array<std::uint8_t, limits::max_own_packet> command_bytes_{};
  Outbox response_{response_bytes_, wire::PacketKind::Response};
  Outbox command_{command_bytes_, wire::PacketKind::Command};
  Outbox* active_ = nullptr;  ///< has begun to leave
  std::uint8_t ticket_ = 0;   ///< of the SEND SHORT MESSAGE that is out
  std::uint8_t message_reference_ = 0;
  bool delayed_ = false;
  std::uint64_t resume_at_ = 0;  ///< milliseconds
};

}  // namespace sixline::card::ota
