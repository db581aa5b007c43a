#include "servers/program/program.hpp"

#include <CLI/CLI.hpp>
#include <csignal>
#include <iostream>
#include <systemd/sd-daemon.h>

#include "servers/store/master_key.hpp"

namespace sixline::servers::program {

namespace {

using Level = lines::LogLine::Level;

enum Exit : int { Ok = 0, Usage = 2, Environment = 3, Configuration = 4 };

int fail(const Program& program, const host::Error& error, Exit code) {
  std::cerr << program.name() << ": " << error.what << '\n';
  return code;
}

/// Blocked here before any thread is made, so that only wait_for_end() takes them.
sigset_t block_signals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGINT);
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  return set;
}

void wait_for_end(const sigset_t& signals, Journal& journal) {
  int signal = 0;
  while (sigwait(&signals, &signal) != 0) {
  }
  sd_notify(0, "STOPPING=1");
  journal.say(Level::Info, std::string(signal == SIGTERM ? "SIGTERM" : "SIGINT") + ": stopping");
}

Result<std::unique_ptr<store::Store>> open_store(const ServerSettings& settings) {
  auto key = store::master_key_from(settings.master_key);
  if (!key) return tl::unexpected(key.error());
  return store::Store::open(settings.store, std::move(*key));
}

Result<void> serve(Program& program, const ServerSettings& settings, store::Store& store,
                   const sigset_t& signals) {
  auto journal = Journal::open(settings.log, program.name());
  if (!journal) return tl::unexpected(journal.error());
  auto client = host::http::Client::create(settings.client);
  if (!client) return tl::unexpected(client.error());
  const auto metrics = Metrics::create();
  const auto desk = program.make_desk(settings, **journal);
  Server server({settings, program.role(), *desk, store, **journal, *metrics, **client});
  if (auto connected = program.connect(server, **journal, *metrics); !connected) return connected;
  if (auto started = server.start(); !started) return started;
  (*journal)->say(Level::Info, settings.self.id + " listens on " + settings.listen.address + ":" +
                                   std::to_string(server.port()) + ", " +
                                   std::to_string(settings.peers.size()) + " peers");
  if (settings.admin)
    (*journal)->say(Level::Info, "/healthz and /metrics on " + settings.admin->address + ":" +
                                     std::to_string(server.admin_port()));
  sd_notify(0, "READY=1");
  wait_for_end(signals, **journal);
  server.stop();
  (*journal)->say(Level::Info, "stopped");
  return {};
}

int run_configured(Program& program, const std::filesystem::path& path, bool check) {
  auto file = ConfigurationFile::read(path);
  if (!file)
    return fail(program, file.error(),
                file.error().code == host::ErrorCode::NotFound ? Environment : Configuration);
  const ServerSettings settings = read_server_settings(**file);
  program.read(**file, settings);
  if (auto right = (*file)->finish(); !right) return fail(program, right.error(), Configuration);
  if (check) {
    std::cout << path.string() << ": ok\n";
    return Ok;
  }
  const sigset_t signals = block_signals();
  auto store = open_store(settings);
  if (!store) return fail(program, store.error(), Environment);
  const auto done = program.command(**store, std::cout);
  if (!done) return fail(program, done.error(), Environment);
  if (*done) return Ok;
  if (auto served = serve(program, settings, **store, signals); !served)
    return fail(program, served.error(), Environment);
  return Ok;
}

}  // namespace

int run(Program& program, int argc, const char* const* argv) {
  CLI::App app(program.purpose(), program.name());
  app.footer("Exit codes: 0 ended as asked; 2 usage; 3 files, ports or database; 4 configuration.");
  std::string path;
  bool check = false;
  app.add_option("--config", path, "configuration file (TOML)")->required();
  app.add_flag("--check", check, "read the configuration, say what is wrong with it, and end");
  program.define(app);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? Ok : Usage;
  }
  return run_configured(program, path, check);
}

}  // namespace sixline::servers::program
