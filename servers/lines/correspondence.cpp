#include "servers/lines/correspondence.hpp"

#include "host/crypto/random.hpp"
#include "servers/lines/header_json.hpp"

namespace sixline::servers::lines {

using host::ErrorCode;

namespace {

/// How long a notification or an answer is offered to somebody who cannot be reached (PROC-GEN-05).
constexpr es::Time patience = 24 * 60 * 60;

/// Where the sender of this message can be spoken to on the same line.
soap::Endpoint own_endpoint(const Self& self, const es::Function& function, es::Kind kind) {
  const soap::Role role =
      kind == es::Kind::Response ? soap::provider_role(function) : soap::caller_role(function);
  std::string address = self.base_url;
  for (const soap::Service& service : soap::services())
    if (function.interface != es::Interface::Es7 && service.interface == function.interface &&
        service.offered_by == role)
      address = self.base_url + soap::path_of(service);
  if (function.interface == es::Interface::Es7 && kind != es::Kind::Notification) {
    // An SM-SR has a service for each side of a conversation with another one.
    const es::Kind other = kind == es::Kind::Request ? es::Kind::Response : es::Kind::Request;
    address = self.base_url + soap::path_of(soap::service_of(function, other));
  }
  return {std::move(address), self.id, self.name, {}};
}

}  // namespace

std::string new_message_id(const Self& self) {
  auto bytes = host::crypto::random_bytes<16>(host::crypto::system_random());
  bytes[6] = static_cast<std::uint8_t>((bytes[6] & 0x0F) | 0x40);  // version 4, variant 1 of RFC 4122
  bytes[8] = static_cast<std::uint8_t>((bytes[8] & 0x3F) | 0x80);
  std::string hex = host::to_hex(bytes);
  for (char& c : hex) c = static_cast<char>(c >= 'A' ? c - 'A' + 'a' : c);
  for (const std::size_t at : {20u, 16u, 12u, 8u}) hex.insert(at, "-");
  return "//" + self.id + "/urn:uuid:" + hex;
}

Result<void> Correspondence::put(store::OutboxRow row, const soap::Header& header,
                                 const es::Message& message) {
  const soap::Post post = soap::post_of(header, message);
  row.message_id = header.message_id;
  row.content_type = post.content_type;
  row.envelope = post.body;
  row.function = es::qualified_name(*message.function);
  row.context_id = header.context_id;
  row.eid = message.content.shape().find("Eid") != nullptr ? message.content.text("Eid") : std::string();
  row.next_attempt = now_;
  return unit_.put_outbox(row);
}

Result<void> Correspondence::answer(const store::ReceivedRow& request, const es::Message& response) {
  // Somebody was told already that the time is over: no late success (PROC-TIM-03).
  if (!request.answer.empty()) return {};
  store::ReceivedRow answered = request;
  answered.answer = es::to_xml(response);
  if (auto kept = unit_.put_received(answered); !kept) return kept;
  if (response.function->style == es::Style::Synchronous) return {};  // whoever holds the exchange gives it
  return send_answer(request, response);
}

Result<void> Correspondence::send_answer(const store::ReceivedRow& request, const es::Message& response) {
  auto header = header_from_json(request.header);
  if (!header) return wire::fail(header.error());
  soap::Header own = soap::answering(*header, own_endpoint(self_, *response.function, es::Kind::Response),
                                     new_message_id(self_), now_);
  store::OutboxRow row{.recipient = request.caller, .give_up_at = now_ + patience};
  const soap::Delivery delivery = soap::delivery_of(*header);
  if (delivery == soap::Delivery::Callback) {
    row.url = header->reply_to->address;
  } else if (delivery == soap::Delivery::Poll) {
    row.poll_address = header->reply_to->address;
  } else if (const auto url = peers_.url_of(request.caller, *response.function, es::Kind::Response)) {
    row.url = *url;
    own.to.address = *url;
  } else {
    row.poll_address = soap::wsa_anonymous;
  }
  return put(std::move(row), own, response);
}

Result<std::string> Correspondence::call(std::string_view recipient, const es::Message& request,
                                         es::Time give_up_at, const soap::Header* cause) {
  return address(recipient, request, give_up_at, cause);
}

Result<void> Correspondence::notify(std::string_view recipient, const es::Message& notification,
                                    const soap::Header* cause) {
  auto id = address(recipient, notification, now_ + patience, cause);
  if (!id) return wire::fail(id.error());
  return {};
}

Result<std::string> Correspondence::address(std::string_view recipient, const es::Message& message,
                                            es::Time give_up_at, const soap::Header* cause) {
  const auto url = peers_.url_of(recipient, *message.function, message.kind);
  if (!url)
    return host::fail(ErrorCode::NotFound, es::qualified_name(*message.function) + ": no address of " +
                                               std::string(recipient) + " is known");
  const soap::Endpoint own = own_endpoint(self_, *message.function, message.kind);
  const soap::Endpoint to{*url, std::string(recipient), {}, {}};
  soap::Header header =
      soap::caused_by(cause != nullptr ? *cause : soap::Header{}, own, to, new_message_id(self_), now_);
  if (cause == nullptr || header.context_id.empty()) header.context_id = header.message_id.substr(2);
  if (message.kind == es::Kind::Request && message.function->style == es::Style::Asynchronous)
    header.reply_to = own;
  store::OutboxRow row{.recipient = std::string(recipient), .url = *url, .give_up_at = give_up_at};
  if (auto put_away = put(std::move(row), header, message); !put_away) return wire::fail(put_away.error());
  return header.message_id;
}

}  // namespace sixline::servers::lines
