// What both programs are besides their desk: listener, workers, the outbox on its way, exchanges that wait,
// and an end that loses nothing. See servers/DESIGN.md.
#pragma once

#include <atomic>

#include "servers/lines/outbox.hpp"
#include "servers/lines/reception.hpp"
#include "servers/program/bearer.hpp"
#include "servers/program/journal.hpp"
#include "servers/program/metrics.hpp"
#include "servers/program/workers.hpp"

namespace sixline::servers::program {

namespace es = host::es;

class Server {
 public:
  struct Parts {
    const ServerSettings& settings;
    lines::soap::Role role;
    lines::Desk& desk;
    store::Store& store;
    Journal& journal;
    Metrics& metrics;
    host::http::Client& client;
    /// Seconds since 1970; a test may have time of its own.
    std::function<es::Time()> clock = [] {
      return std::chrono::duration_cast<std::chrono::seconds>(
                 std::chrono::system_clock::now().time_since_epoch())
          .count();
    };
  };
  using Step = std::function<Result<void>(store::Unit&, lines::Effects&)>;
  using Undelivered = std::function<Result<void>(store::Unit&, lines::Effects&, const lines::ShortMessage&,
                                                 const std::string& reason)>;

  /// All parts outlive the server.
  explicit Server(const Parts& parts);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  /// Before start(); the bearer outlives the server.
  void use_bearer(Bearer& bearer, Undelivered undelivered);
  /// Listens, and takes up what an earlier process left. Errors: those of the listener.
  Result<void> start();
  std::uint16_t port() const { return listener_->port(); }
  std::uint16_t admin_port() const { return admin_ ? admin_->port() : 0; }

  /// One unit of work on this thread, again while it loses races; then what follows from it. Errors: Storage,
  /// and what the step gives.
  Result<void> perform(const Step& step);
  /// The same for what changes nothing: beside those that write.
  Result<void> look(const Step& step);
  /// perform() on a worker; false when too many wait.
  bool offer(Workers::Task task) { return workers_.offer(std::move(task)); }

  /// Takes nothing new, ends what is under way within the grace of the settings. What does not end is in the
  /// store, and goes on at the next start.
  void stop();

 private:
  struct Waiting {
    lines::Held held{};
    host::http::Respond respond{};
    std::string service{};
    std::chrono::steady_clock::time_point since{};
  };
  /// The client outlives us and may tell how a post ended when we are gone: nobody hears it then, and the row
  /// is still in the outbox.
  struct Door {
    std::mutex mutex{};
    bool open = true;
  };
  struct Next {
    std::optional<es::Time> outbox{};
    std::optional<es::Time> desk{};
  };

  es::Time now() const { return parts_.clock(); }
  void follow(const lines::Effects& effects);
  void signal();

  // requests.cpp: exchanges.
  void on_request(host::http::Request request, host::http::Respond respond);
  void take(const host::http::Request& request, const host::http::Respond& respond,
            std::chrono::steady_clock::time_point since);
  void answer(const Waiting& waiting, const lines::soap::Reply& reply);
  void look_after_held();
  bool end_held(const Waiting& waiting);
  void refuse_held();
  host::http::Response admin(const host::http::Request& request);
  host::http::Response health();

  // pump.cpp: what happens though nobody asks.
  void pump();
  Result<Next> look_ahead();
  void post_due();
  void post(store::OutboxRow row);
  void renew_claims();
  void step_due();
  void drain();
  void tidy_up();

  Parts parts_;
  lines::Reception reception_;
  lines::Outbox outbox_;
  Bearer* bearer_ = nullptr;
  Undelivered undelivered_{};
  Workers workers_;
  std::unique_ptr<host::http::Listener> listener_{};
  std::unique_ptr<host::http::Listener> admin_{};

  std::mutex mutex_;  ///< over the members below
  std::condition_variable changed_;
  bool signalled_ = false;
  bool stopping_ = false;
  std::vector<Waiting> held_{};
  std::shared_ptr<Door> door_ = std::make_shared<Door>();
  std::mutex claims_mutex_;
  std::map<std::string, std::shared_ptr<const store::OutboxRow>> claims_{};  ///< being posted, by MessageID
  std::atomic<std::size_t> posting_ = 0;
  std::atomic<unsigned> drainers_ = 0;
  es::Time tidied_up_ = 0;
  es::Time renewed_ = 0;
  es::Time flushed_ = 0;
  std::jthread pump_thread_;
};

}  // namespace sixline::servers::program
