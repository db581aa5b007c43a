// sixline functions: what is implemented, printed from the tables the code itself works by.
#include "host/es/functions.hpp"

#include <iomanip>
#include <nlohmann/json.hpp>

#include "host/es/implementation.hpp"
#include "host/es/schema/schema_files.hpp"
#include "host/es/soap/service.hpp"
#include "tools/sixline/commands.hpp"
#include "tools/sixline/function_sections.hpp"

namespace sixline::tools {
namespace {

namespace es = host::es;

class Functions : public Command {
 public:
  void define(Options options) override {
    const Option on_card = options.flag("--oncard", on_card_only_, "only what the card does");
    const Option count =
        options.flag("--count", count_only_, "how many off-card functions each interface has");
    options
        .flag("--markdown", page_only_, "the off-card functions as a page with their fields and status codes")
        .excludes(on_card)
        .excludes(count);
  }

  ExitCode run(const Context& context) override {
    const bool json = context.options().json;
    if (count_only_) {
      context.out() << es::count_line() << '\n';
    } else if (page_only_) {
      context.out() << es::schema::functions_page().content;
    } else if (on_card_only_) {
      json ? print_sections_json(context.out()) : print_sections(context.out());
    } else if (json) {
      print_functions_json(context.out());
    } else {
      print_sections(context.out());
      print_functions(context.out());
    }
    return ExitCode::Ok;
  }

 private:
  static void print_sections(std::ostream& out) {
    for (const FunctionSection& section : on_card_sections()) {
      const auto lines = section.lines();
      out << section.title << " (" << lines.size() << ")\n" << std::left;
      for (const FunctionLine& line : lines) {
        out << "  " << std::setw(9) << line.code << std::setw(42) << line.name << std::setw(24)
            << line.citation << line.script << '\n';
      }
      out << '\n';
    }
  }

  static void print_sections_json(std::ostream& out) {
    nlohmann::json object = nlohmann::json::object();
    for (const FunctionSection& section : on_card_sections()) {
      nlohmann::json list = nlohmann::json::array();
      for (const FunctionLine& line : section.lines()) {
        list.push_back(
            {{"code", line.code}, {"name", line.name}, {"citation", line.citation}, {"script", line.script}});
      }
      object[std::string(section.title)] = list;
    }
    out << object.dump(2) << '\n';
  }

  static void print_functions(std::ostream& out) {
    out << "Functions between servers (" << es::functions().size() << ")\n" << std::left;
    for (const es::Function& function : es::functions()) {
      out << "  " << std::setw(6) << es::name_of(function.interface) << std::setw(50) << function.name
          << std::setw(14) << es::name_of(function.style) << std::setw(24) << es::name_of(function.direction)
          << es::implementation_of(function) << '\n';
    }
    out << '\n';
  }

  static void print_functions_json(std::ostream& out) {
    nlohmann::json list = nlohmann::json::array();
    for (const es::Function& function : es::functions()) {
      list.push_back({{"interface", es::name_of(function.interface)},
                      {"name", function.name},
                      {"aliases", es::aliases_of(function)},
                      {"style", es::name_of(function.style)},
                      {"direction", es::name_of(function.direction)},
                      {"group", es::name_of(function.group)},
                      {"service", es::soap::service_of(function, function.first_kind()).name},
                      {"action", es::soap::action_of(function, function.first_kind())},
                      {"citation", es::citation_of(function)},
                      {"status", es::implementation_of(function)}});
    }
    out << list.dump(2) << '\n';
  }

  bool on_card_only_ = false;
  bool count_only_ = false;
  bool page_only_ = false;
};

}  // namespace

std::unique_ptr<Command> make_functions() {
  return std::make_unique<Functions>();
}

}  // namespace sixline::tools
