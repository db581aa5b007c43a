// Posts to peers over connections that are kept: a fresh handshake costs fifty times the message.
#pragma once

#include <memory>
#include <optional>

#include "host/http/http.hpp"

namespace sixline::host::http {

struct ClientSettings {
  std::optional<TlsIdentity> tls{};  ///< absent: plain HTTP only
  unsigned threads = 1;
  std::size_t max_connections_per_peer = 8;  ///< further posts wait for one
  std::size_t max_body = 40 * 1024 * 1024;   ///< of an answer
  std::chrono::seconds connect_time{10};
  std::chrono::seconds answer_time{60};
  std::chrono::seconds idle_time{60};  ///< after this an unused connection is closed
};

/// An answer, or Transport (nothing was delivered, or that is not known), Timeout, NotTrusted (certificate of
/// the peer), BadFormat (no HTTP), BadInput (address).
using Delivered = std::function<void(Result<Response>)>;

class Client {
 public:
  /// Errors: BadInput (files).
  static Result<std::unique_ptr<Client>> create(ClientSettings settings);
  virtual ~Client() = default;

  /// POST; `done` is called once, on a thread of the client. `expected_entity_id`: if not empty, the peer's
  /// certificate must carry this OID.
  virtual void post(std::string url, std::string content_type, std::string body,
                    std::string expected_entity_id, Delivered done) = 0;
  /// The same, for those who can wait.
  Result<Response> post_and_wait(std::string url, std::string content_type, std::string body,
                                 std::string expected_entity_id = {});
  /// GET, for /healthz and /metrics.
  virtual void get(std::string url, Delivered done) = 0;

 protected:
  Client() = default;
};

}  // namespace sixline::host::http
