// How the end of an exchange is said in HTTP: a table, no sockets.  [SGP.02 Annex B]
#pragma once

#include "host/es/soap/envelope.hpp"

namespace sixline::host::es::soap {

/// What became of a message that was posted.
enum class Outcome : std::uint8_t {
  Answered,          ///< a synchronous function was processed, however it ended
  RequestAccepted,   ///< an asynchronous function will be answered later
  CallbackAccepted,  ///< an answer arrived
  NotificationAccepted,
  PollAnswered,         ///< the answer that waited
  PollEmpty,            ///< nothing waits
  NotUnderstood,        ///< malformed, an unknown message, a header missing
  VersionNotSupported,  ///< not SOAP 1.2, or a header block that must be understood and is not
  NotificationRefused,  ///< a notification with wrong fields: it has no response that could say so
  NotAuthenticated,
  NoSuchService,
  NotPosted,  ///< another method than POST
  TooLong,
  NotSoap,  ///< another content type
  Overloaded,
  InternalFailure,  ///< before there is a result of a function
};

enum class HttpBody : std::uint8_t { Empty, Response, Fault };

struct HttpAnswer {
  Outcome outcome;
  int status;
  HttpBody body;
  std::string_view meaning;
};
const HttpAnswer& http_answer(Outcome outcome);
std::span<const HttpAnswer> http_answers();

/// What a message that was read becomes, unless the server has a reason of its own.
Outcome outcome_of(const Envelope& envelope);
Outcome outcome_of(const Fault& fault);

/// `application/soap+xml; charset=utf-8; action="..."`.
std::string content_type(std::string_view action);
/// Whether a content type that was received is that of SOAP 1.2 in UTF-8.
bool is_soap(std::string_view content_type);

}  // namespace sixline::host::es::soap
