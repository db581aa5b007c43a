// One end of the six lines, for a person or a test: calls a function at a server and waits for its answer,
// hears what servers say by themselves. Not for servers: nothing here is kept.
#pragma once

#include <condition_variable>
#include <map>
#include <mutex>

#include "host/http/client.hpp"
#include "host/http/listener.hpp"
#include "servers/lines/correspondence.hpp"

namespace sixline::tools {

namespace es = host::es;
namespace lines = servers::lines;
using host::Result;

struct EsLinkSettings {
  lines::Self self{};
  lines::Peers peers{};
  host::http::TlsIdentity tls{};
  /// Where callbacks and notifications arrive. Port 0: any that is free; `self.base_url` gets it then.
  host::http::ListenerSettings listen{};
};

/// A message that came to our listener.
struct Incoming {
  std::string sender{};  ///< OID of the certificate
  lines::soap::Header header{};
  es::Message message;
  std::string envelope{};  ///< as received
};

enum class AnswerBy : std::uint8_t {
  Callback,  ///< to our listener
  Poll,      ///< fetched
  Nobody,    ///< not waited for
};

struct EsOrder {
  es::Message message;
  std::string recipient{};  ///< OID
  std::string url{};        ///< empty: as the settings of the peer say
  AnswerBy by = AnswerBy::Callback;
  std::chrono::milliseconds patience{60'000};
  std::string message_id{};  ///< empty: a new one
  std::string context_id{};
};

/// May be used by many threads at once.
class EsLink {
 public:
  using Observer = std::function<void(const Incoming&)>;

  /// Listens when this returns. `observer` hears what answers no call of ours, on a thread of the listener.
  /// Errors: BadInput (files), Transport (port).
  static Result<std::unique_ptr<EsLink>> open(EsLinkSettings settings, Observer observer = {});
  ~EsLink();
  EsLink(const EsLink&) = delete;
  EsLink& operator=(const EsLink&) = delete;

  const lines::Self& self() const { return settings_.self; }
  const lines::Peers& peers() const { return settings_.peers; }

  /// The envelope that an order becomes. Errors: NotFound (no address of the recipient).
  struct Letter {
    lines::soap::Header header{};
    std::string url{};
    std::string content_type{};
    std::string body{};
  };
  Result<Letter> letter_of(const EsOrder& order) const;

  /// Nothing for a notification, and where nobody waits. Errors: those of the client; BadInput (the peer did
  /// not understand); BadFormat (we did not); Timeout (no answer in time).
  Result<std::optional<es::Message>> call(const EsOrder& order);
  /// Bytes as they are, for those who want to see what happens.
  Result<host::http::Response> post(const Letter& letter) const;

 private:
  explicit EsLink(EsLinkSettings settings, Observer observer)
      : settings_(std::move(settings)), observer_(std::move(observer)) {}

  host::http::Response take(const host::http::Request& request);
  Result<std::optional<es::Message>> await_callback(const EsOrder& order, const Letter& letter);
  Result<std::optional<es::Message>> fetch(const EsOrder& order, const Letter& letter);

  EsLinkSettings settings_;
  Observer observer_;
  std::unique_ptr<host::http::Client> client_{};
  std::unique_ptr<host::http::Listener> listener_{};
  std::mutex mutex_{};
  std::condition_variable changed_{};
  struct Awaited {
    std::string sender{};
    std::optional<es::Message> answer{};
  };
  std::map<std::string, Awaited> awaited_{};  ///< by MessageID
};

}  // namespace sixline::tools
