// A whole server over real sockets for a test: its certificates, a desk that does what the test says, and a
// peer that listens.
#pragma once

#include <atomic>
#include <future>
#include <gtest/gtest.h>
#include <thread>

#include "host/es/content.hpp"
#include "servers/program/server.hpp"

namespace sixline::tests::program {

namespace es = host::es;
namespace fs = std::filesystem;
namespace http = host::http;
namespace lines = servers::lines;
namespace soap = servers::lines::soap;
namespace store = servers::store;
using namespace servers::program;
using namespace std::chrono_literals;
using host::Result;

inline const std::string smsr_id = "1.3.6.1.4.1.99999.2";
inline const std::string smdp_id = "1.3.6.1.4.1.99999.3";
inline const std::string eid = "89001012012341234012345678901224";

template <class Condition>
bool soon(Condition condition) {
  for (const auto end = std::chrono::steady_clock::now() + 20s; std::chrono::steady_clock::now() < end;
       std::this_thread::sleep_for(10ms))
    if (condition()) return true;
  return false;
}

/// Of both servers; "unknown" is in nobody's list, "forged" has another root.
class Certificates {
 public:
  Certificates();
  ~Certificates();
  http::TlsIdentity identity(const std::string& name) const;
  fs::path folder;
};
/// Made once: they are slow.
const Certificates& certificates();

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
  std::atomic<bool> reads = false;

  bool only_reads(const es::Function&) const override { return reads; }

  Result<lines::Handled> on_message(store::Unit& unit, const lines::Received& received,
                                    const store::ReceivedRow& row, lines::Effects& effects) override;
  Result<void> on_response(store::Unit&, const std::string&, const std::string&, const es::Message&,
                           lines::Effects&) override;
  Result<void> on_undelivered(store::Unit&, const store::OutboxRow&, lines::Effects&) override;
  Result<bool> on_due(store::Unit&, es::Time, lines::Effects&) override;
  Result<std::optional<es::Time>> next_due(store::Unit&) override;
};

/// A peer's listener that answers what the test says, or not at all.
class TestPeer {
 public:
  /// HTTP status, or 0: the answer is kept.
  explicit TestPeer(int status);
  std::string url() const { return "https://127.0.0.1:" + std::to_string(listener_->port()); }
  void set_status(int status);
  std::vector<std::string> bodies();
  /// Answers what was kept.
  void let_go(int status);

 private:
  std::mutex mutex_{};
  int status_;
  std::vector<std::string> bodies_{};
  std::vector<http::Respond> kept_{};
  std::unique_ptr<http::Listener> listener_{};
};

/// One process: everything that main() would make, over a store in a file that others may share.
struct Process {
  /// `clock`: the time of the test's own, in seconds; else the world's.
  explicit Process(const fs::path& database, const std::string& peer_url = "https://127.0.0.1:1",
                   const std::function<void(ServerSettings&)>& change = {},
                   std::function<es::Time()> clock = {});
  ~Process();
  void start();
  std::string url() const { return "https://127.0.0.1:" + std::to_string(server->port()); }
  std::string admin() const { return "http://127.0.0.1:" + std::to_string(server->admin_port()); }
  std::size_t outbox() const { return store->counts()->outbox; }
  /// When the next post is due, or the claim of one that is under way ends.
  std::optional<es::Time> next_attempt() const { return *(*store->begin_reading())->next_outbox_attempt(); }
  /// A notification for the peer; `life` in seconds.
  void put_outbox(es::Time life = 3600);

  std::function<es::Time()> clock;
  ServerSettings settings{};
  TestDesk desk{};
  std::unique_ptr<store::Store> store{};
  std::unique_ptr<Journal> journal{};
  std::unique_ptr<Metrics> metrics = Metrics::create();
  std::unique_ptr<http::Client> client{};
  std::optional<Server> server{};
};

/// A function of ES3.
es::Message request_of(const std::string& function, const std::string& call_id = "call-1",
                       std::int64_t validity = 3600);

class ServerTest : public testing::Test {
 protected:
  ServerTest();
  static std::unique_ptr<http::Client> client_of(const std::string& name);
  static std::string envelope_of(const es::Message& message, bool with_token = true);
  static std::string type() { return "application/soap+xml; charset=utf-8"; }
  std::future<Result<http::Response>> post(const Process& process, const es::Message& message) const {
    return post(process, envelope_of(message));
  }
  std::future<Result<http::Response>> post(const Process& process, std::string body) const;
  static es::EsStatus status_in(const Result<http::Response>& response);
  /// What a path of the administrator's port shows; status 0 without an answer.
  http::Response asked(const Process& process, const std::string& path) const;
  int health(const Process& process, const std::string& path = "/healthz") const {
    return asked(process, path).status;
  }
  /// Behind the back of the process.
  void execute(const std::string& sql) const;
  /// Whether the metrics say so.
  bool counts(const Process& process, const std::string& line) const;
  /// The desk answers later: the exchange is held.
  static void hold(Process& process);
  /// Writes the answer of the held call, as any process may.
  static Result<void> answer(Process& process, const std::string& call_id);

  fs::path database;
  std::unique_ptr<http::Client> client;
};

}  // namespace sixline::tests::program
