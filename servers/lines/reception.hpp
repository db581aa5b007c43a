// What a server does with a message that was posted to it: who is it from, may he say that, did he say it
// before; then the desk. One unit of the store for each.
#pragma once

#include "host/http/http.hpp"
#include "servers/lines/correspondence.hpp"

namespace sixline::servers::lines {

/// Which call an exchange waits for.
struct HeldKey {
  std::string caller{};
  std::string function{};
  std::string call_id{};
};

/// The answer of the exchange, or whose row will have it: a synchronous function that has to ask others
/// first.
struct Taken {
  soap::Reply reply{};
  std::optional<HeldKey> held{};
};

class Reception {
 public:
  /// `role`: which services this server offers. All outlive the reception.
  Reception(soap::Role role, const Peers& peers, const Self& self, Desk& desk)
      : role_(role), peers_(peers), self_(self), desk_(desk) {}

  /// Errors: Storage, WrongState: the unit is worthless; in the second case begin again.
  Result<Taken> take(store::Unit& unit, const host::http::Request& request, es::Time now,
                     Effects& effects) const;
  /// The response to a call that was held, once its row has an answer.
  Result<std::optional<soap::Reply>> held_answer(store::Unit& unit, const HeldKey& key, es::Time now) const;
  /// The end of an exchange that could not be held any longer: EXPIRED.
  soap::Reply held_too_long(const store::ReceivedRow& row, es::Time now) const;

 private:
  struct Visitor;
  Result<Taken> take_message(const Visitor& visitor, const es::Decoded& decoded) const;
  Result<Taken> take_response(const Visitor& visitor, const es::Decoded& decoded) const;
  Result<Taken> take_notification(const Visitor& visitor, const es::Decoded& decoded) const;
  Result<Taken> take_request(const Visitor& visitor, const es::Decoded& decoded) const;
  Result<Taken> repeat(const Visitor& visitor, const es::Message& request, const store::ReceivedRow& row,
                       const store::ReceivedRow& before) const;
  Result<Taken> poll(const Visitor& visitor, const soap::MakeConnection& poll) const;
  /// Gives the response on the exchange or later, as the function's style wants it.
  Result<Taken> give(const Visitor& visitor, const store::ReceivedRow& row,
                     const es::Message& response) const;
  soap::Reply reply(const soap::Header& request, const es::Message& response, es::Time now) const;
  soap::Reply fault(const soap::Header& request, soap::Fault fault, es::Time now) const;
  std::optional<es::EsStatus> judge(const Visitor& visitor, const es::Message& message) const;

  soap::Role role_;
  const Peers& peers_;
  const Self& self_;
  Desk& desk_;
};

}  // namespace sixline::servers::lines
