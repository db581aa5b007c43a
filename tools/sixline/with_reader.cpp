// sixline with-reader: any PC/SC program against the native card, without touching the system's readers.
#include <sys/wait.h>
#include <unistd.h>

#include "tools/sixline/commands.hpp"
#include "tools/sixline/readers.hpp"

namespace sixline::tools {
namespace {

using host::ErrorCode;
using host::Result;

constexpr int exec_failed = 127;

/// Runs the program with our standard streams and environment, PCSCLITE_CSOCK_NAME in it; its exit status.
Result<int> run_program(const std::vector<std::string>& arguments) {
  std::vector<char*> argv;
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  const pid_t child = fork();
  if (child < 0) return host::fail(ErrorCode::Internal, "start " + arguments.front() + ": no process left");
  if (child == 0) {
    execvp(argv.front(), argv.data());
    _exit(exec_failed);
  }
  int status = 0;
  while (waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) return host::fail(ErrorCode::Internal, "wait for " + arguments.front());
  }
  if (WIFEXITED(status) && WEXITSTATUS(status) == exec_failed)
    return host::fail(ErrorCode::NotFound, "run " + arguments.front() + ": no such program");
  return WIFEXITED(status) ? WEXITSTATUS(status) : static_cast<int>(ExitCode::Refused);
}

class WithReaderCommand : public Command {
 public:
  void define(Options options) override {
    options.add("program", program_, "the program and its arguments, after --").required().takes_the_rest();
    options.footer(
        "Examples:\n  sixline --state my.flash with-reader -- opensc-tool -l\n"
        "  sixline with-reader bash        # a shell in which PC/SC programs see the card");
  }

  ExitCode run(const Context& context) override {
    auto reader = start_virtual_card(context.options());
    if (!reader) return context.fail(reader.error());
    const auto status = run_program(program_);
    if (!status) return context.fail(status.error());
    return static_cast<ExitCode>(*status);
  }

 private:
  std::vector<std::string> program_;
};

}  // namespace

std::unique_ptr<Command> make_with_reader() {
  return std::make_unique<WithReaderCommand>();
}

}  // namespace sixline::tools
