#include "tools/sixline/child_process.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace sixline::tools {
namespace {

using namespace std::chrono_literals;
using host::ErrorCode;

/// In the child: becomes the program, or returns the errno of what failed.
int become(const std::vector<std::string>& arguments, const std::string& log,
           const ChildProcess::Prepare& prepare) {
  // Nothing of ours outlives us, not even when we are killed.
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  const int out = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  if (out < 0) return errno;
  ::dup2(out, STDOUT_FILENO);
  ::dup2(out, STDERR_FILENO);
  if (prepare) {
    if (const int problem = prepare(); problem != 0) return problem;
  }
  std::vector<char*> argv;
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  ::execvp(argv[0], argv.data());
  return errno;
}

}  // namespace

host::Result<ChildProcess> ChildProcess::start(const std::vector<std::string>& arguments,
                                               const std::string& log, const Prepare& prepare) {
  // The program closes its end by starting; a child that fails writes its errno first.
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0)
    return host::fail(ErrorCode::Transport, std::string("start a program: ") + std::strerror(errno));
  const pid_t id = ::fork();
  if (id == 0) {
    const int problem = become(arguments, log, prepare);
    static_cast<void>(!::write(ends[1], &problem, sizeof problem));
    ::_exit(127);
  }
  ::close(ends[1]);
  int problem = id < 0 ? errno : 0;
  if (id > 0 && ::read(ends[0], &problem, sizeof problem) == static_cast<ssize_t>(sizeof problem))
    ::waitpid(id, nullptr, 0);
  ::close(ends[0]);
  if (problem != 0)
    return host::fail(ErrorCode::Transport, "start " + arguments[0] + ": " + std::strerror(problem));
  return ChildProcess(id);
}

ChildProcess& ChildProcess::operator=(ChildProcess&& other) noexcept {
  if (this != &other) {
    stop();
    id_ = std::exchange(other.id_, 0);
    status_ = other.status_;
  }
  return *this;
}

bool ChildProcess::running() {
  return id_ > 0 && !wait_for_end(0ms);
}

bool ChildProcess::wait_for_end(std::chrono::milliseconds longest) {
  constexpr auto step = 5ms;
  for (std::chrono::milliseconds waited = 0ms;; waited += step) {
    if (::waitpid(id_, &status_, WNOHANG) != 0) {
      id_ = 0;
      return true;
    }
    if (waited >= longest) return false;
    std::this_thread::sleep_for(step);
  }
}

std::optional<int> ChildProcess::wait(std::chrono::milliseconds longest) {
  constexpr int killed = 128;
  if (id_ > 0 && !wait_for_end(longest)) return std::nullopt;
  return WIFEXITED(status_) ? WEXITSTATUS(status_) : killed + WTERMSIG(status_);
}

void ChildProcess::stop() {
  constexpr auto patience = 1000ms;
  if (id_ <= 0) return;
  ::kill(id_, SIGTERM);
  if (wait_for_end(patience)) return;
  ::kill(id_, SIGKILL);
  ::waitpid(id_, nullptr, 0);
  id_ = 0;
}

}  // namespace sixline::tools
