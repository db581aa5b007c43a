// How the messages between servers are declared: a field is one element or attribute, a shape is the fields
// of one message or type, in schema order. Encoder, decoder, schema and documentation are loops over these.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace sixline::host::es {

/// Every type of a field; types.cpp has one row for each.  [SGP.02 Annex A]
enum class Type : std::uint8_t {
  // Text with a rule
  Text,
  String100,
  PropertyKey,
  Oid,
  Eid,
  Iccid,
  Imsi,
  Msisdn,
  Version,
  // hexBinary
  Hex,
  Hex16,
  Aid,
  Tar,
  KeyType,
  OperationType,
  // Numbers, truth, time
  Boolean,
  DateTime,
  Integer,
  PositiveInteger,
  NonNegativeInteger,
  Octet,
  KeySetVersion,
  KeyIndex,
  // Words
  ExecutionStatusWord,
  State,
  Role,
  KeySetUsage,
  PolicySubject,
  PolicyAction,
  PolicyQualification,
  EccKeyLength,
  AuthorisedOperation,
  NotificationName,
  // Types with fields of their own
  StatusCodeData,
  ExecutionStatus,
  Capabilities,
  KeyComponent,
  Key,
  Certificate,
  KeySet,
  SecurityDomain,
  IsdR,
  PartialSecurityDomain,
  EumSignedInfo,
  PartialEumSignedInfo,
  Signature,
  SubscriptionAddress,
  Pol2Rule,
  Pol2,
  ProfileInfo,
  AuditRecord,
  AuditTrail,
  Property,
  AdditionalProperties,
  Eis,
  PartialEis,
  Plma,
  Onc,
};

inline constexpr std::uint16_t unbounded = 0xFFFF;

struct Occurs {
  std::uint16_t min;
  std::uint16_t max;
};
inline constexpr Occurs once{1, 1};
inline constexpr Occurs optional{0, 1};
inline constexpr Occurs any_number{0, unbounded};
inline constexpr Occurs at_least_once{1, unbounded};

enum class Place : std::uint8_t { Element, Attribute };

/// Neighbouring fields with the same choice are alternatives.
enum class Choice : std::uint8_t {
  None,
  OneOf,      ///< exactly one of them
  AnyMixture  ///< 0 to 128 of them in any mixture: the content of a key set
};
inline constexpr std::uint16_t mixture_max = 128;

struct Field {
  std::string_view name;  ///< exactly as written; read in any case, hyphens do not matter
  Type type;
  Occurs occurs = once;
  Place place = Place::Element;
  Choice choice = Choice::None;
};

/// Fields in schema order: those of a base type come before a message's own.
struct Shape {
  std::span<const Field> base{};
  std::span<const Field> own{};

  std::size_t size() const { return base.size() + own.size(); }
  const Field& operator[](std::size_t i) const { return i < base.size() ? base[i] : own[i - base.size()]; }
  /// The field with exactly this name, or nullptr.
  const Field* find(std::string_view name) const;
  /// The field that an element or attribute of this name stands for, or nullptr.
  /// [SGP.02 Annex A] the published schema spells one identifier in several ways, so spelling is not judged
  const Field* match(std::string_view name, Place place) const;
};

/// Whether two names are the same but for case and hyphens.
bool same_name(std::string_view a, std::string_view b);

}  // namespace sixline::host::es
