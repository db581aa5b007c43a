// What a server does with a message that was posted to it: who is it from, may he say that, did he say it
// before; then the desk. One unit of the store for each.
#pragma once

#include "host/http/http.hpp"
#include "servers/lines/correspondence.hpp"

namespace sixline::servers::lines {

/// An exchange that waits: for which call, since which request, and until when.
struct Held {
  std::string caller{};
  std::string function{};
  std::string call_id{};
  soap::Header header{};
  es::Time until = 0;
};

/// The answer of the exchange, or whose row will have it: a synchronous function that has to ask others
/// first.
struct Taken {
  soap::Reply reply{};
  std::optional<Held> held{};
};

/// A message that was posted, read before anybody looks into the store: what a stranger can send in masses
/// costs no transaction, and no writer waits while it is read.
struct Arrival {
  const host::http::Request& request;
  const soap::Service* service = nullptr;
  std::optional<soap::Reply> reply{};  ///< there already: it is no message
  std::optional<LogLine> log{};
  soap::Envelope envelope{};
  bool only_reads = false;  ///< a unit of begin_reading() will do
};

class Reception {
 public:
  /// `role`: which services this server offers. All outlive the reception.
  Reception(soap::Role role, const Peers& peers, const Self& self, Desk& desk)
      : role_(role), peers_(peers), self_(self), desk_(desk) {}

  /// The request outlives what is read from it.
  Arrival open(const host::http::Request& request, es::Time now) const;
  /// Errors: Storage, WrongState: the unit is worthless; in the second case begin again.
  Result<Taken> take(store::Unit& unit, const Arrival& arrival, es::Time now, Effects& effects) const;
  Result<Taken> take(store::Unit& unit, const host::http::Request& request, es::Time now,
                     Effects& effects) const {
    return take(unit, open(request, now), now, effects);
  }
  /// The response to a call that was held, once its row has an answer; EXPIRED when it cannot be held any
  /// longer. Errors: as above.
  Result<std::optional<soap::Reply>> held_answer(store::Unit& unit, const Held& held, es::Time now) const;
  /// What a server says that cannot do its part now, Overloaded or InternalFailure: a fault of the receiver,
  /// never of whoever asked.
  soap::Reply trouble(const soap::Header& request, soap::Outcome outcome, es::Time now) const;

 private:
  struct Visitor;
  Result<Taken> take_message(const Visitor& visitor, const es::Decoded& decoded) const;
  Result<Taken> take_response(const Visitor& visitor, const es::Decoded& decoded) const;
  Result<Taken> take_notification(const Visitor& visitor, const es::Decoded& decoded) const;
  Result<Taken> take_request(const Visitor& visitor, const es::Decoded& decoded) const;
  Result<Taken> read_for(const Visitor& visitor, const es::Decoded& decoded) const;
  Result<Taken> repeat(const Visitor& visitor, const es::Message& request,
                       const store::ReceivedRow& row) const;
  Result<Taken> poll(const Visitor& visitor, const soap::MakeConnection& poll) const;
  /// Gives the response on the exchange or later, as the function's style wants it.
  Result<Taken> give(const Visitor& visitor, const store::ReceivedRow& row,
                     const es::Message& response) const;
  soap::Reply reply(const soap::Header& request, const es::Message& response, es::Time now) const;
  soap::Reply fault(const soap::Header& request, soap::Fault fault, es::Time now,
                    bool overloaded = false) const;
  bool is_served(const es::Message& message, const soap::Service& service) const;
  std::optional<es::EsStatus> judge(const Visitor& visitor, const es::Message& message) const;

  soap::Role role_;
  const Peers& peers_;
  const Self& self_;
  Desk& desk_;
};

}  // namespace sixline::servers::lines
