// sixline functions: what is implemented, printed from the tables the code itself works by.
#include "host/es/functions.hpp"

#include <CLI/CLI.hpp>
#include <iomanip>
#include <nlohmann/json.hpp>

#include "tools/sixline/commands.hpp"
#include "tools/sixline/function_sections.hpp"

namespace sixline::tools {
namespace {

class Functions : public Command {
 public:
  void define(CLI::App& app) override {
    app.add_flag("--oncard", on_card_only_, "only what the card does");
    app.add_flag("--count", count_only_, "how many off-card functions each interface has");
  }

  ExitCode run(const Context& context) override {
    if (count_only_) {
      context.out() << host::es::count_line() << '\n';
      return ExitCode::Ok;
    }
    std::vector<FunctionSection> sections(on_card_sections().begin(), on_card_sections().end());
    if (!on_card_only_) {
      for (const FunctionSection& section : off_card_sections()) sections.push_back(section);
    }
    if (context.options().json) {
      print_json(context.out(), sections);
    } else {
      print(context.out(), sections);
    }
    return ExitCode::Ok;
  }

 private:
  static void print(std::ostream& out, const std::vector<FunctionSection>& sections) {
    for (const FunctionSection& section : sections) {
      const auto lines = section.lines();
      out << section.title << " (" << lines.size() << ")\n" << std::left;
      for (const FunctionLine& line : lines) {
        out << "  " << std::setw(9) << line.code << std::setw(42) << line.name << std::setw(24)
            << line.citation << line.script << '\n';
      }
      out << '\n';
    }
  }

  static void print_json(std::ostream& out, const std::vector<FunctionSection>& sections) {
    nlohmann::json object = nlohmann::json::object();
    for (const FunctionSection& section : sections) {
      nlohmann::json list = nlohmann::json::array();
      for (const FunctionLine& line : section.lines()) {
        list.push_back(
            {{"code", line.code}, {"name", line.name}, {"citation", line.citation}, {"script", line.script}});
      }
      object[std::string(section.title)] = list;
    }
    out << object.dump(2) << '\n';
  }

  bool on_card_only_ = false;
  bool count_only_ = false;
};

}  // namespace

std::unique_ptr<Command> make_functions() {
  return std::make_unique<Functions>();
}

}  // namespace sixline::tools
