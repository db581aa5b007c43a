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

Result<std::unique_ptr<host::session::ScriptCard>> open_script_card(const Context& context) {
  const bool own = context.options().reader == "native" && context.options().state.empty();
  if (own) {
    auto prepared = PreparedCard::make();
    if (prepared && context.options().trace)
      (*prepared)->session().set_trace(context.trace_to(context.err()));
    return prepared;
  }
  auto connection = context.connect();
  if (!connection) return wire::fail(connection.error());
  return std::make_unique<ConnectedCard>(std::move(*connection));
}

}  // namespace sixline::tools
