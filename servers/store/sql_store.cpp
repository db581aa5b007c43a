#include "servers/store/schema.hpp"
#include "servers/store/sql_unit.hpp"

namespace sixline::servers::store {
namespace {

class SqlStore final : public Store {
 public:
  SqlStore(std::unique_ptr<Database> database, const Connection& connection, host::crypto::Secret master_key)
      : database_(std::move(database)), queries_(connection), master_key_(std::move(master_key)) {}

  Result<std::unique_ptr<Unit>> begin() override {
    auto connection = database_->connection();
    if (!connection) return wire::fail(connection.error());
    if (auto begun = (*connection)->begin(); !begun) return wire::fail(begun.error());
    return std::make_unique<SqlUnit>(std::move(*connection), queries_, master_key_, false);
  }

  Result<std::unique_ptr<Unit>> begin_reading() override {
    auto connection = database_->reading_connection();
    if (!connection) return wire::fail(connection.error());
    if (auto begun = (*connection)->begin_reading(); !begun) return wire::fail(begun.error());
    return std::make_unique<SqlUnit>(std::move(*connection), queries_, master_key_, true);
  }

  Result<StoreCounts> counts() override {
    auto connection = database_->reading_connection();
    if (!connection) return wire::fail(connection.error());
    auto answer = (*connection)
                      ->run(
                          "SELECT (SELECT count(*) FROM euicc), (SELECT count(*) FROM job), "
                          "(SELECT count(*) FROM outbox)",
                          {});
    if (!answer) return wire::fail(answer.error());
    const Row& row = answer->rows[0];
    return StoreCounts{static_cast<std::size_t>(row.number(0)), static_cast<std::size_t>(row.number(1)),
                       static_cast<std::size_t>(row.number(2))};
  }

 private:
  std::unique_ptr<Database> database_;
  Queries queries_;
  host::crypto::Secret master_key_;
};

Result<std::unique_ptr<Database>> database_at(const std::string& address) {
  constexpr std::string_view sqlite = "sqlite:";
  if (address.starts_with(sqlite)) return open_sqlite(address.substr(sqlite.size()));
  if (address.starts_with("postgresql://") || address.starts_with("postgres://"))
    return open_postgresql(address);
  return host::fail(ErrorCode::BadInput,
                    "not the address of a store (sqlite:PATH, postgresql://…): " + address);
}

}  // namespace

Result<std::unique_ptr<Store>> Store::open(const std::string& address, host::crypto::Secret master_key) {
  if (master_key.size() != 32)
    return host::fail(ErrorCode::BadInput, "the master key of a store has 32 bytes");
  auto database = database_at(address);
  if (!database) return wire::fail(database.error());
  auto connection = (*database)->connection();
  if (!connection) return wire::fail(connection.error());
  if (auto prepared = prepare_schema(**connection, master_key); !prepared)
    return wire::fail(prepared.error());
  const std::shared_ptr<Connection> first = std::move(*connection);
  return std::make_unique<SqlStore>(std::move(*database), *first, std::move(master_key));
}

}  // namespace sixline::servers::store
