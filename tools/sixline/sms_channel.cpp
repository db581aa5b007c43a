#include "tools/sixline/sms_channel.hpp"

namespace sixline::tools {
namespace {

using host::ErrorCode;
using host::Result;
using host::session::Reply;

constexpr std::string_view sm_sr_number = "12345678900";

/// 000001 and 00XXXX lead to the domains of the eUICC, all others into the enabled profile.
bool leads_into_profile(const wire::Tar& tar) {
  return tar.bytes[0] != 0 || tar == wire::Tar{};
}

}  // namespace

Result<std::unique_ptr<SmsChannel>> SmsChannel::open(host::session::CardSession& card,
                                                     const host::scp::Scp80Keys& keys,
                                                     host::scp::CounterStore& counters,
                                                     host::device::Registration network) {
  auto scp80 = host::scp::Scp80::create(keys);
  if (!scp80) return wire::fail(scp80.error());
  auto channel = std::unique_ptr<SmsChannel>(new SmsChannel(card, std::move(*scp80), counters));
  channel->terminal_.set_sms_sink([raw = channel.get()](host::Bytes submit) { raw->receive(submit); });
  if (auto on = channel->terminal_.power_on(); !on) return wire::fail(on.error());
  if (auto in = channel->set_network(network); !in) return wire::fail(in.error());
  return channel;
}

void SmsChannel::receive(host::Bytes submit) {
  auto message = reassembly_.add(submit);
  if (!message || !*message) return;
  if ((*message)->kind == wire::PacketKind::Response) {
    proof_ = std::move((*message)->packet);
  } else if (auto opened = sm_sr_.scp80.open_command((*message)->packet)) {
    notifications_.push_back(std::move(opened->data));
  }
}

std::optional<host::ByteString> SmsChannel::take_notification() {
  if (notifications_.empty()) return std::nullopt;
  host::ByteString oldest = std::move(notifications_.front());
  notifications_.pop_front();
  return oldest;
}

Result<void> SmsChannel::set_operator(const host::scp::Scp80Keys& keys, host::scp::CounterStore& counters) {
  auto scp80 = host::scp::Scp80::create(keys);
  if (!scp80) return wire::fail(scp80.error());
  operator_ = Sender{std::move(*scp80), &counters};
  return {};
}

Result<host::ota::ResponseScript> SmsChannel::run(const wire::Tar& tar,
                                                  const host::ota::CommandScript& script) {
  Sender& sender = operator_ && leads_into_profile(tar) ? *operator_ : sm_sr_;
  auto sent = sender.scp80.wrap(tar, script.bytes(), *sender.counters);
  if (!sent) return wire::fail(sent.error());
  auto originator = wire::SmsAddress::from_digits(sm_sr_number);
  if (!originator) return host::fail(ErrorCode::Internal, "send a script: no originator");
  host::ota::SmsOrigin origin;
  origin.originator = *originator;
  auto messages = host::ota::deliver_messages(sent->packet, origin, ++reference_);
  if (!messages) return wire::fail(messages.error());
  proof_.reset();
  for (const host::ByteString& message : *messages) {
    if (auto delivered = terminal_.deliver_sms(message); !delivered) return wire::fail(delivered.error());
  }
  if (!proof_) return host::fail(ErrorCode::Timeout, "send a script: the card stays silent");
  auto proof = sender.scp80.open_response(*sent, *proof_);
  if (!proof) return wire::fail(proof.error());
  if (!proof->authentic || proof->status != wire::PacketStatus::Ok) {
    const auto status = static_cast<std::uint8_t>(proof->status);
    return host::fail(ErrorCode::CardRefused, "send a script: the card's proof of receipt says " +
                                                  host::to_hex(host::Bytes(&status, 1)));
  }
  return host::ota::ResponseScript::parse(proof->data);
}

Result<Reply> SmsChannel::transmit(const wire::Tar& tar, host::Bytes command) {
  auto response = run(tar, host::ota::CommandScript().apdu(command));
  if (!response) return wire::fail(response.error());
  if (response->answers.empty())
    return host::fail(ErrorCode::CardRefused, "send a script: a script error instead of an answer");
  host::ota::ScriptAnswer& last = response->answers.back();
  Reply reply;
  reply.data = std::move(last.data);
  reply.status = last.status;
  reply.final_status = last.status;
  return reply;
}

}  // namespace sixline::tools
