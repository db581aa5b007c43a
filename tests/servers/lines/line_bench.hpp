// One end of a line over a store of its own: a desk that writes down what it is given, and peers whose
// messages the test makes.
#pragma once

#include <gtest/gtest.h>

#include "servers/lines/outbox.hpp"
#include "servers/lines/reception.hpp"
#include "tests/servers/store/store_for_tests.hpp"
#include "tests/servers/surroundings.hpp"

namespace sixline::tests::lines {

namespace es = host::es;
namespace soap = host::es::soap;
namespace store = servers::store;
using namespace servers::lines;

inline const std::string m2m_sp_id = "1.3.6.1.4.1.99999.6";
inline const std::string stranger_id = "1.3.6.1.4.1.99999.66";

/// Writes down what it is given; answers with what the test laid out.
class ScriptedDesk final : public Desk {
 public:
  std::vector<Received> messages{};
  std::vector<std::pair<std::string, es::Message>> responses{};
  std::vector<std::string> answerers{};  ///< of the responses
  std::vector<store::OutboxRow> undelivered{};
  std::optional<es::EsStatus> answers_at_once{};
  std::optional<host::Error> fails_with{};

  Result<Handled> on_message(store::Unit&, const Received& received, const store::ReceivedRow&,
                             Effects&) override {
    if (fails_with) return wire::fail(*fails_with);
    messages.push_back(received);
    if (!answers_at_once) return Handled();
    return Handled(es::response_of(*received.message.function, *answers_at_once));
  }
  Result<void> on_response(store::Unit&, const std::string& sender, const std::string& message_id,
                           const es::Message& response, Effects&) override {
    answerers.push_back(sender);
    responses.emplace_back(message_id, response);
    return {};
  }
  Result<void> on_undelivered(store::Unit&, const store::OutboxRow& row, Effects&) override {
    undelivered.push_back(row);
    return {};
  }
  Result<bool> on_due(store::Unit&, es::Time, Effects&) override { return false; }
  Result<std::optional<es::Time>> next_due(store::Unit&) override { return std::optional<es::Time>(); }
};

class LineBench {
 public:
  /// Whose services are offered.
  explicit LineBench(soap::Role role = soap::Role::SmSr);

  es::Time now = 1'700'000'000;
  ScriptedDesk desk{};
  Peers peers{};
  Self self{};
  std::unique_ptr<store::Store> rows;
  Effects effects{};

  /// A request with its call identifier and the fields that most functions have.
  static es::Message message(es::Interface interface, std::string_view function,
                             const std::string& call_id = "call-1");
  static soap::Header header(const std::string& from, const std::string& message_id = "//peer/m-1");
  /// What arrives when `sender`, so named by its certificate, posts this.
  static host::http::Request posted(const std::string& sender, const soap::Header& header,
                                    const es::Message& message);
  static host::http::Request posted(const std::string& sender, const soap::Header& header,
                                    const es::Message& message, const std::string& path);

  Taken take(const host::http::Request& request);
  /// From a peer that says who it is.
  Taken take(const std::string& sender, const es::Message& message, const std::string& message_id);
  /// Runs in a unit that is committed.
  template <class Work>
  auto in_unit(Work work) {
    auto unit = *rows->begin();
    auto result = work(*unit);
    EXPECT_TRUE(unit->commit());
    return result;
  }
  Correspondence correspondence(store::Unit& unit) { return {unit, peers, self, now}; }
  std::vector<store::OutboxRow> due() {
    return in_unit([&](store::Unit& unit) { return *Outbox::due(unit, now, 60, 100); });
  }
  store::ReceivedRow row(const std::string& caller, const std::string& function, const std::string& call_id) {
    return in_unit(
        [&](store::Unit& unit) { return (*unit.find_received(caller, function, call_id)).value(); });
  }
  Reception reception;
};

/// The message in an envelope that must be one.
es::Message message_in(const std::string& envelope);
soap::Header header_in(const std::string& envelope);
/// How the function ended, from a reply that must hold a response.
es::EsStatus status_in(const soap::Reply& reply);

}  // namespace sixline::tests::lines
