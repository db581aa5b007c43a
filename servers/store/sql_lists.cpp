// Authorisations, configurations, received calls and the stock.
#include <sstream>

#include "servers/store/sql_unit.hpp"

namespace sixline::servers::store {
namespace {

/// Names of functions hold no blank.
std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

std::vector<std::string> split(const std::string& text) {
  std::istringstream in(text);
  std::vector<std::string> words;
  for (std::string word; in >> word;) words.push_back(word);
  return words;
}

}  // namespace

Result<void> SqlUnit::put_plma(const es::Plma& plma) {
  if (plma.operations.empty())
    return change("DELETE FROM plma WHERE mno_id = $1 AND profile_type = $2 AND m2m_sp_id = $3",
                  {plma.mno_id, plma.profile_type, plma.m2m_sp_id});
  return change(
      "INSERT INTO plma (mno_id, profile_type, m2m_sp_id, operations) VALUES ($1, $2, $3, $4) "
      "ON CONFLICT (mno_id, profile_type, m2m_sp_id) DO UPDATE SET operations = excluded.operations",
      {plma.mno_id, plma.profile_type, plma.m2m_sp_id, joined(plma.operations)});
}

Result<std::vector<es::Plma>> SqlUnit::plmas(const std::string& mno_id, const std::string& profile_type,
                                             const std::string& m2m_sp_id) {
  auto answer =
      run("SELECT mno_id, profile_type, m2m_sp_id, operations FROM plma WHERE ($1 = '' OR mno_id = $1) "
          "AND ($2 = '' OR profile_type = $2) AND ($3 = '' OR m2m_sp_id = $3) "
          "ORDER BY mno_id, profile_type, m2m_sp_id",
          {mno_id, profile_type, m2m_sp_id});
  if (!answer) return wire::fail(answer.error());
  std::vector<es::Plma> all;
  for (const Row& row : answer->rows)
    all.push_back({row.text(0), row.text(1), row.text(2), split(row.text(3))});
  return all;
}

Result<void> SqlUnit::put_onc(const es::Onc& onc) {
  if (onc.discarded.empty())
    return change("DELETE FROM onc WHERE mno_id = $1 AND profile_type = $2", {onc.mno_id, onc.profile_type});
  return change(
      "INSERT INTO onc (mno_id, profile_type, discarded) VALUES ($1, $2, $3) "
      "ON CONFLICT (mno_id, profile_type) DO UPDATE SET discarded = excluded.discarded",
      {onc.mno_id, onc.profile_type, joined(onc.discarded)});
}

Result<std::vector<es::Onc>> SqlUnit::oncs(const std::string& mno_id, const std::string& profile_type) {
  auto answer =
      run("SELECT mno_id, profile_type, discarded FROM onc WHERE ($1 = '' OR mno_id = $1) "
          "AND ($2 = '' OR profile_type = $2) ORDER BY mno_id, profile_type",
          {mno_id, profile_type});
  if (!answer) return wire::fail(answer.error());
  std::vector<es::Onc> all;
  for (const Row& row : answer->rows) all.push_back({row.text(0), row.text(1), split(row.text(2))});
  return all;
}

Result<std::optional<ReceivedRow>> SqlUnit::find_received(const std::string& caller,
                                                          const std::string& function,
                                                          const std::string& call_id) {
  auto answer =
      run("SELECT message_id, digest, header, answer, keep_until FROM received "
          "WHERE caller = $1 AND function = $2 AND call_id = $3",
          {caller, function, call_id});
  if (!answer) return wire::fail(answer.error());
  if (answer->rows.empty()) return std::optional<ReceivedRow>();
  const Row& row = answer->rows[0];
  return std::optional<ReceivedRow>(ReceivedRow{caller, function, call_id, row.text(0), row.text(1),
                                                row.text(2), row.text(3), row.number(4)});
}

Result<bool> SqlUnit::add_received(const ReceivedRow& row) {
  auto answer =
      run("INSERT INTO received (caller, function, call_id, message_id, digest, header, answer, keep_until) "
          "VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (caller, function, call_id) DO NOTHING",
          {row.caller, row.function, row.call_id, row.message_id, row.digest, row.header, row.answer,
           std::int64_t{row.keep_until}});
  if (!answer) return wire::fail(answer.error());
  return answer->changed > 0;
}

Result<void> SqlUnit::put_received(const ReceivedRow& row) {
  return change(
      "INSERT INTO received (caller, function, call_id, message_id, digest, header, answer, keep_until) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (caller, function, call_id) DO UPDATE SET "
      "message_id = excluded.message_id, digest = excluded.digest, header = excluded.header, "
      "answer = excluded.answer, keep_until = excluded.keep_until",
      {row.caller, row.function, row.call_id, row.message_id, row.digest, row.header, row.answer,
       std::int64_t{row.keep_until}});
}

Result<std::size_t> SqlUnit::forget_received(es::Time now) {
  auto answer = run("DELETE FROM received WHERE keep_until < $1", {std::int64_t{now}});
  if (!answer) return wire::fail(answer.error());
  return answer->changed;
}

Result<void> SqlUnit::put_stock(const StockRow& row) {
  const ByteString state = seal("stock:" + row.iccid, row.state);
  return change(
      "INSERT INTO stock (iccid, profile_type, mno_id, state, used_by) VALUES ($1, $2, $3, $4, $5) "
      "ON CONFLICT (iccid) DO UPDATE SET profile_type = excluded.profile_type, "
      "mno_id = excluded.mno_id, state = excluded.state, used_by = excluded.used_by",
      {row.iccid, row.profile_type, row.mno_id, Bytes(state), row.used_by});
}

Result<StockRow> SqlUnit::stock_row(const Row& row) {
  auto state = open("stock:" + row.text(0), row.bytes(3));
  if (!state) return wire::fail(state.error());
  return StockRow{row.text(0), row.text(1), row.text(2), std::move(*state), row.text(4)};
}

Result<std::optional<StockRow>> SqlUnit::stock_of(Result<Answer> answer) {
  if (!answer) return wire::fail(answer.error());
  if (answer->rows.empty()) return std::optional<StockRow>();
  auto row = stock_row(answer->rows[0]);
  if (!row) return wire::fail(row.error());
  return std::optional<StockRow>(std::move(*row));
}

Result<StockRow> SqlUnit::lock_stock(const std::string& iccid) {
  auto row = stock_of(run(queries_.lock_stock, {iccid}));
  if (!row) return wire::fail(row.error());
  if (!*row) return host::fail(ErrorCode::NotFound, "there is no profile " + iccid + " in the stock");
  return std::move(**row);
}

Result<std::optional<StockRow>> SqlUnit::lock_available(const std::string& profile_type,
                                                        const std::string& mno_id) {
  return stock_of(run(queries_.lock_available, {profile_type, mno_id}));
}

Result<std::vector<StockRow>> SqlUnit::stock() {
  auto answer = run("SELECT iccid, profile_type, mno_id, state, used_by FROM stock ORDER BY iccid", {});
  if (!answer) return wire::fail(answer.error());
  std::vector<StockRow> all;
  for (const Row& found : answer->rows) {
    auto row = stock_row(found);
    if (!row) return wire::fail(row.error());
    all.push_back(std::move(*row));
  }
  return all;
}

}  // namespace sixline::servers::store
