#include "tests/hardware/bodies/suite_run.hpp"

#include <array>
#include <cstdio>
#include <nlohmann/json.hpp>

namespace sixline::tests::bodies {

std::string run_sixline(const std::string& arguments) {
  std::string output;
  std::FILE* const pipe = ::popen((std::string(SIXLINE_PROGRAM) + " " + arguments + " 2>&1").c_str(), "r");
  if (pipe == nullptr) return output;
  std::array<char, 4096> piece{};
  for (std::size_t got = 0; (got = std::fread(piece.data(), 1, piece.size(), pipe)) > 0;)
    output.append(piece.data(), got);
  ::pclose(pipe);
  return output;
}

SuiteReport run_scripts(const std::string& reader, const std::vector<std::string>& scripts,
                        std::string& problem) {
  std::string arguments = "--json --reader " + reader + " apdu";
  for (const std::string& script : scripts) arguments += " '" + script + "'";
  const std::string output = run_sixline(arguments);
  problem = output;
  const std::size_t begin = output.find("[\n");
  const auto parsed =
      nlohmann::json::parse(begin == std::string::npos ? "" : output.substr(begin), nullptr, false);
  SuiteReport report;
  if (!parsed.is_array()) return report;
  for (const auto& entry : parsed)
    report[entry.at("script")] = {entry.at("outcome"), entry.at("commands"), entry.at("message")};
  return report;
}

}  // namespace sixline::tests::bodies
