// Tells a person what all roles of a laboratory do, in one stream: lines of our own, and those that programs
// write into their logs.
#pragma once

#include <condition_variable>
#include <filesystem>
#include <functional>
#include <iosfwd>
#include <mutex>
#include <thread>
#include <vector>

namespace sixline::tools {

class Narrator {
 public:
  /// What is shown of a line of a log; empty: nothing.
  using Shown = std::function<std::string(const std::string& line)>;

  explicit Narrator(std::ostream& out);
  ~Narrator() { stop(); }

  void say(const std::string& who, const std::string& text);
  /// From now on, what is appended to this file.
  void follow(const std::string& who, const std::filesystem::path& log, Shown shown);
  /// Reads the logs to their ends, then says nothing more of them.
  void stop();

 private:
  struct Log {
    std::string who;
    std::filesystem::path path;
    Shown shown;
    std::uintmax_t read = 0;
    std::string rest{};  ///< a line whose end is not there yet
  };
  void read();
  void read(Log& log);
  void print(const std::string& who, const std::string& text);

  std::ostream& out_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Log> logs_;
  bool stopping_ = false;
  std::jthread reader_;
};

/// Of a line in the text form of a server's log: what happened on an interface, without time and identifiers;
/// empty when it is nothing of that kind.
std::string interface_line(const std::string& line);

}  // namespace sixline::tools
