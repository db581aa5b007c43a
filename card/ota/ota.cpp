#include "card/ota/ota.hpp"

#include <utility>

#include "card/ota/script_runner.hpp"

namespace sixline::card::ota {
namespace {

namespace sw = wire::sw;
using wire::Reply;
using wire::Writer;

/// User data of an SMS-DELIVER-REPORT that the answer of an ENVELOPE can fill.  [TS 31.111 §7.1.1]
constexpr std::size_t max_report = 128;
/// A response packet without data, however secured.
constexpr std::size_t empty_response = 48;

bool reply_due(wire::SecurityParameters security, PacketStatus status) {
  return security.reply() == Reply::Always ||
         (security.reply() == Reply::OnError && status != PacketStatus::Ok);
}

}  // namespace

void Ota::reset() {
  receiver_.reset();
  sender_.reset();
  running_ = nullptr;
}

StatusWord Ota::on_sms_pp(Bytes tlvs, wire::ResponseApdu& response) {
  if (sender_.response_waits() || running_ != nullptr) return sw::toolkit_busy;
  switch (receiver_.receive(tlvs)) {
    case Arrival::Malformed: return sw::wrong_data;
    case Arrival::Nothing: return sw::ok;
    case Arrival::Packet: return execute(response);
  }
  return sw::ok;
}

StatusWord Ota::execute(wire::ResponseApdu& response) {
  const auto packet = wire::CommandPacket::parse(receiver_.packet());
  if (!packet) return sw::wrong_data;
  SecuredCommand command = Scp80::untrusted(*packet);
  PacketStatus status = PacketStatus::TarUnknown;
  const auto endpoint = router_.resolve(packet->header.tar);
  if (endpoint && endpoint->target != nullptr)
    status = scp80_.open(*packet, receiver_.packet(), *endpoint, command);
  // [SGP.02 §2.4.3.3] PROC-GEN-18: whoever cannot authenticate learns nothing, not even that we are here.
  if (endpoint && endpoint->silent && !command.trusted) return sw::ok;

  std::size_t data_size = 0;
  if (status == PacketStatus::Ok) data_size = run_script(command, *endpoint->target);
  if (reply_due(command.header.security, status)) answer(command, status, data_size, response);
  if (!sender_.response_waits()) end_script();
  return sw::ok;
}

std::size_t Ota::run_script(const SecuredCommand& command, ScriptTarget& target) {
  const MutableBytes room = sender_.response_buffer().subspan(Scp80::response_data_offset(command));
  Writer script_answer(room.first(limits::max_script_answer));
  running_ = &target;
  target.begin_script({.spi1 = command.header.security.spi1, .key_version = command.key_version});
  ScriptRunner(target, script_answer).run(command.data);
  return script_answer.size();
}

void Ota::answer(const SecuredCommand& command, PacketStatus status, std::size_t data_size,
                 wire::ResponseApdu& response) {
  const MutableBytes buffer = sender_.response_buffer();
  const std::size_t size = scp80_.close_response(command, status, buffer, data_size);
  if (size == 0) return;
  if (!command.header.security.reply_by_submit() && report(command, buffer.first(size), response)) return;
  sender_.send_response(size, receiver_.originator(), this);
}

/// Puts the packet into the answer of the ENVELOPE. One that is too long for it is announced there, and
/// false says that it must go by SMS-SUBMIT.  [TS 31.115 §4]
bool Ota::report(const SecuredCommand& command, Bytes packet, wire::ResponseApdu& response) {
  response.data().put(wire::response_udh);
  const bool fits = wire::response_udh.size() + packet.size() <= max_report;
  if (fits) {
    response.data().put(packet);
    return true;
  }
  std::array<std::uint8_t, empty_response> announcement{};
  const std::size_t size = scp80_.close_response(command, PacketStatus::ResponseBySubmit, announcement, 0);
  response.data().put(Bytes(announcement).first(size));
  return false;
}

void Ota::end_script() {
  if (ScriptTarget* ended = std::exchange(running_, nullptr); ended != nullptr) ended->end_script();
}

void Ota::on_sms_finished(bool) {
  end_script();
}

SendResult Ota::send(const OutgoingMessage& message, SmsListener& listener) {
  if (sender_.command_waits()) return SendResult::Busy;
  std::array<std::uint8_t, limits::max_own_packet> packet{};
  Writer out(packet);
  const StatusWord secured = scp80_.wrap_command(message.key_domain, message.key_version, message.tar,
                                                 message.security, message.data, out);
  if (secured == sw::not_enough_memory) return SendResult::TooLong;
  if (secured != sw::ok) return SendResult::NoKeys;
  return sender_.send_command(out.view(), message.destination, &listener);
}

}  // namespace sixline::card::ota
