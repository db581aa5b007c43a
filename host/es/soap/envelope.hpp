// A SOAP 1.2 envelope, document/literal: addressing header and one message.  [SGP.02 Annex B]
#pragma once

#include <variant>

#include "host/es/message.hpp"
#include "host/es/soap/header.hpp"
#include "host/es/soap/security.hpp"

namespace sixline::host::es::soap {

inline constexpr std::string_view make_connection_action =
    "http://docs.oasis-open.org/ws-rx/wsmc/200702/MakeConnection";
inline constexpr std::string_view fault_action = "http://www.w3.org/2005/08/addressing/soap/fault";

/// The body of a poll: fetches what waits for this address.
struct MakeConnection {
  std::string address{};
  bool operator==(const MakeConnection&) const = default;
};

/// monostate: an empty body, which some stacks send where nothing is to be said.
using Body = std::variant<std::monostate, Decoded, MakeConnection, Fault>;

struct Envelope {
  Header header{};
  std::optional<UsernameToken> token{};  ///< as received, not judged
  Body body{};

  /// The message of a function, or nullptr.
  const Decoded* message() const { return std::get_if<Decoded>(&body); }
};

struct ReadOptions {
  xml::Limits limits{};
  /// The answer of a poll may carry To and Action only.
  bool polled = false;
};

/// Reads what a stranger sent. Errors: the fault to answer with. A message whose fields are wrong is no
/// fault: its Decoded says what to refuse.
wire::Result<Envelope, Fault> read_envelope(std::string_view text, const ReadOptions& options = {});

/// Writes a message; its action follows from it.
std::string write_envelope(Header header, const Message& message);
std::string write_envelope(Header header, const MakeConnection& poll);
std::string write_envelope(Header header, const Fault& fault);

}  // namespace sixline::host::es::soap
