// SQLite: one file, one writer. Units of one process take turns; other processes wait for the file's own
// lock. Readers have connections of their own.
#include <algorithm>
#include <condition_variable>
#include <deque>
#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>
#include <unordered_map>

#include "servers/store/sql.hpp"

namespace sixline::servers::store {
namespace {

constexpr int patience_ms = 10'000;
constexpr std::string_view memory = ":memory:";

struct CloseDatabase {
  void operator()(sqlite3* database) const { sqlite3_close_v2(database); }
};
struct Finalize {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Handle = std::unique_ptr<sqlite3, CloseDatabase>;
using Statement = std::unique_ptr<sqlite3_stmt, Finalize>;

host::Error error_of(sqlite3* database, std::string_view what) {
  const int code = sqlite3_errcode(database) & 0xFF;
  const bool race = code == SQLITE_BUSY || code == SQLITE_LOCKED;
  return {race ? ErrorCode::WrongState : ErrorCode::Storage,
          std::string(what) + ": " + sqlite3_errmsg(database), std::nullopt};
}

void bind(sqlite3_stmt* statement, int index, const Parameter& parameter) {
  if (const auto* number = std::get_if<std::int64_t>(&parameter)) {
    sqlite3_bind_int64(statement, index, *number);
  } else if (const auto* text = std::get_if<std::string_view>(&parameter)) {
    sqlite3_bind_text64(statement, index, text->data() == nullptr ? "" : text->data(), text->size(),
                        SQLITE_STATIC, SQLITE_UTF8);
  } else if (const auto* bytes = std::get_if<Bytes>(&parameter)) {
    sqlite3_bind_blob64(statement, index, bytes->data(), bytes->size(), SQLITE_STATIC);
  } else {
    sqlite3_bind_null(statement, index);
  }
}

Cell cell_of(sqlite3_stmt* statement, int column) {
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement, column));
  switch (sqlite3_column_type(statement, column)) {
    case SQLITE_INTEGER: return sqlite3_column_int64(statement, column);
    case SQLITE_TEXT:
      return std::string(reinterpret_cast<const char*>(sqlite3_column_text(statement, column)), size);
    case SQLITE_BLOB: {
      const auto* data = static_cast<const std::uint8_t*>(sqlite3_column_blob(statement, column));
      return ByteString(data, data + size);
    }
    default: return nullptr;
  }
}

class SqliteConnection final : public Connection {
 public:
  explicit SqliteConnection(Handle handle) : handle_(std::move(handle)) {}

  Result<Answer> run(std::string_view sql, std::span<const Parameter> parameters) override {
    auto statement = prepared(sql);
    if (!statement) return wire::fail(statement.error());
    for (std::size_t i = 0; i < parameters.size(); ++i)
      bind(*statement, sqlite3_bind_parameter_index(*statement, ("$" + std::to_string(i + 1)).c_str()),
           parameters[i]);
    Answer answer;
    int code = SQLITE_OK;
    while ((code = sqlite3_step(*statement)) == SQLITE_ROW) {
      std::vector<Cell> cells;
      for (int column = 0; column < sqlite3_column_count(*statement); ++column)
        cells.push_back(cell_of(*statement, column));
      answer.rows.emplace_back(std::move(cells));
    }
    if (code != SQLITE_DONE) {
      auto error = error_of(handle_.get(), sql);
      sqlite3_reset(*statement);
      return wire::fail(std::move(error));
    }
    answer.changed = static_cast<std::size_t>(sqlite3_changes(handle_.get()));
    sqlite3_reset(*statement);
    sqlite3_clear_bindings(*statement);
    return answer;
  }

  Result<void> run_script(const std::string& sql) override {
    if (sqlite3_exec(handle_.get(), sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK) return {};
    return wire::fail(error_of(handle_.get(), "run a script"));
  }
  Result<void> begin() override {
    if (auto set = refuse_changes(false); !set) return set;
    return run_script("BEGIN IMMEDIATE");
  }
  Result<void> begin_reading() override {
    if (auto set = refuse_changes(true); !set) return set;
    return run_script("BEGIN");
  }
  Result<void> commit() override { return run_script("COMMIT"); }
  void roll_back() override {
    if (sqlite3_get_autocommit(handle_.get()) == 0)
      sqlite3_exec(handle_.get(), "ROLLBACK", nullptr, nullptr, nullptr);
  }

  std::string_view for_update() const override { return ""; }
  std::string_view skip_locked() const override { return ""; }
  std::string_view bytes_type() const override { return "BLOB"; }
  std::string_view counted_type() const override { return "INTEGER"; }
  bool usable() const override { return sqlite3_get_autocommit(handle_.get()) != 0; }

 private:
  Result<void> refuse_changes(bool refused) {
    if (refused == refuses_changes_) return {};
    refuses_changes_ = refused;
    return run_script(refused ? "PRAGMA query_only=ON" : "PRAGMA query_only=OFF");
  }
  Result<sqlite3_stmt*> prepared(std::string_view sql) {
    Statement& statement = statements_[sql];
    if (!statement) {
      sqlite3_stmt* made = nullptr;
      if (sqlite3_prepare_v3(handle_.get(), sql.data(), static_cast<int>(sql.size()),
                             SQLITE_PREPARE_PERSISTENT, &made, nullptr) != SQLITE_OK)
        return wire::fail(error_of(handle_.get(), sql));
      statement.reset(made);
    }
    return statement.get();
  }

  Handle handle_;
  std::unordered_map<std::string_view, Statement> statements_;
  bool refuses_changes_ = false;
};

Result<std::unique_ptr<SqliteConnection>> connect(const std::string& path) {
  sqlite3* raw = nullptr;
  const int opened = sqlite3_open_v2(
      path.c_str(), &raw, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr);
  Handle handle(raw);
  if (opened != SQLITE_OK)
    return host::fail(ErrorCode::Storage, "open the database " + path + ": " + sqlite3_errstr(opened));
  sqlite3_extended_result_codes(raw, 1);
  sqlite3_busy_timeout(raw, patience_ms);
  auto connection = std::make_unique<SqliteConnection>(std::move(handle));
  // FULL: a commit is on the disk when it returns, not only in order.
  auto prepared = connection->run_script(
      "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA cache_size=-65536;");
  if (!prepared) return host::fail(ErrorCode::Storage, "the database " + path + ": " + prepared.error().what);
  return connection;
}

/// First come, first served: a mutex would let the thread that has it take it again and again.
class Turns {
 public:
  bool wait() {
    std::unique_lock lock(mutex_);
    const unsigned mine = ++last_;
    waiting_.push_back(mine);
    const bool ours = changed_.wait_for(lock, std::chrono::milliseconds(patience_ms),
                                        [&] { return !taken_ && waiting_.front() == mine; });
    waiting_.erase(std::find(waiting_.begin(), waiting_.end(), mine));
    if (ours) taken_ = true;
    changed_.notify_all();
    return ours;
  }
  void end() {
    const std::lock_guard lock(mutex_);
    taken_ = false;
    changed_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<unsigned> waiting_;
  unsigned last_ = 0;
  bool taken_ = false;
};

class SqliteDatabase final : public Database {
 public:
  SqliteDatabase(std::string path, std::unique_ptr<SqliteConnection> writer)
      : path_(std::move(path)), writer_(std::move(writer)) {}

  Result<std::shared_ptr<Connection>> connection() override {
    if (!turns_.wait())
      return host::fail(ErrorCode::WrongState, "the database " + path_ + " is held by another unit");
    return std::shared_ptr<Connection>(writer_.get(), [this](Connection*) { turns_.end(); });
  }

  Result<std::shared_ptr<Connection>> reading_connection() override {
    if (path_ == memory) return connection();
    if (auto idle = idle_.take()) return idle_.lend(std::move(idle));
    auto made = connect(path_);
    if (!made) return wire::fail(made.error());
    return idle_.lend(std::move(*made));
  }

 private:
  std::string path_;
  std::unique_ptr<SqliteConnection> writer_;
  Turns turns_;
  IdleConnections idle_;
};

/// States are sealed, but who has which number is nobody else's business either.
void make_for_owner_only(const std::string& path) {
  const int file = ::open(path.c_str(), O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (file >= 0) ::close(file);
}

}  // namespace

Result<std::unique_ptr<Database>> open_sqlite(const std::string& path) {
  if (path != memory) make_for_owner_only(path);
  auto connection = connect(path);
  if (!connection) return wire::fail(connection.error());
  return std::make_unique<SqliteDatabase>(path, std::move(*connection));
}

}  // namespace sixline::servers::store
