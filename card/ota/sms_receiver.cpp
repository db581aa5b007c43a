#include "card/ota/sms_receiver.hpp"

#include "card/wire/comprehension_tlv.hpp"
#include "card/wire/tags.hpp"

namespace sixline::card::ota {
namespace {

namespace ctlv = wire::tag::ctlv;
using wire::ComprehensionTlvReader;

// [TS 31.111 §7.1.1.2] from the network to the UICC
constexpr std::array<std::uint8_t, 2> network_to_uicc{0x83, 0x81};

}  // namespace

void SmsReceiver::reset() {
  reassembly_.reset();
  packet_ = {};
}

Arrival SmsReceiver::receive(Bytes tlvs) {
  packet_ = {};
  const ComprehensionTlvReader reader(tlvs);
  const auto devices = reader.find(ctlv::device_identities);
  const auto tpdu = reader.find(ctlv::sms_tpdu);
  if (!devices || !wire::equal(devices->value, network_to_uicc) || !tpdu) return Arrival::Malformed;
  const auto message = wire::SmsDeliver::parse(tpdu->value);
  if (!message) return Arrival::Malformed;
  const auto content = wire::SmsUserData::parse(message->user_data, message->has_header);
  if (!content) return Arrival::Malformed;

  MessagePart part{.originator = message->originator,
                   .command_packet = content->packet == wire::PacketKind::Command,
                   .payload = content->payload};
  if (content->concatenation) part.place = *content->concatenation;
  packet_ = reassembly_.add(part);
  originator_ = message->originator;
  return packet_.empty() ? Arrival::Nothing : Arrival::Packet;
}

}  // namespace sixline::card::ota
