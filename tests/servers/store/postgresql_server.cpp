#include "tests/servers/store/postgresql_server.hpp"

#include <algorithm>
#include <thread>
#include <unistd.h>

#include "servers/store/sql.hpp"

namespace sixline::tests {
namespace {

namespace fs = std::filesystem;
using host::ErrorCode;

/// The newest that is installed.
fs::path programs() {
  std::vector<fs::path> found;
  std::error_code none;
  for (const auto& entry : fs::directory_iterator("/usr/lib/postgresql", none))
    if (fs::exists(entry.path() / "bin" / "initdb")) found.push_back(entry.path() / "bin");
  std::sort(found.begin(), found.end());
  return found.empty() ? fs::path() : found.back();
}

/// PostgreSQL refuses to run as root.
std::vector<std::string> as_somebody(std::vector<std::string> command) {
  if (::geteuid() != 0) return command;
  std::vector<std::string> all{"setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"};
  all.insert(all.end(), command.begin(), command.end());
  return all;
}

std::string line_of(const std::vector<std::string>& command) {
  std::string line;
  for (const std::string& word : command) line += "'" + word + "' ";
  return line;
}

std::string address_of(const fs::path& folder, const std::string& database) {
  return "postgresql:///" + database + "?host=" + folder.string() + "&user=sixline";
}

}  // namespace

host::Result<std::unique_ptr<PostgresqlServer>> PostgresqlServer::start(bool durable) {
  const fs::path bin = programs();
  if (bin.empty()) return host::fail(ErrorCode::Unsupported, "PostgreSQL's server is not installed");
  auto folder = tools::TemporaryFolder::make("postgresql");
  if (!folder) return wire::fail(folder.error());
  fs::permissions(folder->path(), fs::perms::all);
  const std::string data = (folder->path() / "data").string();
  const std::string log = (folder->path() / "log").string();
  const auto make = as_somebody({(bin / "initdb").string(), "-D", data, "-U", "sixline", "--auth=trust",
                                 "--no-sync", "--encoding=UTF8", "--locale=C"});
  if (std::system((line_of(make) + ">'" + log + "' 2>&1").c_str()) != 0)
    return host::fail(ErrorCode::Unsupported, "initdb does not work here, see " + log);
  auto process = tools::ChildProcess::start(
      as_somebody({(bin / "postgres").string(), "-D", data, "-k", folder->path().string(), "-c",
                   "listen_addresses=", "-c", durable ? "fsync=on" : "fsync=off", "-c",
                   "max_connections=50"}),
      log);
  if (!process) return wire::fail(process.error());
  auto server =
      std::unique_ptr<PostgresqlServer>(new PostgresqlServer(std::move(*folder), std::move(*process)));
  for (int tries = 0; tries < 300; ++tries) {
    if (servers::store::open_postgresql(server->address())) return server;
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  return host::fail(ErrorCode::Timeout, "PostgreSQL does not answer, see " + log);
}

std::string PostgresqlServer::address() const {
  return address_of(folder_.path(), "postgres");
}

host::Result<std::string> PostgresqlServer::new_database() {
  const std::string name = "test" + std::to_string(++databases_);
  auto database = servers::store::open_postgresql(address());
  if (!database) return wire::fail(database.error());
  auto connection = (*database)->connection();
  if (!connection) return wire::fail(connection.error());
  if (auto made = (*connection)->run_script("CREATE DATABASE " + name); !made)
    return wire::fail(made.error());
  return address_of(folder_.path(), name);
}

}  // namespace sixline::tests
