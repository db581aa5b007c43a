#include "tests/support/lab/lab_servers.hpp"

#include <csignal>
#include <future>
#include <thread>

#include "host/http/client.hpp"

namespace sixline::tests::support {

using host::ErrorCode;
using namespace std::chrono_literals;

namespace {

/// A server under a sanitizer takes its time to start, and to look for leaks at its end.
constexpr auto start_patience = 60s;
constexpr auto stop_patience = 60s;
constexpr auto between_looks = 20ms;

bool is_healthy(host::http::Client& client, std::uint16_t port) {
  std::promise<int> status;
  client.get("http://127.0.0.1:" + std::to_string(port) + "/healthz",
             [&](const auto& response) { status.set_value(response ? response->status : 0); });
  return status.get_future().get() == 200;
}

std::string text_of(const std::filesystem::path& file) {
  const auto content = tools::read_file(file);
  return content ? std::string(content->begin(), content->end()) : "no log";
}

}  // namespace

Result<void> LabServers::start(const std::vector<LabServer>& servers) {
  for (const LabServer& server : servers)
    if (auto launched = launch(server); !launched) return launched;
  for (const LabServer& server : servers)
    if (auto up = await(server); !up) return up;
  return {};
}

Result<void> LabServers::launch(const LabServer& server) {
  const std::string configuration = (folder_ / (server.name + ".toml")).string();
  auto process = tools::ChildProcess::start({server.program.string(), "--config", configuration},
                                            log(server.name).string());
  if (!process) return tl::unexpected(process.error());
  processes_.erase(server.name);
  processes_.emplace(server.name, std::move(*process));
  return {};
}

Result<void> LabServers::await(const LabServer& server) {
  auto client = host::http::Client::create({});
  if (!client) return tl::unexpected(client.error());
  for (auto waited = 0ms; waited < start_patience; waited += between_looks) {
    if (!process(server.name).running())
      return host::fail(ErrorCode::Transport, server.name + " ended: " + text_of(log(server.name)));
    if (is_healthy(**client, server.admin_port)) return {};
    std::this_thread::sleep_for(between_looks);
  }
  return host::fail(ErrorCode::Timeout, server.name + " does not come up: " + text_of(log(server.name)));
}

Result<void> LabServers::stop() {
  for (auto& [name, process] : processes_) {
    if (!process.running()) continue;
    ::kill(process.id(), SIGTERM);
    if (!process.wait(stop_patience)) return host::fail(ErrorCode::Timeout, name + " does not end");
  }
  return {};
}

}  // namespace sixline::tests::support
