#include "tests/ha/lab_at_work.hpp"

#include <future>
#include <sstream>
#include <thread>

#include "card/wire/tlv.hpp"
#include "host/es/content.hpp"
#include "host/es/request_content.hpp"
#include "host/profile/facts.hpp"
#include "host/profile/template_package.hpp"
#include "servers/smdp/stock.hpp"
#include "servers/store/master_key.hpp"
#include "tools/sixline/context.hpp"
#include "tools/sixline/es/peer_settings.hpp"

namespace sixline::tests::ha {

namespace fs = std::filesystem;
using host::ErrorCode;
using tools::Workspace;

namespace {

using namespace std::chrono_literals;

constexpr const char* profile_type = "ha";
constexpr std::int64_t validity = 300;
constexpr auto patience = 320s;
constexpr unsigned devices_at_once = 2;
/// Roles that nobody plays here lend their ports.
constexpr std::array<const char*, LabAtWork::sm_srs> own_port{"other-smsr", "m2m-sp"};
constexpr std::array<const char*, LabAtWork::sm_srs> admin_port{"admin-smsr", "other-operator"};

std::string nine_digits(std::size_t number) {
  const std::string text = std::to_string(number);
  return std::string(9 - text.size(), '0') + text;
}

Result<std::string> text_of(const fs::path& path) {
  auto content = tools::read_file(path);
  if (!content) return tl::unexpected(content.error());
  return std::string(content->begin(), content->end());
}

/// The first `from` behind `section` becomes `to`.
void change(std::string& text, const std::string& section, const std::string& from, const std::string& to) {
  text.replace(text.find(from, text.find(section)), from.size(), to);
}

Result<std::unique_ptr<tools::CardConnection>> open_card(const fs::path& state) {
  tools::GlobalOptions options;
  options.reader = "native";
  options.state = state.string();
  std::ostringstream nowhere;
  return tools::Context(options, nowhere, nowhere).connect();
}

bool is_healthy(host::http::Client& client, std::uint16_t port) {
  std::promise<int> status;
  client.get("http://127.0.0.1:" + std::to_string(port) + "/healthz",
             [&](const auto& response) { status.set_value(response ? response->status : 0); });
  return status.get_future().get() == 200;
}

}  // namespace

Result<std::unique_ptr<LabAtWork>> LabAtWork::make(std::size_t cards, const std::string& smsr_store) {
  auto folder = tools::TemporaryFolder::make("ha");
  if (!folder) return tl::unexpected(folder.error());
  std::unique_ptr<LabAtWork> made(new LabAtWork(std::move(*folder), smsr_store));
  if (auto done = made->prepare(cards); !done) return tl::unexpected(done.error());
  return made;
}

LabAtWork::~LabAtWork() {
  sm_dp_.reset();
  for (auto& process : sm_srs_) process.reset();
  operator_.reset();
  eum_.reset();
  if (network_) network_->stop();
}

Result<void> LabAtWork::prepare(std::size_t cards) {
  tools::LabPlan plan;
  plan.folder = folder_.path();
  plan.log_level = "warning";
  auto lab = tools::make_lab(plan);
  if (!lab) return tl::unexpected(lab.error());
  lab_ = std::move(*lab);
  auto relay = Relay::start(lab_.ports.at("smsr"), {lab_.ports.at(own_port[0]), lab_.ports.at(own_port[1])});
  if (!relay) return tl::unexpected(relay.error());
  relay_ = std::move(*relay);
  auto done = configure();
  if (done) done = make_cards(cards);
  if (done) done = fill_stock(cards);
  if (done) done = open_links();
  return done;
}

/// The SM-SRs differ in what they listen on; what their peers know is the relay.
Result<void> LabAtWork::configure() {
  auto text = text_of(lab_.configuration("smsr"));
  if (!text) return tl::unexpected(text.error());
  change(*text, "[smsr]", "[smsr]", "[smsr]\nproof_timeout_seconds = 5");
  change(*text, "[store]", "sqlite:smsr.db", smsr_store_);
  for (std::size_t i = 0; i < sm_srs; ++i) {
    std::string own = *text;
    change(own, "[listen]", std::to_string(lab_.ports.at("smsr")),
           std::to_string(lab_.ports.at(own_port[i])));
    change(own, "[admin]", std::to_string(lab_.ports.at("admin-smsr")),
           std::to_string(lab_.ports.at(admin_port[i])));
    const fs::path file = lab_.configuration("smsr-" + std::to_string(i));
    if (auto written = tools::write_file(file, wire::bytes_of(own)); !written) return written;
  }
  auto smdp = text_of(lab_.configuration("smdp"));
  if (!smdp) return tl::unexpected(smdp.error());
  change(*smdp, "[smdp]", "[smdp]", "[smdp]\ncard_validity_seconds = 15");
  return tools::write_file(lab_.configuration("smdp"), wire::bytes_of(*smdp));
}

Result<void> LabAtWork::make_cards(std::size_t cards) {
  host::smpp::CentreSettings centre;
  centre.port = lab_.ports.at("smpp");
  centre.system_id = "sm-sr";
  centre.password = std::string(tools::lab_smpp_password);
  auto network = tools::SmsNetwork::start(centre, devices_at_once);
  if (!network) return tl::unexpected(network.error());
  network_ = std::move(*network);
  const Workspace workspace(lab_.folder);
  for (std::size_t i = 0; i < cards; ++i) {
    tools::EuiccOrder order;
    order.one_of_many = true;
    auto package = tools::own_bootstrap_package();
    if (!package) return tl::unexpected(package.error());
    order.bootstrap = std::move(*package);
    auto eis = tools::personalise_euicc(workspace, order);
    if (!eis) return tl::unexpected(eis.error());
    auto card = open_card(workspace.cards() / (eis->eid() + ".flash"));
    if (!card) return tl::unexpected(card.error());
    if (auto added = network_->add(eis->eid(), std::move(*card)); !added) return added;
    orders_.push_back({eis->eid(), eis->profiles.front().iccid, i % 2 == 0, {}, {}});
    delivered_.push_back(std::move(*eis));
  }
  return {};
}

Result<void> LabAtWork::fill_stock(std::size_t profiles) {
  auto store = open_store("smdp");
  if (!store) return tl::unexpected(store.error());
  auto unit = (*store)->begin();
  if (!unit) return tl::unexpected(unit.error());
  servers::smdp::Stock stock(**unit);
  for (std::size_t i = 0; i < profiles; ++i) {
    auto package = host::profile::template_package();
    host::profile::Personalisation values;
    values.iccid = "899990199" + nine_digits(i);
    values.imsi = "001019" + nine_digits(i);
    if (auto done = host::profile::personalise(package, values); !done) return tl::unexpected(done.error());
    const auto facts = host::profile::facts_of(package);
    if (!facts) return tl::unexpected(facts.error());
    es::SubscriptionAddress address;
    address.msisdn = tools::lab_number(facts->iccid);
    auto added = stock.add(package.encode(), std::string(tools::operator_id), profile_type, address, {});
    if (!added) return tl::unexpected(added.error());
  }
  return (*unit)->commit();
}

Result<void> LabAtWork::open_links() {
  for (auto [role, link] : {std::pair("eum", &eum_), std::pair("operator", &operator_)}) {
    auto settings = tools::read_peer_settings(lab_.configuration(role).string());
    if (!settings) return tl::unexpected(settings.error());
    auto opened = tools::EsLink::open(std::move(*settings), [this](const auto& incoming) { hear(incoming); });
    if (!opened) return tl::unexpected(opened.error());
    *link = std::move(*opened);
  }
  return {};
}

/// Here arrives what answers no call that waits.
void LabAtWork::hear(const tools::Incoming& incoming) {
  if (incoming.message.kind == es::Kind::Response) ++needless_answers_;
}

Result<tools::ChildProcess> LabAtWork::start(const std::string& program, const std::string& configuration,
                                             const std::string& log, std::uint16_t admin) {
  auto child = tools::ChildProcess::start({program, "--config", lab_.configuration(configuration).string()},
                                          (lab_.folder / log).string());
  if (!child) return child;
  auto client = host::http::Client::create({});
  if (!client) return tl::unexpected(client.error());
  for (auto waited = 0ms; waited < 30s; waited += 20ms) {
    if (!child->running()) break;
    if (is_healthy(**client, admin)) return child;
    std::this_thread::sleep_for(20ms);
  }
  return host::fail(ErrorCode::Timeout,
                    configuration + " does not start: " + text_of(lab_.folder / log).value_or("no log"));
}

Result<void> LabAtWork::start_sm_sr(std::size_t number) {
  const std::string name = "smsr-" + std::to_string(number);
  auto started = start(SIXLINE_SMSR, name, name + ".log", lab_.ports.at(admin_port.at(number)));
  if (!started) return tl::unexpected(started.error());
  sm_srs_.at(number).emplace(std::move(*started));
  return {};
}

Result<void> LabAtWork::start_sm_dp() {
  auto started = start(SIXLINE_SMDP, "smdp", "smdp.log", lab_.ports.at("admin-smdp"));
  if (!started) return tl::unexpected(started.error());
  sm_dp_.emplace(std::move(*started));
  return {};
}

Result<void> LabAtWork::register_cards() {
  for (const es::Eis& eis : delivered_) {
    es::RegisterEis registration;
    registration.caller.message_id = "register-" + eis.eid();
    registration.caller.validity_seconds = validity;
    registration.eis = eis;
    tools::EsOrder order{es::message_of(registration)};
    order.recipient = tools::sm_sr_id;
    auto answer = eum_->call(order);
    if (!answer) return tl::unexpected(answer.error());
    if (!*answer) return host::fail(ErrorCode::BadFormat, "ES1.RegisterEIS: no answer");
    if (const auto status = es::status_of(**answer); !status.ok())
      return host::fail(ErrorCode::BadInput, "ES1.RegisterEIS: " + status.describe());
  }
  return {};
}

void LabAtWork::download_all(std::size_t at_once, const std::function<void(std::size_t)>& done) {
  std::atomic<std::size_t> next = 0;
  std::atomic<std::size_t> answered = 0;
  std::vector<std::jthread> callers;
  for (std::size_t i = 0; i < at_once; ++i)
    callers.emplace_back([&] {
      for (std::size_t mine = next++; mine < orders_.size(); mine = next++) {
        download(orders_[mine]);
        done(++answered);
      }
    });
}

void LabAtWork::download(Order& order) {
  es::DownloadProfile request;
  request.caller.message_id = "download-" + order.eid;
  request.caller.validity_seconds = validity;
  request.eid = order.eid;
  request.smsr_id = tools::sm_sr_id;
  request.profile_type = profile_type;
  request.enable_profile = order.enable;
  tools::EsOrder call{es::message_of(request)};
  call.recipient = tools::sm_dp_id;
  call.patience = patience;
  call.message_id = "urn:ha:" + order.eid;
  auto answer = operator_->call(call);
  // Whoever has no acknowledgement repeats the message.
  for (int tries = 0; !answer && answer.error().code == ErrorCode::Transport && tries < 20; ++tries) {
    std::this_thread::sleep_for(500ms);
    answer = operator_->call(call);
  }
  if (!answer || !*answer) {
    order.wrong = answer ? "no answer" : answer.error().describe();
    return;
  }
  const es::EsStatus status = es::status_of(**answer);
  order.iccid = (*answer)->content.text("Iccid");
  if (!status.ok()) order.wrong = status.describe();
}

Result<es::Eis> LabAtWork::ask_for_eis(const std::string& function, const std::string& eid) {
  es::Message request(es::function_named(es::Interface::Es4, function), es::Kind::Request);
  es::Caller caller;
  caller.message_id = "look-" + std::to_string(++calls_);
  caller.validity_seconds = validity;
  es::write_call(request, caller);
  request.content.add_text("Eid", eid);
  tools::EsOrder order{std::move(request)};
  order.recipient = tools::sm_sr_id;
  order.patience = patience;
  auto message = operator_->call(order);
  if (!message) return tl::unexpected(message.error());
  if (!*message) return host::fail(ErrorCode::BadFormat, function + ": no answer");
  auto answer = es::answer_of(**message);
  if (!answer) return host::fail(ErrorCode::BadFormat, function + ": " + answer.error().describe());
  if (!answer->status.ok() || !answer->eis)
    return host::fail(ErrorCode::CardRefused, function + ": " + answer->status.describe());
  return std::move(*answer->eis);
}

Result<std::map<std::string, unsigned>> LabAtWork::card_status(const std::string& eid) {
  std::map<std::string, unsigned> found;
  const auto asked = network_->with_card(eid, [&](host::session::CardSession& card) -> Result<void> {
    if (auto selected = card.select(wire::aid::isd_r()); !selected) return tl::unexpected(selected.error());
    const auto all = std::to_array<std::uint8_t>({0x80, 0xF2, 0x40, 0x02, 0x02, 0x4F, 0x00, 0x00});
    auto reply = card.expect("GET STATUS of all ISD-Ps", all);
    if (!reply) return tl::unexpected(reply.error());
    auto entries = wire::TlvReader::ber(reply->data);
    while (!entries.at_end()) {
      const auto entry = entries.expect(0xE3);
      if (!entry) return tl::unexpected(host::Error{ErrorCode::BadFormat, "GET STATUS: no entry", {}});
      const auto fields = entries.children(*entry);
      const auto isd_p = fields.find(0x4F);
      const auto state = fields.find(0x9F70);
      if (!isd_p || !state || state->value.empty())
        return host::fail(ErrorCode::BadFormat, "GET STATUS: no AID or no state");
      found[host::to_hex(isd_p->value)] = state->value[0];
    }
    return {};
  });
  if (!asked) return tl::unexpected(asked.error());
  return found;
}

Result<std::unique_ptr<servers::store::Store>> LabAtWork::open_store(const std::string& role) const {
  auto key = servers::store::master_key_from((lab_.folder / "master.TEST-ONLY.key").string());
  if (!key) return tl::unexpected(key.error());
  return servers::store::Store::open(
      role == "smsr" ? smsr_store_ : "sqlite:" + (lab_.folder / "smdp.db").string(), std::move(*key));
}

}  // namespace sixline::tests::ha
