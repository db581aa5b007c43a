// A PostgreSQL of the test's own: a private cluster in a temporary folder, on a Unix socket, gone afterwards.
#pragma once

#include "tools/sixline/child_process.hpp"
#include "tools/sixline/temporary_folder.hpp"

namespace sixline::tests {

class PostgresqlServer {
 public:
  /// Errors: Unsupported, with the reason, where the server's programs are not installed; Timeout.
  /// What a power cut does to a database is its makers' matter, and the suite is run often: `durable` is for
  /// measurements.
  static host::Result<std::unique_ptr<PostgresqlServer>> start(bool durable = false);
  /// "postgresql:///postgres?host=…"
  std::string address() const;
  /// A database of its own for one test. Errors: Storage.
  host::Result<std::string> new_database();

 private:
  PostgresqlServer(tools::TemporaryFolder folder, tools::ChildProcess process)
      : folder_(std::move(folder)), process_(std::move(process)) {}
  tools::TemporaryFolder folder_;
  tools::ChildProcess process_;
  unsigned databases_ = 0;
};

}  // namespace sixline::tests
