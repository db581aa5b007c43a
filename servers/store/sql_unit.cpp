#include "servers/store/sql_unit.hpp"

#include <set>

#include "host/crypto/hash.hpp"
#include "host/crypto/seal.hpp"

namespace sixline::servers::store {

namespace {

constexpr std::string_view euicc_columns = "SELECT eid, signed_part, state, wake_at FROM euicc ";
constexpr std::string_view job_columns = "SELECT id, kind, eid, state, wake_at FROM job ";
constexpr std::string_view stock_columns = "SELECT iccid, profile_type, mno_id, state, used_by FROM stock ";

std::string joined(std::initializer_list<std::string_view> parts) {
  std::string text;
  for (std::string_view part : parts) text += part;
  return text;
}

Parameter time_or_null(const std::optional<es::Time>& time) {
  return time ? Parameter(std::int64_t{*time}) : Parameter(nullptr);
}

}  // namespace

Queries::Queries(const Connection& connection)
    : lock_euicc(joined({euicc_columns, "WHERE eid = $1", connection.for_update()})),
      lock_due_euicc(
          joined({euicc_columns, "WHERE wake_at <= $1 ORDER BY wake_at LIMIT 1", connection.skip_locked()})),
      lock_job(joined({job_columns, "WHERE id = $1", connection.for_update()})),
      lock_due_job(
          joined({job_columns, "WHERE wake_at <= $1 ORDER BY wake_at LIMIT 1", connection.skip_locked()})),
      due_outbox(
          // Materialised: a subquery that locks must not be executed twice by some plan.
          joined(
              {"WITH due AS MATERIALIZED (SELECT number FROM outbox WHERE url <> '' AND next_attempt <= $1 "
               "ORDER BY next_attempt, number LIMIT $3",
               connection.skip_locked(),
               ") UPDATE outbox SET next_attempt = $2 WHERE number IN (SELECT number FROM due) RETURNING "
               "message_id, recipient, url, content_type, envelope, function, "
               "context_id, eid, next_attempt, give_up_at, attempts, last_error, number"})),
      polled(
          joined({"SELECT message_id, recipient, poll_address, content_type, envelope, function, context_id, "
                  "eid, give_up_at FROM outbox WHERE poll_address = $1 AND recipient = $2 AND url = '' "
                  "ORDER BY number LIMIT 1",
                  connection.skip_locked()})),
      lock_stock(joined({stock_columns, "WHERE iccid = $1", connection.for_update()})),
      lock_available(joined(
          {stock_columns, "WHERE profile_type = $1 AND mno_id = $2 AND used_by = '' ORDER BY iccid LIMIT 1",
           connection.skip_locked()})) {}

SqlUnit::~SqlUnit() {
  if (connection_) connection_->roll_back();
}

Result<void> SqlUnit::commit() {
  auto done = connection_->commit();
  if (!done) connection_->roll_back();
  connection_.reset();
  return done;
}

Result<Answer> SqlUnit::run(std::string_view sql, std::initializer_list<Parameter> parameters) {
  return connection_->run(sql, {parameters.begin(), parameters.size()});
}

Result<void> SqlUnit::change(std::string_view sql, std::initializer_list<Parameter> parameters) {
  auto answer = run(sql, parameters);
  if (!answer) return wire::fail(answer.error());
  return {};
}

Result<std::vector<std::string>> SqlUnit::texts(std::string_view sql,
                                                std::initializer_list<Parameter> parameters) {
  auto answer = run(sql, parameters);
  if (!answer) return wire::fail(answer.error());
  std::vector<std::string> all;
  for (const Row& row : answer->rows) all.push_back(row.text(0));
  return all;
}

Result<std::optional<es::Time>> SqlUnit::earliest(std::string_view sql) {
  auto answer = run(sql, {});
  if (!answer) return wire::fail(answer.error());
  if (answer->rows.empty()) return std::optional<es::Time>();
  return std::optional<es::Time>(answer->rows[0].number_if_any(0));
}

/// Each place has a key of its own: under a single one, the random nonces of all states of all eUICCs
/// together would exceed what one key may seal.  [NIST SP 800-38D §8.3]
host::crypto::Secret SqlUnit::key_of(const std::string& place) const {
  return host::crypto::derive_x963(master_key_, wire::bytes_of(place), host::crypto::seal_key_size);
}

ByteString SqlUnit::seal(const std::string& place, const std::string& state) const {
  return host::crypto::seal(key_of(place), wire::bytes_of(place), wire::bytes_of(state),
                            host::crypto::system_random());
}

Result<std::string> SqlUnit::open(const std::string& place, Bytes sealed) const {
  auto plain = host::crypto::open_sealed(key_of(place), wire::bytes_of(place), sealed);
  if (!plain) return host::fail(ErrorCode::Storage, place + ": " + plain.error().what);
  std::string state(plain->begin(), plain->end());
  host::crypto::wipe(*plain);
  return state;
}

// eUICCs

Result<void> SqlUnit::insert_euicc(const EuiccRow& row) {
  const ByteString state = seal("euicc:" + row.eid, row.state);
  auto inserted =
      run("INSERT INTO euicc (eid, signed_part, state, wake_at) VALUES ($1, $2, $3, $4) ON CONFLICT (eid) DO "
          "NOTHING",
          {row.eid, row.signed_part, Bytes(state), time_or_null(row.wake_at)});
  if (!inserted) return wire::fail(inserted.error());
  if (inserted->changed == 0) return host::fail(ErrorCode::BadInput, "this EID is there already: " + row.eid);
  known_profiles_[row.eid].clear();
  return write_profiles(row);
}

Result<std::optional<EuiccRow>> SqlUnit::euicc_of(Result<Answer> answer, Unopened unopened) {
  if (!answer) return wire::fail(answer.error());
  if (answer->rows.empty()) return std::optional<EuiccRow>();
  const Row& found = answer->rows[0];
  EuiccRow row{.eid = found.text(0), .signed_part = found.text(1), .wake_at = found.number_if_any(3)};
  auto state = open("euicc:" + row.eid, found.bytes(2));
  if (!state && unopened == Unopened::Fails) return wire::fail(state.error());
  if (state) row.state = std::move(*state);
  auto profiles = read_profiles(row.eid);
  if (!profiles) return wire::fail(profiles.error());
  row.profiles = std::move(*profiles);
  return std::optional<EuiccRow>(std::move(row));
}

Result<std::vector<ProfileRow>> SqlUnit::read_profiles(const std::string& eid) {
  auto answer =
      run("SELECT iccid, mno_id, smdp_id, profile_type, msisdn, state FROM profile WHERE eid = $1 "
          "ORDER BY place",
          {eid});
  if (!answer) return wire::fail(answer.error());
  std::vector<ProfileRow> profiles;
  for (const Row& row : answer->rows)
    profiles.push_back({row.text(0), row.text(1), row.text(2), row.text(3), row.text(4), row.text(5)});
  known_profiles_[eid] = profiles;
  return profiles;
}

Result<EuiccRow> SqlUnit::find_euicc(const std::string& eid) {
  auto row = euicc_of(run("SELECT eid, signed_part, state, wake_at FROM euicc WHERE eid = $1", {eid}));
  if (!row) return wire::fail(row.error());
  if (!*row) return host::fail(ErrorCode::NotFound, "there is no eUICC " + eid);
  return std::move(**row);
}

Result<EuiccRow> SqlUnit::lock_euicc(const std::string& eid) {
  auto row = euicc_of(run(queries_.lock_euicc, {eid}));
  if (!row) return wire::fail(row.error());
  if (!*row) return host::fail(ErrorCode::NotFound, "there is no eUICC " + eid);
  return std::move(**row);
}

Result<void> SqlUnit::update_euicc(const EuiccRow& row) {
  const ByteString state = seal("euicc:" + row.eid, row.state);
  auto changed = run("UPDATE euicc SET state = $2, wake_at = $3 WHERE eid = $1",
                     {row.eid, Bytes(state), time_or_null(row.wake_at)});
  if (!changed) return wire::fail(changed.error());
  if (changed->changed == 0) return host::fail(ErrorCode::NotFound, "there is no eUICC " + row.eid);
  return write_profiles(row);
}

/// Most steps change no profile, others one: only that is written.
Result<void> SqlUnit::write_profiles(const EuiccRow& row) {
  if (!known_profiles_.contains(row.eid))
    if (auto read = read_profiles(row.eid); !read) return wire::fail(read.error());
  std::vector<ProfileRow>& known = known_profiles_[row.eid];
  std::set<std::string_view> iccids;
  for (const ProfileRow& profile : row.profiles)
    if (!iccids.insert(profile.iccid).second)
      return host::fail(ErrorCode::BadInput, "a profile of " + row.eid + " stands twice: " + profile.iccid);
  for (const ProfileRow& profile : known)
    if (!iccids.contains(profile.iccid))
      if (auto gone = change("DELETE FROM profile WHERE eid = $1 AND iccid = $2", {row.eid, profile.iccid});
          !gone)
        return gone;
  for (std::size_t place = 0; place < row.profiles.size(); ++place)
    if (place >= known.size() || known[place] != row.profiles[place])
      if (auto written = write_profile(row.eid, place, row.profiles[place]); !written) return written;
  known = row.profiles;
  return {};
}

Result<void> SqlUnit::write_profile(const std::string& eid, std::size_t place, const ProfileRow& profile) {
  return change(
      "INSERT INTO profile (eid, iccid, place, mno_id, smdp_id, profile_type, msisdn, state) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (eid, iccid) DO UPDATE SET "
      "place = excluded.place, mno_id = excluded.mno_id, smdp_id = excluded.smdp_id, "
      "profile_type = excluded.profile_type, msisdn = excluded.msisdn, state = excluded.state",
      {eid, profile.iccid, static_cast<std::int64_t>(place), profile.mno_id, profile.smdp_id,
       profile.profile_type, profile.msisdn, profile.state});
}

Result<void> SqlUnit::remove_euicc(const std::string& eid) {
  known_profiles_.erase(eid);
  if (auto done = change("DELETE FROM profile WHERE eid = $1", {eid}); !done) return done;
  return change("DELETE FROM euicc WHERE eid = $1", {eid});
}

Result<std::optional<EuiccRow>> SqlUnit::lock_due_euicc(es::Time now) {
  return euicc_of(run(queries_.lock_due_euicc, {std::int64_t{now}}), Unopened::Empty);
}

Result<void> SqlUnit::put_off_euicc(const std::string& eid) {
  return change("UPDATE euicc SET wake_at = NULL WHERE eid = $1", {eid});
}

Result<std::optional<es::Time>> SqlUnit::next_euicc_wake() {
  return earliest("SELECT min(wake_at) FROM euicc WHERE wake_at IS NOT NULL");
}

Result<std::vector<std::string>> SqlUnit::eids_with_iccid(const std::string& iccid) {
  return texts("SELECT eid FROM profile WHERE iccid = $1 ORDER BY eid", {iccid});
}

Result<std::vector<std::string>> SqlUnit::eids_with_msisdn(const std::string& msisdn) {
  return texts("SELECT DISTINCT eid FROM profile WHERE msisdn = $1 ORDER BY eid", {msisdn});
}

Result<std::vector<std::string>> SqlUnit::eids(const std::string& after, std::size_t limit) {
  return texts("SELECT eid FROM euicc WHERE eid > $1 ORDER BY eid LIMIT $2",
               {after, static_cast<std::int64_t>(limit)});
}

Result<std::vector<std::string>> SqlUnit::eids_of_operator(const std::string& mno_id,
                                                           const std::string& after, std::size_t limit) {
  return texts("SELECT DISTINCT eid FROM profile WHERE mno_id = $1 AND eid > $2 ORDER BY eid LIMIT $3",
               {mno_id, after, static_cast<std::int64_t>(limit)});
}

Result<std::vector<std::string>> SqlUnit::eids_of_m2m_sp(const std::string& m2m_sp_id,
                                                         const std::string& after, std::size_t limit) {
  // One page of each authorisation, by the index: a join would sort all eUICCs for every page.
  auto open_to = run("SELECT mno_id, profile_type FROM plma WHERE m2m_sp_id = $1", {m2m_sp_id});
  if (!open_to) return wire::fail(open_to.error());
  std::set<std::string> found;
  for (const Row& plma : open_to->rows) {
    const std::string mno_id = plma.text(0), profile_type = plma.text(1);
    auto page = texts(
        "SELECT DISTINCT eid FROM profile WHERE mno_id = $1 AND profile_type = $2 AND eid > $3 "
        "ORDER BY eid LIMIT $4",
        {mno_id, profile_type, after, static_cast<std::int64_t>(limit)});
    if (!page) return page;
    found.insert(page->begin(), page->end());
  }
  const auto end = std::next(found.begin(), static_cast<std::ptrdiff_t>(std::min(limit, found.size())));
  return std::vector<std::string>(found.begin(), end);
}

// Audit trail

Result<void> SqlUnit::append_audit(const AuditRow& row) {
  return change("INSERT INTO audit (eid, at, record) VALUES ($1, $2, $3)",
                {row.eid, std::int64_t{row.at}, row.record});
}

Result<std::vector<AuditRow>> SqlUnit::audit_of(const std::string& eid, std::size_t limit) {
  auto answer = run("SELECT at, record FROM audit WHERE eid = $1 ORDER BY number DESC LIMIT $2",
                    {eid, static_cast<std::int64_t>(limit)});
  if (!answer) return wire::fail(answer.error());
  std::vector<AuditRow> rows;
  for (auto row = answer->rows.rbegin(); row != answer->rows.rend(); ++row)
    rows.push_back({eid, row->number(0), row->text(1)});
  return rows;
}

}  // namespace sixline::servers::store
