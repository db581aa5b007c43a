#include "servers/store/sql.hpp"

namespace sixline::servers::store {

std::int64_t Row::number(std::size_t column) const {
  return std::get<std::int64_t>(cells_.at(column));
}

std::optional<std::int64_t> Row::number_if_any(std::size_t column) const {
  if (std::holds_alternative<std::nullptr_t>(cells_.at(column))) return std::nullopt;
  return number(column);
}

std::string Row::text(std::size_t column) const {
  const Cell& cell = cells_.at(column);
  return std::holds_alternative<std::nullptr_t>(cell) ? std::string() : std::get<std::string>(cell);
}

Bytes Row::bytes(std::size_t column) const {
  return std::get<ByteString>(cells_.at(column));
}

std::unique_ptr<Connection> IdleConnections::take() {
  const std::lock_guard lock(mutex_);
  if (idle_.empty()) return nullptr;
  auto connection = std::move(idle_.back());
  idle_.pop_back();
  return connection;
}

std::shared_ptr<Connection> IdleConnections::lend(std::unique_ptr<Connection> connection) {
  return {connection.release(), [this](Connection* used) {
            std::unique_ptr<Connection> back(used);
            if (!back->usable()) return;
            const std::lock_guard lock(mutex_);
            idle_.push_back(std::move(back));
          }};
}

}  // namespace sixline::servers::store
