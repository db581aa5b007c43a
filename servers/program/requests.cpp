// The exchanges of a server: from a request to its answer, at once or when it is there.
#include "servers/program/server.hpp"

namespace sixline::servers::program {

namespace http = host::http;
namespace soap = lines::soap;

namespace {

http::Response response_of(const soap::Reply& reply) {
  return {reply.status, reply.content_type, reply.body};
}

http::Response text(int status, std::string body) {
  return {status, "text/plain; version=0.0.4; charset=utf-8", std::move(body)};
}

std::string service_named(const std::string& target) {
  const soap::Service* service = soap::find_service(target.substr(0, target.find('?')));
  return service != nullptr ? std::string(service->name) : "other";
}

}  // namespace

void Server::on_request(http::Request request, http::Respond respond) {
  const auto since = std::chrono::steady_clock::now();
  const std::string service = service_named(request.target);
  // std::function wants to be copied; the body of a request may be large.
  const auto shared = std::make_shared<http::Request>(std::move(request));
  if (workers_.offer([this, shared, respond, since] { take(*shared, respond, since); })) return;
  answer({{}, std::move(respond), service, since}, reception_.trouble({}, soap::Outcome::Overloaded, now()));
}

void Server::take(const http::Request& request, const http::Respond& respond,
                  std::chrono::steady_clock::time_point since) {
  Waiting waiting{{}, respond, service_named(request.target), since};
  lines::Taken taken;
  const lines::Arrival arrival = reception_.open(request, now());
  if (arrival.reply) {
    if (arrival.log) parts_.journal.write(*arrival.log);
    return answer(waiting, *arrival.reply);
  }
  const auto step = [&](store::Unit& unit, lines::Effects& effects) -> Result<void> {
    auto result = reception_.take(unit, arrival, now(), effects);
    if (!result) return tl::unexpected(result.error());
    taken = std::move(*result);
    return {};
  };
  const auto done = arrival.only_reads ? look(step) : perform(step);
  const soap::Header& header = arrival.envelope.header;
  if (!done) return answer(waiting, reception_.trouble(header, soap::Outcome::InternalFailure, now()));
  if (!taken.held) return answer(waiting, taken.reply);
  waiting.held = std::move(*taken.held);
  {
    const std::lock_guard lock(mutex_);
    if (!stopping_) {
      held_.push_back(std::move(waiting));
      return;
    }
  }
  answer(waiting, reception_.trouble(header, soap::Outcome::Overloaded, now()));
}

void Server::answer(const Waiting& waiting, const soap::Reply& reply) {
  parts_.metrics.received(waiting.service, reply.status, std::chrono::steady_clock::now() - waiting.since);
  waiting.respond(response_of(reply));
}

void Server::look_after_held() {
  std::vector<Waiting> all;
  {
    const std::lock_guard lock(mutex_);
    all.swap(held_);
  }
  std::erase_if(all, [this](const Waiting& waiting) { return end_held(waiting); });
  const std::lock_guard lock(mutex_);
  held_.insert(held_.end(), std::make_move_iterator(all.begin()), std::make_move_iterator(all.end()));
}

/// True when it was answered.
bool Server::end_held(const Waiting& waiting) {
  const es::Time moment = now();
  // Only what has waited too long is written down; everything else just looks.
  auto unit = moment < waiting.held.until ? parts_.store.begin_reading() : parts_.store.begin();
  if (!unit) return false;
  auto reply = reception_.held_answer(**unit, waiting.held, moment);
  if (!reply || !*reply) return false;
  if (moment >= waiting.held.until && !(*unit)->commit()) return false;
  answer(waiting, **reply);
  return true;
}

/// Whoever asks again with the same identifier finds the answer at the next process.
void Server::refuse_held() {
  std::vector<Waiting> all;
  {
    const std::lock_guard lock(mutex_);
    all.swap(held_);
  }
  for (const Waiting& waiting : all)
    answer(waiting, reception_.trouble(waiting.held.header, soap::Outcome::Overloaded, now()));
}

http::Response Server::admin(const http::Request& request) {
  if (request.method != "GET") return text(405, "GET only\n");
  if (request.target == "/healthz") return health();
  if (request.target != "/metrics") return text(404, "/healthz or /metrics\n");
  Gauges gauges;
  if (auto counts = parts_.store.counts()) gauges.store = *counts;
  gauges.listener = listener_->counts();
  gauges.waiting = workers_.waiting();
  gauges.posting = posting_;
  gauges.bearer_up = bearer_ == nullptr || bearer_->is_up();
  {
    const std::lock_guard lock(mutex_);
    gauges.held = held_.size();
  }
  return text(200, parts_.metrics.text(gauges));
}

http::Response Server::health() {
  auto unit = parts_.store.begin_reading();
  const auto looked =
      unit ? (*unit)->next_outbox_attempt() : Result<std::optional<es::Time>>(tl::unexpected(unit.error()));
  if (!looked) return text(503, "store: " + looked.error().describe() + "\n");
  if (bearer_ != nullptr && !bearer_->is_up()) return text(503, "bearer: not connected\n");
  return text(200, "ok\n");
}

}  // namespace sixline::servers::program
