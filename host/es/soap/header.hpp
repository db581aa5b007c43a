// The addressing header of a message.  [SGP.02 Annex B]
#pragma once

#include <optional>
#include <string>

#include "host/es/date_time.hpp"
#include "host/es/soap/fault.hpp"
#include "host/es/xml/document.hpp"
#include "host/es/xml/writer.hpp"

namespace sixline::host::es::soap {

/// What stands for "no address of my own": the answer waits until it is fetched.
inline constexpr std::string_view wsa_anonymous = "http://www.w3.org/2005/08/addressing/anonymous";
inline constexpr std::string_view poll_address = "http://docs.oasis-open.org/ws-rx/wsmc/200702/anonymous?id=";

struct Endpoint {
  std::string address{};
  std::string entity_id{};  ///< OID. Says who wants what; who may is decided by the connection's certificate
  std::string entity_name{};
  std::string user_name{};
  bool operator==(const Endpoint&) const = default;
};

struct Header {
  Endpoint from{};
  Endpoint to{};
  std::optional<Endpoint> reply_to{};
  std::string message_id{};  ///< without its parameters
  std::string transaction_id{};
  std::string context_id{};
  std::optional<Time> message_date{};
  std::string relates_to{};
  std::string action{};
  /// wsmc:MessagePending of an answer to a poll: whether more answers wait.
  std::optional<bool> message_pending{};
  bool operator==(const Header&) const = default;
};

/// Where the answer of an asynchronous function goes.
enum class Delivery : std::uint8_t {
  Callback,  ///< to the address in ReplyTo
  Poll,      ///< kept until it is fetched
  Unsaid,    ///< no ReplyTo: to the address configured for the caller, else kept
};
Delivery delivery_of(const Header& request);

/// Whether a RelatesTo means this MessageID. Parameters after `?` are not judged.
bool relates(std::string_view relates_to, std::string_view message_id);

/// The header of the response to `request`: to where it shall go, in its transaction and context.
Header answering(const Header& request, Endpoint from, std::string message_id, Time now);
/// The header of a request that is sent to a further server because of `received`, in its context.
/// [SGP.02 Annex B] ContextId travels into every new request that one request causes
Header caused_by(const Header& received, Endpoint from, Endpoint to, std::string message_id, Time now);

/// Writes the blocks inside of soap:Header; `s`, `wsa` and `wsmc` must be bound.
void write(const Header& header, xml::Writer& out);
/// Reads soap:Header but wsse:Security, which read_token() judges. Errors: Sender (a block twice),
/// MustUnderstand (a block that we do not know and must).
wire::Result<Header, Fault> read_header(const xml::Element& element);

}  // namespace sixline::host::es::soap
