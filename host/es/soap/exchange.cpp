#include "host/es/soap/exchange.hpp"

#include "host/es/soap/service.hpp"

namespace sixline::host::es::soap {

namespace {

constexpr int server_trouble = 500;
constexpr int not_authenticated = 401;

Error error_of(ErrorCode code, const Message& message, std::string problem) {
  return {code, element_name(*message.function, message.kind) + ": " + std::move(problem), std::nullopt};
}

/// A peer that is in trouble may be asked again, one that does not understand may not.
Error refusal(const Message& message, int status, std::string_view body) {
  std::string problem = "HTTP " + std::to_string(status);
  const auto envelope = body.empty() ? wire::Result<Envelope, Fault>() : read_envelope(body);
  if (envelope && std::holds_alternative<Fault>(envelope->body))
    problem += ", " + std::get<Fault>(envelope->body).reason;
  const bool again = status >= server_trouble || status == not_authenticated;
  return error_of(again ? ErrorCode::Transport : ErrorCode::BadInput, message, std::move(problem));
}

}  // namespace

Post post_of(const Header& header, const Message& message) {
  return {path_of(service_of(*message.function, message.kind)),
          content_type(action_of(*message.function, message.kind)), write_envelope(header, message)};
}

Reply reply_of(Outcome outcome) {
  return {http_answer(outcome).status, {}, {}};
}

Reply reply_of(const Header& header, const Message& response) {
  return {http_answer(Outcome::Answered).status, content_type(action_of(*response.function, response.kind)),
          write_envelope(header, response)};
}

Reply reply_of(const Header& header, const Fault& fault, bool overloaded) {
  Header about = header;
  about.relates_to = fault.message_id;
  const Outcome outcome = overloaded ? Outcome::Overloaded : outcome_of(fault);
  return {http_answer(outcome).status, content_type(fault_action), write_envelope(std::move(about), fault)};
}

Result<Delivered> delivered(const Header& sent, const Message& message, int status, std::string_view body) {
  if (status < 200 || status > 299) return wire::fail(refusal(message, status, body));
  const bool awaited = message.kind == Kind::Request && message.function->style == Style::Synchronous;
  const auto unexpected = [&](std::string problem) {
    return wire::fail(error_of(ErrorCode::BadFormat, message, std::move(problem)));
  };
  if (body.empty()) return awaited ? Result<Delivered>(unexpected("no response")) : Delivered{};
  auto envelope = read_envelope(body);
  if (!envelope) return unexpected(envelope.error().reason);
  if (std::holds_alternative<Fault>(envelope->body))
    return wire::fail(refusal(message, server_trouble, body));
  Decoded* decoded = std::get_if<Decoded>(&envelope->body);
  if (!decoded) return awaited ? Result<Delivered>(unexpected("no response")) : Delivered{};
  const bool ours = decoded->message.kind == Kind::Response &&
                    decoded->message.function == message.function && message.kind == Kind::Request;
  if (!ours)
    return unexpected("answered by " + element_name(*decoded->message.function, decoded->message.kind));
  if (!relates(envelope->header.relates_to, sent.message_id))
    return unexpected("the answer to another message");
  if (decoded->refusal) return unexpected(decoded->refusal->describe());
  return Delivered{std::move(decoded->message)};
}

}  // namespace sixline::host::es::soap
