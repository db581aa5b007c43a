// A program started by ours, ended with ours.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

#include "host/error.hpp"

namespace sixline::tools {

class ChildProcess {
 public:
  /// Returns 0, or the errno that says why the program cannot be started.
  using Prepare = std::function<int()>;

  /// Runs `arguments` (the first is the program) with its output in the file `log`. `prepare` runs in the
  /// child before the program does. Returns when the program runs. Errors: Transport.
  static host::Result<ChildProcess> start(const std::vector<std::string>& arguments, const std::string& log,
                                          const Prepare& prepare = {});
  ChildProcess(ChildProcess&& other) noexcept : id_(std::exchange(other.id_, 0)) {}
  ChildProcess& operator=(ChildProcess&& other) noexcept;
  /// Ends the program: asks, then kills.
  ~ChildProcess() { stop(); }

  pid_t id() const { return id_; }
  bool running();
  /// The exit code once it has ended by itself (128 and the signal that killed it); nothing while it runs.
  std::optional<int> wait(std::chrono::milliseconds longest);
  void stop();

 private:
  explicit ChildProcess(pid_t id) : id_(id) {}
  /// True once it has ended.
  bool wait_for_end(std::chrono::milliseconds longest);
  pid_t id_;
  int status_ = 0;  ///< as waitpid gave it
};

}  // namespace sixline::tools
