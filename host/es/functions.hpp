// The 85 off-card functions of SGP.02 v4.2, one row each.  [SGP.02 §5]
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace sixline::host::es {

enum class Interface : std::uint8_t { Es1, Es2, Es3, Es4, Es4a, Es7 };

enum class Style : std::uint8_t {
  Synchronous,   ///< answered on the spot
  Asynchronous,  ///< accepted, answered later
  Notification,  ///< one way
};

enum class Direction : std::uint8_t {
  EumToSmSr,
  OperatorToSmDp,
  SmDpToOperator,
  SmDpToSmSr,
  SmSrToSmDp,
  OperatorToSmSr,
  SmSrToOperator,
  OldToNewSmSr,
  NewToOldSmSr,
};

struct Function {
  Interface interface;
  std::string_view name;
  Style style;
  Direction direction;
  /// The part of the project that implements the procedure behind it; 1 is here.
  std::uint8_t part;
};

std::string_view name_of(Interface interface);
std::span<const Function> functions();
/// "ES1 2, ES2 25, ES3 28, ES4 23, ES4A 4, ES7 3, total 85"
std::string count_line();

}  // namespace sixline::host::es
