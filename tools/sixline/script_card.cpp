#include "tools/sixline/script_card.hpp"

namespace sixline::tools {
namespace {

/// A card in a reader, with the connection it needs.
class ConnectedCard : public host::session::FoundCard {
 public:
  explicit ConnectedCard(std::unique_ptr<CardConnection> connection)
      : FoundCard(connection->session()), connection_(std::move(connection)) {}

 private:
  std::unique_ptr<CardConnection> connection_;
};

}  // namespace

host::Result<std::unique_ptr<host::session::ScriptCard>> open_script_card(const Context& context) {
  auto connection = context.connect();
  if (!connection) return wire::fail(connection.error());
  return std::make_unique<ConnectedCard>(std::move(*connection));
}

}  // namespace sixline::tools
