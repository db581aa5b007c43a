#include "host/es/soap/header.hpp"

#include <vector>

#include "host/es/soap/uri_parameters.hpp"
#include "host/es/xml/namespaces.hpp"

namespace sixline::host::es::soap {

namespace {

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view blanks = " \t\r\n";
  const std::size_t first = text.find_first_not_of(blanks);
  return first == std::string_view::npos ? std::string_view()
                                         : text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

Endpoint endpoint_of(std::string_view text) {
  const ParameterisedUri uri = parse_uri(trimmed(text));
  return {std::string(trimmed(uri.uri)), std::string(uri.value("EntityId")),
          std::string(uri.value("EntityName")), std::string(uri.value("UserName"))};
}

std::string uri_of(const Endpoint& endpoint) {
  return to_text({endpoint.address,
                  {{"EntityId", endpoint.entity_id},
                   {"EntityName", endpoint.entity_name},
                   {"UserName", endpoint.user_name}}});
}

void read_message_id(std::string_view text, Header& out) {
  const ParameterisedUri uri = parse_uri(trimmed(text));
  out.message_id = trimmed(uri.uri);
  out.transaction_id = uri.value("TransactionId");
  out.context_id = uri.value("ContextId");
  out.message_date = parse_date_time(uri.value("MessageDate"));
}

std::string_view address_in(const xml::Element& block) {
  const xml::Element* address = block.child(xml::ns::wsa, "Address");
  return address ? std::string_view(address->text) : std::string_view();
}

/// One block of WS-Addressing; false for a name that it does not have.
bool read_addressing(const xml::Element& block, Header& out) {
  if (block.name == "From") {
    out.from = endpoint_of(address_in(block));
  } else if (block.name == "To") {
    out.to = endpoint_of(block.text);
  } else if (block.name == "ReplyTo") {
    out.reply_to = endpoint_of(address_in(block));
  } else if (block.name == "MessageID") {
    read_message_id(block.text, out);
  } else if (block.name == "RelatesTo") {
    out.relates_to = trimmed(block.text);
  } else if (block.name == "Action") {
    out.action = trimmed(block.text);
  } else {
    return block.name == "FaultTo";
  }
  return true;
}

bool is_true(std::string_view text) {
  return text == "true" || text == "1";
}

bool must_be_understood(const xml::Element& block) {
  return is_true(block.attribute(xml::ns::soap, "mustUnderstand"));
}

void write_endpoint(std::string_view name, const Endpoint& endpoint, xml::Writer& out) {
  out.open(name).leaf("wsa:Address", uri_of(endpoint)).close();
}

Header begin(const Header& received, Endpoint from, std::string message_id, Time now) {
  Header header;
  header.from = std::move(from);
  header.message_id = std::move(message_id);
  header.context_id = received.context_id;
  header.message_date = now;
  return header;
}

}  // namespace

Delivery delivery_of(const Header& request) {
  if (!request.reply_to || request.reply_to->address.empty()) return Delivery::Unsaid;
  const std::string_view address = request.reply_to->address;
  return address == wsa_anonymous || address.starts_with(poll_address) ? Delivery::Poll : Delivery::Callback;
}

bool relates(std::string_view relates_to, std::string_view message_id) {
  if (relates_to.empty()) return false;
  const std::string_view named = relates_to.substr(0, relates_to.find('?'));
  return relates_to == message_id || (!named.empty() && named == message_id.substr(0, message_id.find('?')));
}

Header answering(const Header& request, Endpoint from, std::string message_id, Time now) {
  Header header = begin(request, std::move(from), std::move(message_id), now);
  header.to = request.reply_to && !request.reply_to->address.empty() ? *request.reply_to : request.from;
  // [SGP.02 Annex B] the EntityId in ReplyTo names the receiver of the request: it says nothing here
  header.to.entity_id = request.from.entity_id;
  header.to.entity_name.clear();
  header.to.user_name.clear();
  header.relates_to = request.message_id;
  header.transaction_id = request.transaction_id;
  return header;
}

Header caused_by(const Header& received, Endpoint from, Endpoint to, std::string message_id, Time now) {
  Header header = begin(received, std::move(from), std::move(message_id), now);
  header.to = std::move(to);
  return header;
}

void write(const Header& header, xml::Writer& out) {
  write_endpoint("wsa:From", header.from, out);
  out.open("wsa:To").attribute("s:mustUnderstand", "true");
  out.text(to_text({header.to.address, {{"EntityId", header.to.entity_id}}})).close();
  if (header.reply_to)
    write_endpoint("wsa:ReplyTo", {header.reply_to->address, header.to.entity_id, {}, {}}, out);
  out.leaf("wsa:MessageID",
           to_text({header.message_id,
                    {{"TransactionId", header.transaction_id},
                     {"ContextId", header.context_id},
                     {"MessageDate", header.message_date ? date_time(*header.message_date) : ""}}}));
  out.open("wsa:Action").attribute("s:mustUnderstand", "true").text(header.action).close();
  if (!header.relates_to.empty()) out.leaf("wsa:RelatesTo", header.relates_to);
  if (header.message_pending)
    out.open("wsmc:MessagePending").attribute("pending", *header.message_pending ? "true" : "false").close();
}

wire::Result<Header, Fault> read_header(const xml::Element& element) {
  Header header;
  std::vector<std::string_view> seen;
  for (const xml::Element& block : element.children) {
    bool known = false;
    if (block.space == xml::ns::wsa) {
      for (std::string_view name : seen)
        if (name == block.name)
          return tl::unexpected(
              sender_fault("wsa:" + std::string(name) + " twice", "InvalidAddressingHeader"));
      seen.push_back(block.name);
      known = read_addressing(block, header);
    } else if (block.is(xml::ns::wsmc, "MessagePending")) {
      header.message_pending = is_true(block.attribute(xml::ns::wsmc, "pending"));
      known = true;
    } else {
      known = block.is(xml::ns::wsse, "Security");
    }
    if (!known && must_be_understood(block))
      return tl::unexpected(Fault{
          FaultCode::MustUnderstand, "header " + std::string(block.name) + " is not understood", {}, {}});
  }
  return header;
}

}  // namespace sixline::host::es::soap
