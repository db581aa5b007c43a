// One row for every type: its name in the schema, and what its content must be.  [SGP.02 Annex A]
#pragma once

#include <optional>
#include <string>

#include "host/es/field.hpp"

namespace sixline::host::es {

enum class Base : std::uint8_t {
  String,
  HexBinary,
  Boolean,
  DateTime,
  Integer,
  Fields,   ///< has fields of its own
  Foreign,  ///< elements of another namespace, kept as they came
};

struct TypeRow {
  Type type;
  std::string_view name;
  Base base;
  std::string_view meaning;
  /// Characters, octets or numbers, as the base has it. Without a bound: the limits of the type itself.
  std::optional<std::int64_t> least{};
  std::optional<std::int64_t> most{};
  /// For the schema; `normalise` is the same rule in code.
  std::string_view pattern{};
  std::optional<std::string> (*normalise)(std::string_view) = nullptr;
  std::span<const std::string_view> words{};
  std::span<const Field> fields{};
  /// The bytes as received are kept beside the value, because a signature covers them.
  bool keeps_bytes = false;
};

const TypeRow& row_of(Type type);
std::span<const TypeRow> types();
Shape shape_of(Type type);

/// The one spelling that we keep and send of a value of a type without fields, or nothing when it is not a
/// value of that type.
std::optional<std::string> normalise(Type type, std::string_view text);

}  // namespace sixline::host::es
