// Jobs, calls that wait for an answer, and the outbox.
#include <algorithm>

#include "servers/store/sql_unit.hpp"

namespace sixline::servers::store {

Result<void> SqlUnit::put_job(const JobRow& row) {
  const ByteString state = seal("job:" + row.id, row.state);
  return change(
      "INSERT INTO job (id, kind, eid, state, wake_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (id) "
      "DO UPDATE SET kind = excluded.kind, eid = excluded.eid, state = excluded.state, "
      "wake_at = excluded.wake_at",
      {row.id, row.kind, row.eid, Bytes(state),
       row.wake_at ? Parameter(std::int64_t{*row.wake_at}) : Parameter(nullptr)});
}

Result<std::optional<JobRow>> SqlUnit::job_of(Result<Answer> answer, Unopened unopened) {
  if (!answer) return wire::fail(answer.error());
  if (answer->rows.empty()) return std::optional<JobRow>();
  const Row& row = answer->rows[0];
  auto state = open("job:" + row.text(0), row.bytes(3));
  if (!state && unopened == Unopened::Fails) return wire::fail(state.error());
  return std::optional<JobRow>(
      JobRow{row.text(0), row.text(1), row.text(2), state ? std::move(*state) : "", row.number_if_any(4)});
}

Result<JobRow> SqlUnit::lock_job(const std::string& id) {
  auto row = job_of(run(queries_.lock_job, {id}));
  if (!row) return wire::fail(row.error());
  if (!*row) return host::fail(ErrorCode::NotFound, "there is no job " + id);
  return std::move(**row);
}

Result<void> SqlUnit::remove_job(const std::string& id) {
  if (auto done = change("DELETE FROM call WHERE job_id = $1", {id}); !done) return done;
  return change("DELETE FROM job WHERE id = $1", {id});
}

Result<std::optional<JobRow>> SqlUnit::lock_due_job(es::Time now) {
  return job_of(run(queries_.lock_due_job, {std::int64_t{now}}), Unopened::Empty);
}

Result<void> SqlUnit::put_off_job(const std::string& id) {
  return change("UPDATE job SET wake_at = NULL WHERE id = $1", {id});
}

Result<std::optional<es::Time>> SqlUnit::next_job_wake() {
  return earliest("SELECT min(wake_at) FROM job WHERE wake_at IS NOT NULL");
}

Result<void> SqlUnit::put_call(const CallRow& row) {
  return change(
      "INSERT INTO call (message_id, job_id) VALUES ($1, $2) ON CONFLICT (message_id) DO UPDATE SET "
      "job_id = excluded.job_id",
      {row.message_id, row.job_id});
}

Result<std::optional<CallRow>> SqlUnit::find_call(const std::string& message_id) {
  auto answer = run("SELECT job_id FROM call WHERE message_id = $1", {message_id});
  if (!answer) return wire::fail(answer.error());
  if (answer->rows.empty()) return std::optional<CallRow>();
  return std::optional<CallRow>(CallRow{message_id, answer->rows[0].text(0)});
}

Result<void> SqlUnit::remove_call(const std::string& message_id) {
  return change("DELETE FROM call WHERE message_id = $1", {message_id});
}

Result<void> SqlUnit::put_outbox(const OutboxRow& row) {
  auto inserted = run(
      "INSERT INTO outbox (message_id, recipient, url, poll_address, content_type, envelope, function, "
      "context_id, eid, next_attempt, give_up_at, attempts, last_error) VALUES ($1, $2, $3, $4, $5, $6, $7, "
      "$8, $9, $10, $11, $12, $13) ON CONFLICT (message_id) DO NOTHING",
      {row.message_id, row.recipient, row.url, row.poll_address, row.content_type, row.envelope, row.function,
       row.context_id, row.eid, std::int64_t{row.next_attempt}, std::int64_t{row.give_up_at},
       std::int64_t{row.attempts}, row.last_error});
  if (!inserted) return wire::fail(inserted.error());
  if (inserted->changed == 0)
    return host::fail(ErrorCode::BadInput, "this message is there already: " + row.message_id);
  return {};
}

Result<std::vector<OutboxRow>> SqlUnit::claim_outbox(es::Time now, es::Time claimed_until,
                                                     std::size_t limit) {
  auto answer = run(queries_.due_outbox,
                    {std::int64_t{now}, std::int64_t{claimed_until}, static_cast<std::int64_t>(limit)});
  if (!answer) return wire::fail(answer.error());
  // What RETURNING gives has no order of its own.
  std::sort(answer->rows.begin(), answer->rows.end(),
            [](const Row& a, const Row& b) { return a.number(12) < b.number(12); });
  std::vector<OutboxRow> rows;
  for (const Row& row : answer->rows)
    rows.push_back({row.text(0),
                    row.text(1),
                    row.text(2),
                    {},
                    row.text(3),
                    row.text(4),
                    row.text(5),
                    row.text(6),
                    row.text(7),
                    row.number(8),
                    row.number(9),
                    static_cast<unsigned>(row.number(10)),
                    row.text(11)});
  return rows;
}

Result<void> SqlUnit::update_outbox(const OutboxRow& row) {
  return change(
      "UPDATE outbox SET next_attempt = $2, attempts = $3, last_error = $4, give_up_at = $5 "
      "WHERE message_id = $1",
      {row.message_id, std::int64_t{row.next_attempt}, std::int64_t{row.attempts}, row.last_error,
       std::int64_t{row.give_up_at}});
}

Result<void> SqlUnit::remove_outbox(const std::string& message_id) {
  return change("DELETE FROM outbox WHERE message_id = $1", {message_id});
}

Result<std::optional<es::Time>> SqlUnit::next_outbox_attempt() {
  return earliest("SELECT min(next_attempt) FROM outbox WHERE url <> ''");
}

Result<std::size_t> SqlUnit::forget_polled(es::Time now) {
  auto answer = run("DELETE FROM outbox WHERE url = '' AND give_up_at < $1", {std::int64_t{now}});
  if (!answer) return wire::fail(answer.error());
  return answer->changed;
}

Result<std::optional<Unit::Polled>> SqlUnit::take_polled(const std::string& poll_address,
                                                         const std::string& recipient) {
  auto answer = run(queries_.polled, {poll_address, recipient});
  if (!answer) return wire::fail(answer.error());
  if (answer->rows.empty()) return std::optional<Polled>();
  const Row& row = answer->rows[0];
  Polled polled;
  polled.row = {.message_id = row.text(0),
                .recipient = row.text(1),
                .poll_address = row.text(2),
                .content_type = row.text(3),
                .envelope = row.text(4),
                .function = row.text(5),
                .context_id = row.text(6),
                .eid = row.text(7),
                .give_up_at = row.number(8)};
  if (auto removed = remove_outbox(polled.row.message_id); !removed) return wire::fail(removed.error());
  auto rest = run("SELECT number FROM outbox WHERE poll_address = $1 AND recipient = $2 AND url = '' LIMIT 1",
                  {poll_address, recipient});
  if (!rest) return wire::fail(rest.error());
  polled.more = !rest->rows.empty();
  return std::optional<Polled>(std::move(polled));
}

}  // namespace sixline::servers::store
