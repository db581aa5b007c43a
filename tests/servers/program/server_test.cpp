// A whole server over real sockets: exchanges that are refused, answered, held; an outbox that is posted, and
// ends that lose nothing.
#include <fstream>

#include "tests/servers/program/server_bench.hpp"
#include "tools/sixline/es/link.hpp"

namespace sixline::tests::program {

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
  const auto trouble = soap::read_envelope(failed->body);
  ASSERT_TRUE(trouble);
  EXPECT_EQ(std::get<soap::Fault>(trouble->body).code, soap::FaultCode::Receiver);
  process.desk.races = 0;
  EXPECT_TRUE(status_in(post(process, request_of("GetEIS", "call-2")).get()).ok());
}

/// Both where it changes something and where it only reads.
TEST_F(ServerTest, OutlivesAStepThatThrows) {
  Process process(database);
  std::atomic<bool> throws = true;
  process.desk.handle = [&](auto&, const auto& received, const auto&, auto&) {
    if (throws) throw std::runtime_error("as the test wants");
    return lines::Handled(es::response_of(*received.message.function, es::EsStatus::success()));
  };
  process.start();
  for (const bool reads : {false, true}) {
    process.desk.reads = reads;
    throws = true;
    const auto failed = post(process, request_of("GetEIS", "call-1")).get();
    ASSERT_TRUE(failed);
    EXPECT_EQ(failed->status, 500);
    const auto trouble = soap::read_envelope(failed->body);
    ASSERT_TRUE(trouble);
    EXPECT_EQ(std::get<soap::Fault>(trouble->body).code, soap::FaultCode::Receiver);
    EXPECT_EQ(failed->body.find("as the test wants"), std::string::npos) << "that is for the log alone";
    throws = false;
    EXPECT_TRUE(status_in(post(process, request_of("GetEIS", "call-1")).get()).ok())
        << "nothing of it remained";
  }
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

TEST_F(ServerTest, FlushesItsLogWhileItRuns) {
  Process process(database);
  process.start();
  process.journal->say(Journal::Level::Info, "a line that nobody waits for");
  EXPECT_TRUE(soon([&] {
    std::ifstream log(process.settings.log.file);
    const std::string text{std::istreambuf_iterator<char>(log), std::istreambuf_iterator<char>()};
    return text.find("a line that nobody waits for") != std::string::npos;
  }));
}

TEST_F(ServerTest, SaysThatItsStoreIsBroken) {
  Process process(database);
  process.start();
  ASSERT_EQ(health(process), 200);
  execute("ALTER TABLE outbox RENAME TO elsewhere");
  const http::Response ill = asked(process, "/healthz");
  EXPECT_EQ(ill.status, 503);
  EXPECT_EQ(ill.body.find("store: "), 0u) << ill.body;
  EXPECT_EQ(asked(process, "/metrics").status, 200) << "what can be said is said";
  execute("ALTER TABLE elsewhere RENAME TO outbox");
  EXPECT_EQ(health(process), 200);
}

/// What a process posts is its own for as long as it takes.
TEST_F(ServerTest, RenewsItsClaims) {
  std::atomic<es::Time> now = 1'800'000'000;
  TestPeer peer(0);
  Process process(database, peer.url(), {}, [&] { return now.load(); });
  process.start();
  process.put_outbox();
  ASSERT_TRUE(soon([&] { return peer.bodies().size() == 1; }));
  EXPECT_EQ(process.next_attempt(), now + 15);
  for (int round = 0; round < 4; ++round) {
    now += 10;
    EXPECT_TRUE(soon([&] { return process.next_attempt() == now + 15; })) << *process.next_attempt() - now;
  }
  EXPECT_EQ(peer.bodies().size(), 1u);
  peer.let_go(202);
  EXPECT_TRUE(soon([&] { return process.outbox() == 0; }));
}

/// What a process was posting when it ended is another's soon, and not before.
TEST_F(ServerTest, TakesOverTheClaimsOfTheDead) {
  std::atomic<es::Time> now = 1'800'000'000;
  TestPeer peer(0);
  const auto clock = [&] { return now.load(); };
  {
    Process dying(
        database, peer.url(), [](ServerSettings& settings) { settings.grace = 0s; }, clock);
    dying.start();
    dying.put_outbox();
    ASSERT_TRUE(soon([&] { return peer.bodies().size() == 1; }));
  }
  peer.set_status(202);
  Process heir(database, peer.url(), {}, clock);
  heir.start();
  now += 14;
  heir.desk.due_at = 1;
  ASSERT_TRUE(soon([&] { return heir.desk.due_steps == 1; }));  // a whole round of the pump
  EXPECT_EQ(peer.bodies().size(), 1u);
  EXPECT_EQ(heir.next_attempt(), now + 1);
  now += 1;
  EXPECT_TRUE(soon([&] { return heir.outbox() == 0; }));
  EXPECT_EQ(peer.bodies().size(), 2u);
}

}  // namespace sixline::tests::program
