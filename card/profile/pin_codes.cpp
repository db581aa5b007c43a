// PINs and PUKs.  [TCA-PP §8.5]
#include "card/crypto/secret.hpp"
#include "card/profile/handlers.hpp"

namespace sixline::card::profile {
namespace {

// PINConfiguration and PUKConfiguration.
constexpr wire::Tag key_reference = 0x80;
constexpr wire::Tag code_value = 0x81;
constexpr wire::Tag pin_unblock = 0x82;
constexpr wire::Tag pin_attributes = 0x83;
constexpr wire::Tag pin_tries = 0x84;
constexpr wire::Tag puk_tries = 0x82;

constexpr std::uint8_t default_attributes = 0x07;
constexpr std::uint8_t known_attributes = 0x07;
constexpr std::uint8_t default_pin_tries = 0x33;
constexpr std::uint8_t default_puk_tries = 0xAA;

/// 1 to 8 are PINs of applications, 10 to 14 administrative keys; the second half of the numbers is local.
/// [TS 102 221 §9.5.1]
bool is_pin_reference(std::uint32_t reference) {
  const std::uint32_t number = reference & 0x7F;
  const bool in_list = (number >= 1 && number <= 8) || (number >= 10 && number <= 14);
  return reference <= 0xFF && (in_list || reference == uicc::universal_pin);
}

bool is_puk_reference(std::uint32_t reference) {
  const std::uint32_t number = reference & 0x7F;
  return reference <= 0xFF && number >= 1 && number <= 8;
}

/// An INTEGER of one byte; `otherwise` when the field is absent, nothing when it is malformed.
std::optional<std::uint8_t> small_field(wire::TlvReader& fields, wire::Tag tag, std::uint8_t otherwise) {
  const auto field = fields.accept(tag);
  if (!field) return fields.ok() ? std::optional(otherwise) : std::nullopt;
  const auto number = wire::read_unsigned(field->value);
  if (!number || *number > 0xFF) return std::nullopt;
  return static_cast<std::uint8_t>(*number);
}

struct Code {
  std::uint32_t reference = 0;
  uicc::PinRecord record;
};

/// The fields that PINs and PUKs have in common.
PeStatus read_code(wire::TlvReader& fields, Code& code) {
  const auto reference = fields.expect(key_reference);
  const auto value = fields.expect(code_value);
  if (!reference || !value) return PeStatus::InvalidRequestFormat;
  const auto number = wire::read_unsigned(reference->value);
  if (!number || value->value.size() != code.record.value.size()) return PeStatus::BadValues;
  code.reference = *number;
  std::copy(value->value.begin(), value->value.end(), code.record.value.begin());
  return PeStatus::Ok;
}

void set_tries(uicc::PinRecord& record, std::uint8_t tries) {
  record.max_tries = static_cast<std::uint8_t>(tries >> 4);
  record.tries_left = static_cast<std::uint8_t>(tries & 0x0F);
}

PeStatus keep(Installation& installation, Code& code) {
  const auto stored = installation.pins().store(installation.place.directory,
                                                static_cast<std::uint8_t>(code.reference), code.record);
  crypto::wipe(code.record.value);
  if (stored != wire::sw::ok) return pe_status(stored);
  return installation.checkpoint.after(1);
}

PeStatus pin_configuration(Installation& installation, const Unit& unit) {
  auto fields = wire::TlvReader::der(unit.value);
  Code code;
  if (const PeStatus status = read_code(fields, code); status != PeStatus::Ok) return status;
  const auto unblock = small_field(fields, pin_unblock, 0);
  const auto attributes = small_field(fields, pin_attributes, default_attributes);
  const auto tries = small_field(fields, pin_tries, default_pin_tries);
  if (!unblock || !attributes || !tries) return PeStatus::InvalidRequestFormat;
  if (!is_pin_reference(code.reference)) return PeStatus::BadValues;
  const uicc::Pins pins = installation.pins();
  const std::uint16_t node = installation.place.directory;
  if (*unblock != 0 && !pins.find_puk(node, *unblock)) return PeStatus::PinCodeMissing;
  if (pins.find(node, static_cast<std::uint8_t>(code.reference))) return PeStatus::BadValues;
  code.record.unblock = *unblock;
  code.record.attributes = static_cast<std::uint8_t>(*attributes & known_attributes);
  set_tries(code.record, *tries);
  return keep(installation, code);
}

/// The current directory uses the PINs of another one.
PeStatus shared_pins(Installation& installation, const Unit& unit) {
  const auto other = installation.files.by_path(unit.value, uicc::mf_node, uicc::no_node);
  if (!other) return pe_status(other.error());
  if (!uicc::is_directory(other->type)) return PeStatus::BadValues;
  const auto shared = installation.pins().share(installation.place.directory, other->node);
  if (shared != wire::sw::ok) return pe_status(shared);
  return installation.checkpoint.after(1);
}

PeStatus puk_configuration(Installation& installation, const Unit& unit) {
  auto fields = wire::TlvReader::der(unit.value);
  Code code;
  if (const PeStatus status = read_code(fields, code); status != PeStatus::Ok) return status;
  const auto tries = small_field(fields, puk_tries, default_puk_tries);
  if (!tries) return PeStatus::InvalidRequestFormat;
  if (!is_puk_reference(code.reference)) return PeStatus::BadValues;
  const auto reference = static_cast<std::uint8_t>(code.reference);
  if (installation.pins().find_puk(installation.place.directory, reference)) return PeStatus::BadValues;
  code.record.is_puk = true;
  set_tries(code.record, *tries);
  return keep(installation, code);
}

constexpr auto pin_fields = std::array{
    Field{{0xA1, 0xA0, 0x30}, Take::Whole, 1, Occurs::Some, pin_configuration},
    Field{{0xA1, 0x81}, Take::Whole, 1, Occurs::Once, shared_pins},
};
constexpr auto puk_fields = std::array{
    Field{{0xA1, 0x30}, Take::Whole, 1, Occurs::Some, puk_configuration},
};

}  // namespace

std::span<const Field> pin_code_fields() {
  return pin_fields;
}
std::span<const Field> puk_code_fields() {
  return puk_fields;
}

}  // namespace sixline::card::profile
