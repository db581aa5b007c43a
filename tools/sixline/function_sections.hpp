// What `sixline functions` prints: every table of the card, as text.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sixline::tools {

struct FunctionLine {
  std::string code;  ///< how the table tells this row from others: "00 A4", "3A03", "D1"
  std::string name;
  std::string citation;
  std::string script;  ///< below tests/scripts, without its ending; empty where a table names none
};

struct FunctionSection {
  std::string_view title;
  std::vector<FunctionLine> (*lines)();
};

std::span<const FunctionSection> on_card_sections();

}  // namespace sixline::tools
