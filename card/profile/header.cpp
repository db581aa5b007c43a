// The profile header: may this package be installed on this card at all?  [TCA-PP §8.2]
#include "card/gp/isd_p_record.hpp"
#include "card/profile/handlers.hpp"
#include "card/profile/templates.hpp"
#include "card/wire/dgi.hpp"

namespace sixline::card::profile {
namespace {

constexpr std::uint8_t highest_major_version = 3;

struct Service {
  std::uint8_t number;  ///< field of ServicesList
  std::string_view name;
  bool supported;
};

// Services whose files and keys can be kept count as supported. Java Card is one of them: packages list it
// without bringing an applet, and an application element is answered by itself.
constexpr auto services = std::array{
    Service{0, "contactless", false},
    Service{1, "usim", true},
    Service{2, "isim", true},
    Service{3, "csim", true},
    Service{4, "milenage", true},
    Service{5, "tuak128", true},
    Service{6, "cave", false},
    Service{7, "gba-usim", false},
    Service{8, "gba-isim", false},
    Service{9, "mbms", false},
    Service{10, "eap", false},
    Service{11, "javacard", true},
    Service{12, "multos", false},
    Service{13, "multiple-usim", true},
    Service{14, "multiple-isim", true},
    Service{15, "multiple-csim", true},
    Service{16, "tuak256", true},
    Service{17, "usim-test-algorithm", true},
    Service{18, "ber-tlv", true},
    Service{19, "dfLink", false},
    Service{20, "cat-tp", false},
    Service{21, "get-identity", true},
    Service{22, "profile-a-x25519", true},
    Service{23, "profile-b-p256", true},
    Service{24, "suciCalculatorApi", false},
    Service{25, "dns-resolution", false},
    Service{26, "scp11ac", false},
    Service{27, "scp11c-authorization-mechanism", false},
    Service{28, "s16mode", false},
    Service{29, "eaka", false},
};

bool is_supported_service(wire::Tag tag) {
  constexpr wire::Tag context_primitive = 0x80;
  for (const Service& service : services)
    if (tag == context_primitive + service.number) return service.supported;
  return false;
}

PeStatus read_version(const Unit& unit, std::uint8_t& version) {
  const auto number = wire::read_unsigned(unit.value);
  if (!number || *number > 0xFF) return PeStatus::InvalidRequestFormat;
  version = static_cast<std::uint8_t>(*number);
  return PeStatus::Ok;
}

PeStatus major_version(Installation& installation, const Unit& unit) {
  std::uint8_t& version = installation.header.major_version;
  if (const PeStatus status = read_version(unit, version); status != PeStatus::Ok) return status;
  return version == 0 || version > highest_major_version ? PeStatus::UnsupportedProfileVersion : PeStatus::Ok;
}

PeStatus minor_version(Installation& installation, const Unit& unit) {
  return read_version(unit, installation.header.minor_version);
}

PeStatus profile_type(Installation& installation, const Unit& unit) {
  return !unit.value.empty() && installation.header.type.assign(unit.value) ? PeStatus::Ok
                                                                            : PeStatus::BadValues;
}

PeStatus iccid(Installation& installation, const Unit& unit) {
  if (unit.value.size() != installation.header.iccid.capacity()) return PeStatus::BadValues;
  installation.header.iccid.assign(unit.value);
  return PeStatus::Ok;
}

PeStatus policy_rules(Installation& installation, const Unit& unit) {
  if (unit.value.size() > 1) return PeStatus::BadValues;
  if (!unit.value.empty()) installation.header.pol = unit.value[0];
  return PeStatus::Ok;
}

PeStatus mandatory_services(Installation&, const Unit& unit) {
  auto list = wire::TlvReader::der(unit.value);
  while (!list.at_end()) {
    const auto service = list.next();
    if (!service || !service->value.empty()) return PeStatus::InvalidRequestFormat;
    if (!is_supported_service(service->tag)) return PeStatus::FeatureNotSupported;
  }
  return PeStatus::Ok;
}

PeStatus mandatory_templates(Installation&, const Unit& unit) {
  constexpr wire::Tag object_identifier = 0x06;
  auto list = wire::TlvReader::der(unit.value);
  while (!list.at_end()) {
    const auto identifier = list.expect(object_identifier);
    if (!identifier) return PeStatus::InvalidRequestFormat;
    if (find_template(identifier->value) == nullptr) return PeStatus::TemplateNotSupported;
  }
  return PeStatus::Ok;
}

/// Some packages wrap the templates into the data grouping that would carry them over the air.
Bytes without_grouping(Bytes value) {
  constexpr std::uint16_t connectivity_grouping = 0x3A07;
  wire::DgiReader groupings(value);
  const auto grouping = groupings.accept(connectivity_grouping);
  return grouping ? grouping->value : value;
}

PeStatus connectivity_parameters(Installation& installation, const Unit& unit) {
  const auto stored =
      gp::store_connectivity(installation.store, installation.owner, without_grouping(unit.value));
  if (stored != wire::sw::ok) return pe_status(stored);
  return installation.checkpoint.after(3);
}

/// Libraries that the profile's applets need; the card has none.
PeStatus mandatory_aids(Installation&, const Unit& unit) {
  return unit.value.empty() ? PeStatus::Ok : PeStatus::LibNotSupported;
}

/// Only an IoT minimal profile has them.
PeStatus iot_options(Installation& installation, const Unit& unit) {
  constexpr wire::Tag pix = 0x80;
  constexpr std::size_t shortest_pix = 7;
  auto options = wire::TlvReader::der(unit.value);
  const auto value = options.expect(pix);
  if (!value) return PeStatus::InvalidRequestFormat;
  const bool fits = value->value.size() >= shortest_pix && installation.header.pix.assign(value->value);
  return fits ? PeStatus::Ok : PeStatus::BadValues;
}

constexpr auto fields = std::array{
    Field{{0x80}, Take::Whole, 1, Occurs::Once, major_version},
    Field{{0x81}, Take::Whole, 2, Occurs::Once, minor_version},
    Field{{0x82}, Take::Whole, 3, Occurs::Optional, profile_type},
    Field{{0x83}, Take::Whole, 4, Occurs::Once, iccid},
    Field{{0x84}, Take::Whole, 5, Occurs::Optional, policy_rules},
    Field{{0xA5}, Take::Whole, 6, Occurs::Once, mandatory_services},
    Field{{0xA6}, Take::Whole, 7, Occurs::Once, mandatory_templates},
    Field{{0x87}, Take::Whole, 8, Occurs::Optional, connectivity_parameters},
    Field{{0xA8}, Take::Whole, 9, Occurs::Optional, mandatory_aids},
    Field{{0xA9}, Take::Whole, 10, Occurs::Optional, iot_options},
};

}  // namespace

std::span<const Field> header_fields() {
  return fields;
}

PeStatus finish_header(Installation& installation, const Unit&) {
  const auto stored = gp::store_pol1(installation.store, installation.owner, {installation.header.pol});
  if (stored != wire::sw::ok) return pe_status(stored);
  return installation.checkpoint.after(1);
}

}  // namespace sixline::card::profile
