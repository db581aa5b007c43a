#include "host/es/implementation.hpp"
#include "host/es/schema/schema_files.hpp"
#include "host/es/soap/service.hpp"
#include "host/es/types.hpp"

namespace sixline::host::es::schema {

namespace {

std::string occurs_text(const Field& field) {
  if (field.choice == Choice::OneOf) return "one of these";
  const Occurs range = field.occurs;
  if (range.min == range.max) return std::to_string(range.min);
  return std::to_string(range.min) + ".." + (range.max == unbounded ? "n" : std::to_string(range.max));
}

void fields(const Function& function, Kind kind, std::string& out) {
  const Shape shape = shape_of(function, kind);
  const bool answered_at_once = kind == Kind::Response && function.style == Style::Synchronous;
  out += "\n`" + element_name(function, kind) + "` " + (answered_at_once ? "from `" : "to `") +
         std::string(soap::service_of(function, kind).name) + "`, action `" +
         soap::action_of(function, kind) + "`\n";
  if (shape.own.empty()) return;
  out += "\n| element | type | times |\n|---|---|---|\n";
  for (const Field& field : shape.own)
    out += "| `" + std::string(field.name) + "` | " + std::string(row_of(field.type).name) + " | " +
           occurs_text(field) + " |\n";
}

void failures(const Function& function, std::string& out) {
  if (function.failures.empty()) return;
  out += "\nFails with";
  for (const Failure& failure : function.failures) {
    const FailureCode& row = code_of(failure);
    out += &failure == function.failures.data() ? " " : "; ";
    out += std::string(row.subject) + "/" + std::string(row.reason) + " " + std::string(row.meaning);
  }
  out += ".\n";
}

void function_section(const Function& function, std::string& out) {
  out += "\n## " + qualified_name(function) + "\n\n";
  out += std::string(name_of(function.direction)) + ", " + std::string(name_of(function.style)) + ", " +
         citation_of(function) + ". Status: " + std::string(implementation_of(function)) + ".";
  for (std::string_view alias : aliases_of(function)) out += " Also called " + std::string(alias) + ".";
  out += "\n";
  fields(function, function.first_kind(), out);
  if (!function.is_notification()) fields(function, Kind::Response, out);
  failures(function, out);
}

}  // namespace

SchemaFile functions_page() {
  std::string out = "# Functions between servers\n\n" + count_line() + "\n";
  for (Interface interface : interfaces) {
    out += "\n# " + std::string(name_of(interface)) + "\n";
    for (const Function* function : functions_of(interface)) function_section(*function, out);
  }
  return {"functions.md", std::move(out)};
}

}  // namespace sixline::host::es::schema
