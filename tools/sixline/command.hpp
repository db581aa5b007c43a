// One subcommand of `sixline`. To add one: a file with a class and its make function, and a row in
// commands.cpp.
#pragma once

#include "tools/sixline/context.hpp"
#include "tools/sixline/options.hpp"

namespace sixline::tools {

class Command {
 public:
  virtual ~Command() = default;
  /// Declares options and arguments, bound to members of the command.
  virtual void define(Options options) = 0;
  /// Runs after the command line was parsed without an error.
  virtual ExitCode run(const Context& context) = 0;
};

}  // namespace sixline::tools
