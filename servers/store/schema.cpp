#include "servers/store/schema.hpp"

#include "host/crypto/seal.hpp"

namespace sixline::servers::store {
namespace {

constexpr std::int64_t edition = 1;

/// BYTES and COUNTED become the types of the database. Columns that hold what an index finds stand beside
/// opaque states.
constexpr std::string_view tables = R"(
CREATE TABLE IF NOT EXISTS meta (
  name TEXT PRIMARY KEY, number BIGINT, content BYTES);
CREATE TABLE IF NOT EXISTS euicc (
  eid TEXT PRIMARY KEY, signed_part TEXT NOT NULL, state BYTES NOT NULL, wake_at BIGINT);
CREATE INDEX IF NOT EXISTS euicc_wake ON euicc (wake_at) WHERE wake_at IS NOT NULL;
CREATE TABLE IF NOT EXISTS profile (
  eid TEXT NOT NULL, iccid TEXT NOT NULL, place BIGINT NOT NULL, mno_id TEXT NOT NULL, smdp_id TEXT NOT NULL,
  profile_type TEXT NOT NULL, msisdn TEXT NOT NULL, state TEXT NOT NULL, PRIMARY KEY (eid, iccid));
CREATE INDEX IF NOT EXISTS profile_iccid ON profile (iccid);
CREATE INDEX IF NOT EXISTS profile_msisdn ON profile (msisdn);
CREATE INDEX IF NOT EXISTS profile_mno ON profile (mno_id, eid);
CREATE INDEX IF NOT EXISTS profile_type ON profile (mno_id, profile_type, eid);
CREATE TABLE IF NOT EXISTS audit (
  number COUNTED PRIMARY KEY, eid TEXT NOT NULL, at BIGINT NOT NULL, record TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS audit_eid ON audit (eid, number);
CREATE TABLE IF NOT EXISTS plma (
  mno_id TEXT NOT NULL, profile_type TEXT NOT NULL, m2m_sp_id TEXT NOT NULL, operations TEXT NOT NULL,
  PRIMARY KEY (mno_id, profile_type, m2m_sp_id));
CREATE INDEX IF NOT EXISTS plma_m2m_sp ON plma (m2m_sp_id);
CREATE TABLE IF NOT EXISTS onc (
  mno_id TEXT NOT NULL, profile_type TEXT NOT NULL, discarded TEXT NOT NULL,
  PRIMARY KEY (mno_id, profile_type));
CREATE TABLE IF NOT EXISTS received (
  caller TEXT NOT NULL, function TEXT NOT NULL, call_id TEXT NOT NULL, message_id TEXT NOT NULL,
  digest TEXT NOT NULL, header TEXT NOT NULL, answer TEXT NOT NULL, keep_until BIGINT NOT NULL,
  PRIMARY KEY (caller, function, call_id));
CREATE INDEX IF NOT EXISTS received_age ON received (keep_until);
CREATE TABLE IF NOT EXISTS job (
  id TEXT PRIMARY KEY, kind TEXT NOT NULL, eid TEXT NOT NULL, state BYTES NOT NULL, wake_at BIGINT);
CREATE INDEX IF NOT EXISTS job_wake ON job (wake_at) WHERE wake_at IS NOT NULL;
CREATE TABLE IF NOT EXISTS call (
  message_id TEXT PRIMARY KEY, job_id TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS call_job ON call (job_id);
CREATE TABLE IF NOT EXISTS outbox (
  number COUNTED PRIMARY KEY, message_id TEXT NOT NULL UNIQUE, recipient TEXT NOT NULL, url TEXT NOT NULL,
  poll_address TEXT NOT NULL, content_type TEXT NOT NULL, envelope TEXT NOT NULL, function TEXT NOT NULL,
  context_id TEXT NOT NULL, eid TEXT NOT NULL, next_attempt BIGINT NOT NULL, give_up_at BIGINT NOT NULL,
  attempts BIGINT NOT NULL, last_error TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS outbox_due ON outbox (next_attempt, number) WHERE url <> '';
CREATE INDEX IF NOT EXISTS outbox_poll ON outbox (poll_address, number) WHERE url = '';
CREATE TABLE IF NOT EXISTS stock (
  iccid TEXT PRIMARY KEY, profile_type TEXT NOT NULL, mno_id TEXT NOT NULL, state BYTES NOT NULL,
  used_by TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS stock_available ON stock (mno_id, profile_type, iccid) WHERE used_by = '';
)";

constexpr std::string_view key_check_place = "meta:key_check";
constexpr std::string_view key_check_text = "Sixline";

std::string replaced(std::string_view text, std::string_view word, std::string_view with) {
  std::string out(text);
  for (std::size_t at = out.find(word); at != std::string::npos; at = out.find(word, at + with.size()))
    out.replace(at, word.size(), with);
  return out;
}

Result<void> check_key(Bytes sealed, const host::crypto::Secret& master_key) {
  auto opened = host::crypto::open_sealed(master_key, wire::bytes_of(key_check_place), sealed);
  if (opened) return {};
  return host::fail(ErrorCode::Storage, "the database was made with another master key");
}

Result<void> write_meta(Connection& connection, const host::crypto::Secret& master_key) {
  const ByteString check = host::crypto::seal(master_key, wire::bytes_of(key_check_place),
                                              wire::bytes_of(key_check_text), host::crypto::system_random());
  const Parameter parameters[] = {edition, Bytes(check)};
  auto written =
      connection.run("INSERT INTO meta (name, number, content) VALUES ('schema', $1, $2)", parameters);
  if (!written) return wire::fail(written.error());
  return {};
}

Result<void> prepare(Connection& connection, const host::crypto::Secret& master_key) {
  // Two processes may start at the same time; the tables of PostgreSQL are made under one lock.
  if (connection.skip_locked() != "")
    if (auto locked = connection.run_script("SELECT pg_advisory_xact_lock(5369786)"); !locked) return locked;
  const std::string typed =
      replaced(replaced(tables, "BYTES", connection.bytes_type()), "COUNTED", connection.counted_type());
  if (auto made = connection.run_script(typed); !made) return made;
  auto meta = connection.run("SELECT number, content FROM meta WHERE name = 'schema'", {});
  if (!meta) return wire::fail(meta.error());
  if (meta->rows.empty()) return write_meta(connection, master_key);
  if (meta->rows[0].number(0) > edition)
    return host::fail(ErrorCode::Storage,
                      "the database was made by a later edition of this program (schema " +
                          std::to_string(meta->rows[0].number(0)) + ")");
  return check_key(meta->rows[0].bytes(1), master_key);
}

}  // namespace

Result<void> prepare_schema(Connection& connection, const host::crypto::Secret& master_key) {
  if (auto begun = connection.begin(); !begun) return begun;
  auto done = prepare(connection, master_key);
  if (done) done = connection.commit();
  if (!done) connection.roll_back();
  return done;
}

}  // namespace sixline::servers::store
