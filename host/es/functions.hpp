// The 85 off-card functions of SGP.02 v4.2, one row each. Encoder, decoder, dispatch, schema, documentation
// and `sixline functions` are loops over these rows.  [SGP.02 §5]
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "host/es/field.hpp"
#include "host/es/status.hpp"

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

/// The middle part of an action URI.
enum class Group : std::uint8_t { EuiccManagement, ProfileManagement, PlatformManagement, DataPreparation };

/// What a message is to its function.
enum class Kind : std::uint8_t { Request, Response, Notification };

struct Function {
  Interface interface;
  std::string_view name;
  Style style;
  Direction direction;
  Group group;
  std::span<const Field> input;       ///< of the request or notification, after the base elements
  std::span<const Field> output;      ///< of the response, after the base elements
  std::span<const Failure> failures;  ///< its own, beside common_failures()

  bool is_notification() const { return style == Style::Notification; }
  /// The kind of message that starts it.
  Kind first_kind() const { return is_notification() ? Kind::Notification : Kind::Request; }
};

/// The 85, in the order of the document.
std::span<const Function> functions();
/// Accepted when it arrives, never sent, not among the 85: ES7.HandleSMSRChangeNotification.
const Function& accepted_only();

/// By its name or one of the names that other documents give it; in any case, hyphens do not matter.
/// Nothing when there is none.
const Function* find_function(Interface interface, std::string_view name);
/// The same for a name that is known to exist; a misspelt one is a mistake in the program.
const Function& function_named(Interface interface, std::string_view name);
/// Names that other documents give this function.
std::vector<std::string_view> aliases_of(const Function& function);

/// "ES4A".
std::string_view name_of(Interface interface);
std::string_view name_of(Style style);
/// "Operator to SM-DP".
std::string_view name_of(Direction direction);
std::string_view name_of(Group group);
/// "ES3.EnableProfile".
std::string qualified_name(const Function& function);
/// "SGP.02 §5.3.7"; the clause of the interface where that of the function is not known for sure.
std::string citation_of(const Function& function);

/// The fields of a message, those of the base type first.
Shape shape_of(const Function& function, Kind kind);
/// "ES3-EnableProfileRequest".
std::string element_name(const Function& function, Kind kind);

struct MessageName {
  const Function* function;
  Kind kind;
};
/// What a body element of that name is, or nothing. ES4A messages are read with the prefix of ES4, too,
/// where ES4 has no function of that name.
std::optional<MessageName> find_message(std::string_view element);

/// "ES1 2, ES2 25, ES3 28, ES4 23, ES4A 4, ES7 3, total 85"
std::string count_line();

}  // namespace sixline::host::es
