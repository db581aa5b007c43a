#include "servers/program/metrics.hpp"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

namespace sixline::servers::program {

namespace {

namespace pm = prometheus;

const pm::Histogram::BucketBoundaries seconds{0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1,
                                              0.25,  0.5,    1,     2.5,  5,     10,   30};

class PrometheusMetrics final : public Metrics {
 public:
  void received(const std::string& service, int status, std::chrono::nanoseconds took) override {
    received_.Add({{"service", service}, {"status", std::to_string(status)}}).Increment();
    seconds_.Add({{"service", service}}, seconds).Observe(std::chrono::duration<double>(took).count());
  }

  void posted(const std::string& function, bool delivered) override {
    posted_.Add({{"function", function}, {"result", delivered ? "delivered" : "failed"}}).Increment();
  }

  void unit(UnitEnd end) override {
    switch (end) {
      case UnitEnd::Committed: committed_.Increment(); break;
      case UnitEnd::Repeated: repeated_.Increment(); break;
      case UnitEnd::Failed: failed_.Increment(); break;
    }
  }

  void short_message(bool to_card, bool taken) override {
    short_messages_
        .Add({{"direction", to_card ? "to_card" : "from_card"}, {"result", taken ? "taken" : "refused"}})
        .Increment();
  }

  std::string text(const Gauges& gauges) override {
    const auto set = [this](const char* what, double value) { values_.Add({{"what", what}}).Set(value); };
    set("euiccs", static_cast<double>(gauges.store.euiccs));
    set("jobs", static_cast<double>(gauges.store.jobs));
    set("outbox", static_cast<double>(gauges.store.outbox));
    set("held_exchanges", static_cast<double>(gauges.held));
    set("waiting_tasks", static_cast<double>(gauges.waiting));
    set("posting", static_cast<double>(gauges.posting));
    set("bearer_up", gauges.bearer_up ? 1 : 0);
    set("open_connections", static_cast<double>(gauges.listener.open));
    listener("connections", gauges.listener.connections);
    listener("requests", gauges.listener.requests);
    listener("refused_handshakes", gauges.listener.refused_handshakes);
    listener("timeouts", gauges.listener.timeouts);
    listener("too_large", gauges.listener.too_large);
    return pm::TextSerializer().Serialize(registry_.Collect());
  }

 private:
  /// The listener counts by itself; what it counted since last time is added.
  void listener(const char* what, std::uint64_t total) {
    pm::Counter& counter = listener_.Add({{"what", what}});
    if (const double more = static_cast<double>(total) - counter.Value(); more > 0) counter.Increment(more);
  }

  pm::Registry registry_{};
  pm::Family<pm::Counter>& received_ = pm::BuildCounter()
                                           .Name("sixline_messages_received_total")
                                           .Help("Messages that were answered, by service and HTTP status")
                                           .Register(registry_);
  pm::Family<pm::Histogram>& seconds_ = pm::BuildHistogram()
                                            .Name("sixline_message_seconds")
                                            .Help("From the last byte of a message to its answer")
                                            .Register(registry_);
  pm::Family<pm::Counter>& posted_ = pm::BuildCounter()
                                         .Name("sixline_messages_posted_total")
                                         .Help("Attempts to post a message to a peer")
                                         .Register(registry_);
  pm::Family<pm::Counter>& units_ =
      pm::BuildCounter().Name("sixline_units_total").Help("Transactions of the store").Register(registry_);
  pm::Counter& committed_ = units_.Add({{"end", "committed"}});
  pm::Counter& repeated_ = units_.Add({{"end", "repeated"}});
  pm::Counter& failed_ = units_.Add({{"end", "failed"}});
  pm::Family<pm::Counter>& short_messages_ = pm::BuildCounter()
                                                 .Name("sixline_short_messages_total")
                                                 .Help("Short messages to and from cards")
                                                 .Register(registry_);
  pm::Family<pm::Counter>& listener_ =
      pm::BuildCounter().Name("sixline_listener_total").Help("Connections and requests").Register(registry_);
  pm::Family<pm::Gauge>& values_ =
      pm::BuildGauge().Name("sixline_now").Help("What there is at this moment").Register(registry_);
};

}  // namespace

std::unique_ptr<Metrics> Metrics::create() {
  return std::make_unique<PrometheusMetrics>();
}

}  // namespace sixline::servers::program
