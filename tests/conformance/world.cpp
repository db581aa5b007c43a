#include "tests/conformance/world.hpp"

#include <fstream>
#include <gtest/gtest.h>

#include "host/crypto/random.hpp"
#include "host/es/content.hpp"
#include "host/es/eis_content.hpp"
#include "host/es/signature/eum_signature.hpp"
#include "host/profile/template_package.hpp"
#include "servers/store/master_key.hpp"
#include "tests/support/lab/lab_cards.hpp"
#include "tests/support/lab/lab_stock.hpp"
#include "tools/sixline/es/peer_settings.hpp"

namespace sixline::conformance {

namespace program = servers::program;
using namespace std::chrono_literals;

namespace {

template <class Value>
Value must(host::Result<Value> result) {
  if (!result) {
    ADD_FAILURE() << result.error().describe();
    std::abort();
  }
  if constexpr (!std::is_void_v<Value>) return std::move(*result);
}

constexpr const char* device = "device";

/// [TCA-PP] one more of the services without which the profile is not to be installed
void demand_multos(host::profile::Package& package) {
  constexpr wire::Tag multos = 0x8C;
  package.elements().front().find(host::profile::field::header_services)->put(multos, {});
}

void identify(const Call& call, tools::EsOrder& order) {
  if (call.message.kind != es::Kind::Request || call.bare) return;
  const std::string id = call.call_id.empty() ? order.message_id : call.call_id;
  if (call.keeps_validity)
    order.message.content.set("FunctionCallIdentifier", id);
  else
    es::write_call(order.message, {{}, {}, id, call.validity});
}

}  // namespace

/// One of the two, with all that it needs.
struct World::Server {
  program::ServerSettings settings;
  std::unique_ptr<program::Journal> journal;
  std::unique_ptr<program::Metrics> metrics = program::Metrics::create();
  std::unique_ptr<host::http::Client> client;
  std::unique_ptr<store::Store> memory;
  std::unique_ptr<servers::smsr::SmSrDesk> smsr;
  std::unique_ptr<servers::smdp::SmDp> smdp;
  std::unique_ptr<program::Bearer> bearer;
  std::unique_ptr<program::Server> server;

  Server(program::ServerSettings read, const std::string& name) : settings(std::move(read)) {
    journal = must(program::Journal::open(settings.log, name));
    client = must(host::http::Client::create(settings.client));
    memory = must(store::Store::open(settings.store, must(store::master_key_from(settings.master_key))));
  }
  ~Server() {
    if (server) server->stop();
    server.reset();
    bearer.reset();
  }
  void serve(lines::soap::Role role, lines::Desk& desk, std::function<es::Time()> clock) {
    server = std::make_unique<program::Server>(
        program::Server::Parts{settings, role, desk, *memory, *journal, *metrics, *client, std::move(clock)});
  }
};

World::World(Stage stage) : folder_(must(tools::TemporaryFolder::make("conformance"))) {
  lab_ = must(tools::make_lab({folder_.path(), host::crypto::Curve::P256, {}, "info"}));
  eid = "89001012012341234012345678901224";
  iccid = "8999901000000000500";
  if (stage != Stage::NoCard) issue_card();
  start_smsr();
  start_smdp();
  if (stage >= Stage::Registered) {
    EXPECT_TRUE(register_eis(eis).ok());
  }
  if (stage == Stage::Created) create_isd_p();
  if (stage >= Stage::Installed) download(stage == Stage::Enabled);
}

es::Time World::now() const {
  const auto since = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::seconds>(since).count() + passed_;
}

void World::restart_without_onc() {
  smsr_.reset();
  start_smsr(false);
}

World::~World() {
  links_.clear();
  smdp_.reset();
  smsr_.reset();
  if (network_) network_->stop();
}

program::ServerSettings World::settings_of(const std::string& role) const {
  auto file = must(program::ConfigurationFile::read(lab_.configuration(role)));
  file->root().leave_the_rest();
  auto settings = program::read_server_settings(*file);
  must(file->finish());
  settings.log.file = folder_.path() / (role + ".log");
  settings.workers = 2;
  settings.grace = 1s;
  settings.admin.reset();
  return settings;
}

void World::issue_card() {
  tools::EuiccOrder order;
  order.bootstrap = must(tools::own_bootstrap_package());
  eis = must(tools::personalise_euicc(tools::Workspace(folder_.path()), order));
  eid = eis.eid();
  bootstrap_iccid = eis.profiles.at(0).iccid;
  network_ = must(tests::support::start_network(lab_, 1));
  tools::GlobalOptions options;
  options.state = tools::Workspace(folder_.path()).card().string();
  static std::ofstream nowhere;
  must(network_->add(device, must(tools::Context(options, nowhere, nowhere).connect())));
}

void World::start_smsr(bool supports_onc) {
  smsr_ = std::make_unique<Server>(settings_of("smsr"), "smsr");
  Server& own = *smsr_;
  const auto pki = must(tools::Workspace(folder_.path()).existing_certificates());
  servers::smsr::SmSrSettings settings;
  settings.number = std::string(tools::sm_sr_number);
  settings.shortest_validity = shortest_validity;
  servers::smsr::SmSrOffice office{settings, own.settings.self, pki.ci().certificate, own.settings.peers};
  office.supports_onc = supports_onc;
  own.smsr = std::make_unique<servers::smsr::SmSrDesk>(std::move(office), [this] { return now(); });
  own.serve(lines::soap::Role::SmSr, *own.smsr, [this] { return now(); });
  if (network_) {
    host::smpp::EsmeSettings esme;
    esme.port = network_->port();
    esme.system_id = "sm-sr";
    esme.password = std::string(tools::lab_smpp_password);
    own.bearer = must(program::SmsBearer::start(esme, *own.server, *own.smsr, *own.journal, *own.metrics));
    own.server->use_bearer(
        *own.bearer, [desk = own.smsr.get()](store::Unit& unit, lines::Effects& effects,
                                             const lines::ShortMessage& message, const std::string& reason) {
          return desk->on_short_message_undelivered(unit, message.eid, message.packet_id, reason, effects);
        });
  }
  must(own.server->start());
  while (own.bearer && !own.bearer->is_up()) std::this_thread::sleep_for(1ms);
}

void World::start_smdp() {
  smdp_ = std::make_unique<Server>(settings_of("smdp"), "smdp");
  Server& own = *smdp_;
  const auto pki = must(tools::Workspace(folder_.path()).existing_certificates());
  servers::smdp::SmDpOffice office{{},
                                   {own.settings.self,
                                    pki.ci().certificate,
                                    {{std::string(tools::eum_id), pki.eum().certificate}},
                                    pki.sm_dp().certificate,
                                    pki.sm_dp().key.signer()},
                                   own.settings.peers,
                                   host::crypto::system_random(),
                                   {}};
  own.smdp = std::make_unique<servers::smdp::SmDp>(std::move(office), [this] { return now(); });
  own.serve(lines::soap::Role::SmDp, *own.smdp, [this] { return now(); });
  must(own.server->start());
}

EsLink& World::as(const std::string& role) {
  const std::lock_guard lock(mutex_);
  auto& link = links_[role];
  if (link) return *link;
  const bool nobody = role == "nobody";
  auto settings = must(tools::read_peer_settings(lab_.configuration(nobody ? "operator" : role).string()));
  if (nobody) settings.self.id = "1.3.6.1.4.1.99999.88";
  if (nobody || role == "smsr" || role == "smdp") settings.listen.port = 0;  // the real one has it
  // A test speaks in the name of any role, so it knows everybody.
  for (const char* name : {"smsr", "smdp", "operator", "m2m-sp"}) {
    const auto peer = must(tools::read_peer_settings(lab_.configuration(name).string())).self;
    lines::Peer known;
    known.id = peer.id;
    known.base_url = peer.base_url;
    known.roles = {lines::PeerRole::SmSr, lines::PeerRole::SmDp, lines::PeerRole::Operator};
    if (settings.peers.find(known.id) == nullptr && known.id != settings.self.id) settings.peers.add(known);
  }
  link = must(EsLink::open(std::move(settings), [this, role](const tools::Incoming& incoming) {
    const std::lock_guard heard(mutex_);
    heard_[role].push_back(es::element_name(*incoming.message.function, incoming.message.kind));
    changed_.notify_all();
  }));
  return *link;
}

std::optional<es::Message> World::answer_to(const Call& call) {
  EsLink& link = as(call.as);
  tools::EsOrder order{call.message, call.to};
  order.patience = 15s;
  order.message_id = lines::new_message_id(link.self());
  identify(call, order);
  auto answer = link.call(order);
  EXPECT_TRUE(answer) << es::qualified_name(*call.message.function) << ": " << answer.error().describe();
  return answer ? std::move(*answer) : std::nullopt;
}

es::EsStatus World::send(const Call& call) {
  const auto answer = answer_to(call);
  return answer ? es::status_of(*answer) : es::EsStatus::of(es::Failure::Internal, "no answer");
}

int World::post(const Call& call, const std::function<void(EsLink::Letter&)>& change) {
  EsLink& link = as(call.as);
  tools::EsOrder order{call.message, call.to};
  order.message_id = lines::new_message_id(link.self());
  identify(call, order);
  auto letter = must(link.letter_of(order));
  if (change) change(letter);
  const auto response = link.post(letter);
  EXPECT_TRUE(response) << response.error().describe();
  return response ? response->status : 0;
}

bool World::hears(const std::string& role, const std::string& element) {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, 5s, [&] {
    const auto& all = heard_[role];
    return std::find(all.begin(), all.end(), element) != all.end();
  });
}

es::EsStatus World::register_eis(const es::Eis& registered) {
  Call call{es::Message(es::function_named(es::Interface::Es1, "RegisterEIS"), es::Kind::Request), "eum",
            std::string(tools::sm_sr_id)};
  es::write_eis(call.message.content.add("Eis"), registered, es::eis_marks(*call.message.function));
  return send(call);
}

es::Eis World::register_other(const std::string& profile_iccid, const std::string& aid) {
  es::Eis other = eis;
  const auto pki = must(tools::Workspace(folder_.path()).existing_certificates());
  other.signed_block.eid = "89001012012341234012345678901224";
  const host::pki::Validity validity{std::chrono::sys_days(std::chrono::year(2024) / 1 / 1),
                                     std::chrono::sys_days(std::chrono::year(2049) / 12 / 31)};
  other.signed_block.ecasd.key_sets[0].certificates[0].value = ecasd_certificate(other.eid(), validity);
  must(es::signature::sign(other, pki.eum().certificate, pki.eum().key.signer()));
  other.profiles[0].iccid = "8999901000000000971";
  es::EisProfile more = other.profiles[0];
  more.iccid = profile_iccid;
  more.isd_p_aid = *host::from_hex(aid);
  more.state = es::ProfileState::Disabled;
  more.fall_back = false;
  more.smdp_id = tools::sm_dp_id;
  other.profiles.push_back(more);
  const es::EsStatus status = register_eis(other);
  EXPECT_TRUE(status.ok()) << status.describe();
  return other;
}

void World::sign() {
  const auto pki = must(tools::Workspace(folder_.path()).existing_certificates());
  must(es::signature::sign(eis, pki.eum().certificate, pki.eum().key.signer()));
}

void World::put_eis() {
  EuiccRecord record;
  record.eis = eis;
  record.eis.smsr_id = tools::sm_sr_id;
  auto unit = must(smsr_->memory->begin());
  must(unit->remove_euicc(eid));
  must(unit->insert_euicc(servers::smsr::row_of(record)));
  must(unit->commit());
}

host::ByteString World::ecasd_certificate(const std::string& for_eid,
                                          const host::pki::Validity& validity) const {
  const auto pki = must(tools::Workspace(folder_.path()).existing_certificates());
  return must(pki.issue_ecasd(*wire::Eid::from(*host::from_hex(for_eid)), validity)).certificate;
}

void World::create_isd_p() {
  Call call{es::Message(es::function_named(es::Interface::Es3, "CreateISDP"), es::Kind::Request), "smdp",
            std::string(tools::sm_sr_id)};
  call.message.content.set("Eid", eid)
      .set("Iccid", iccid)
      .set("Mno-id", tools::operator_id)
      .set_number("RequiredMemory", 20'000);
  const es::EsStatus status = send(call);
  EXPECT_TRUE(status.ok()) << status.describe();
}

void World::stock(const std::string& type, const std::string& owner, const std::string& last_digits,
                  std::optional<std::uint8_t> pol1, Needs needs) {
  auto package = host::profile::template_package();
  if (needs == Needs::Multos) demand_multos(package);
  host::profile::Personalisation values;
  values.iccid = "899990100000000" + last_digits;
  values.imsi = "001010000000" + last_digits;
  values.pol1 = pol1;
  must(host::profile::personalise(package, values));
  auto unit = must(smdp_->memory->begin());
  iccid = must(tests::support::add_profile(*unit, package, owner, type));
  must(unit->commit());
}

void World::download(bool enable) {
  stock(profile_type, std::string(tools::operator_id), "500");
  const es::EsStatus status = download_stocked(enable);
  EXPECT_TRUE(status.ok()) << status.describe();
}

es::EsStatus World::download_stocked(bool enable) {
  Call call{es::Message(es::function_named(es::Interface::Es2, "DownloadProfile"), es::Kind::Request),
            "operator", std::string(tools::sm_dp_id)};
  call.message.content.set("Eid", eid)
      .set("SmSr-id", tools::sm_sr_id)
      .set("Iccid", iccid)
      .set_flag("EnableProfile", enable);
  return send(call);
}

void World::reach(tools::Reach reach) {
  must(network_->set_reach(device, reach));
}

std::optional<es::Eis> World::record() {
  auto unit = must(smsr_->memory->begin_reading());
  const auto row = unit->find_euicc(eid);
  if (!row) return std::nullopt;
  return must(servers::smsr::record_of(*row)).eis;
}

bool World::knows_profile() {
  for (const auto end = std::chrono::steady_clock::now() + 5s; std::chrono::steady_clock::now() < end;) {
    if (const auto known = record(); known && known->find(iccid) != nullptr) return true;
    std::this_thread::sleep_for(1ms);
  }
  return false;
}

void World::edit_record(const std::function<void(EuiccRecord& record)>& change) {
  auto unit = must(smsr_->memory->begin());
  servers::smsr::UnitEisStore records(*unit);
  auto record = must(records.load(eid));
  change(record);
  must(records.save(record));
  must(records.flush(now()));
  must(unit->commit());
}

void World::edit_profile(const std::function<void(es::EisProfile& profile)>& change) {
  edit_record([&](EuiccRecord& record) {
    es::EisProfile* profile = record.eis.find(iccid);
    ASSERT_NE(profile, nullptr);
    change(*profile);
  });
}

std::size_t World::audit_entries() {
  auto unit = must(smsr_->memory->begin_reading());
  return must(unit->audit_of(eid, 1000)).size();
}

}  // namespace sixline::conformance
