// What happens though nobody asks: messages of the outbox, moments that procedures wait for, exchanges whose
// answer has come, old calls that may be forgotten.
#include <systemd/sd-daemon.h>

#include "servers/program/server.hpp"

namespace sixline::servers::program {

namespace {

using namespace std::chrono_literals;
using Level = lines::LogLine::Level;

constexpr std::size_t posts_at_once = 64;
/// What a process that was killed had claimed is another's after this long; whoever lives renews its claims
/// in time, however long a post takes.
constexpr es::Time claim = 15;
constexpr es::Time between_renewals = 4;
constexpr es::Time between_tidying = 60;
/// Other processes write to the same store and do not signal.
constexpr auto longest_pause = 500ms;
constexpr auto pause_while_held = 50ms;

}  // namespace

void Server::pump() {
  for (;;) {
    const auto next = look_ahead();
    const es::Time moment = now();
    if (next && next->outbox && *next->outbox <= moment) post_due();
    if (next && next->desk && *next->desk <= moment) step_due();
    look_after_held();
    if (moment - renewed_ >= between_renewals) renew_claims();
    if (moment - tidied_up_ >= between_tidying) tidy_up();
    // Whoever follows the log file sees a line within a second or so, and a process that is killed loses no
    // more.
    if (std::exchange(flushed_, moment) != moment) parts_.journal.flush();
    sd_notify(0, "WATCHDOG=1");
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, held_.empty() ? longest_pause : pause_while_held,
                      [this] { return signalled_ || stopping_; });
    if (stopping_) return;
    signalled_ = false;
  }
}

Result<Server::Next> Server::look_ahead() {
  auto unit = parts_.store.begin_reading();
  if (!unit) return tl::unexpected(unit.error());
  auto outbox = (*unit)->next_outbox_attempt();
  if (!outbox) return tl::unexpected(outbox.error());
  auto desk = parts_.desk.next_due(**unit);
  if (!desk) return tl::unexpected(desk.error());
  return Next{*outbox, *desk};
}

void Server::post_due() {
  std::vector<store::OutboxRow> rows;
  const auto claimed = perform([&](store::Unit& unit, lines::Effects&) -> Result<void> {
    auto due = lines::Outbox::due(unit, now(), claim, posts_at_once);
    if (!due) return tl::unexpected(due.error());
    rows = std::move(*due);
    return {};
  });
  if (!claimed) return;
  for (store::OutboxRow& row : rows) post(std::move(row));
}

void Server::post(store::OutboxRow row) {
  ++posting_;
  const auto shared = std::make_shared<const store::OutboxRow>(std::move(row));
  {
    const std::lock_guard lock(claims_mutex_);
    claims_[shared->message_id] = shared;
  }
  parts_.client.post(shared->url, shared->content_type,
                     parts_.settings.peers.addressed(shared->recipient, shared->envelope), shared->recipient,
                     [this, shared, door = door_](Result<host::http::Response> result) {
                       const std::lock_guard lock(door->mutex);
                       if (!door->open) return;
                       workers_.add([this, shared, result = std::move(result)] {
                         {
                           const std::lock_guard own(claims_mutex_);
                           claims_.erase(shared->message_id);
                         }
                         const bool delivered = result && result->status < 300;
                         parts_.metrics.posted(shared->function, delivered);
                         static_cast<void>(perform([&](store::Unit& unit, lines::Effects& effects) {
                           return outbox_.posted(unit, *shared, result, now(), effects);
                         }));
                         --posting_;
                       });
                     });
}

/// Under the mutex to the end: how a post ended is written after this, not before.
void Server::renew_claims() {
  renewed_ = now();
  const std::lock_guard lock(claims_mutex_);
  if (claims_.empty()) return;
  static_cast<void>(perform([&](store::Unit& unit, lines::Effects&) -> Result<void> {
    for (const auto& [id, row] : claims_) {
      store::OutboxRow renewed = *row;
      renewed.next_attempt = now() + claim;
      if (auto written = unit.update_outbox(renewed); !written) return written;
    }
    return {};
  }));
}

void Server::step_due() {
  const unsigned most = std::max(1U, parts_.settings.workers / 2);
  if (drainers_ >= most) return;
  ++drainers_;
  workers_.add([this] {
    drain();
    --drainers_;
  });
}

void Server::drain() {
  for (bool more = true; more;) {
    const auto done = perform([&](store::Unit& unit, lines::Effects& effects) -> Result<void> {
      auto stepped = parts_.desk.on_due(unit, now(), effects);
      if (!stepped) return tl::unexpected(stepped.error());
      more = *stepped;
      return {};
    });
    if (!done) return;
    const std::lock_guard lock(mutex_);
    if (stopping_) return;
  }
}

void Server::tidy_up() {
  tidied_up_ = now();
  static_cast<void>(perform([this](store::Unit& unit, lines::Effects& effects) -> Result<void> {
    auto forgotten = unit.forget_received(now());
    if (forgotten) forgotten = unit.forget_polled(now());
    if (!forgotten) return tl::unexpected(forgotten.error());
    if (*forgotten != 0)
      effects.log.push_back(
          {Level::Warning, {}, {}, {}, std::to_string(*forgotten) + " answers were never polled for"});
    return {};
  }));
}

}  // namespace sixline::servers::program
