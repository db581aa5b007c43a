// Remote management over short messages, put together: a packet comes in, its script runs, the answer goes
// out, and only then the target may act on what was asked.  [SGP.02 §2.4.3] [TS 31.115 §4]
#pragma once

#include "card/ota/scp80.hpp"
#include "card/ota/sms_receiver.hpp"
#include "card/ota/sms_sender.hpp"

namespace sixline::card::ota {

/// The assembly owns one and forwards to it: EnvelopeHandler::on_sms_pp and on_status, the card reset, and
/// poll() after every command.
class Ota final : public MessageSender, private SmsListener {
 public:
  Ota(const runtime::Environment& environment, gp::KeyStore& keys, toolkit::Toolkit& toolkit, Router& router,
      const ServiceCentre& centre)
      : scp80_(environment, keys), sender_(environment, toolkit, centre), router_(router) {}

  /// Card reset: half messages and answers on their way are forgotten; a script whose answer had not left
  /// gets no end_script().
  void reset();

  /// The content of an envelope D1.
  ///   9000  taken in: part of a message, executed, or dropped because it could not be trusted
  ///   9300  the answer to the packet before has not left: the terminal shall try again
  ///   6A80  not an SMS-PP download, or a packet whose fields do not fit
  /// An answer by SMS-DELIVER-REPORT is written to `response`, user data header included.
  StatusWord on_sms_pp(Bytes tlvs, wire::ResponseApdu& response);
  /// STATUS was received.
  void on_status() { sender_.on_status(); }
  void poll() { sender_.poll(); }
  /// A script has not ended, or its answer has not left: what must not overtake the answer waits.
  bool answer_waits() const { return running_ != nullptr || sender_.response_waits(); }

  SendResult send(const OutgoingMessage& message, SmsListener& listener) override;

 private:
  StatusWord execute(wire::ResponseApdu& response);
  std::size_t run_script(const SecuredCommand& command, ScriptTarget& target);
  void answer(const SecuredCommand& command, PacketStatus status, std::size_t data_size,
              wire::ResponseApdu& response);
  bool report(const SecuredCommand& command, Bytes packet, wire::ResponseApdu& response);
  void end_script();
  void on_sms_finished(bool sent) override;

  Scp80 scp80_;
  SmsReceiver receiver_;
  SmsSender sender_;
  Router& router_;
  ScriptTarget* running_ = nullptr;  ///< begun and not yet ended
};

}  // namespace sixline::card::ota
