#include "tests/support/lab/lab_cards.hpp"

#include <sstream>

#include "tools/sixline/context.hpp"

namespace sixline::tests::support {

namespace {

Result<std::unique_ptr<tools::CardConnection>> open_card(const std::filesystem::path& state) {
  tools::GlobalOptions options;
  options.state = state.string();
  std::ostringstream nowhere;
  return tools::Context(options, nowhere, nowhere).connect();
}

}  // namespace

Result<std::unique_ptr<tools::SmsNetwork>> start_network(const tools::Lab& lab, unsigned devices_at_once) {
  host::smpp::CentreSettings centre;
  centre.port = lab.ports.at("smpp");
  centre.system_id = "sm-sr";
  centre.password = std::string(tools::lab_smpp_password);
  return tools::SmsNetwork::start(centre, devices_at_once);
}

Result<std::vector<host::es::Eis>> make_cards(const tools::Lab& lab, tools::SmsNetwork& network,
                                              std::size_t count) {
  const tools::Workspace workspace(lab.folder);
  std::vector<host::es::Eis> delivered;
  for (std::size_t i = 0; i < count; ++i) {
    tools::EuiccOrder order;
    order.one_of_many = true;
    auto package = tools::own_bootstrap_package();
    if (!package) return tl::unexpected(package.error());
    order.bootstrap = std::move(*package);
    auto eis = tools::personalise_euicc(workspace, order);
    if (!eis) return tl::unexpected(eis.error());
    auto card = open_card(workspace.cards() / (eis->eid() + ".flash"));
    if (!card) return tl::unexpected(card.error());
    if (auto added = network.add(eis->eid(), std::move(*card)); !added) return tl::unexpected(added.error());
    delivered.push_back(std::move(*eis));
  }
  return delivered;
}

}  // namespace sixline::tests::support
