// The servers of a lab as processes of their own.
#pragma once

#include "tools/sixline/child_process.hpp"
#include "tools/sixline/lab/lab.hpp"

namespace sixline::tests::support {

using host::Result;

struct LabServer {
  std::string name{};  ///< of its configuration and its log
  std::filesystem::path program{};
  std::uint16_t admin_port = 0;
};

class LabServers {
 public:
  explicit LabServers(std::filesystem::path folder) : folder_(std::move(folder)) {}

  /// Returns when all can be reached, and their message centre by them. Whoever of that name ran before must
  /// have ended. Errors: Transport (one cannot be started, or ended), Timeout.
  Result<void> start(const std::vector<LabServer>& servers);
  tools::ChildProcess& process(std::string_view name) { return processes_.find(name)->second; }
  std::filesystem::path log(std::string_view name) const { return folder_ / (std::string(name) + ".log"); }
  /// Ends all as an administrator would. Errors: Timeout (which one did not end).
  Result<void> stop();

 private:
  Result<void> launch(const LabServer& server);
  Result<void> await(const LabServer& server);

  std::filesystem::path folder_;
  std::map<std::string, tools::ChildProcess, std::less<>> processes_{};
};

}  // namespace sixline::tests::support
