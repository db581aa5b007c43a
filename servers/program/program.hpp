// The frame of both programs: arguments, configuration, store, signals. Each fills in what makes it an SM-SR
// or an SM-DP.
#pragma once

#include "servers/program/server.hpp"

namespace CLI {
class App;
}

namespace sixline::servers::program {

class Program {
 public:
  virtual ~Program() = default;

  virtual std::string name() const = 0;  ///< "sixline-smsr"
  virtual std::string purpose() const = 0;
  virtual lines::soap::Role role() const = 0;
  /// Its own arguments, if any.
  virtual void define(CLI::App&) {}
  /// Its own sections. What is wrong with them is told to the sections.
  virtual void read(ConfigurationFile& file, const ServerSettings& server) = 0;
  /// Does what the arguments ask for instead of serving; true when there was something.
  virtual Result<bool> command(store::Store&, std::ostream&) { return false; }
  /// The journal outlives the desk.
  virtual std::unique_ptr<lines::Desk> make_desk(const ServerSettings& settings, Journal& journal) = 0;
  /// Connects what only this program has. Errors: whatever makes serving impossible.
  virtual Result<void> connect(Server&, Journal&, Metrics&) { return {}; }
};

/// What a main() returns: 0 after a graceful end; 2 usage; 3 the environment (files, ports, database); 4 the
/// configuration cannot be understood.
int run(Program& program, int argc, const char* const* argv);

}  // namespace sixline::servers::program
