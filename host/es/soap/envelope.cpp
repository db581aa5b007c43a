#include "host/es/soap/envelope.hpp"

#include <functional>

#include "host/es/soap/service.hpp"
#include "host/es/soap/uri_parameters.hpp"
#include "host/es/xml/namespaces.hpp"

namespace sixline::host::es::soap {

namespace {

constexpr std::string_view message_version = "1.0.0";
constexpr std::string_view header_required = "MessageAddressingHeaderRequired";

std::optional<Fault> missing(bool present, std::string_view name) {
  if (present) return std::nullopt;
  return sender_fault("wsa:" + std::string(name) + " is missing", std::string(header_required));
}

/// Longer than any URI that is in use; whoever keeps messages keeps them under these.
constexpr std::size_t longest_uri = 2'000;

std::optional<Fault> too_long(const std::string& uri, std::string_view name) {
  if (uri.size() <= longest_uri) return std::nullopt;
  return sender_fault("wsa:" + std::string(name) + " is too long", "InvalidAddressingHeader");
}

/// Which headers a kind of message must have.  [SGP.02 Annex B]
std::optional<Fault> check_header(const Header& header, Kind kind, bool polled) {
  if (auto fault = too_long(header.message_id, "MessageID")) return fault;
  if (header.reply_to)
    if (auto fault = too_long(header.reply_to->address, "ReplyTo")) return fault;
  if (auto fault = missing(!header.action.empty(), "Action")) return fault;
  if (auto fault = missing(!header.to.address.empty() || !header.to.entity_id.empty(), "To")) return fault;
  if (polled) return std::nullopt;
  if (auto fault = missing(!header.from.address.empty() || !header.from.entity_id.empty(), "From"))
    return fault;
  if (auto fault = missing(!header.message_id.empty(), "MessageID")) return fault;
  return missing(kind != Kind::Response || !header.relates_to.empty(), "RelatesTo");
}

wire::Result<Body, Fault> read_message(const xml::Document& document, const xml::Element& element,
                                       const Header& header, bool polled) {
  auto decoded = decode(document, element);
  if (!decoded) return tl::unexpected(sender_fault("unknown message " + std::string(element.name)));
  const Message& message = decoded->message;
  if (auto fault = check_header(header, message.kind, polled)) return tl::unexpected(std::move(*fault));
  if (!action_fits(*message.function, message.kind, header.action))
    return tl::unexpected(sender_fault(
        "action " + header.action + " is not that of " + std::string(element.name), "ActionNotSupported"));
  return Body(std::move(*decoded));
}

wire::Result<Body, Fault> read_poll(const xml::Element& element, const Header& header) {
  if (auto fault = missing(header.action == make_connection_action, "Action"))
    return tl::unexpected(std::move(*fault));
  const xml::Element* address = element.child(xml::ns::wsmc, "Address");
  if (!address) return tl::unexpected(sender_fault("MakeConnection without an Address"));
  // Read like ReplyTo, so that both name the same queue.
  std::string uri = parse_uri(address->text).uri;
  if (!uri.starts_with(poll_address) && uri != wsa_anonymous)
    return tl::unexpected(sender_fault("MakeConnection for an address that is not anonymous"));
  return Body(MakeConnection{std::move(uri)});
}

wire::Result<Body, Fault> read_body(const xml::Document& document, const xml::Element& body,
                                    const Header& header, const ReadOptions& options) {
  if (body.has_text()) return tl::unexpected(sender_fault("text in the body"));
  if (body.children.empty()) return Body();
  if (body.children.size() > 1) return tl::unexpected(sender_fault("more than one message"));
  const xml::Element& element = body.children.front();
  if (element.is(xml::ns::soap, "Fault")) return Body(read_fault(element));
  if (element.is(xml::ns::wsmc, "MakeConnection")) return read_poll(element, header);
  return read_message(document, element, header, options.polled);
}

std::string write_around(const Header& header, const std::function<void(xml::Writer&)>& write_message) {
  xml::Writer out;
  out.open("s:Envelope").attribute("xmlns:s", xml::ns::soap).attribute("xmlns:wsa", xml::ns::wsa);
  out.attribute("xmlns:wsmc", xml::ns::wsmc).attribute("xmlns:rps", xml::ns::rps);
  out.open("s:Header");
  write(header, out);
  out.close().open("s:Body").attribute("rps:MessageVersion", message_version);
  write_message(out);
  return out.close().close().take();
}

}  // namespace

wire::Result<Envelope, Fault> read_envelope(std::string_view text, const ReadOptions& options) {
  const auto document = xml::Document::parse(text, options.limits);
  if (!document) return tl::unexpected(sender_fault(document.error().what));
  const xml::Element& root = document->root();
  if (root.name == "Envelope" && root.space != xml::ns::soap)
    return tl::unexpected(Fault{FaultCode::VersionMismatch, "not a SOAP 1.2 envelope", {}, {}});
  if (!root.is(xml::ns::soap, "Envelope")) return tl::unexpected(sender_fault("no SOAP envelope"));
  const xml::Element* body = root.child(xml::ns::soap, "Body");
  if (!body || &root.children.back() != body) return tl::unexpected(sender_fault("no SOAP body at the end"));
  Envelope envelope;
  if (&root.children.front() != body) {
    const xml::Element& first = root.children.front();
    if (root.children.size() != 2 || !first.is(xml::ns::soap, "Header"))
      return tl::unexpected(sender_fault("elements that no envelope has"));
    auto header = read_header(first);
    if (!header) return tl::unexpected(header.error());
    envelope.header = std::move(*header);
    auto token = read_token(first);
    if (!token) {
      token.error().message_id = envelope.header.message_id;
      return tl::unexpected(token.error());
    }
    envelope.token = std::move(*token);
  }
  auto read = read_body(*document, *body, envelope.header, options);
  if (!read) {
    read.error().message_id = envelope.header.message_id;
    return tl::unexpected(read.error());
  }
  envelope.body = std::move(*read);
  return envelope;
}

std::string write_envelope(Header header, const Message& message) {
  header.action = action_of(*message.function, message.kind);
  return write_around(header, [&](xml::Writer& out) { write(message, out); });
}

std::string write_envelope(Header header, const MakeConnection& poll) {
  header.action = make_connection_action;
  return write_around(header, [&](xml::Writer& out) {
    out.open("wsmc:MakeConnection").leaf("wsmc:Address", poll.address).close();
  });
}

std::string write_envelope(Header header, const Fault& fault) {
  header.action = fault_action;
  return write_around(header, [&](xml::Writer& out) { write(fault, out); });
}

}  // namespace sixline::host::es::soap
