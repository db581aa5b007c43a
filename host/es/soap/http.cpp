#include "host/es/soap/http.hpp"

#include <algorithm>
#include <array>

namespace sixline::host::es::soap {

namespace {

using enum Outcome;
using enum HttpBody;

constexpr auto rows = std::to_array<HttpAnswer>({
    {Answered, 200, Response, "processed; the response says how it ended"},
    {RequestAccepted, 202, Empty, "accepted; the answer follows"},
    {CallbackAccepted, 202, Empty, "the answer arrived"},
    {NotificationAccepted, 202, Empty, "the notification arrived"},
    {PollAnswered, 200, Response, "the answer that waited"},
    {PollEmpty, 202, Empty, "no answer waits"},
    {NotUnderstood, 400, HttpBody::Fault, "malformed, unknown, or a header is missing"},
    {VersionNotSupported, 500, HttpBody::Fault, "another version of SOAP or of a header"},
    {NotificationRefused, 400, HttpBody::Fault, "a notification with wrong fields"},
    {NotAuthenticated, 401, Empty, "the peer is not known"},
    {NoSuchService, 404, Empty, "no service here"},
    {NotPosted, 405, Empty, "only POST"},
    {TooLong, 413, Empty, "longer than the limit"},
    {NotSoap, 415, Empty, "not application/soap+xml in UTF-8"},
    {Overloaded, 503, HttpBody::Fault, "busy; try again"},
    {InternalFailure, 500, HttpBody::Fault, "failed before there was a result"},
});

constexpr bool rows_in_order() {
  for (std::size_t i = 0; i < rows.size(); ++i)
    if (static_cast<std::size_t>(rows[i].outcome) != i) return false;
  return rows.size() == static_cast<std::size_t>(InternalFailure) + 1;
}
static_assert(rows_in_order(), "a row for every outcome, in the order of the enumeration");

Outcome outcome_of(const Decoded& decoded) {
  switch (decoded.message.kind) {
    case Kind::Response: return CallbackAccepted;
    case Kind::Notification: return decoded.refusal ? NotificationRefused : NotificationAccepted;
    case Kind::Request: break;
  }
  return decoded.message.function->style == Style::Synchronous ? Answered : RequestAccepted;
}

}  // namespace

const HttpAnswer& http_answer(Outcome outcome) {
  return rows[static_cast<std::size_t>(outcome)];
}

std::span<const HttpAnswer> http_answers() {
  return rows;
}

Outcome outcome_of(const Envelope& envelope) {
  if (const Decoded* decoded = envelope.message()) return outcome_of(*decoded);
  if (std::holds_alternative<MakeConnection>(envelope.body)) return PollEmpty;
  // A posted fault is the peer's answer to something of ours; an empty envelope says nothing.
  return std::holds_alternative<soap::Fault>(envelope.body) ? CallbackAccepted : NotUnderstood;
}

Outcome outcome_of(const soap::Fault& fault) {
  switch (fault.code) {
    case FaultCode::VersionMismatch:
    case FaultCode::MustUnderstand: return VersionNotSupported;
    case FaultCode::Sender: return NotUnderstood;
    case FaultCode::Receiver: return InternalFailure;
  }
  return InternalFailure;
}

std::string content_type(std::string_view action) {
  return "application/soap+xml; charset=utf-8; action=\"" + std::string(action) + "\"";
}

bool is_soap(std::string_view content_type) {
  std::string lower;
  for (char c : content_type)
    if (c != ' ' && c != '\t' && c != '"')
      lower.push_back(c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c);
  const std::size_t charset = lower.find(";charset=");
  const std::string_view type = std::string_view(lower).substr(0, lower.find(';'));
  if (type != "application/soap+xml") return false;
  if (charset == std::string::npos) return true;
  const std::string_view value = std::string_view(lower).substr(charset + 9);
  return value.substr(0, value.find(';')) == "utf-8";
}

}  // namespace sixline::host::es::soap
