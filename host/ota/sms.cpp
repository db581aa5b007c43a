#include "host/ota/sms.hpp"

#include <algorithm>

#include "card/wire/comprehension_tlv.hpp"
#include "card/wire/tags.hpp"

namespace sixline::host::ota {
namespace {

namespace ctlv = wire::tag::ctlv;

constexpr std::size_t most_messages = 255;
constexpr std::size_t longest_short_data = 255;
constexpr std::size_t deliver_room = 256;
constexpr std::uint8_t network = 0x83;
constexpr std::uint8_t uicc = 0x81;

ByteString taken(ByteString buffer, const wire::Writer& out) {
  buffer.resize(out.size());
  return buffer;
}

}  // namespace

Result<std::vector<ByteString>> deliver_messages(Bytes packet, const SmsOrigin& origin,
                                                 std::uint8_t reference) {
  const wire::SmsSplit split(packet, wire::PacketKind::Command, reference);
  if (split.count() > most_messages)
    return fail(ErrorCode::BadInput,
                "a packet of " + std::to_string(packet.size()) + " bytes does not fit 255 short messages");
  std::vector<ByteString> messages;
  messages.reserve(split.count());
  for (std::size_t i = 0; i < split.count(); ++i) {
    std::array<std::uint8_t, wire::max_user_data> user_data;
    wire::Writer text(user_data);
    split.write(i, text);
    wire::SmsDeliver deliver;
    deliver.more_messages = i + 1 < split.count() || origin.more_waiting;
    deliver.originator = origin.originator;
    deliver.timestamp = origin.timestamp;
    deliver.user_data = text.view();
    ByteString buffer(deliver_room);
    wire::Writer out(buffer);
    deliver.encode(out);
    messages.push_back(taken(std::move(buffer), out));
  }
  return messages;
}

Result<ByteString> build_envelope(Bytes deliver, const wire::SmsAddress& service_centre) {
  std::array<std::uint8_t, longest_short_data> content;
  wire::Writer out(content);
  {
    wire::TlvScope download(out, wire::tag::toolkit::sms_pp_download);
    wire::put_comprehension_tlv(out, ctlv::device_identities | ctlv::must_understand,
                                std::array{network, uicc});
    if (!service_centre.empty()) {
      std::array<std::uint8_t, wire::SmsAddress::max_encoded> address;
      wire::Writer field(address);
      service_centre.encode_cat(field);
      wire::put_comprehension_tlv(out, ctlv::address, field.view());
    }
    wire::put_comprehension_tlv(out, ctlv::sms_tpdu | ctlv::must_understand, deliver);
  }
  if (out.overflowed()) return fail(ErrorCode::BadInput, "the short message does not fit an ENVELOPE");
  ByteString apdu{0x80, 0xC2, 0x00, 0x00, static_cast<std::uint8_t>(out.size())};
  append(apdu, out.view());
  return apdu;
}

SubmitReassembly::Pending& SubmitReassembly::pending_for(const wire::SmsAddress& destination,
                                                         const wire::SmsConcatenation& part) {
  for (Pending& message : pending_) {
    const bool same = message.destination == destination && message.key.reference == part.reference &&
                      message.key.wide == part.wide && message.key.total == part.total;
    if (same) return message;
  }
  if (pending_.size() == max_pending) pending_.pop_front();
  return pending_.emplace_back(
      Pending{destination, part, std::nullopt, std::vector<std::optional<ByteString>>(part.total)});
}

std::optional<MobileOriginated> SubmitReassembly::take_if_complete(Pending& message) {
  MobileOriginated whole{wire::PacketKind::Command, message.destination, {}};
  for (const auto& part : message.parts) {
    if (!part) return std::nullopt;
    append(whole.packet, *part);
  }
  if (message.kind) whole.kind = *message.kind;
  const bool secured = message.kind.has_value();
  pending_.erase(std::find_if(pending_.begin(), pending_.end(),
                              [&message](const Pending& other) { return &other == &message; }));
  return secured ? std::optional(std::move(whole)) : std::nullopt;
}

Result<std::optional<MobileOriginated>> SubmitReassembly::add(Bytes bytes) {
  auto submit = wire::SmsSubmit::parse(bytes);
  if (!submit) return fail(ErrorCode::BadFormat, "the card sent something that is not an SMS-SUBMIT");
  auto data = wire::SmsUserData::parse(submit->user_data, submit->has_header);
  if (!data) return fail(ErrorCode::BadFormat, "the user data of an SMS-SUBMIT is malformed");
  if (!data->concatenation || data->concatenation->total == 1) {
    if (!data->packet)
      return fail(ErrorCode::BadFormat, "the card sent a short message without secured packet");
    return MobileOriginated{*data->packet, submit->destination, to_byte_string(data->payload)};
  }
  Pending& message = pending_for(submit->destination, *data->concatenation);
  if (data->packet) message.kind = data->packet;
  message.parts[data->concatenation->number - 1u] = to_byte_string(data->payload);
  return take_if_complete(message);
}

}  // namespace sixline::host::ota
