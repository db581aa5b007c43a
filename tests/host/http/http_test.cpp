// Listener and client over real sockets on loopback, and peers without manners.
#include <atomic>
#include <condition_variable>
#include <future>
#include <gtest/gtest.h>
#include <mutex>
#include <openssl/ssl.h>
#include <thread>

#include "host/http/client.hpp"
#include "host/http/listener.hpp"
#include "host/pki/tls_certificate.hpp"
#include "tests/host/http/raw_client.hpp"

namespace sixline::host::http {
namespace {

using namespace std::chrono_literals;
using tests::RawClient;

pki::Validity validity_around_now() {
  const auto today = std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now());
  return {today - std::chrono::days(1), today + std::chrono::days(30)};
}

/// Certificates of everybody who appears, made once.
class Certificates {
 public:
  Certificates()
      : folder_(std::filesystem::temp_directory_path() / ("sixline-http-" + std::to_string(::getpid()))) {
    const auto validity = validity_around_now();
    const auto root = *pki::TlsTestRoot::generate(validity);
    const auto stranger = *pki::TlsTestRoot::generate(validity);
    EXPECT_TRUE(root.store_root(folder_));
    EXPECT_TRUE(stranger.store_root(folder_ / "stranger"));
    const auto past =
        pki::Validity{validity.from - std::chrono::days(60), validity.from - std::chrono::days(30)};
    store(*root.issue("1.2.1", "server", validity), "server");
    store(*root.issue("1.2.2", "client", validity), "client");
    store(*root.issue("", "nameless", validity), "nameless");
    store(*root.issue("1.2.3", "expired", past), "expired");
    store(*root.issue("1.2.4", "elsewhere", validity, {"elsewhere.example"}), "elsewhere");
    store(*stranger.issue("1.2.2", "stranger", validity), "stranger-client");
  }
  ~Certificates() {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  TlsIdentity identity(const std::string& name, const std::string& root = {}) const {
    return {folder_ / pki::TlsTestRoot::certificate_file(name), folder_ / pki::TlsTestRoot::key_file(name),
            folder_ / root / pki::TlsTestRoot::root_file};
  }

 private:
  void store(const pki::X509Identity& identity, const std::string& name) {
    EXPECT_TRUE(pki::TlsTestRoot::store(identity, folder_, name));
  }
  std::filesystem::path folder_;
};

const Certificates& certificates() {
  static const Certificates made;
  return made;
}

class HttpTest : public testing::Test {
 protected:
  static ListenerSettings tls(const std::string& name = "server") {
    ListenerSettings settings;
    settings.tls = certificates().identity(name);
    return settings;
  }
  void listen(ListenerSettings settings, Handler handler = echo()) {
    auto listener = Listener::start(std::move(settings), std::move(handler));
    ASSERT_TRUE(listener) << listener.error().describe();
    listener_ = std::move(*listener);
  }
  static Handler echo() {
    return [](Request request, Respond respond) {
      respond({200, "text/plain",
               request.method + " " + request.target + " " + request.peer.entity_id + " " +
                   request.content_type + " " + request.body});
    };
  }
  std::string url(const std::string& host = "127.0.0.1", bool secure = true) const {
    return (secure ? "https://" : "http://") + host + ":" + std::to_string(listener_->port()) +
           "/service?x=1";
  }
  static std::unique_ptr<Client> client(const std::string& name = "client", const std::string& root = {}) {
    ClientSettings settings;
    settings.tls = certificates().identity(name, root);
    auto made = Client::create(settings);
    EXPECT_TRUE(made) << (made ? "" : made.error().describe());
    return std::move(*made);
  }
  Result<Response> post(Client& from, std::string body = "hello", std::string expected = {}) {
    return from.post_and_wait(url(), "text/xml", std::move(body), std::move(expected));
  }

  std::unique_ptr<Listener> listener_;
};

TEST_F(HttpTest, CarriesAMessageAndSaysWhoseItIs) {
  listen(tls());
  const auto own = client();
  const auto response = post(*own, "hello", "1.2.1");
  ASSERT_TRUE(response) << response.error().describe();
  EXPECT_EQ(response->status, 200);
  EXPECT_EQ(response->content_type, "text/plain");
  EXPECT_EQ(response->body, "POST /service?x=1 1.2.2 text/xml hello");
}

TEST_F(HttpTest, FindsItsPeerByNameToo) {
  listen(tls());
  const auto own = client();
  EXPECT_TRUE(own->post_and_wait(url("localhost"), "t", "b"));
}

TEST_F(HttpTest, KeepsItsConnection) {
  listen(tls());
  const auto own = client();
  for (int i = 0; i < 1000; ++i) ASSERT_TRUE(post(*own));
  EXPECT_EQ(listener_->counts().connections, 1u);
  EXPECT_EQ(listener_->counts().requests, 1000u);
}

TEST_F(HttpTest, HasManyUnderWayOverFewConnections) {
  ListenerSettings settings = tls();
  settings.threads = 2;
  listen(settings);
  const auto own = client();
  std::mutex mutex;
  std::condition_variable changed;
  int done = 0, good = 0;
  for (int i = 0; i < 200; ++i)
    own->post(url(), "t", std::string(2000, 'x'), {}, [&](Result<Response> response) {
      const std::lock_guard lock(mutex);
      ++done;
      good += response && response->body.size() > 2000;
      changed.notify_one();
    });
  std::unique_lock lock(mutex);
  ASSERT_TRUE(changed.wait_for(lock, 20s, [&] { return done == 200; }));
  EXPECT_EQ(good, 200);
  EXPECT_LE(listener_->counts().connections, 8u);
}

TEST_F(HttpTest, CarriesAWholePackage) {
  listen(tls());
  const auto own = client();
  const auto response = post(*own, std::string(5'000'000, 'x'));
  ASSERT_TRUE(response) << response.error().describe();
  EXPECT_GT(response->body.size(), 5'000'000u);
}

TEST_F(HttpTest, AnswersLaterFromAnotherThread) {
  std::promise<Respond> promised;
  listen(tls(), [&](Request, Respond respond) { promised.set_value(std::move(respond)); });
  const auto own = client();
  auto answer = std::async(std::launch::async, [&] { return post(*own); });
  std::thread([respond = promised.get_future().get()] {
    respond({202, {}, {}});
    respond({500, {}, "a second answer is nobody's"});
  }).join();
  const auto response = answer.get();
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 202);
  EXPECT_EQ(response->body, "");
}

TEST_F(HttpTest, SaysSoWhenNobodyAnswers) {
  listen(tls(), [](Request request, Respond) {
    if (request.body == "throw") throw std::runtime_error("a mistake");
  });
  const auto own = client();
  EXPECT_EQ(post(*own, "forget")->status, 500);
  EXPECT_EQ(post(*own, "throw")->status, 500);
}

TEST_F(HttpTest, EndsAnAnswerThatNeverComes) {
  ListenerSettings settings = tls();
  settings.answer_time = 1s;
  Respond kept;
  listen(settings, [&](Request, Respond respond) { kept = std::move(respond); });
  const auto own = client();
  EXPECT_FALSE(post(*own));
  EXPECT_EQ(listener_->counts().timeouts, 1u);
  kept({200, {}, {}});  // too late, and harmless
}

TEST_F(HttpTest, RefusesEveryoneItDoesNotKnow) {
  listen(tls());
  EXPECT_FALSE(RawClient(listener_->port()).handshake({}));
  EXPECT_FALSE(RawClient(listener_->port()).handshake(certificates().identity("stranger-client")));
  EXPECT_FALSE(RawClient(listener_->port()).handshake(certificates().identity("expired")));
  EXPECT_TRUE(RawClient(listener_->port()).handshake(certificates().identity("client")));
  EXPECT_EQ(listener_->counts().refused_handshakes, 3u);
  EXPECT_EQ(listener_->counts().requests, 1u);
}

TEST_F(HttpTest, SpeaksNoOldTls) {
  listen(tls());
  const TlsIdentity own = certificates().identity("client");
  EXPECT_FALSE(RawClient(listener_->port()).handshake(own, TLS1_VERSION));
  EXPECT_FALSE(RawClient(listener_->port()).handshake(own, TLS1_1_VERSION));
  EXPECT_TRUE(RawClient(listener_->port()).handshake(own, TLS1_2_VERSION));
  EXPECT_TRUE(RawClient(listener_->port()).handshake(own, TLS1_3_VERSION));
}

TEST_F(HttpTest, ClosesOnPlainWordsOfAStranger) {
  listen(tls());
  RawClient plain(listener_->port());
  plain.send("POST / HTTP/1.1\r\nContent-Length: 0\r\n\r\n");
  EXPECT_TRUE(plain.is_closed_within(5s));
}

TEST_F(HttpTest, DoesNotWaitForAHalfOpenHandshake) {
  ListenerSettings settings = tls();
  settings.handshake_time = 1s;
  listen(settings);
  RawClient silent(listener_->port());
  EXPECT_TRUE(silent.is_closed_within(5s));
  EXPECT_EQ(listener_->counts().requests, 0u);
}

TEST_F(HttpTest, ANamelessPeerIsNobody) {
  listen(tls());
  const auto own = client("nameless");
  EXPECT_EQ(post(*own, "x")->body, "POST /service?x=1  text/xml x");
}

TEST_F(HttpTest, TheClientJudgesItsServer) {
  listen(tls());
  EXPECT_EQ(post(*client(), "x", "1.2.9").error().code, ErrorCode::NotTrusted);
  EXPECT_EQ(post(*client("client", "stranger")).error().code, ErrorCode::NotTrusted);
  listen(tls("elsewhere"));
  EXPECT_EQ(post(*client()).error().code, ErrorCode::NotTrusted);
  listen(tls("expired"));
  EXPECT_EQ(post(*client()).error().code, ErrorCode::NotTrusted);
}

/// Plain HTTP, where the bytes can be chosen.
class PlainTest : public HttpTest {
 protected:
  static ListenerSettings plain() { return {}; }
  std::string answer_to(const std::string& bytes) {
    RawClient raw(listener_->port());
    raw.send(bytes);
    return raw.receive(1s);
  }
  static std::string status_line(const std::string& answer) { return answer.substr(0, answer.find("\r\n")); }
};

TEST_F(PlainTest, RefusesWhatIsTooLargeBeforeItIsThere) {
  ListenerSettings settings = plain();
  settings.max_body = 1000;
  settings.max_header = 2000;
  listen(settings);
  EXPECT_EQ(status_line(answer_to("POST / HTTP/1.1\r\nContent-Length: 1001\r\n\r\n")),
            "HTTP/1.1 413 Payload Too Large");
  EXPECT_EQ(
      status_line(answer_to("POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 99999999\r\n\r\n")),
      "HTTP/1.1 413 Payload Too Large");
  EXPECT_EQ(status_line(answer_to("POST / HTTP/1.1\r\nX: " + std::string(3000, 'x') + "\r\n\r\n")),
            "HTTP/1.1 431 Request Header Fields Too Large");
  EXPECT_EQ(status_line(answer_to("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n" +
                                  std::string("400\r\n") + std::string(0x400, 'x') + "\r\n0\r\n\r\n")),
            "HTTP/1.1 413 Payload Too Large");
  EXPECT_EQ(listener_->counts().too_large, 4u);
  EXPECT_EQ(listener_->counts().requests, 0u);
}

TEST_F(PlainTest, UnderstandsOtherWaysToSayIt) {
  listen(plain());
  EXPECT_NE(answer_to("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n")
                .find("abcde"),
            std::string::npos);
  const std::string polite =
      answer_to("POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\nabc");
  EXPECT_TRUE(polite.starts_with("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n")) << polite;
  const std::string old = answer_to("POST / HTTP/1.0\r\nContent-Length: 3\r\n\r\nabc");
  EXPECT_EQ(status_line(old), "HTTP/1.0 200 OK");
  const std::string two = answer_to(
      "POST /1 HTTP/1.1\r\nContent-Length: 1\r\n\r\naPOST /2 HTTP/1.1\r\nContent-Length: 1\r\n\r\nb");
  EXPECT_NE(two.find("POST /1   a"), std::string::npos) << two;
  EXPECT_NE(two.find("POST /2   b"), std::string::npos) << two;
}

TEST_F(PlainTest, RefusesWhatIsNoHttp) {
  listen(plain());
  for (const std::string& bytes :
       {std::string("rubbish\r\n\r\n"), std::string("POST / HTTP/9.9\r\n\r\n"),
        std::string("\x16\x03\x01\x02\r\n\r\n"), std::string("POST / HTTP/1.1\r\nContent-Length: x\r\n\r\n"),
        std::string("POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab"),
        std::string("POST / HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n"),
        std::string("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n"),
        std::string("POST / HTTP/1.1\r\nno colon\r\n\r\n")})
    EXPECT_EQ(status_line(answer_to(bytes)), "HTTP/1.1 400 Bad Request") << bytes;
  EXPECT_EQ(listener_->counts().requests, 0u);
}

TEST_F(PlainTest, DoesNotWaitForSlowSenders) {
  ListenerSettings settings = plain();
  settings.request_time = 1s;
  settings.idle_time = 1s;
  listen(settings);
  RawClient nothing(listener_->port()), header(listener_->port()), body(listener_->port());
  header.send("POST / HTTP/1.1\r\nX: y");
  body.send("POST / HTTP/1.1\r\nContent-Length: 100\r\n\r\nabc");
  EXPECT_TRUE(nothing.is_closed_within(4s));
  EXPECT_TRUE(header.is_closed_within(4s));
  EXPECT_TRUE(body.is_closed_within(4s));
  EXPECT_EQ(listener_->counts().requests, 0u);
  EXPECT_NE(answer_to("POST / HTTP/1.1\r\nContent-Length: 1\r\n\r\na"), "");
}

TEST_F(PlainTest, TakesSoManyAndNotOneMore) {
  ListenerSettings settings = plain();
  settings.max_connections = 2;
  listen(settings);
  RawClient first(listener_->port()), second(listener_->port());
  for (int i = 0; i < 500 && listener_->counts().open < 2; ++i) std::this_thread::sleep_for(10ms);
  RawClient third(listener_->port());
  EXPECT_TRUE(third.is_closed_within(5s));
  first.drop();
  for (int i = 0; i < 500 && listener_->counts().open > 1; ++i) std::this_thread::sleep_for(10ms);
  EXPECT_NE(answer_to("POST / HTTP/1.1\r\nContent-Length: 1\r\n\r\na"), "");
}

TEST_F(PlainTest, LosesNothingWhenPeersDropDead) {
  listen(plain());
  for (int i = 0; i < 50; ++i) {
    RawClient raw(listener_->port());
    raw.send(i % 2 == 0 ? "POST / HTTP/1.1\r\nContent-Length: 1\r\n\r\na" : "POST / HT");
    raw.drop();
  }
  EXPECT_NE(answer_to("POST / HTTP/1.1\r\nContent-Length: 1\r\n\r\na"), "");
}

TEST_F(PlainTest, GivesTheAnswerThatIsDueBeforeItStops) {
  std::promise<Respond> promised;
  listen(plain(), [&](Request, Respond respond) { promised.set_value(std::move(respond)); });
  RawClient raw(listener_->port()), idle(listener_->port());
  raw.send("POST / HTTP/1.1\r\nContent-Length: 1\r\n\r\na");
  Respond respond = promised.get_future().get();
  auto stopped = std::async(std::launch::async, [&] { listener_->stop(5s); });
  EXPECT_TRUE(idle.is_closed_within(2s));
  respond({200, {}, "done"});
  EXPECT_NE(raw.receive(2s).find("done"), std::string::npos);
  respond = {};
  stopped.wait();
  EXPECT_EQ(listener_->counts().open, 0u);
}

TEST_F(PlainTest, AClientThatGoesForgetsWhatIsUnderWay) {
  const auto witness = std::make_shared<int>(0);
  std::promise<Respond> promised;
  listen(plain(), [&](Request, Respond respond) { promised.set_value(std::move(respond)); });
  auto client = Client::create({});
  ASSERT_TRUE(client);
  (*client)->get("http://127.0.0.1:" + std::to_string(listener_->port()) + "/",
                 [witness](const auto&) { ADD_FAILURE() << "nobody answered"; });
  const Respond respond = promised.get_future().get();
  client->reset();
  EXPECT_EQ(witness.use_count(), 1);
}

/// Whoever answers too late answers nobody, and holds nothing any more.
TEST_F(PlainTest, AnAnswerMayOutliveItsListener) {
  const auto witness = std::make_shared<int>(0);
  std::promise<Respond> promised;
  listen(plain(), [&promised, witness](Request, Respond respond) { promised.set_value(std::move(respond)); });
  RawClient raw(listener_->port());
  raw.send("POST / HTTP/1.1\r\nContent-Length: 1\r\n\r\na");
  Respond respond = promised.get_future().get();
  listener_.reset();
  EXPECT_EQ(witness.use_count(), 2);
  respond({200, {}, "done"});
  respond = {};
  EXPECT_EQ(witness.use_count(), 1);
}

TEST_F(PlainTest, TheClientGoesOnAfterARestartOfItsServer) {
  ListenerSettings settings = plain();
  listen(settings);
  const auto own = *Client::create({});
  const std::string at = url("127.0.0.1", false);
  settings.port = listener_->port();
  ASSERT_TRUE(own->post_and_wait(at, "t", "b"));
  listener_.reset();
  listen(settings);
  const auto again = own->post_and_wait(at, "t", "b");
  EXPECT_TRUE(again) << again.error().describe();
  listener_.reset();
  EXPECT_EQ(own->post_and_wait(at, "t", "b").error().code, ErrorCode::Transport);
}

TEST_F(PlainTest, TheClientRefusesNonsense) {
  const auto own = *Client::create({});
  EXPECT_EQ(own->post_and_wait("nowhere", "t", "b").error().code, ErrorCode::BadInput);
  EXPECT_EQ(own->post_and_wait("https://127.0.0.1:1/", "t", "b").error().code, ErrorCode::BadInput);
  EXPECT_EQ(own->post_and_wait("http://127.0.0.1:1/", "t", "b").error().code, ErrorCode::Transport);
  ClientSettings settings;
  settings.tls = TlsIdentity{"/nowhere.pem", "/nowhere.key", "/nowhere"};
  const auto none = Client::create(settings);
  ASSERT_FALSE(none);
  EXPECT_NE(none.error().what.find("/nowhere.pem"), std::string::npos);
}

TEST_F(PlainTest, AListenerSaysWhatItCannotDo) {
  listen(plain());
  ListenerSettings settings = plain();
  settings.port = listener_->port();
  EXPECT_EQ(Listener::start(settings, echo()).error().code, ErrorCode::Transport);
  settings.address = "nowhere";
  EXPECT_EQ(Listener::start(settings, echo()).error().code, ErrorCode::BadInput);
}

}  // namespace
}  // namespace sixline::host::http
