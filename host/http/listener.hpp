// Accepts connections, reads requests within limits, hands them to one handler.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "host/http/http.hpp"

namespace sixline::host::http {

struct ListenerSettings {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;  ///< 0: any that is free
  /// Absent: plain HTTP, which only /healthz and /metrics use.
  std::optional<TlsIdentity> tls{};
  unsigned threads = 1;
  std::size_t max_connections = 1024;  ///< one more is closed at once
  std::size_t max_header = 16 * 1024;
  std::size_t max_body = 40 * 1024 * 1024;  ///< SendData may carry 16 MiB as hex
  std::chrono::seconds handshake_time{10};
  std::chrono::seconds request_time{30};  ///< from the first byte of a request to its last
  std::chrono::seconds idle_time{120};
  std::chrono::seconds answer_time{60};
};

/// Counted since start; for /metrics.
struct ListenerCounts {
  std::uint64_t connections = 0;
  std::uint64_t requests = 0;
  std::uint64_t refused_handshakes = 0;
  std::uint64_t timeouts = 0;
  std::uint64_t too_large = 0;
  std::uint64_t open = 0;  ///< connections at this moment
};

class Listener {
 public:
  /// Listens when this returns. Handlers run on the listener's threads. Errors: BadInput (address, files),
  /// Transport (port in use).
  static Result<std::unique_ptr<Listener>> start(ListenerSettings settings, Handler handler);
  virtual ~Listener() = default;

  virtual std::uint16_t port() const = 0;
  virtual ListenerCounts counts() const = 0;
  /// Accepts nothing new, lets requests that were read get their answer for so long, then closes.
  virtual void stop(std::chrono::milliseconds grace) = 0;

 protected:
  Listener() = default;
};

}  // namespace sixline::host::http
