#include "card/ota/sms_sender.hpp"

#include "card/toolkit/commands.hpp"

namespace sixline::card::ota {
namespace {

constexpr std::uint8_t sms_rp_error = 0x35;  // [TS 102 223 §8.12] the network refused the message

bool worth_another_attempt(const toolkit::TerminalResponse& response) {
  return response.temporary() || response.result == sms_rp_error;
}

}  // namespace

void SmsSender::reset() {
  response_.size = 0;
  command_.size = 0;
  active_ = nullptr;
  ticket_ = 0;
  message_reference_ = 0;
  delayed_ = false;
}

MutableBytes SmsSender::response_buffer() {
  return response_waits() ? MutableBytes{} : MutableBytes(response_bytes_);
}

SendResult SmsSender::send_response(std::size_t size, const SmsAddress& destination, SmsListener* listener) {
  if (response_waits()) return SendResult::Busy;
  if (size > response_bytes_.size()) return SendResult::TooLong;
  accept(response_, size, destination, listener);
  return SendResult::Accepted;
}

SendResult SmsSender::send_command(Bytes packet, const SmsAddress& destination, SmsListener* listener) {
  if (command_waits()) return SendResult::Busy;
  if (packet.size() > command_bytes_.size()) return SendResult::TooLong;
  std::copy(packet.begin(), packet.end(), command_bytes_.begin());
  accept(command_, packet.size(), destination, listener);
  return SendResult::Accepted;
}

void SmsSender::accept(Outbox& box, std::size_t size, const SmsAddress& destination, SmsListener* listener) {
  box.size = size;
  box.destination = destination;
  box.listener = listener;
  box.part = 0;
  box.attempts = 0;
  // Random, so that the parts of a message lost in a reset do not mix with those of the next one.
  environment_.random().fill({&box.reference, 1});
  advance();
}

wire::SmsSplit SmsSender::parts_of(const Outbox& box) {
  return wire::SmsSplit(box.room.first(box.size), box.kind, box.reference);
}

void SmsSender::advance() {
  if (ticket_ != 0 || delayed_) return;
  if (active_ == nullptr) active_ = response_waits() ? &response_ : command_waits() ? &command_ : nullptr;
  if (active_ != nullptr) ticket_ = submit(*active_);
}

std::uint8_t SmsSender::submit(const Outbox& box) {
  std::array<std::uint8_t, wire::max_user_data> user_data{};
  wire::Writer user_data_writer(user_data);
  parts_of(box).write(box.part, user_data_writer);

  const auto reference = static_cast<std::uint8_t>(message_reference_ + 1);
  std::array<std::uint8_t, wire::SmsSubmit::max_encoded> tpdu{};
  wire::Writer tpdu_writer(tpdu);
  wire::SmsSubmit{
      .reference = reference, .destination = box.destination, .user_data = user_data_writer.view()}
      .encode(tpdu_writer);

  std::array<std::uint8_t, SmsAddress::max_encoded> centre{};
  wire::Writer centre_writer(centre);
  if (const SmsAddress address = centre_.service_centre(); !address.empty())
    address.encode_cat(centre_writer);

  const std::uint8_t ticket =
      toolkit::send_short_message(toolkit_, centre_writer.view(), tpdu_writer.view(), this);
  if (ticket != 0) message_reference_ = reference;
  return ticket;
}

void SmsSender::on_terminal_response(std::uint8_t ticket, const toolkit::TerminalResponse& response) {
  if (ticket != ticket_ || active_ == nullptr) return;
  ticket_ = 0;
  Outbox& box = *active_;
  if (response.performed()) {
    box.attempts = 0;
    if (++box.part == parts_of(box).count()) return finish(box, true);
  } else if (!worth_another_attempt(response) || ++box.attempts == max_attempts) {
    return finish(box, false);
  } else {
    delayed_ = true;
    resume_at_ = environment_.platform.clock.milliseconds() + retry_delay_ms;
  }
  advance();
}

void SmsSender::finish(Outbox& box, bool sent) {
  box.size = 0;
  active_ = nullptr;
  // The listener first: what it asks for, a REFRESH perhaps, comes before the packet in the other box.
  if (box.listener != nullptr) box.listener->on_sms_finished(sent);
  advance();
}

void SmsSender::poll() {
  if (delayed_ && environment_.platform.clock.milliseconds() >= resume_at_) delayed_ = false;
  advance();
}

void SmsSender::on_status() {
  delayed_ = false;
  advance();
}

}  // namespace sixline::card::ota
