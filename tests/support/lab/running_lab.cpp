#include "tests/support/lab/running_lab.hpp"

#include <csignal>
#include <future>
#include <sstream>
#include <thread>

#include "host/es/content.hpp"
#include "host/es/request_content.hpp"
#include "host/profile/facts.hpp"
#include "host/profile/template_package.hpp"
#include "servers/store/master_key.hpp"
#include "tools/sixline/context.hpp"
#include "tools/sixline/es/peer_settings.hpp"

namespace sixline::tests::support {

namespace fs = std::filesystem;
using host::ErrorCode;
using tools::Workspace;

namespace {

using namespace std::chrono_literals;
/// A server under a sanitizer takes its time to start, and to look for leaks at its end.
constexpr auto start_patience = 60s;
constexpr auto stop_patience = 60s;
constexpr std::string_view profile_type = "lab";
constexpr std::int64_t validity = 120;

std::string first_line(const fs::path& file) {
  const auto content = tools::read_file(file);
  const std::string text = content ? std::string(content->begin(), content->end()) : std::string();
  return text.substr(0, text.find('\n'));
}

bool wait_until(std::chrono::seconds longest, const std::function<bool()>& done) {
  const auto end = std::chrono::steady_clock::now() + longest;
  while (!done()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(50ms);
  }
  return true;
}

std::string nine_digits(std::size_t number) {
  const std::string text = std::to_string(number);
  return std::string(9 - text.size(), '0') + text;
}

bool is_healthy(host::http::Client& client, std::uint16_t port) {
  std::promise<int> status;
  client.get("http://127.0.0.1:" + std::to_string(port) + "/healthz",
             [&](auto response) { status.set_value(response ? response->status : 0); });
  return status.get_future().get() == 200;
}

}  // namespace

Result<std::unique_ptr<RunningLab>> RunningLab::start(const RunningLabPlan& plan) {
  std::unique_ptr<RunningLab> running(new RunningLab());
  tools::LabPlan files;
  files.folder = plan.folder;
  files.log_level = plan.log_level;
  auto lab = tools::make_lab(files);
  if (!lab) return tl::unexpected(lab.error());
  running->lab_ = std::move(*lab);
  auto done = running->make_cards(plan);
  if (done) done = running->fill_stock();
  if (done) done = running->start_servers(plan);
  if (done) done = running->open_links();
  if (done) done = running->register_cards();
  if (!done) return tl::unexpected(done.error());
  return running;
}

RunningLab::~RunningLab() {
  static_cast<void>(stop_servers());
  if (network_) network_->stop();
  links_.clear();
}

fs::path RunningLab::log(std::string_view name) const {
  return lab_.folder / (std::string(name) + ".log");
}

Result<void> RunningLab::make_cards(const RunningLabPlan& plan) {
  host::smpp::CentreSettings centre;
  centre.port = lab_.ports.at("smpp");
  centre.system_id = "sm-sr";
  centre.password = first_line(lab_.folder / "smpp.TEST-ONLY.password");
  auto network = tools::SmsNetwork::start(centre, plan.devices_at_once);
  if (!network) return tl::unexpected(network.error());
  network_ = std::move(*network);
  const Workspace workspace(lab_.folder);
  for (unsigned i = 0; i < plan.cards; ++i) {
    tools::EuiccOrder order;
    order.one_of_many = true;
    auto package = tools::own_bootstrap_package();
    if (!package) return tl::unexpected(package.error());
    order.bootstrap = std::move(*package);
    auto eis = tools::personalise_euicc(workspace, order);
    if (!eis) return tl::unexpected(eis.error());
    tools::GlobalOptions options;
    options.state = (workspace.cards() / (eis->eid() + ".flash")).string();
    std::ostringstream nowhere;
    auto card = tools::Context(options, nowhere, nowhere).connect();
    if (!card) return tl::unexpected(card.error());
    if (auto added = network_->add(eis->eid(), std::move(*card)); !added) return added;
    cards_.push_back({eis->eid(), eis->profiles.front().iccid, {}});
    delivered_.push_back(std::move(*eis));
  }
  return {};
}

Result<void> RunningLab::fill_stock() {
  auto key = servers::store::master_key_from((lab_.folder / "master.TEST-ONLY.key").string());
  if (!key) return tl::unexpected(key.error());
  auto store = servers::store::Store::open("sqlite:" + (lab_.folder / "smdp.db").string(), std::move(*key));
  if (!store) return tl::unexpected(store.error());
  for (std::size_t i = 0; i < cards_.size(); ++i) {
    auto package = host::profile::template_package();
    host::profile::Personalisation values;
    values.iccid = "899990199" + nine_digits(i);
    values.imsi = "001019" + nine_digits(i);
    if (auto done = host::profile::personalise(package, values); !done) return tl::unexpected(done.error());
    auto unit = (*store)->begin();
    if (!unit) return tl::unexpected(unit.error());
    es::SubscriptionAddress address;
    // The network's device shows its ICCID, and is reached under the number that follows from it.
    auto facts = host::profile::facts_of(package);
    if (!facts) return tl::unexpected(facts.error());
    address.msisdn = tools::lab_number(facts->iccid);
    auto iccid = servers::smdp::Stock(**unit).add(package.encode(), std::string(tools::other_operator_id),
                                                  std::string(profile_type), address, {});
    if (!iccid) return tl::unexpected(iccid.error());
    if (auto committed = (*unit)->commit(); !committed) return committed;
    cards_[i].iccid = *iccid;
  }
  return {};
}

Result<void> RunningLab::start_servers(const RunningLabPlan& plan) {
  for (const char* name : {"smsr", "smdp"}) {
    auto started = tools::ChildProcess::start({(plan.programs / ("sixline-" + std::string(name))).string(),
                                               "--config", lab_.configuration(name).string()},
                                              log(name).string());
    if (!started) return tl::unexpected(started.error());
    servers_.emplace(name, std::move(*started));
  }
  auto client = host::http::Client::create({});
  if (!client) return tl::unexpected(client.error());
  for (auto& [name, server] : servers_) {
    const std::uint16_t port = lab_.ports.at("admin-" + name);
    // Healthy means connected to the message centre, too.
    if (!wait_until(start_patience,
                    [&, &process = server] { return !process.running() || is_healthy(**client, port); }))
      return host::fail(ErrorCode::Timeout, name + " does not come up, see " + log(name).string());
    if (!server.running())
      return host::fail(ErrorCode::Transport, name + " ended, see " + log(name).string());
  }
  return {};
}

Result<void> RunningLab::open_links() {
  for (const char* role : {"eum", "operator", "other-operator", "m2m-sp"}) {
    auto settings = tools::read_peer_settings(lab_.configuration(role).string());
    if (!settings) return tl::unexpected(settings.error());
    auto link = EsLink::open(std::move(*settings), [this](const tools::Incoming&) { ++notifications_; });
    if (!link) return tl::unexpected(link.error());
    links_.emplace(role, std::move(*link));
  }
  return {};
}

Result<void> RunningLab::register_cards() {
  for (const es::Eis& eis : delivered_) {
    es::RegisterEis registration;
    registration.caller.message_id = "register-" + eis.eid();
    registration.caller.validity_seconds = validity;
    registration.eis = eis;
    auto answer = ask("eum", es::message_of(registration));
    if (!answer) return tl::unexpected(answer.error());
    if (const auto status = es::status_of(*answer); !status.ok())
      return host::fail(ErrorCode::BadInput, "ES1.RegisterEIS: " + status.describe());
  }
  return {};
}

std::string RunningLab::url(std::string_view role, const es::Function& function, es::Kind kind) const {
  return "https://127.0.0.1:" + std::to_string(lab_.ports.find(role)->second) +
         es::soap::path_of(es::soap::service_of(function, kind));
}

es::Caller RunningLab::new_call() {
  es::Caller caller;
  caller.message_id = "lab-" + std::to_string(++calls_);
  caller.validity_seconds = validity;
  return caller;
}

es::Message RunningLab::request(es::Interface interface, std::string_view name, const Fields& fields) {
  const es::Function& function = es::function_named(interface, name);
  es::Message message(function, es::Kind::Request);
  es::write_call(message, new_call());
  for (const auto& [field, value] : fields) message.content.add_text(field, value);
  return message;
}

Result<es::Message> RunningLab::ask(std::string_view role, es::Message request, AnswerBy by) {
  tools::EsOrder order{std::move(request)};
  order.by = by;
  order.patience = std::chrono::seconds(validity + 30);
  const bool to_smdp = order.message.function->interface == es::Interface::Es2;
  order.recipient = to_smdp ? tools::sm_dp_id : tools::sm_sr_id;
  auto answer = link(role).call(order);
  if (!answer) return tl::unexpected(answer.error());
  if (!*answer) return host::fail(ErrorCode::BadFormat, "no answer");
  return std::move(**answer);
}

Result<void> RunningLab::stop_servers() {
  for (auto& [name, server] : servers_) {
    if (!server.running()) continue;
    ::kill(server.id(), SIGTERM);
    if (!wait_until(stop_patience, [&process = server] { return !process.running(); }))
      return host::fail(ErrorCode::Timeout, name + " does not end");
  }
  return {};
}

}  // namespace sixline::tests::support
