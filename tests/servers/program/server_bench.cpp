#include "tests/servers/program/server_bench.hpp"

#include <sqlite3.h>
#include <unistd.h>

#include "host/pki/tls_certificate.hpp"

namespace sixline::tests::program {

using es::Interface::Es3;
using host::pki::TlsTestRoot;

namespace {

es::Time time_of_the_world() {
  const auto since = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::seconds>(since).count();
}

}  // namespace

Certificates::Certificates()
    : folder(fs::temp_directory_path() / ("sixline-server-" + std::to_string(::getpid()))) {
  const auto today = std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now());
  const host::pki::Validity validity{today - std::chrono::days(1), today + std::chrono::days(30)};
  const auto root = *TlsTestRoot::generate(validity);
  const auto other = *TlsTestRoot::generate(validity);
  EXPECT_TRUE(root.store_root(folder));
  const auto issue = [&](const auto& by, const std::string& id, const std::string& name) {
    EXPECT_TRUE(TlsTestRoot::store(*by.issue(id, name, validity), folder, name));
  };
  issue(root, smsr_id, "smsr");
  issue(root, smdp_id, "smdp");
  issue(root, smdp_id + "6", "unknown");
  issue(other, smdp_id, "forged");
}

Certificates::~Certificates() {
  std::error_code ignored;
  fs::remove_all(folder, ignored);
}

http::TlsIdentity Certificates::identity(const std::string& name) const {
  return {folder / TlsTestRoot::certificate_file(name), folder / TlsTestRoot::key_file(name),
          folder / TlsTestRoot::root_file};
}

const Certificates& certificates() {
  static const Certificates made;
  return made;
}

Result<lines::Handled> TestDesk::on_message(store::Unit& unit, const lines::Received& received,
                                            const store::ReceivedRow& row, lines::Effects& effects) {
  if (races > 0 && races-- > 0) return host::fail(host::ErrorCode::WrongState, "lost a race");
  ++messages;
  return handle(unit, received, row, effects);
}

Result<void> TestDesk::on_response(store::Unit&, const std::string&, const std::string&, const es::Message&,
                                   lines::Effects&) {
  ++responses;
  return {};
}

Result<void> TestDesk::on_undelivered(store::Unit&, const store::OutboxRow&, lines::Effects&) {
  ++undelivered;
  return {};
}

Result<bool> TestDesk::on_due(store::Unit&, es::Time, lines::Effects&) {
  if (due_at.exchange(0) == 0) return false;
  ++due_steps;
  return true;
}

Result<std::optional<es::Time>> TestDesk::next_due(store::Unit&) {
  const es::Time at = due_at;
  return at == 0 ? std::optional<es::Time>() : std::optional<es::Time>(at);
}

TestPeer::TestPeer(int status) : status_(status) {
  http::ListenerSettings settings;
  settings.tls = certificates().identity("smdp");
  listener_ = *http::Listener::start(settings, [this](auto request, auto respond) {
    const std::lock_guard lock(mutex_);
    bodies_.push_back(request.body);
    if (status_ == 0)
      kept_.push_back(std::move(respond));
    else
      respond({status_, {}, {}});
  });
}

void TestPeer::set_status(int status) {
  const std::lock_guard lock(mutex_);
  status_ = status;
}

std::vector<std::string> TestPeer::bodies() {
  const std::lock_guard lock(mutex_);
  return bodies_;
}

void TestPeer::let_go(int status) {
  const std::lock_guard lock(mutex_);
  for (const auto& respond : kept_) respond({status, {}, {}});
  kept_.clear();
}

Process::Process(const fs::path& database, const std::string& peer_url,
                 const std::function<void(ServerSettings&)>& change, std::function<es::Time()> own_clock)
    : clock(own_clock ? std::move(own_clock) : time_of_the_world) {
  settings.self = {smsr_id, "SR", "https://127.0.0.1"};
  settings.peers.add({.id = smdp_id,
                      .name = "DP",
                      .roles = {lines::PeerRole::SmDp},
                      .base_url = peer_url,
                      .user_name = "sr",
                      .password = "s3cret"});
  settings.listen.tls = certificates().identity("smsr");
  settings.client.tls = settings.listen.tls;
  settings.admin.emplace();
  settings.workers = 2;
  settings.grace = 5s;
  settings.log.file = database.string() + ".log";
  if (change) change(settings);
  store = *store::Store::open("sqlite:" + database.string(),
                              host::crypto::Secret(host::ByteString(32, std::uint8_t{0x5A})));
  journal = *Journal::open(settings.log, "test");
  client = *http::Client::create(settings.client);
  server.emplace(Server::Parts{settings, soap::Role::SmSr, desk, *store, *journal, *metrics, *client, clock});
}

Process::~Process() = default;

void Process::start() {
  const auto started = server->start();
  ASSERT_TRUE(started) << started.error().describe();
}

void Process::put_outbox(es::Time life) {
  EXPECT_TRUE(server->perform([&](store::Unit& unit, lines::Effects& effects) -> Result<void> {
    const es::Time at = clock();
    lines::Correspondence correspondence(unit, settings.peers, settings.self, at);
    es::Message message(es::function_named(Es3, "HandleProfileDisabledNotification"), es::Kind::Notification);
    message.content.set("Eid", eid);
    message.content.set("Iccid", "8933010000000000010");
    message.content.set_time("CompletionTimestamp", at);
    if (auto said = correspondence.call(smdp_id, message, at + life, nullptr); !said)
      return tl::unexpected(said.error());
    effects.outbox = true;
    return {};
  }));
}

es::Message request_of(const std::string& function, const std::string& call_id, std::int64_t validity) {
  const es::Function& row = es::function_named(Es3, function);
  es::Message message(row, row.first_kind());
  const auto has = [&](std::string_view field) { return message.content.shape().find(field) != nullptr; };
  message.content.set("FunctionCallIdentifier", call_id);
  if (has("ValidityPeriod")) message.content.set_number("ValidityPeriod", validity);
  if (has("Eid")) message.content.set("Eid", eid);
  if (has("Iccid")) message.content.set("Iccid", "8933010000000000010");
  return message;
}

ServerTest::ServerTest() {
  static std::atomic<int> number = 0;
  database = certificates().folder / ("store-" + std::to_string(++number) + ".db");
  client = client_of("smdp");
}

std::unique_ptr<http::Client> ServerTest::client_of(const std::string& name) {
  http::ClientSettings settings;
  settings.tls = certificates().identity(name);
  settings.max_connections_per_peer = 64;
  settings.answer_time = 20s;
  return *http::Client::create(settings);
}

std::string ServerTest::envelope_of(const es::Message& message, bool with_token) {
  soap::Header header;
  header.from = {"https://dp.example", smdp_id, {}, {}};
  header.to = {"https://sr.example", smsr_id, {}, {}};
  header.message_id = "//dp/" + message.content.text("FunctionCallIdentifier");
  const std::string body = soap::post_of(header, message).body;
  return with_token ? soap::with_token(body, {"sr", "s3cret"}) : body;
}

std::future<Result<http::Response>> ServerTest::post(const Process& process, std::string body) const {
  const auto promise = std::make_shared<std::promise<Result<http::Response>>>();
  client->post(process.url() + "/esim-messaging/3/ES3/ES3SmSrService", type(), std::move(body), smsr_id,
               [promise](auto result) { promise->set_value(std::move(result)); });
  return promise->get_future();
}

es::EsStatus ServerTest::status_in(const Result<http::Response>& response) {
  EXPECT_TRUE(response) << response.error().describe();
  EXPECT_EQ(response ? response->status : 0, 200);
  const auto envelope = soap::read_envelope(response ? response->body : "");
  EXPECT_TRUE(envelope && envelope->message());
  return envelope && envelope->message() ? es::status_of(envelope->message()->message) : es::EsStatus{};
}

http::Response ServerTest::asked(const Process& process, const std::string& path) const {
  const auto promise = std::make_shared<std::promise<http::Response>>();
  client->get(process.admin() + path,
              [promise](auto result) { promise->set_value(result ? std::move(*result) : http::Response{}); });
  return promise->get_future().get();
}

void ServerTest::execute(const std::string& sql) const {
  sqlite3* raw = nullptr;
  EXPECT_EQ(sqlite3_open(database.c_str(), &raw), SQLITE_OK);
  sqlite3_busy_timeout(raw, 10'000);
  EXPECT_EQ(sqlite3_exec(raw, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK) << sqlite3_errmsg(raw);
  sqlite3_close(raw);
}

bool ServerTest::counts(const Process& process, const std::string& line) const {
  return asked(process, "/metrics").body.find(line + "\n") != std::string::npos;
}

void ServerTest::hold(Process& process) {
  process.desk.handle = [](auto&, const auto&, const auto&, auto&) { return lines::Handled(); };
}

Result<void> ServerTest::answer(Process& process, const std::string& call_id) {
  return process.server->perform([&](store::Unit& unit, lines::Effects& effects) -> Result<void> {
    auto row = unit.find_received(smdp_id, "ES3.GetEIS", call_id);
    if (!row) return tl::unexpected(row.error());
    lines::Correspondence correspondence(unit, process.settings.peers, process.settings.self, 0);
    effects.outbox = true;
    return correspondence.answer(row->value(), es::response_of(es::function_named(Es3, "GetEIS"),
                                                               es::EsStatus::of(es::Failure::Busy)));
  });
}

}  // namespace sixline::tests::program
