// What a program counts, and how Prometheus reads it.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "host/http/listener.hpp"
#include "servers/store/store.hpp"

namespace sixline::servers::program {

enum class UnitEnd : std::uint8_t {
  Committed,
  Repeated,  ///< lost a race, done again
  Failed,
};

/// Values at one moment, which others know.
struct Gauges {
  store::StoreCounts store{};
  host::http::ListenerCounts listener{};
  std::size_t held = 0;     ///< exchanges whose answer is not there yet
  std::size_t waiting = 0;  ///< tasks without a worker
  std::size_t posting = 0;  ///< messages on their way
  bool bearer_up = true;
};

/// May be used by many threads at once.
class Metrics {
 public:
  static std::unique_ptr<Metrics> create();
  virtual ~Metrics() = default;

  /// A message was answered. `service`: one of ours, or "other".
  virtual void received(const std::string& service, int status, std::chrono::nanoseconds took) = 0;
  /// A post ended.
  virtual void posted(const std::string& function, bool delivered) = 0;
  virtual void unit(UnitEnd end) = 0;
  /// A short message was handed to the network, or came from it.
  virtual void short_message(bool to_card, bool taken) = 0;

  /// In the text format 0.0.4.
  virtual std::string text(const Gauges& gauges) = 0;

 protected:
  Metrics() = default;
};

}  // namespace sixline::servers::program
