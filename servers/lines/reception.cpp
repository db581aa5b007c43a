#include "servers/lines/reception.hpp"

#include <algorithm>

#include "host/crypto/hash.hpp"
#include "servers/lines/header_json.hpp"

namespace sixline::servers::lines {

using es::EsStatus;
using es::Failure;
using soap::Outcome;

namespace {

/// How long an exchange may wait for the answer of others; less than a client waits.
constexpr es::Time longest_hold = 50;

/// How long a call is remembered after its validity (PROC-GEN-06).
constexpr es::Time memory = 7 * 24 * 60 * 60;

Taken plain(Outcome outcome) {
  return {soap::reply_of(outcome), {}};
}

/// What was asked, however it was written.
std::string digest_of(const es::Message& message) {
  return host::to_hex(host::crypto::sha256(wire::bytes_of(es::to_xml(message))));
}

/// Longer than any identifier is, shorter than what a key of an index may be.
constexpr std::size_t longest_id = 1'000;

std::string call_id_of(const es::Message& request) {
  return request.content.text("FunctionCallIdentifier");
}

/// A call that has no name of its own cannot be told from another (PROC-GEN-06).
std::optional<EsStatus> doubt_about_name(const std::string& call_id) {
  if (call_id.empty()) return EsStatus::of(Failure::ParameterMissing, "FunctionCallIdentifier");
  if (call_id.size() <= longest_id) return std::nullopt;
  return EsStatus::of(Failure::ParameterInvalid, "FunctionCallIdentifier is too long");
}

/// Why a request is not handled, whatever it wants.
std::optional<EsStatus> refusal_of(const es::Decoded& request) {
  return request.refusal ? request.refusal : doubt_about_name(call_id_of(request.message));
}

/// The function of a row that Reception wrote.
const es::Function& function_of(const store::ReceivedRow& row) {
  for (const es::Function& function : es::functions())
    if (es::qualified_name(function) == row.function) return function;
  return es::accepted_only();
}

Result<es::Message> message_from(const std::string& xml) {
  const auto document = es::xml::Document::parse(xml);
  auto decoded = document ? es::decode(*document, document->root()) : std::nullopt;
  if (!decoded) return host::fail(host::ErrorCode::Storage, "an answer that was kept cannot be read back");
  return std::move(decoded->message);
}

}  // namespace

/// Who came, with what, to which service, and in which unit he is heard.
struct Reception::Visitor {
  const soap::Service& service;
  store::Unit& unit;
  Effects& effects;
  const host::http::Request& request;
  const soap::Header& header;
  const std::optional<soap::UsernameToken>& token;
  es::Time now;

  const std::string& sender() const { return request.peer.entity_id; }
  Received received(const es::Message& message) const { return {header, message, sender(), request.target}; }
  void say(LogLine::Level level, const es::Message& message, std::string text) const {
    const bool about = message.content.shape().find("Eid") != nullptr;
    effects.log.push_back({level, about ? message.content.text("Eid") : std::string(), header.message_id,
                           header.context_id, es::qualified_name(*message.function) + " " + std::move(text)});
  }
};

Arrival Reception::open(const host::http::Request& request, es::Time now) const {
  Arrival arrival{request};
  const auto end = [&](Outcome outcome) {
    arrival.reply = soap::reply_of(outcome);
    return std::move(arrival);
  };
  if (request.method != "POST") return end(Outcome::NotPosted);
  arrival.service = soap::find_service(request.target);
  if (arrival.service == nullptr || arrival.service->offered_by != role_) return end(Outcome::NoSuchService);
  if (!soap::is_soap(request.content_type)) return end(Outcome::NotSoap);
  auto envelope = soap::read_envelope(request.body);
  if (!envelope) {
    arrival.log = {LogLine::Level::Warning,
                   {},
                   envelope.error().message_id,
                   {},
                   "refused from " + request.peer.address + ": " + envelope.error().reason};
    arrival.reply = fault({}, envelope.error(), now);
    return arrival;
  }
  arrival.envelope = std::move(*envelope);
  if (const es::Decoded* decoded = arrival.envelope.message())
    arrival.only_reads = decoded->message.kind == es::Kind::Request &&
                         decoded->message.function->style == es::Style::Synchronous &&
                         desk_.only_reads(*decoded->message.function);
  return arrival;
}

Result<Taken> Reception::take(store::Unit& unit, const Arrival& arrival, es::Time now,
                              Effects& effects) const {
  if (arrival.log) effects.log.push_back(*arrival.log);
  if (arrival.reply) return Taken{*arrival.reply, {}};
  const Visitor visitor{*arrival.service,       unit, effects, arrival.request, arrival.envelope.header,
                        arrival.envelope.token, now};
  if (const auto* polled = std::get_if<soap::MakeConnection>(&arrival.envelope.body))
    return poll(visitor, *polled);
  if (const es::Decoded* decoded = arrival.envelope.message()) return take_message(visitor, *decoded);
  return plain(soap::outcome_of(arrival.envelope));
}

/// Whether such a message belongs to this service.
bool Reception::is_served(const es::Message& message, const soap::Service& service) const {
  const es::Function& function = *message.function;
  const bool response = message.kind == es::Kind::Response;
  // The response of a synchronous function comes on the exchange of its request, nowhere else.
  if (response && function.style != es::Style::Asynchronous) return false;
  if ((response ? soap::caller_role(function) : soap::provider_role(function)) != role_) return false;
  // ES4A is read under the names of ES4, too, and so under its address.
  const auto line = [](es::Interface interface) {
    return interface == es::Interface::Es4a ? es::Interface::Es4 : interface;
  };
  return line(function.interface) == line(service.interface);
}

/// The first thing that speaks against the sender (PROC-GEN-01).
std::optional<EsStatus> Reception::judge(const Visitor& visitor, const es::Message& message) const {
  const std::string& sender = visitor.sender();
  const Peer* peer = peers_.find(sender);
  const std::string& claimed = visitor.header.from.entity_id;
  if (sender.empty() || peer == nullptr || (!claimed.empty() && claimed != sender))
    return EsStatus::of(Failure::CallerUnknown, {}, claimed.empty() ? sender : claimed);
  if (!token_fits(*peer, visitor.token))
    return EsStatus::of(Failure::CallerUnknown, "this link wants its UsernameToken", sender);
  const bool answers = message.kind == es::Kind::Response;
  const bool fits = std::any_of(peer->roles.begin(), peer->roles.end(), [&](PeerRole role) {
    return answers ? may_answer(role, *message.function) : may_call(role, *message.function);
  });
  if (!fits) return EsStatus::of(Failure::CallerDenied, {}, sender);
  return std::nullopt;
}

Result<Taken> Reception::take_message(const Visitor& visitor, const es::Decoded& decoded) const {
  const es::Message& message = decoded.message;
  if (!is_served(message, visitor.service))
    return Taken{
        fault(visitor.header,
              soap::sender_fault(es::element_name(*message.function, message.kind) + " is not served here"),
              visitor.now),
        {}};
  if (const auto refused = judge(visitor, message)) {
    visitor.say(LogLine::Level::Warning, message,
                "refused to " + visitor.sender() + ": " + refused->describe());
    if (message.kind != es::Kind::Request) return plain(Outcome::NotAuthenticated);
    // Whom nobody knows leaves nothing but the line of the log.
    if (refused->is(Failure::CallerDenied) && !visitor.unit.is_reading())
      if (auto noted = desk_.on_refused(visitor.unit, visitor.received(message), *refused); !noted)
        return wire::fail(noted.error());
    // An address that a stranger gives is not written to: he hears it on his own connection.
    return Taken{reply(visitor.header, es::response_of(*message.function, *refused), visitor.now), {}};
  }
  switch (message.kind) {
    case es::Kind::Response: return take_response(visitor, decoded);
    case es::Kind::Notification: return take_notification(visitor, decoded);
    default: return take_request(visitor, decoded);
  }
}

Result<Taken> Reception::take_response(const Visitor& visitor, const es::Decoded& decoded) const {
  if (decoded.refusal) {
    // Its sender will not send a better one; the call ends as one without an answer does.
    visitor.say(LogLine::Level::Warning, decoded.message, "answered, but " + decoded.refusal->describe());
    return plain(Outcome::CallbackAccepted);
  }
  const std::string_view relates_to = visitor.header.relates_to;
  const std::string call(relates_to.substr(0, relates_to.find('?')));
  auto done = desk_.on_response(visitor.unit, visitor.sender(), call, decoded.message, visitor.effects);
  if (!done) return wire::fail(done.error());
  return plain(Outcome::CallbackAccepted);
}

Result<Taken> Reception::take_notification(const Visitor& visitor, const es::Decoded& decoded) const {
  const es::Message& message = decoded.message;
  if (decoded.refusal) {
    visitor.say(LogLine::Level::Warning, message, "refused: " + decoded.refusal->describe());
    return Taken{fault(visitor.header, soap::sender_fault(decoded.refusal->describe()), visitor.now), {}};
  }
  const store::ReceivedRow row{.caller = visitor.sender(),
                               .function = es::qualified_name(*message.function),
                               .call_id = visitor.header.message_id,
                               .message_id = visitor.header.message_id,
                               .digest = digest_of(message),
                               .header = to_json(visitor.header),
                               .keep_until = visitor.now + memory};
  auto is_new = visitor.unit.add_received(row);
  if (!is_new) return wire::fail(is_new.error());
  if (!*is_new) return plain(Outcome::NotificationAccepted);
  const Received received = visitor.received(message);
  auto handled = desk_.on_message(visitor.unit, received, row, visitor.effects);
  if (!handled) return wire::fail(handled.error());
  return plain(Outcome::NotificationAccepted);
}

/// What changes nothing can be done again for the same call; it is not remembered (PROC-GEN-06).
Result<Taken> Reception::read_for(const Visitor& visitor, const es::Decoded& decoded) const {
  const es::Message& message = decoded.message;
  if (const auto refusal = refusal_of(decoded)) {
    visitor.say(LogLine::Level::Info, message, "refused: " + refusal->describe());
    return Taken{reply(visitor.header, es::response_of(*message.function, *refusal), visitor.now), {}};
  }
  const Received received = visitor.received(message);
  auto handled = desk_.on_message(visitor.unit, received, {}, visitor.effects);
  if (!handled) return wire::fail(handled.error());
  if (!*handled) return host::fail(host::ErrorCode::Storage, "no answer to what only reads");
  return Taken{reply(visitor.header, **handled, visitor.now), {}};
}

Result<Taken> Reception::take_request(const Visitor& visitor, const es::Decoded& decoded) const {
  if (visitor.unit.is_reading()) return read_for(visitor, decoded);
  const es::Message& message = decoded.message;
  const std::int64_t validity = message.content.number("ValidityPeriod");
  store::ReceivedRow row{.caller = visitor.sender(),
                         .function = es::qualified_name(*message.function),
                         .call_id = call_id_of(message),
                         .message_id = visitor.header.message_id,
                         .digest = digest_of(message),
                         .header = to_json(visitor.header),
                         .keep_until = visitor.now + std::min<std::int64_t>(validity, memory) + memory};
  const bool known_by_name = !doubt_about_name(row.call_id);
  if (known_by_name) {
    auto is_new = visitor.unit.add_received(row);
    if (!is_new) return wire::fail(is_new.error());
    if (!*is_new) return repeat(visitor, message, row);
  }
  if (const auto refusal = refusal_of(decoded)) {
    visitor.say(LogLine::Level::Info, message, "refused: " + refusal->describe());
    if (auto noted = desk_.on_refused(visitor.unit, visitor.received(message), *refusal); !noted)
      return wire::fail(noted.error());
    const es::Message response = es::response_of(*message.function, *refusal);
    if (known_by_name) return give(visitor, row, response);
    return Taken{reply(visitor.header, response, visitor.now), {}};
  }
  visitor.say(LogLine::Level::Detail, message, "from " + visitor.sender());
  const Received received = visitor.received(message);
  auto handled = desk_.on_message(visitor.unit, received, row, visitor.effects);
  if (!handled) return wire::fail(handled.error());
  if (*handled) return give(visitor, row, **handled);
  if (message.function->style == es::Style::Asynchronous) return plain(Outcome::RequestAccepted);
  // The desk may have answered through its correspondence already.
  const es::Time hold = validity > 0 ? std::min<std::int64_t>(validity, longest_hold) : longest_hold;
  const Held held{row.caller, row.function, row.call_id, visitor.header, visitor.now + hold};
  auto now = held_answer(visitor.unit, held, visitor.now);
  if (!now) return wire::fail(now.error());
  if (*now) return Taken{std::move(**now), {}};
  return Taken{{}, held};
}

/// [SGP.02 §5.1.6.4] the same call again is not executed again; another call under its name is refused
Result<Taken> Reception::repeat(const Visitor& visitor, const es::Message& request,
                                const store::ReceivedRow& row) const {
  auto found = visitor.unit.find_received(row.caller, row.function, row.call_id);
  if (!found) return wire::fail(found.error());
  if (!*found) return host::fail(host::ErrorCode::WrongState, "a call was forgotten at this moment");
  const store::ReceivedRow& before = **found;
  const bool asynchronous = request.function->style == es::Style::Asynchronous;
  if (before.digest != row.digest) {
    visitor.say(LogLine::Level::Warning, request, "another call under the identifier " + row.call_id);
    const EsStatus status = EsStatus::of(Failure::ParameterInvalid,
                                         "FunctionCallIdentifier was used for another call", row.call_id);
    if (auto noted = desk_.on_refused(visitor.unit, visitor.received(request), status); !noted)
      return wire::fail(noted.error());
    return Taken{reply(visitor.header, es::response_of(*request.function, status), visitor.now), {}};
  }
  if (before.answer.empty()) {
    if (asynchronous) return plain(Outcome::RequestAccepted);
    return Taken{{}, Held{row.caller, row.function, row.call_id, visitor.header, visitor.now + longest_hold}};
  }
  auto response = message_from(before.answer);
  if (!response) return wire::fail(response.error());
  if (!asynchronous) return Taken{reply(visitor.header, *response, visitor.now), {}};
  Correspondence correspondence(visitor.unit, peers_, self_, visitor.now);
  if (auto sent = correspondence.send_answer(row, *response); !sent) return wire::fail(sent.error());
  visitor.effects.outbox = true;
  return plain(Outcome::RequestAccepted);
}

Result<Taken> Reception::poll(const Visitor& visitor, const soap::MakeConnection& poll) const {
  const std::string& sender = visitor.sender();
  const std::string& claimed = visitor.header.from.entity_id;
  const Peer* peer = peers_.find(sender);
  if (peer == nullptr || (!claimed.empty() && claimed != sender) || !token_fits(*peer, visitor.token))
    return plain(Outcome::NotAuthenticated);
  auto polled = visitor.unit.take_polled(poll.address, sender);
  if (!polled) return wire::fail(polled.error());
  if (!*polled) return plain(Outcome::PollEmpty);
  auto envelope = soap::read_envelope((*polled)->row.envelope);
  if (!envelope || envelope->message() == nullptr)
    return host::fail(host::ErrorCode::Storage, "a message that was kept cannot be read back");
  envelope->header.message_pending = (*polled)->more;
  return Taken{soap::reply_of(envelope->header, envelope->message()->message), {}};
}

Result<Taken> Reception::give(const Visitor& visitor, const store::ReceivedRow& row,
                              const es::Message& response) const {
  Correspondence correspondence(visitor.unit, peers_, self_, visitor.now);
  if (auto answered = correspondence.answer(row, response); !answered) return wire::fail(answered.error());
  if (response.function->style == es::Style::Synchronous)
    return Taken{reply(visitor.header, response, visitor.now), {}};
  visitor.effects.outbox = true;
  return plain(Outcome::RequestAccepted);
}

Result<std::optional<soap::Reply>> Reception::held_answer(store::Unit& unit, const Held& held,
                                                          es::Time now) const {
  auto found = unit.find_received(held.caller, held.function, held.call_id);
  if (!found) return wire::fail(found.error());
  if (!*found) return std::optional(trouble(held.header, Outcome::InternalFailure, now));
  store::ReceivedRow& row = **found;
  if (row.answer.empty()) {
    if (now < held.until) return std::optional<soap::Reply>();
    // Said once, it stays said: nobody hears of a success that came later (PROC-TIM-03).
    row.answer = es::to_xml(es::response_of(function_of(row), EsStatus::of(Failure::TimeToLive)));
    if (auto kept = unit.put_received(row); !kept) return wire::fail(kept.error());
  }
  auto response = message_from(row.answer);
  if (!response) return wire::fail(response.error());
  return std::optional<soap::Reply>(reply(held.header, *response, now));
}

soap::Reply Reception::reply(const soap::Header& request, const es::Message& response, es::Time now) const {
  soap::Endpoint from = request.to;
  from.entity_id = self_.id;
  from.entity_name = self_.name;
  if (from.address.empty()) from.address = self_.base_url;
  return soap::reply_of(soap::answering(request, std::move(from), new_message_id(self_), now), response);
}

soap::Reply Reception::fault(const soap::Header& request, soap::Fault fault, es::Time now,
                             bool overloaded) const {
  if (fault.message_id.empty()) fault.message_id = request.message_id;
  const soap::Header header =
      soap::answering(request, {self_.base_url, self_.id, self_.name, {}}, new_message_id(self_), now);
  return soap::reply_of(header, fault, overloaded);
}

soap::Reply Reception::trouble(const soap::Header& request, Outcome outcome, es::Time now) const {
  const std::string reason(soap::http_answer(outcome).meaning);
  return fault(request, {soap::FaultCode::Receiver, reason, {}, {}}, now, outcome == Outcome::Overloaded);
}

}  // namespace sixline::servers::lines
