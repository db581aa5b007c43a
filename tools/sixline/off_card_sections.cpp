#include <array>

#include "host/es/functions.hpp"
#include "tools/sixline/function_sections.hpp"

namespace sixline::tools {
namespace {

std::vector<FunctionLine> es_functions() {
  std::vector<FunctionLine> lines;
  for (const auto& row : host::es::functions())
    lines.push_back({std::string(host::es::name_of(row.interface)), std::string(row.name), "SGP.02 §5",
                     row.part == 1 ? "" : "part " + std::to_string(row.part)});
  return lines;
}

constexpr auto off_card = std::to_array<FunctionSection>({
    {"Functions between servers", es_functions},
});

}  // namespace

std::span<const FunctionSection> off_card_sections() {
  return off_card;
}

}  // namespace sixline::tools
