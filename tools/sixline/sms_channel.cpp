#include "tools/sixline/sms_channel.hpp"

#include "host/ota/script.hpp"

namespace sixline::tools {
namespace {

using host::ErrorCode;
using host::Result;
using host::session::Reply;

constexpr std::string_view sm_sr_number = "12345678900";

}  // namespace

Result<std::unique_ptr<SmsChannel>> SmsChannel::open(host::session::CardSession& card, const wire::Tar& tar,
                                                     const host::scp::Scp80Keys& keys) {
  auto scp80 = host::scp::Scp80::create(keys);
  if (!scp80) return wire::fail(scp80.error());
  auto channel = std::unique_ptr<SmsChannel>(new SmsChannel(card, tar, std::move(*scp80)));
  channel->terminal_.set_sms_sink([raw = channel.get()](host::Bytes submit) { raw->receive(submit); });
  if (auto on = channel->terminal_.power_on(); !on) return wire::fail(on.error());
  if (auto in = channel->terminal_.set_network(host::device::Registration::Registered); !in)
    return wire::fail(in.error());
  return channel;
}

/// Notifications of the card are not what a script waits for.
void SmsChannel::receive(host::Bytes submit) {
  auto message = reassembly_.add(submit);
  if (message && *message && (*message)->kind == wire::PacketKind::Response)
    proof_ = std::move((*message)->packet);
}

Result<Reply> SmsChannel::transmit(host::Bytes command) {
  const host::ByteString script = host::ota::CommandScript().apdu(command).bytes();
  auto sent = scp80_.wrap(tar_, script, counters_);
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
  auto proof = scp80_.open_response(*sent, *proof_);
  if (!proof) return wire::fail(proof.error());
  return answer_in(*proof);
}

Result<Reply> SmsChannel::answer_in(const host::scp::ProofOfReceipt& proof) const {
  if (!proof.authentic || proof.status != wire::PacketStatus::Ok) {
    const auto status = static_cast<std::uint8_t>(proof.status);
    return host::fail(ErrorCode::CardRefused, "send a script: the card's proof of receipt says " +
                                                  host::to_hex(host::Bytes(&status, 1)));
  }
  auto script = host::ota::ResponseScript::parse(proof.data);
  if (!script) return wire::fail(script.error());
  if (script->answers.empty())
    return host::fail(ErrorCode::CardRefused, "send a script: no answer in " + host::to_hex(proof.data));
  const host::ota::ScriptAnswer& last = script->answers.back();
  Reply reply;
  reply.data = last.data;
  reply.status = last.status;
  reply.final_status = last.status;
  return reply;
}

}  // namespace sixline::tools
