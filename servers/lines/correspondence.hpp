// Both ends of an ES line, without I/O: what arrives is judged and recognised, what leaves is put into the
// outbox. See servers/DESIGN.md.
#pragma once

#include "host/es/content.hpp"
#include "host/es/soap/exchange.hpp"
#include "servers/lines/effects.hpp"
#include "servers/lines/peers.hpp"
#include "servers/store/store.hpp"

namespace sixline::servers::lines {

using host::Result;

/// A message that may be handled: its sender is who he says, and may speak on this interface.
struct Received {
  soap::Header header{};
  es::Message message;
  std::string sender{};  ///< OID
  std::string url{};     ///< of the service it came to

  /// Caller of the request, with its FunctionCallIdentifier.
  es::Caller caller() const { return es::read_call(message, sender); }
};

/// Who a server is in its messages.
struct Self {
  std::string id{};  ///< OID
  std::string name{};
  std::string base_url{};  ///< as peers reach it
};

/// "//OID/urn:uuid:…", never the same again.
std::string new_message_id(const Self& self);

/// What one unit of work says to others: rows of its outbox. Message ids are made once and kept at every
/// attempt.
class Correspondence {
 public:
  Correspondence(store::Unit& unit, const Peers& peers, const Self& self, es::Time now)
      : unit_(unit), peers_(peers), self_(self), now_(now) {}

  es::Time now() const { return now_; }
  const Peers& peers() const { return peers_; }

  /// Answers a request later: to its ReplyTo, else to the address configured for the caller, else it waits to
  /// be fetched; and kept for a repetition. `request` is the row that Reception wrote. Errors: Storage.
  Result<void> answer(const store::ReceivedRow& request, const es::Message& response);
  /// The answer once more, for a caller who asks again.
  Result<void> send_answer(const store::ReceivedRow& request, const es::Message& response);
  /// Sends a request to a server; gives its MessageID, which the answer will relate to. `cause` is the
  /// message that led to it, for its context. Errors: NotFound (no address), Storage.
  Result<std::string> call(std::string_view recipient, const es::Message& request, es::Time give_up_at,
                           const soap::Header* cause);
  /// One way. Errors: NotFound (no address), Storage.
  Result<void> notify(std::string_view recipient, const es::Message& notification, const soap::Header* cause);

 private:
  Result<std::string> address(std::string_view recipient, const es::Message& message, es::Time give_up_at,
                              const soap::Header* cause);
  Result<void> put(store::OutboxRow row, const soap::Header& header, const es::Message& message);

  store::Unit& unit_;
  const Peers& peers_;
  const Self& self_;
  es::Time now_;
};

/// What a handler makes of a request: its response now, or nothing: then the function is asynchronous, and
/// the handler keeps the ReceivedRow's key to answer it later.
using Handled = std::optional<es::Message>;

/// What a server does with messages that were received. One unit each; the caller commits, and performs the
/// effects then. Has no state of its own: many threads and processes may be at the same desk.
class Desk {
 public:
  virtual ~Desk() = default;
  /// Whether requests of this function change nothing: they are answered from a unit of begin_reading().
  virtual bool only_reads(const es::Function&) const { return false; }
  /// A request or notification of a function. `row` is the record of the call, written before; empty for
  /// notifications. Errors (Storage, WrongState) undo the unit.
  virtual Result<Handled> on_message(store::Unit& unit, const Received& received,
                                     const store::ReceivedRow& row, Effects& effects) = 0;
  /// A request of a known peer that was refused before it came here: a field, the peer's role, a call
  /// identifier that is another call's. It is not handled; whoever keeps account of such things does.
  virtual Result<void> on_refused(store::Unit&, const Received&, const es::EsStatus&) { return {}; }
  /// A response that came as a callback, or on the exchange of a synchronous call. `sender`: who it is by its
  /// certificate, whether he was asked or not. `message_id`: of the call.
  virtual Result<void> on_response(store::Unit& unit, const std::string& sender,
                                   const std::string& message_id, const es::Message& response,
                                   Effects& effects) = 0;
  /// A call could not be delivered before its time was over.
  virtual Result<void> on_undelivered(store::Unit& unit, const store::OutboxRow& row, Effects& effects) = 0;
  /// Something is due: one step of it. False when there was nothing.
  virtual Result<bool> on_due(store::Unit& unit, es::Time now, Effects& effects) = 0;
  /// When on_due() should be called next though nothing arrives.
  virtual Result<std::optional<es::Time>> next_due(store::Unit& unit) = 0;
};

}  // namespace sixline::servers::lines
