#include "servers/lines/outbox.hpp"

#include <algorithm>

namespace sixline::servers::lines {

using host::ErrorCode;

namespace {

constexpr es::Time longest_pause = 300;

Result<soap::Delivered> judged(const store::OutboxRow& row, const Result<host::http::Response>& result) {
  if (!result) return wire::fail(result.error());
  const auto sent = soap::read_envelope(row.envelope);
  if (!sent || sent->message() == nullptr)
    return host::fail(ErrorCode::Storage, "a message of the outbox cannot be read back");
  return soap::delivered(sent->header, sent->message()->message, result->status, result->body);
}

}  // namespace

es::Time back_off(unsigned attempts) {
  return attempts > 8 ? longest_pause : std::min<es::Time>(longest_pause, es::Time{1} << attempts);
}

Result<std::vector<store::OutboxRow>> Outbox::due(store::Unit& unit, es::Time now, es::Time claim,
                                                  std::size_t limit) {
  return unit.claim_outbox(now, now + claim, limit);
}

Result<void> Outbox::posted(store::Unit& unit, const store::OutboxRow& row,
                            const Result<host::http::Response>& result, es::Time now,
                            Effects& effects) const {
  const auto say = [&](LogLine::Level level, std::string text) {
    effects.log.push_back({level, row.eid, row.message_id, row.context_id,
                           row.function + " to " + row.recipient + ": " + std::move(text)});
  };
  auto delivered = judged(row, result);
  if (delivered) {
    if (auto removed = unit.remove_outbox(row.message_id); !removed) return removed;
    say(LogLine::Level::Info, "delivered");
    if (!delivered->response) return {};
    // The connection was to him alone.
    return desk_.on_response(unit, row.recipient, row.message_id, *delivered->response, effects);
  }
  // What was not understood will not be understood later; what was not delivered may be.
  const ErrorCode code = delivered.error().code;
  const bool again =
      code == ErrorCode::Transport || code == ErrorCode::Timeout || code == ErrorCode::NotTrusted;
  const es::Time next = now + back_off(row.attempts);
  if (again && next < row.give_up_at) {
    store::OutboxRow later = row;
    ++later.attempts;
    later.next_attempt = next;
    later.last_error = delivered.error().what;
    say(LogLine::Level::Warning,
        "not delivered, again in " + std::to_string(next - now) + " s: " + later.last_error);
    return unit.update_outbox(later);
  }
  say(LogLine::Level::Error, "given up: " + delivered.error().what);
  if (auto removed = unit.remove_outbox(row.message_id); !removed) return removed;
  return desk_.on_undelivered(unit, row, effects);
}

}  // namespace sixline::servers::lines
