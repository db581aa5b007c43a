#include "servers/program/server.hpp"

#include <random>

namespace sixline::servers::program {

namespace {

using Level = lines::LogLine::Level;
using namespace std::chrono_literals;

/// Ways to lose a race are short; this many in a row are a fault of ours.
constexpr unsigned max_repetitions = 24;

void back_off(unsigned attempt) {
  thread_local std::minstd_rand random{std::random_device{}()};
  std::this_thread::sleep_for(std::chrono::microseconds(random() % (500U << std::min(attempt, 6U))));
}

/// What a library throws costs the unit in which it did, never the process: others have work there, too.
Result<void> guarded(const Server::Step& step, store::Unit& unit, lines::Effects& effects) {
  try {
    return step(unit, effects);
  } catch (const std::exception& error) {
    return host::fail(host::ErrorCode::Storage, std::string("a step was not done: ") + error.what());
  }
}

}  // namespace

Server::Server(const Parts& parts)
    : parts_(parts),
      reception_(parts.role, parts.settings.peers, parts.settings.self, parts.desk),
      outbox_(parts.desk),
      workers_(parts.settings.workers, parts.settings.max_waiting) {}

Server::~Server() {
  stop();
}

void Server::use_bearer(Bearer& bearer, Undelivered undelivered) {
  bearer_ = &bearer;
  undelivered_ = std::move(undelivered);
}

Result<void> Server::start() {
  auto listening = host::http::Listener::start(parts_.settings.listen, [this](auto request, auto respond) {
    on_request(std::move(request), std::move(respond));
  });
  if (!listening) return tl::unexpected(listening.error());
  listener_ = std::move(*listening);
  if (parts_.settings.admin) {
    auto admin_listening = host::http::Listener::start(
        *parts_.settings.admin,
        [this](const auto& request, const auto& respond) { respond(admin(request)); });
    if (!admin_listening) return tl::unexpected(admin_listening.error());
    admin_ = std::move(*admin_listening);
  }
  pump_thread_ = std::jthread([this] { pump(); });
  return {};
}

Result<void> Server::perform(const Step& step) {
  for (unsigned attempt = 0;; ++attempt) {
    lines::Effects effects;
    auto unit = parts_.store.begin();
    Result<void> done = unit ? guarded(step, **unit, effects) : Result<void>(tl::unexpected(unit.error()));
    if (done) done = (*unit)->commit();
    if (unit) unit->reset();
    if (done) {
      parts_.metrics.unit(UnitEnd::Committed);
      follow(effects);
      return {};
    }
    if (done.error().code != host::ErrorCode::WrongState || attempt == max_repetitions) {
      parts_.metrics.unit(UnitEnd::Failed);
      parts_.journal.say(Level::Error, "store: " + done.error().describe());
      return done;
    }
    parts_.metrics.unit(UnitEnd::Repeated);
    back_off(attempt);
  }
}

Result<void> Server::look(const Step& step) {
  lines::Effects effects;
  auto unit = parts_.store.begin_reading();
  Result<void> done = unit ? guarded(step, **unit, effects) : Result<void>(tl::unexpected(unit.error()));
  if (!done) {
    parts_.metrics.unit(UnitEnd::Failed);
    parts_.journal.say(Level::Error, "store: " + done.error().describe());
    return done;
  }
  for (const lines::LogLine& line : effects.log) parts_.journal.write(line);
  return {};
}

void Server::follow(const lines::Effects& effects) {
  for (const lines::LogLine& line : effects.log) parts_.journal.write(line);
  for (const lines::ShortMessage& message : effects.short_messages) {
    if (bearer_ == nullptr) continue;
    bearer_->submit(message, [this, message](const Result<void>& taken) {
      parts_.metrics.short_message(true, taken.has_value());
      if (taken) return;
      workers_.add([this, message, reason = taken.error().what] {
        static_cast<void>(perform([&](store::Unit& unit, lines::Effects& more) {
          return undelivered_(unit, more, message, reason);
        }));
      });
    });
  }
  if (effects.outbox || !effects.log.empty()) signal();
}

void Server::signal() {
  {
    const std::lock_guard lock(mutex_);
    signalled_ = true;
  }
  changed_.notify_one();
}

void Server::stop() {
  {
    const std::lock_guard lock(mutex_);
    if (stopping_) return;
    stopping_ = true;
  }
  changed_.notify_all();
  const auto end = std::chrono::steady_clock::now() + parts_.settings.grace;
  const auto left = [&] {
    return std::max(
        0ms, std::chrono::duration_cast<std::chrono::milliseconds>(end - std::chrono::steady_clock::now()));
  };
  if (pump_thread_.joinable()) pump_thread_.join();
  refuse_held();
  if (listener_) listener_->stop(left());
  if (admin_) admin_->stop(0ms);
  if (bearer_ != nullptr) bearer_->stop(left());
  while (posting_ > 0 && left() > 0ms) std::this_thread::sleep_for(5ms);
  {
    const std::lock_guard lock(door_->mutex);
    door_->open = false;
  }
  workers_.stop();
  parts_.journal.flush();
}

}  // namespace sixline::servers::program
