// One HTTP exchange, without the HTTP: what is posted, what is answered, and what the caller makes of it.
#pragma once

#include "host/es/soap/http.hpp"

namespace sixline::host::es::soap {

/// What a client posts.
struct Post {
  std::string path{};  ///< below the peer's base; endpoints are agreed, this is the usual one
  std::string content_type{};
  std::string body{};
};
Post post_of(const Header& header, const Message& message);

/// What a server answers.
struct Reply {
  int status = 0;
  std::string content_type{};  ///< empty without a body
  std::string body{};
};
/// The outcomes without a body.
Reply reply_of(Outcome outcome);
/// A response on the exchange of its request, or of the poll that fetches it.
Reply reply_of(const Header& header, const Message& response);
/// Refuses a message that was no envelope of ours. Overloaded is the reason only a server knows.
Reply reply_of(const Header& header, const Fault& fault, bool overloaded = false);

/// What came back for a message: a response at once, or nothing yet (an asynchronous function was accepted, a
/// callback or notification arrived).
struct Delivered {
  std::optional<Message> response{};
};
/// `sent` is the header of the message. Errors: BadInput (the peer did not understand the message), Transport
/// (it could not take it now: try again with the same MessageID), BadFormat (its answer cannot be
/// understood).
Result<Delivered> delivered(const Header& sent, const Message& message, int status, std::string_view body);

}  // namespace sixline::host::es::soap
