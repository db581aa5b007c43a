// PostgreSQL: as many connections as units at the same time; rows are locked one by one. A connection that
// was lost is made again when the next unit begins.
#include <libpq-fe.h>
#include <unordered_map>

#include "servers/store/sql.hpp"

namespace sixline::servers::store {
namespace {

// Types of result columns.  PostgreSQL, catalog/pg_type
constexpr Oid bytea = 17;
constexpr Oid int8 = 20;
constexpr Oid int4 = 23;
constexpr Oid bool_ = 16;

/// A unit that waits for a row this long gives up and can be begun again; a process that stands still in the
/// middle of a unit loses it, and with it the rows it holds.
constexpr const char* session = "SET lock_timeout = '10s'; SET idle_in_transaction_session_timeout = '60s'";

struct Finish {
  void operator()(PGconn* connection) const { PQfinish(connection); }
};
struct Clear {
  void operator()(PGresult* result) const { PQclear(result); }
};
using Handle = std::unique_ptr<PGconn, Finish>;
using Outcome = std::unique_ptr<PGresult, Clear>;

std::string one_line(const char* text) {
  std::string line(text == nullptr ? "" : text);
  while (!line.empty() && line.back() == '\n') line.pop_back();
  for (char& c : line)
    if (c == '\n') c = ' ';
  return line;
}

/// Serialisation failure, deadlock, lock not available: the same unit may succeed when it is begun again.
bool is_race(const PGresult* result) {
  const char* state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
  const std::string_view code = state == nullptr ? "" : state;
  return code == "40001" || code == "40P01" || code == "55P03";
}

std::int64_t big_endian(const char* data, int size) {
  std::uint64_t value = size > 0 && (static_cast<std::uint8_t>(data[0]) & 0x80) != 0 ? ~std::uint64_t{0} : 0;
  for (int i = 0; i < size; ++i) value = value << 8 | static_cast<std::uint8_t>(data[i]);
  return static_cast<std::int64_t>(value);
}

Cell cell_of(const PGresult* result, int row, int column) {
  if (PQgetisnull(result, row, column) != 0) return nullptr;
  const char* data = PQgetvalue(result, row, column);
  const int size = PQgetlength(result, row, column);
  switch (PQftype(result, column)) {
    case int8:
    case int4:
    case bool_: return big_endian(data, size);
    case bytea: {
      const auto* bytes = reinterpret_cast<const std::uint8_t*>(data);
      return ByteString(bytes, bytes + size);
    }
    default: return std::string(data, static_cast<std::size_t>(size));
  }
}

/// Parameters in the form libpq wants: numbers as text, the rest as it is.
struct Arguments {
  explicit Arguments(std::span<const Parameter> parameters) {
    numbers.reserve(parameters.size());
    for (const Parameter& parameter : parameters) add(parameter);
  }
  void add(const Parameter& parameter) {
    if (const auto* number = std::get_if<std::int64_t>(&parameter)) {
      numbers.push_back(std::to_string(*number));
      push(numbers.back().c_str(), numbers.back().size(), 0);
    } else if (const auto* text = std::get_if<std::string_view>(&parameter)) {
      // Text in binary form is the text itself, and needs no terminating zero.
      push(text->data() == nullptr ? "" : text->data(), text->size(), 1);
    } else if (const auto* bytes = std::get_if<Bytes>(&parameter)) {
      push(bytes->empty() ? "" : reinterpret_cast<const char*>(bytes->data()), bytes->size(), 1);
    } else {
      push(nullptr, 0, 0);
    }
  }
  void push(const char* value, std::size_t size, int format) {
    values.push_back(value);
    sizes.push_back(static_cast<int>(size));
    formats.push_back(format);
  }
  std::vector<std::string> numbers;
  std::vector<const char*> values;
  std::vector<int> sizes, formats;
};

class PostgresqlConnection final : public Connection {
 public:
  explicit PostgresqlConnection(Handle handle) : handle_(std::move(handle)) {}

  bool usable() const override {
    return PQstatus(handle_.get()) == CONNECTION_OK && PQtransactionStatus(handle_.get()) == PQTRANS_IDLE;
  }

  Result<Answer> run(std::string_view sql, std::span<const Parameter> parameters) override {
    auto name = prepared(sql);
    if (!name) return wire::fail(name.error());
    const Arguments arguments(parameters);
    constexpr int binary = 1;
    const Outcome result(PQexecPrepared(handle_.get(), name->c_str(), static_cast<int>(parameters.size()),
                                        arguments.values.data(), arguments.sizes.data(),
                                        arguments.formats.data(), binary));
    if (auto done = check(result.get(), sql); !done) return wire::fail(done.error());
    Answer answer;
    for (int row = 0; row < PQntuples(result.get()); ++row) {
      std::vector<Cell> cells;
      for (int column = 0; column < PQnfields(result.get()); ++column)
        cells.push_back(cell_of(result.get(), row, column));
      answer.rows.emplace_back(std::move(cells));
    }
    answer.changed = static_cast<std::size_t>(std::strtoul(PQcmdTuples(result.get()), nullptr, 10));
    return answer;
  }

  Result<void> run_script(const std::string& sql) override {
    const Outcome result(PQexec(handle_.get(), sql.c_str()));
    return check(result.get(), sql.substr(0, sql.find('(')));
  }
  Result<void> begin() override { return begin_with("BEGIN"); }
  Result<void> begin_reading() override {
    return begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
  }
  Result<void> commit() override { return run_script("COMMIT"); }
  void roll_back() override {
    if (PQtransactionStatus(handle_.get()) != PQTRANS_IDLE) static_cast<void>(run_script("ROLLBACK"));
  }

  std::string_view for_update() const override { return " FOR UPDATE"; }
  std::string_view skip_locked() const override { return " FOR UPDATE SKIP LOCKED"; }
  std::string_view bytes_type() const override { return "BYTEA"; }
  std::string_view counted_type() const override { return "BIGINT GENERATED ALWAYS AS IDENTITY"; }

 private:
  /// Nothing has been done yet: a connection that was lost while it waited is made again.
  Result<void> begin_with(const char* sql) {
    auto begun = run_script(sql);
    if (begun || PQstatus(handle_.get()) == CONNECTION_OK) return begun;
    PQreset(handle_.get());
    statements_.clear();
    if (PQstatus(handle_.get()) != CONNECTION_OK)
      return host::fail(ErrorCode::Storage,
                        "connect to the database again: " + one_line(PQerrorMessage(handle_.get())));
    if (auto set = run_script(session); !set) return set;
    return run_script(sql);
  }
  Result<void> check(const PGresult* result, std::string_view what) const {
    const ExecStatusType status = PQresultStatus(result);
    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK) {
      // COMMIT of a transaction that failed before says ROLLBACK, and no error.
      if (what == "COMMIT" && std::string_view(PQcmdStatus(const_cast<PGresult*>(result))) != "COMMIT")
        return host::fail(ErrorCode::Storage, "the transaction had failed");
      return {};
    }
    // Of a unit whose connection was lost nothing remains, except that nobody knows whether its COMMIT
    // arrived.
    const bool lost = PQstatus(handle_.get()) != CONNECTION_OK && what != "COMMIT";
    return host::fail(is_race(result) || lost ? ErrorCode::WrongState : ErrorCode::Storage,
                      std::string(what) + ": " + one_line(PQerrorMessage(handle_.get())));
  }
  Result<std::string> prepared(std::string_view sql) {
    std::string& name = statements_[sql];
    if (name.empty()) {
      const std::string made = "s" + std::to_string(++prepared_);
      const Outcome result(PQprepare(handle_.get(), made.c_str(), std::string(sql).c_str(), 0, nullptr));
      if (auto done = check(result.get(), sql); !done) return wire::fail(done.error());
      name = made;
    }
    return name;
  }

  Handle handle_;
  std::unordered_map<std::string_view, std::string> statements_;
  unsigned prepared_ = 0;
};

class PostgresqlDatabase final : public Database {
 public:
  explicit PostgresqlDatabase(std::string address) : address_(std::move(address)) {}

  Result<std::shared_ptr<Connection>> connection() override {
    auto own = idle_.take();
    if (!own) {
      auto made = connect();
      if (!made) return wire::fail(made.error());
      own = std::move(*made);
    }
    return idle_.lend(std::move(own));
  }
  Result<std::shared_ptr<Connection>> reading_connection() override { return connection(); }

 private:
  Result<std::unique_ptr<PostgresqlConnection>> connect() const {
    Handle handle(PQconnectdb(address_.c_str()));
    if (PQstatus(handle.get()) != CONNECTION_OK)
      return host::fail(ErrorCode::Storage,
                        "connect to the database: " + one_line(PQerrorMessage(handle.get())));
    // What the schema says twice is not worth a line.
    PQsetNoticeProcessor(
        handle.get(), [](void*, const char*) {}, nullptr);
    auto connection = std::make_unique<PostgresqlConnection>(std::move(handle));
    if (auto set = connection->run_script(session); !set) return wire::fail(set.error());
    return connection;
  }

  std::string address_;
  IdleConnections idle_;
};

}  // namespace

Result<std::unique_ptr<Database>> open_postgresql(const std::string& address) {
  auto database = std::make_unique<PostgresqlDatabase>(address);
  if (auto tried = database->connection(); !tried) return wire::fail(tried.error());
  return database;
}

}  // namespace sixline::servers::store
