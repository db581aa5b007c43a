// A whole server over real sockets: exchanges that are refused, answered, held; an outbox that is posted, and
// ends that lose nothing.
#include "servers/program/server.hpp"

#include <atomic>
#include <future>
#include <gtest/gtest.h>
#include <unistd.h>

#include "host/es/content.hpp"
#include "host/pki/tls_certificate.hpp"
#include "tools/sixline/es/link.hpp"

namespace sixline::servers::program {
namespace {

namespace fs = std::filesystem;
namespace http = host::http;
namespace soap = lines::soap;
using namespace std::chrono_literals;
using es::Interface::Es3;

const std::string smsr_id = "1.3.6.1.4.1.99999.2";
const std::string smdp_id = "1.3.6.1.4.1.99999.3";
const std::string eid = "89001012012341234012345678901224";

template <class Condition>
bool soon(Condition condition) {
  for (const auto end = std::chrono::steady_clock::now() + 20s; std::chrono::steady_clock::now() < end;
       std::this_thread::sleep_for(10ms))
    if (condition()) return true;
  return false;
}

class Certificates {
 public:
  Certificates() : folder(fs::temp_directory_path() / ("sixline-server-" + std::to_string(::getpid()))) {
    const auto today = std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now());
    const host::pki::Validity validity{today - std::chrono::days(1), today + std::chrono::days(30)};
    const auto root = *host::pki::TlsTestRoot::generate(validity);
    const auto other = *host::pki::TlsTestRoot::generate(validity);
    EXPECT_TRUE(root.store_root(folder));
    const auto issue = [&](const auto& by, const std::string& id, const std::string& name) {
      EXPECT_TRUE(host::pki::TlsTestRoot::store(*by.issue(id, name, validity), folder, name));
    };
    issue(root, smsr_id, "smsr");
    issue(root, smdp_id, "smdp");
    issue(root, smdp_id + "6", "unknown");
    issue(other, smdp_id, "forged");
  }
  ~Certificates() {
    std::error_code ignored;
    fs::remove_all(folder, ignored);
  }
  http::TlsIdentity identity(const std::string& name) const {
    return {folder / host::pki::TlsTestRoot::certificate_file(name),
            folder / host::pki::TlsTestRoot::key_file(name), folder / host::pki::TlsTestRoot::root_file};
  }
  fs::path folder;
};

const Certificates& certificates() {
  static const Certificates made;
  return made;
}

/// Does what the test says; counts.
class TestDesk final : public lines::Desk {
 public:
  using OnMessage = std::function<Result<lines::Handled>(store::Unit&, const lines::Received&,
                                                         const store::ReceivedRow&, lines::Effects&)>;
  OnMessage handle = [](auto&, const auto& received, const auto&, auto&) {
    return lines::Handled(es::response_of(*received.message.function, es::EsStatus::success()));
  };
  std::atomic<int> messages = 0, responses = 0, undelivered = 0, due_steps = 0;
  std::atomic<int> races = 0;  ///< to lose before the next step succeeds
  std::atomic<es::Time> due_at = 0;

  Result<lines::Handled> on_message(store::Unit& unit, const lines::Received& received,
                                    const store::ReceivedRow& row, lines::Effects& effects) override {
    if (races > 0 && races-- > 0) return host::fail(host::ErrorCode::WrongState, "lost a race");
    ++messages;
    return handle(unit, received, row, effects);
  }
  Result<void> on_response(store::Unit&, const std::string&, const es::Message&, lines::Effects&) override {
    ++responses;
    return {};
  }
  Result<void> on_undelivered(store::Unit&, const store::OutboxRow&, lines::Effects&) override {
    ++undelivered;
    return {};
  }
  Result<bool> on_due(store::Unit&, es::Time, lines::Effects&) override {
    if (due_at.exchange(0) == 0) return false;
    ++due_steps;
    return true;
  }
  Result<std::optional<es::Time>> next_due(store::Unit&) override {
    const es::Time at = due_at;
    return at == 0 ? std::optional<es::Time>() : std::optional<es::Time>(at);
  }
};

/// A peer's listener that answers what the test says, or not at all.
class TestPeer {
 public:
  explicit TestPeer(int status) : status_(status) {
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
  std::string url() const { return "https://127.0.0.1:" + std::to_string(listener_->port()); }
  void set_status(int status) {
    const std::lock_guard lock(mutex_);
    status_ = status;
  }
  std::vector<std::string> bodies() {
    const std::lock_guard lock(mutex_);
    return bodies_;
  }
  /// Answers what was kept.
  void let_go(int status) {
    const std::lock_guard lock(mutex_);
    for (const auto& respond : kept_) respond({status, {}, {}});
    kept_.clear();
  }

 private:
  std::mutex mutex_{};
  int status_;
  std::vector<std::string> bodies_{};
  std::vector<http::Respond> kept_{};
  std::unique_ptr<http::Listener> listener_{};
};

/// One process: everything that main() would make, over a store in a file that others may share.
struct Process {
  explicit Process(const fs::path& database, const std::string& peer_url = "https://127.0.0.1:1",
                   std::function<void(ServerSettings&)> change = {}) {
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
    server.emplace(Server::Parts{settings, soap::Role::SmSr, desk, *store, *journal, *metrics, *client});
  }
  void start() {
    const auto started = server->start();
    ASSERT_TRUE(started) << started.error().describe();
  }
  std::string url() const { return "https://127.0.0.1:" + std::to_string(server->port()); }
  std::string admin() const { return "http://127.0.0.1:" + std::to_string(server->admin_port()); }
  std::size_t outbox() const { return store->counts()->outbox; }
  void put_outbox(es::Time life = 3600) {
    const auto now =
        std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch())
            .count();
    EXPECT_TRUE(server->perform([&](store::Unit& unit, lines::Effects& effects) -> Result<void> {
      lines::Correspondence correspondence(unit, settings.peers, settings.self, now);
      es::Message message(es::function_named(Es3, "HandleProfileDisabledNotification"),
                          es::Kind::Notification);
      message.content.set("Eid", eid);
      message.content.set("Iccid", "8933010000000000010");
      message.content.set_time("CompletionTimestamp", now);
      if (auto said = correspondence.call(smdp_id, message, now + life, nullptr); !said)
        return tl::unexpected(said.error());
      effects.outbox = true;
      return {};
    }));
  }

  ServerSettings settings{};
  TestDesk desk{};
  std::unique_ptr<store::Store> store{};
  std::unique_ptr<Journal> journal{};
  std::unique_ptr<Metrics> metrics = Metrics::create();
  std::unique_ptr<http::Client> client{};
  std::optional<Server> server{};
};

es::Message request_of(const std::string& function, const std::string& call_id = "call-1",
                       std::int64_t validity = 3600) {
  const es::Function& row = es::function_named(Es3, function);
  es::Message message(row, row.first_kind());
  const auto has = [&](std::string_view field) { return message.content.shape().find(field) != nullptr; };
  message.content.set("FunctionCallIdentifier", call_id);
  if (has("ValidityPeriod")) message.content.set_number("ValidityPeriod", validity);
  if (has("Eid")) message.content.set("Eid", eid);
  if (has("Iccid")) message.content.set("Iccid", "8933010000000000010");
  return message;
}

class ServerTest : public testing::Test {
 protected:
  ServerTest() {
    static std::atomic<int> number = 0;
    database = certificates().folder / ("store-" + std::to_string(++number) + ".db");
    client = client_of("smdp");
  }
  static std::unique_ptr<http::Client> client_of(const std::string& name) {
    http::ClientSettings settings;
    settings.tls = certificates().identity(name);
    settings.max_connections_per_peer = 64;
    settings.answer_time = 20s;
    return *http::Client::create(settings);
  }
  static std::string envelope_of(const es::Message& message, bool with_token = true) {
    soap::Header header;
    header.from = {"https://dp.example", smdp_id, {}, {}};
    header.to = {"https://sr.example", smsr_id, {}, {}};
    header.message_id = "//dp/" + message.content.text("FunctionCallIdentifier");
    const std::string body = soap::post_of(header, message).body;
    return with_token ? soap::with_token(body, {"sr", "s3cret"}) : body;
  }
  static std::string type() { return "application/soap+xml; charset=utf-8"; }
  std::future<Result<http::Response>> post(const Process& process, const es::Message& message) const {
    return post(process, envelope_of(message));
  }
  std::future<Result<http::Response>> post(const Process& process, std::string body) const {
    const auto promise = std::make_shared<std::promise<Result<http::Response>>>();
    client->post(process.url() + "/esim-messaging/3/ES3/ES3SmSrService", type(), std::move(body), smsr_id,
                 [promise](auto result) { promise->set_value(std::move(result)); });
    return promise->get_future();
  }
  static es::EsStatus status_in(const Result<http::Response>& response) {
    EXPECT_TRUE(response) << response.error().describe();
    EXPECT_EQ(response ? response->status : 0, 200);
    const auto envelope = soap::read_envelope(response ? response->body : "");
    EXPECT_TRUE(envelope && envelope->message());
    return envelope && envelope->message() ? es::status_of(envelope->message()->message) : es::EsStatus{};
  }
  std::string metric(const Process& process) const {
    const auto promise = std::make_shared<std::promise<std::string>>();
    client->get(process.admin() + "/metrics",
                [promise](auto result) { promise->set_value(result ? result->body : std::string()); });
    return promise->get_future().get();
  }
  int health(const Process& process, const std::string& path = "/healthz") const {
    const auto promise = std::make_shared<std::promise<int>>();
    client->get(process.admin() + path,
                [promise](auto result) { promise->set_value(result ? result->status : 0); });
    return promise->get_future().get();
  }
  bool counts(const Process& process, const std::string& line) const {
    return metric(process).find(line + "\n") != std::string::npos;
  }
  /// The desk answers later: the exchange is held.
  static void hold(Process& process) {
    process.desk.handle = [](auto&, const auto&, const auto&, auto&) { return lines::Handled(); };
  }
  /// Writes the answer of the held call, as any process may.
  static Result<void> answer(Process& process, const std::string& call_id) {
    return process.server->perform([&](store::Unit& unit, lines::Effects& effects) -> Result<void> {
      auto row = unit.find_received(smdp_id, "ES3.GetEIS", call_id);
      if (!row) return tl::unexpected(row.error());
      lines::Correspondence correspondence(unit, process.settings.peers, process.settings.self, 0);
      effects.outbox = true;
      return correspondence.answer(row->value(), es::response_of(es::function_named(Es3, "GetEIS"),
                                                                 es::EsStatus::of(es::Failure::Busy)));
    });
  }

  fs::path database;
  std::unique_ptr<http::Client> client;
};

TEST_F(ServerTest, AnswersAndCounts) {
  Process process(database);
  process.start();
  EXPECT_TRUE(status_in(post(process, request_of("GetEIS")).get()).ok());
  EXPECT_TRUE(
      counts(process, "sixline_messages_received_total{service=\"ES3SmSrService\",status=\"200\"} 1"));
  EXPECT_EQ(health(process), 200);
  EXPECT_EQ(health(process, "/"), 404);
  EXPECT_EQ(health(process, "/metrics?x"), 404);
}

TEST_F(ServerTest, KnowsItsServicesOnly) {
  Process process(database);
  process.start();
  for (const char* path : {"/", "/healthz", "/esim-messaging/3/ES2/ES2SmDpService"}) {
    const auto response =
        client->post_and_wait(process.url() + path, type(), envelope_of(request_of("GetEIS")), smsr_id);
    ASSERT_TRUE(response);
    EXPECT_EQ(response->status, 404) << path;
  }
  EXPECT_EQ(process.desk.messages, 0);
}

TEST_F(ServerTest, HearsNobodyWithAnotherCertificateOrToken) {
  Process process(database);
  process.start();
  const std::string service = process.url() + "/esim-messaging/3/ES3/ES3SmSrService";
  EXPECT_FALSE(
      client_of("forged")->post_and_wait(service, type(), envelope_of(request_of("GetEIS")), smsr_id));
  const auto unknown =
      client_of("unknown")->post_and_wait(service, type(), envelope_of(request_of("GetEIS")), smsr_id);
  EXPECT_TRUE(status_in(unknown).is(es::Failure::CallerUnknown));
  const auto bare = post(process, envelope_of(request_of("GetEIS"), false)).get();
  EXPECT_TRUE(status_in(bare).is(es::Failure::CallerUnknown));
  EXPECT_EQ(process.desk.messages, 0);
  EXPECT_TRUE(counts(process, "sixline_listener_total{what=\"refused_handshakes\"} 1"));
}

TEST_F(ServerTest, TakesALinkWithItsToken) {
  Process process(database);
  process.start();
  tools::EsLinkSettings settings;
  settings.self = {smdp_id, "DP", {}};
  settings.tls = certificates().identity("smdp");
  lines::Peer peer{.id = smsr_id, .name = "SR", .roles = {lines::PeerRole::SmSr}, .base_url = process.url()};
  for (const std::string password : {"s3cret", "wrong"}) {
    peer.user_name = "sr";
    peer.password = password;
    settings.peers.add(peer);
    auto link = *tools::EsLink::open(settings);
    const auto answered = link->call({.message = request_of("GetEIS", password), .recipient = smsr_id});
    ASSERT_TRUE(answered && *answered) << answered.error().describe();
    EXPECT_EQ(es::status_of(**answered).ok(), password == "s3cret");
  }
}

TEST_F(ServerTest, SaysThatItIsOverloaded) {
  Process process(database, {}, [](ServerSettings& settings) {
    settings.workers = 1;
    settings.max_waiting = 1;
  });
  process.start();
  std::promise<void> entered, opened;
  const auto open = opened.get_future().share();
  ASSERT_TRUE(process.server->offer([&] {
    entered.set_value();
    open.wait();
  }));
  entered.get_future().wait();
  ASSERT_TRUE(process.server->offer([] {}));
  EXPECT_FALSE(process.server->offer([] {}));
  const auto refused = post(process, request_of("GetEIS")).get();
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->status, 503);
  EXPECT_EQ(process.desk.messages, 0);
  opened.set_value();
  EXPECT_TRUE(soon([&] { return post(process, request_of("GetEIS")).get()->status == 200; }));
}

TEST_F(ServerTest, RepeatsALostRaceAndGivesUpInTheEnd) {
  Process process(database);
  process.start();
  process.desk.races = 3;
  EXPECT_TRUE(status_in(post(process, request_of("GetEIS")).get()).ok());
  EXPECT_EQ(process.desk.messages, 1);
  EXPECT_TRUE(counts(process, "sixline_units_total{end=\"repeated\"} 3"));
  process.desk.races = 1'000;
  const auto failed = post(process, request_of("GetEIS", "call-2")).get();
  ASSERT_TRUE(failed);
  EXPECT_EQ(failed->status, 500);
  process.desk.races = 0;
  EXPECT_TRUE(status_in(post(process, request_of("GetEIS", "call-2")).get()).ok());
}

TEST_F(ServerTest, AnswersAHeldExchangeWhoeverWritesTheAnswer) {
  Process process(database);
  hold(process);
  process.start();
  Process other(database);
  other.start();
  for (Process* writer : {&process, &other}) {
    const std::string call = writer == &other ? "by-other" : "by-itself";
    auto answered = post(process, request_of("GetEIS", call));
    ASSERT_TRUE(soon([&] { return counts(process, "sixline_now{what=\"held_exchanges\"} 1"); }));
    EXPECT_EQ(answered.wait_for(200ms), std::future_status::timeout);
    ASSERT_TRUE(answer(*writer, call));
    EXPECT_TRUE(status_in(answered.get()).is(es::Failure::Busy));
  }
  EXPECT_TRUE(counts(process, "sixline_now{what=\"held_exchanges\"} 0"));
}

TEST_F(ServerTest, EndsAHeldExchangeWhenItsTimeIsOver) {
  Process process(database);
  hold(process);
  process.start();
  EXPECT_TRUE(status_in(post(process, request_of("GetEIS", "short", 1)).get()).is(es::Failure::TimeToLive));
  ASSERT_TRUE(answer(process, "short"));  // too late, and so not said
  EXPECT_TRUE(status_in(post(process, request_of("GetEIS", "short", 1)).get()).is(es::Failure::TimeToLive));
}

TEST_F(ServerTest, PostsItsOutboxWithTheTokenOfTheLink) {
  TestPeer peer(202);
  Process process(database, peer.url());
  process.start();
  process.put_outbox();
  EXPECT_TRUE(soon([&] { return process.outbox() == 0; }));
  ASSERT_EQ(peer.bodies().size(), 1u);
  const auto envelope = soap::read_envelope(peer.bodies()[0]);
  ASSERT_TRUE(envelope && envelope->message());
  EXPECT_EQ(envelope->token, (soap::UsernameToken{"sr", "s3cret"}));
  EXPECT_EQ(process.desk.undelivered, 0);
}

TEST_F(ServerTest, PostsAgainUnderTheSameName) {
  TestPeer peer(503);
  Process process(database, peer.url());
  process.start();
  const auto begun = std::chrono::steady_clock::now();
  process.put_outbox();
  ASSERT_TRUE(soon([&] { return peer.bodies().size() == 1; }));
  peer.set_status(202);
  EXPECT_TRUE(soon([&] { return process.outbox() == 0; }));
  EXPECT_GT(std::chrono::steady_clock::now() - begun, 250ms);
  const auto bodies = peer.bodies();
  ASSERT_EQ(bodies.size(), 2u);
  EXPECT_EQ(bodies[0], bodies[1]);
  EXPECT_TRUE(counts(process,
                     "sixline_messages_posted_total{function=\"ES3.HandleProfileDisabledNotification\","
                     "result=\"failed\"} 1"));
}

TEST_F(ServerTest, GivesUpAPostWhoseTimeIsOver) {
  Process process(database);
  process.start();
  process.put_outbox(1);
  EXPECT_TRUE(soon([&] { return process.desk.undelivered == 1; }));
  EXPECT_EQ(process.outbox(), 0u);
}

TEST_F(ServerTest, PostsWhatAnEarlierProcessLeft) {
  TestPeer peer(202);
  {
    Process process(database, peer.url());
    process.put_outbox();  // and dies before it is started
  }
  Process process(database, peer.url());
  process.start();
  EXPECT_TRUE(soon([&] { return process.outbox() == 0; }));
  EXPECT_EQ(peer.bodies().size(), 1u);
}

TEST_F(ServerTest, StepsWhatIsDue) {
  Process process(database);
  process.start();
  process.desk.due_at = 1;
  EXPECT_TRUE(soon([&] { return process.desk.due_steps == 1; }));
}

TEST_F(ServerTest, AnswersWhatWasReadBeforeItStops) {
  Process process(database);
  std::promise<void> entered, opened;
  process.desk.handle = [&](auto&, const auto& received, const auto&, auto&) {
    entered.set_value();
    opened.get_future().wait();
    return lines::Handled(es::response_of(*received.message.function, es::EsStatus::success()));
  };
  process.start();
  auto answered = post(process, request_of("GetEIS"));
  entered.get_future().wait();
  auto stopped = std::async(std::launch::async, [&] { process.server->stop(); });
  EXPECT_EQ(stopped.wait_for(100ms), std::future_status::timeout);
  opened.set_value();
  EXPECT_TRUE(status_in(answered.get()).ok());
  stopped.get();
  EXPECT_FALSE(process.server->offer([] {}));
  EXPECT_FALSE(client_of("smdp")->post_and_wait(process.url() + "/ES3SmSrService", type(), "x", smsr_id));
}

TEST_F(ServerTest, SendsHeldExchangesToTheNextProcess) {
  {
    Process process(database);
    hold(process);
    process.start();
    auto refused = post(process, request_of("GetEIS"));
    ASSERT_TRUE(soon([&] { return counts(process, "sixline_now{what=\"held_exchanges\"} 1"); }));
    process.server->stop();
    const auto response = refused.get();
    ASSERT_TRUE(response);
    EXPECT_EQ(response->status, 503);
  }
  Process next(database);
  next.start();
  auto answered = post(next, request_of("GetEIS"));
  ASSERT_TRUE(soon([&] { return counts(next, "sixline_now{what=\"held_exchanges\"} 1"); }));
  ASSERT_TRUE(answer(next, "call-1"));
  EXPECT_TRUE(status_in(answered.get()).is(es::Failure::Busy));
  EXPECT_EQ(next.desk.messages, 0);  // the call itself was handled once
}

TEST_F(ServerTest, ForgetsAPostThatOutlivesIt) {
  TestPeer peer(0);
  Process process(database, peer.url(), [](ServerSettings& settings) { settings.grace = 0s; });
  process.start();
  process.put_outbox();
  ASSERT_TRUE(soon([&] { return peer.bodies().size() == 1; }));
  process.server.reset();
  peer.let_go(202);
  peer.set_status(202);
  EXPECT_TRUE(process.client->post_and_wait(peer.url(), type(), "later"));
  process.client.reset();
  // It is in the outbox still: the next process posts it, and the peer knows it by its name.
  EXPECT_EQ(process.outbox(), 1u);
  EXPECT_EQ(process.metrics->text({}).find("sixline_messages_posted_total{"), std::string::npos);
}

TEST_F(ServerTest, IsUnhealthyWithoutItsStoreOrItsBearer) {
  struct Down final : Bearer {
    void submit(const lines::ShortMessage&, Taken taken) override {
      taken(host::fail(host::ErrorCode::Transport, "down"));
    }
    bool is_up() const override { return up; }
    void stop(std::chrono::milliseconds) override {}
    std::atomic<bool> up = false;
  } bearer;
  Process process(database);
  std::promise<std::string> reason;
  process.server->use_bearer(bearer, [&](auto&, auto&, const auto& message, const std::string& why) {
    reason.set_value(message.packet_id + ": " + why);
    return Result<void>();
  });
  process.start();
  EXPECT_EQ(health(process), 503);
  EXPECT_TRUE(process.server->perform([](auto&, lines::Effects& effects) -> Result<void> {
    effects.short_messages.push_back({eid, "1", {{}}, "p-1"});
    return {};
  }));
  EXPECT_EQ(reason.get_future().get(), "p-1: down");
  bearer.up = true;
  EXPECT_EQ(health(process), 200);
}

}  // namespace
}  // namespace sixline::servers::program
