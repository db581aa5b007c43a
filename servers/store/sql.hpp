// One connection to a database, whichever it is: statements in the SQL that both understand, with parameters
// $1, $2, …; what differs is asked of the connection.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "host/bytes.hpp"
#include "host/error.hpp"

namespace sixline::servers::store {

using host::Bytes;
using host::ByteString;
using host::ErrorCode;
using host::Result;

/// A parameter; text and bytes are not copied.
using Parameter = std::variant<std::nullptr_t, std::int64_t, std::string_view, Bytes>;

/// A value of a result.
using Cell = std::variant<std::nullptr_t, std::int64_t, std::string, ByteString>;

class Row {
 public:
  explicit Row(std::vector<Cell> cells) : cells_(std::move(cells)) {}
  std::int64_t number(std::size_t column) const;
  std::optional<std::int64_t> number_if_any(std::size_t column) const;
  std::string text(std::size_t column) const;
  Bytes bytes(std::size_t column) const;

 private:
  std::vector<Cell> cells_;
};

struct Answer {
  std::vector<Row> rows{};
  std::size_t changed = 0;  ///< rows that the statement inserted, changed or deleted
};

class Connection {
 public:
  virtual ~Connection() = default;

  /// `sql` must live as long as the connection: it names the prepared statement. Errors: Storage; WrongState
  /// when the transaction lost a race and can be begun again.
  virtual Result<Answer> run(std::string_view sql, std::span<const Parameter> parameters) = 0;
  /// Several statements without parameters or results.
  virtual Result<void> run_script(const std::string& sql) = 0;
  virtual Result<void> begin() = 0;
  /// A transaction that sees one moment of the database and is refused every change.
  virtual Result<void> begin_reading() = 0;
  virtual Result<void> commit() = 0;
  virtual void roll_back() = 0;

  /// After SELECT: the row is ours until the transaction ends. Where a transaction is alone anyway, nothing.
  virtual std::string_view for_update() const = 0;
  /// The same, and rows that others hold are passed over.
  virtual std::string_view skip_locked() const = 0;
  /// Type of a column of bytes.
  virtual std::string_view bytes_type() const = 0;
  /// Type of a column whose values the database counts upwards.
  virtual std::string_view counted_type() const = 0;
  /// False when it broke and has to be made anew.
  virtual bool usable() const = 0;
};

/// Connections that wait to be used again. They hand out no more than was given to them.
class IdleConnections {
 public:
  /// Null when none waits.
  std::unique_ptr<Connection> take();
  /// It comes back here when it is let go, if it is usable then.
  std::shared_ptr<Connection> lend(std::unique_ptr<Connection> connection);

 private:
  std::mutex mutex_;
  std::vector<std::unique_ptr<Connection>> idle_;
};

/// Connections to one database. A connection that was handed out belongs to one thread until it comes back.
class Database {
 public:
  virtual ~Database() = default;
  virtual Result<std::shared_ptr<Connection>> connection() = 0;
  /// One that need not wait until it may write.
  virtual Result<std::shared_ptr<Connection>> reading_connection() = 0;
};

/// "PATH" or ":memory:".
Result<std::unique_ptr<Database>> open_sqlite(const std::string& path);
/// "postgresql://…" as libpq reads it.
Result<std::unique_ptr<Database>> open_postgresql(const std::string& address);

}  // namespace sixline::servers::store
