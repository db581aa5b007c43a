#include "tools/sixline/script_card.hpp"

#include "tools/sixline/prepared_card.hpp"

namespace sixline::tools {
namespace {

using host::Result;

/// A card in a reader, with the connection it needs.
class ConnectedCard : public host::session::FoundCard {
 public:
  explicit ConnectedCard(std::unique_ptr<CardConnection> connection)
      : FoundCard(connection->session()), connection_(std::move(connection)) {}

 private:
  std::unique_ptr<CardConnection> connection_;
};

}  // namespace

Result<std::unique_ptr<host::session::ScriptCard>> make_script_card(card::platform::Flash& flash) {
  return PreparedCard::make(flash);
}

Result<ScriptCards> ScriptCards::open(const Context& context) {
  auto body = open_script_body(context);
  if (!body) return wire::fail(body.error());
  return ScriptCards(context, std::move(*body));
}

Result<std::unique_ptr<host::session::ScriptCard>> ScriptCards::next() {
  const GlobalOptions& options = context_.options();
  const bool in_process = options.reader == "native" && options.state.empty();
  if (body_ || in_process) {
    auto prepared = body_ ? PreparedCard::make(*body_) : PreparedCard::make();
    if (prepared && options.trace) (*prepared)->set_trace(context_.trace_to(context_.err()));
    return prepared;
  }
  auto connection = context_.connect();
  if (!connection) return wire::fail(connection.error());
  return std::make_unique<ConnectedCard>(std::move(*connection));
}

}  // namespace sixline::tools
