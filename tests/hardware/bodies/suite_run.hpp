// `sixline apdu` as a process of its own, and what it reports.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace sixline::tests::bodies {

struct ScriptOutcome {
  std::string outcome;  ///< "ok", "FAILED" or "skipped"
  unsigned commands = 0;
  std::string message;
};
/// By the script's path.
using SuiteReport = std::map<std::string, ScriptOutcome>;

/// What `sixline ARGUMENTS` says on both outputs.
std::string run_sixline(const std::string& arguments);
/// Runs scripts in the body `reader`. Empty when the program reported nothing; `problem` then holds its
/// output.
SuiteReport run_scripts(const std::string& reader, const std::vector<std::string>& scripts,
                        std::string& problem);

}  // namespace sixline::tests::bodies
