#include "host/es/types.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "host/bytes.hpp"
#include "host/es/date_time.hpp"
#include "host/es/type_fields.hpp"

namespace sixline::host::es {

namespace {

using namespace declared;

// Rules of scalars. [SGP.02 Annex A]

bool all_digits(std::string_view text) {
  return text.find_first_not_of("0123456789") == std::string_view::npos;
}

/// 32 digits. Some stacks encode the digits as text once more; both mean the same.
std::optional<std::string> eid(std::string_view text) {
  constexpr std::size_t digits = 32;
  std::string out(text);
  if (out.size() == 2 * digits) {
    const auto inner = from_hex(text);
    if (!inner) return std::nullopt;
    out.assign(inner->begin(), inner->end());
  }
  if (out.size() != digits || !all_digits(out)) return std::nullopt;
  return out;
}

/// 89 and the rest of the digits; F that pads to whole octets is dropped.
std::optional<std::string> iccid(std::string_view text) {
  constexpr std::size_t least = 6, most = 20;
  if (text.size() < least || text.size() > most || !text.starts_with("89")) return std::nullopt;
  while (text.ends_with('F') || text.ends_with('f')) text.remove_suffix(1);
  if (text.size() < least || !all_digits(text)) return std::nullopt;
  return std::string(text);
}

std::optional<std::string> digits(std::string_view text) {
  return all_digits(text) ? std::optional<std::string>(text) : std::nullopt;
}

/// Numbers with dots between them; a single number is one, too.
bool dotted(std::string_view text, std::size_t& parts) {
  parts = 0;
  while (true) {
    const std::size_t end = std::min(text.find('.'), text.size());
    if (end == 0 || !all_digits(text.substr(0, end))) return false;
    ++parts;
    if (end == text.size()) return true;
    text.remove_prefix(end + 1);
  }
}

std::optional<std::string> oid(std::string_view text) {
  std::size_t parts = 0;
  return dotted(text, parts) ? std::optional<std::string>(text) : std::nullopt;
}

std::optional<std::string> version(std::string_view text) {
  std::size_t parts = 0;
  return dotted(text, parts) && parts == 3 ? std::optional<std::string>(text) : std::nullopt;
}

constexpr TypeRow word(Type type, std::string_view name, std::string_view meaning, Words words) {
  TypeRow row{type, name, Base::String, meaning};
  row.words = words;
  return row;
}
constexpr TypeRow fields(Type type, std::string_view name, std::string_view meaning,
                         std::span<const Field> fields, bool keeps_bytes = false) {
  TypeRow row{type, name, Base::Fields, meaning};
  row.fields = fields;
  row.keeps_bytes = keeps_bytes;
  return row;
}

constexpr auto rows = std::to_array<TypeRow>({
    {Type::Text, "string", Base::String, "any text"},
    {Type::String100, "String100Type", Base::String, "a short text", {}, 100},
    {Type::PropertyKey, "PropertyKeyType", Base::String, "name of a property", 1},
    {Type::Oid,
     "ObjectIdentifierType",
     Base::String,
     "object identifier, also a single number",
     {},
     255,
     "[0-9]+(\\.[0-9]+)*",
     oid},
    {Type::Eid,
     "EIDType",
     Base::HexBinary,
     "the 32 digits of an EID; their ASCII form is read, too",
     16,
     32,
     {},
     eid},
    {Type::Iccid,
     "ICCIDType",
     Base::String,
     "ICCID, digits not swapped; padding with F is read and dropped",
     {},
     {},
     "89[0-9fF]{4,18}",
     iccid},
    {Type::Imsi, "IMSIType", Base::String, "IMSI digits", 0, 15, "[0-9]{0,15}", digits},
    {Type::Msisdn, "MSISDNType", Base::String, "E.164 digits without +", 3, 15, "[0-9]{3,15}", digits},
    {Type::Version,
     "ThreeDigitVersionType",
     Base::String,
     "version in three parts",
     {},
     {},
     "[0-9]+\\.[0-9]+\\.[0-9]+",
     version},
    {Type::Hex, "hexBinary", Base::HexBinary, "bytes in hex"},
    {Type::Hex16, "HexBinary16Type", Base::HexBinary, "at most 16 bytes", 0, 16},
    {Type::Aid, "AIDType", Base::HexBinary, "application identifier", 5, 16},
    {Type::Tar, "TARType", Base::HexBinary, "toolkit application reference", 3, 3},
    {Type::KeyType, "KeyTypeCodingType", Base::HexBinary, "GlobalPlatform key type", 1, 1},
    {Type::OperationType, "OperationTypeType", Base::HexBinary, "operation of an audit record", 2, 2},
    {Type::Boolean, "boolean", Base::Boolean, "true or false"},
    {Type::DateTime, "dateTime", Base::DateTime, "date and time, sent in UTC"},
    {Type::Integer, "integer", Base::Integer, "a whole number"},
    {Type::PositiveInteger, "positiveInteger", Base::Integer, "from 1", 1},
    {Type::NonNegativeInteger, "nonNegativeInteger", Base::Integer, "from 0", 0},
    {Type::Octet, "ScenarioParameterType", Base::Integer, "bits of one octet", 0, 255},
    {Type::KeySetVersion, "KeysetVersionType", Base::Integer, "key version number", 1, 127},
    {Type::KeyIndex, "KeyIndexType", Base::Integer, "key identifier", 0, 127},
    word(Type::ExecutionStatusWord, "StatusType", "how a function ended", execution_words),
    word(Type::State, "ProfileStateType", "state of a profile", state_words),
    word(Type::Role, "SecurityDomainRoleType", "role of a security domain", role_words),
    word(Type::KeySetUsage, "KeysetUsageType", "what a key set is for", usage_words),
    word(Type::PolicySubject, "POL2RuleSubjectType", "what a rule is about", subject_words),
    word(Type::PolicyAction, "POL2RuleActionType", "what a rule restricts", action_words),
    word(Type::PolicyQualification, "POL2RuleQualificationType", "what a rule says", qualification_words),
    word(Type::EccKeyLength, "ECCKeyLengthType", "curve size", ecc_words),
    word(Type::AuthorisedOperation, "AuthorisedOperationType", "function or notification that a PLMA grants",
         operation_words),
    word(Type::NotificationName, "NotificationNameType", "notification that an ONC discards",
         notification_words),
    fields(Type::StatusCodeData, "StatusCodeDataType", "why a function failed", status_code_data),
    fields(Type::ExecutionStatus, "ExecutionStatusType", "result of a function", execution_status),
    fields(Type::Capabilities, "EuiccCapabilitiesType", "what an eUICC supports", capabilities),
    fields(Type::KeyComponent, "KeyComponentType", "one component of a key", key_component),
    fields(Type::Key, "KeyType", "a key", key),
    fields(Type::Certificate, "CertificateType", "a certificate in GlobalPlatform format", certificate),
    fields(Type::KeySet, "KeysetType", "keys of one version", key_set),
    fields(Type::SecurityDomain, "SecurityDomainType", "a security domain", security_domain),
    fields(Type::IsdR, "IsdRType", "the ISD-R; key sets may be withheld", isd_r),
    fields(Type::PartialSecurityDomain, "PartialSecurityDomainType", "what the receiver may see of one",
           partial_security_domain),
    fields(Type::EumSignedInfo, "EumSignedInfoType", "the part of an EIS that the EUM signs", eum_signed_info,
           true),
    fields(Type::PartialEumSignedInfo, "PartialEumSignedInfoType", "what the receiver may see of it",
           partial_eum_signed_info, true),
    {Type::Signature, "EumSignatureType", Base::Foreign, "XML signature of the EUM"},
    fields(Type::SubscriptionAddress, "SubscriptionAddressType", "IMSI and MSISDN", subscription_address),
    fields(Type::Pol2Rule, "POL2RuleType", "one rule of POL2", pol2_rule),
    fields(Type::Pol2, "POL2Type", "policy rules of the Operator; none is a legal statement", pol2),
    fields(Type::ProfileInfo, "ProfileInfoType", "a profile on the eUICC", profile_info),
    fields(Type::AuditRecord, "AuditTrailRecordType", "one operation", audit_record),
    fields(Type::AuditTrail, "AuditTrailType", "operations, oldest first", audit_trail),
    fields(Type::Property, "PropertyType", "a property", property),
    fields(Type::AdditionalProperties, "AdditionalPropertiesType", "properties that no other field has",
           additional_properties),
    fields(Type::Eis, "EISType", "the whole EIS, for registration and handover", eis),
    fields(Type::PartialEis, "PartialEISType", "what the receiver may see of an EIS", partial_eis),
    fields(Type::Plma, "PLMAType", "what an Operator lets an M2M SP do", plma),
    fields(Type::Onc, "ONCType", "notifications that an Operator does not want", onc),
});

constexpr bool rows_in_order() {
  for (std::size_t i = 0; i < rows.size(); ++i)
    if (static_cast<std::size_t>(rows[i].type) != i) return false;
  return rows.size() == static_cast<std::size_t>(Type::Onc) + 1;
}
static_assert(rows_in_order(), "a row for every type, in the order of the enumeration");

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

bool within(const TypeRow& row, std::int64_t amount) {
  return (!row.least || amount >= *row.least) && (!row.most || amount <= *row.most);
}

std::optional<std::string> integer(const TypeRow& row, std::string_view text) {
  if (text.starts_with("+-")) return std::nullopt;
  if (text.starts_with('+')) text.remove_prefix(1);
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || !within(row, value)) return std::nullopt;
  return std::to_string(value);
}

std::optional<std::string> hex_binary(const TypeRow& row, std::string_view text) {
  if (text.find_first_of(" \t\r\n") != std::string_view::npos) return std::nullopt;
  const auto bytes = from_hex(text);
  if (!bytes || !within(row, static_cast<std::int64_t>(bytes->size()))) return std::nullopt;
  return to_hex(*bytes);
}

std::optional<std::string> boolean(std::string_view text) {
  if (text == "true" || text == "1") return "true";
  if (text == "false" || text == "0") return "false";
  return std::nullopt;
}

std::optional<std::string> string(const TypeRow& row, std::string_view text) {
  const auto characters = std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; });
  if (!within(row, characters)) return std::nullopt;
  return std::string(text);
}

}  // namespace

const TypeRow& row_of(Type type) {
  return rows[static_cast<std::size_t>(type)];
}

std::span<const TypeRow> types() {
  return rows;
}

Shape shape_of(Type type) {
  return {{}, row_of(type).fields};
}

std::optional<std::string> normalise(Type type, std::string_view text) {
  const TypeRow& row = row_of(type);
  if (!row.words.empty()) {
    const auto found = std::find(row.words.begin(), row.words.end(), trimmed(text));
    return found == row.words.end() ? std::nullopt : std::optional<std::string>(*found);
  }
  if (row.normalise) {
    auto value = row.normalise(trimmed(text));
    return value && (row.base != Base::String || string(row, *value)) ? value : std::nullopt;
  }
  switch (row.base) {
    case Base::String: return string(row, text);
    case Base::HexBinary: return hex_binary(row, trimmed(text));
    case Base::Boolean: return boolean(trimmed(text));
    case Base::Integer: return integer(row, trimmed(text));
    case Base::DateTime: {
      const auto time = parse_date_time(trimmed(text));
      return time ? std::optional<std::string>(date_time(*time)) : std::nullopt;
    }
    case Base::Fields:
    case Base::Foreign: break;
  }
  return std::nullopt;
}

}  // namespace sixline::host::es
