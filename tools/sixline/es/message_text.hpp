// A message for a person, and as JSON.
#pragma once

#include <iosfwd>
#include <nlohmann/json_fwd.hpp>

#include "host/es/message.hpp"

namespace sixline::tools {

/// One line for each field, indented; keys of a key set are not shown.
void print(std::ostream& out, const host::es::Value& content, unsigned indent = 0);
/// Fields by name; those that may occur several times are lists.
nlohmann::ordered_json json_of(const host::es::Value& content);

}  // namespace sixline::tools
