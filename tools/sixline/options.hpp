// Options and arguments of a subcommand, bound to members of it. CLI11 behind our own words: its headers cost
// more time than everything else in a command, so one unit reads them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace sixline::tools {

class Option {
 public:
  explicit Option(CLI::Option& option) : option_(&option) {}
  Option& required();
  /// Cannot be given together with the other one.
  Option& excludes(const Option& other);
  /// The help shows what the member holds now.
  Option& shows_default();
  /// What stands for the value in the help: "DIR".
  Option& called(std::string what);
  /// May be given without a value, which is this one then.
  Option& or_alone(std::string value);
  /// May be given several times, each with one value.
  Option& each_with_a_value();
  /// Takes everything that follows.
  Option& takes_the_rest();

 private:
  CLI::Option* option_;
};

class Options {
 public:
  explicit Options(CLI::App& app) : app_(&app) {}

  /// "--name" for an option, "name" for an argument. The members outlive the parser.
  Option add(std::string name, std::string& value, std::string help = {});
  Option add(std::string name, std::vector<std::string>& values, std::string help = {});
  Option add(std::string name, std::int64_t& value, std::string help = {});
  Option flag(std::string name, bool& value, std::string help = {});
  Options subcommand(std::string name, std::string help);
  void require_subcommand();
  /// Text after the options: examples.
  void footer(std::string text);
  /// This subcommand was given on the command line.
  bool given() const;

 private:
  CLI::App* app_;
};

}  // namespace sixline::tools
