// Security domains of the operator: the first is the MNO-SD.  [TCA-PP §8.7] [SGP.02 §2.2.1.4]
#include "card/profile/handlers.hpp"
#include "card/profile/toolkit_parameters.hpp"
#include "card/wire/apdu.hpp"
#include "card/wire/dgi.hpp"

namespace sixline::card::profile {
namespace {

using wire::TlvReader;

// ApplicationInstance.
constexpr wire::Tag aid_tag = 0x4F;
constexpr wire::Tag privileges_tag = 0x82;
constexpr wire::Tag life_cycle_tag = 0x83;
constexpr wire::Tag specific_parameters = 0xC9;
constexpr wire::Tag system_parameters = 0xEF;
constexpr wire::Tag uicc_parameters = 0xEA;
constexpr wire::Tag toolkit_field = 0x80;
constexpr wire::Tag process_data = 0x30;
constexpr wire::Tag control_reference = 0xB0;
constexpr wire::Tag application_provider = 0x5F20;
constexpr wire::Tag octet_string = 0x04;

PeStatus keep_object(Installation& installation, std::uint32_t tag, Bytes value) {
  if (tag > 0xFFFF) return PeStatus::BadValues;
  const storage::Key key{installation.owner, storage::Kind::DomainData, installation.domain.id.index,
                         static_cast<std::uint16_t>(tag)};
  if (const auto written = installation.store.write(key, value); !written) return pe_status(written.error());
  return installation.checkpoint.after(1);
}

/// The data objects inside DGI 0070, or objects that stand without a grouping.
PeStatus keep_objects(Installation& installation, Bytes objects) {
  auto reader = TlvReader::ber(objects);
  while (!reader.at_end()) {
    const auto object = reader.next();
    if (!object) return PeStatus::BadValues;
    if (const PeStatus status = keep_object(installation, object->tag, object->value); status != PeStatus::Ok)
      return status;
  }
  return PeStatus::Ok;
}

bool is_grouped(Bytes data) {
  wire::DgiReader groupings(data);
  while (!groupings.at_end())
    if (!groupings.next()) return false;
  return groupings.ok();
}

/// What STORE DATA would bring: data groupings or data objects.
PeStatus personalise(Installation& installation, Bytes data) {
  constexpr std::uint16_t data_objects = 0x0070;
  if (!is_grouped(data)) return keep_objects(installation, data);
  wire::DgiReader groupings(data);
  while (!groupings.at_end()) {
    const auto grouping = groupings.next();
    if (!grouping) return PeStatus::BadValues;
    const PeStatus status = grouping->tag == data_objects
                                ? keep_objects(installation, grouping->value)
                                : keep_object(installation, grouping->tag, grouping->value);
    if (status != PeStatus::Ok) return status;
  }
  return PeStatus::Ok;
}

/// Whoever takes another domain in must have keys of its own. The MNO-SD has the ISD-P above it, which is
/// not complete before its profile is.  [TCA-PP §8.7.3]
PeStatus check_parent(const wire::Result<gp::Application, wire::StatusWord>& parent) {
  const bool fits =
      !parent || parent->kind == gp::ApplicationKind::IsdP || parent->state == gp::LifeCycle::Personalized;
  return fits ? PeStatus::Ok : PeStatus::InvalidParameter;
}

PeStatus read_parent(const Installation& installation, Bytes name, gp::Application& domain) {
  const auto aid = wire::Aid::from(name);
  if (!aid) return PeStatus::BadValues;
  const auto parent = installation.registry().find(installation.owner, *aid);
  if (!parent || !gp::is_security_domain(parent->kind)) return PeStatus::BadValues;
  domain.parent = parent->id.index;
  return check_parent(parent);
}

/// Load file, module and instance, then the domain it is associated with unless that is the default.
PeStatus read_aids(Installation& installation, TlvReader& fields, gp::Application& domain) {
  const auto load_file = fields.expect(aid_tag);
  const auto module = fields.expect(aid_tag);
  const auto instance = fields.expect(aid_tag);
  if (!load_file || !module || !instance) return PeStatus::InvalidRequestFormat;
  const auto aid = wire::Aid::from(instance->value);
  if (!aid || installation.registry().find(installation.owner, *aid)) return PeStatus::BadValues;
  domain.aid = *aid;
  if (const auto parent = fields.accept(aid_tag)) return read_parent(installation, parent->value, domain);
  if (!fields.ok()) return PeStatus::InvalidRequestFormat;
  return check_parent(installation.registry().get({installation.owner, domain.parent}));
}

PeStatus read_rights(TlvReader& fields, gp::Application& domain) {
  const auto privileges = fields.expect(privileges_tag);
  if (!privileges) return PeStatus::InvalidRequestFormat;
  const Bytes value = privileges->value;
  if (value.size() != 1 && value.size() != domain.privileges.size()) return PeStatus::BadValues;
  std::copy(value.begin(), value.end(), domain.privileges.begin());
  const auto state = fields.accept(life_cycle_tag);
  if (!state) return fields.ok() ? PeStatus::Ok : PeStatus::InvalidRequestFormat;
  if (state->value.size() != 1) return PeStatus::BadValues;
  for (const auto known :
       {gp::LifeCycle::Installed, gp::LifeCycle::Selectable, gp::LifeCycle::Personalized}) {
    if (static_cast<std::uint8_t>(known) != state->value[0]) continue;
    domain.state = known;
    return PeStatus::Ok;
  }
  return PeStatus::BadValues;
}

gp::Application new_domain(const Installation& installation) {
  const gp::Registry registry = installation.registry();
  const storage::Owner owner = installation.owner;
  gp::Application domain;
  domain.kind = gp::ApplicationKind::SecurityDomain;
  const bool is_first = !registry.get({owner, gp::mno_sd_index});
  domain.id = {owner, is_first ? gp::mno_sd_index : registry.free_index(owner, gp::mno_sd_index + 1)};
  domain.parent = is_first ? gp::isd_p_index : gp::mno_sd_index;
  return domain;
}

/// EA: kept whole, since it is the operator's; the addressing part is understood.
PeStatus read_uicc_parameters(Bytes value, gp::Application& domain) {
  const auto toolkit = TlvReader::der(value).find(toolkit_field);
  if (toolkit) return apply_toolkit_parameters(toolkit->value, domain);
  return toolkit.error() == wire::Error::Missing ? PeStatus::Ok : PeStatus::InvalidRequestFormat;
}

/// Commands that would have followed the installation: for a domain these are STORE DATA.
PeStatus process(Installation& installation, const TlvReader& instance, const wire::Tlv& list) {
  constexpr std::uint8_t store_data = 0xE2;
  auto commands = instance.children(list);
  while (!commands.at_end()) {
    const auto command = commands.expect(octet_string);
    if (!command) return PeStatus::InvalidRequestFormat;
    const auto apdu = wire::CommandApdu::parse(command->value);
    if (!apdu || apdu->ins != store_data) return PeStatus::FeatureNotSupported;
    if (const PeStatus status = personalise(installation, apdu->data); status != PeStatus::Ok) return status;
  }
  return PeStatus::Ok;
}

/// The fields that are kept as they are, with the tags GET DATA and the link layers look for.
struct KeptFields {
  std::optional<wire::Tlv> specific{};
  std::optional<wire::Tlv> uicc{};
  std::optional<wire::Tlv> commands{};
  std::optional<wire::Tlv> provider{};
};

PeStatus read_kept_fields(TlvReader& fields, KeptFields& kept) {
  const auto specific = fields.expect(specific_parameters);
  if (!specific) return PeStatus::InvalidRequestFormat;
  kept.specific = *specific;
  fields.accept(system_parameters);  // memory quotas: a profile shares what its ISD-P was granted
  if (const auto uicc = fields.accept(uicc_parameters)) kept.uicc = *uicc;
  if (const auto commands = fields.accept(process_data)) kept.commands = *commands;
  if (const auto control = fields.accept(control_reference)) {
    const auto provider = fields.children(*control).find(application_provider);
    if (provider) kept.provider = *provider;
  }
  return fields.ok() ? PeStatus::Ok : PeStatus::InvalidRequestFormat;
}

PeStatus keep_fields(Installation& installation, const KeptFields& kept) {
  for (const auto& field : {kept.specific, kept.uicc, kept.provider}) {
    if (!field) continue;
    if (const auto status = keep_object(installation, field->tag, field->value); status != PeStatus::Ok)
      return status;
  }
  return PeStatus::Ok;
}

PeStatus instance(Installation& installation, const Unit& unit) {
  auto fields = TlvReader::der(unit.value);
  gp::Application domain = new_domain(installation);
  installation.domain = {.id = domain.id, .installed = true};
  if (const PeStatus status = read_aids(installation, fields, domain); status != PeStatus::Ok) return status;
  if (const PeStatus status = read_rights(fields, domain); status != PeStatus::Ok) return status;
  KeptFields kept;
  if (const PeStatus status = read_kept_fields(fields, kept); status != PeStatus::Ok) return status;
  if (kept.uicc)
    if (const auto status = read_uicc_parameters(kept.uicc->value, domain); status != PeStatus::Ok)
      return status;
  const auto stored = installation.registry().put(domain);
  if (stored != wire::sw::ok) return pe_status(stored);
  if (const PeStatus status = keep_fields(installation, kept); status != PeStatus::Ok) return status;
  return kept.commands ? process(installation, fields, *kept.commands) : PeStatus::Ok;
}

bool is_supported_key(std::uint8_t type, std::size_t size) {
  constexpr std::size_t triple_des = 24;
  switch (static_cast<gp::KeyType>(type)) {
    case gp::KeyType::Des: return size == 16 || size == triple_des;
    case gp::KeyType::Aes: return size == 16 || size == 24 || size == 32;
    case gp::KeyType::TlsPsk:
    case gp::KeyType::Hmac:
    case gp::KeyType::EccPublic:
    case gp::KeyType::EccPrivate: return size > 0 && size <= 64;
  }
  return false;
}

PeStatus read_parts(TlvReader parts, gp::SecretKey& key) {
  const auto type = parts.expect(0x80);
  const auto data = parts.expect(0x86);
  const auto mac_length = parts.accept(0x87);
  if (!type || !data || !parts.ok()) return PeStatus::InvalidRequestFormat;
  if (type->value.size() != 1 || !is_supported_key(type->value[0], data->value.size()))
    return PeStatus::FeatureNotSupported;
  constexpr std::uint8_t default_mac_length = 8;
  key.type = static_cast<gp::KeyType>(type->value[0]);
  key.mac_length = default_mac_length;
  if (mac_length) {
    const auto length = wire::read_unsigned(mac_length->value);
    if (!length || *length > 0xFF) return PeStatus::BadValues;
    key.mac_length = static_cast<std::uint8_t>(*length);
  }
  return key.value.assign(data->value) ? PeStatus::Ok : PeStatus::FeatureNotSupported;
}

/// The first component is the key; what follows describes it (a curve), each with a type of its own.
PeStatus read_components(TlvReader& fields, gp::SecretKey& key) {
  const auto list = fields.expect(0x30);
  if (!list) return PeStatus::InvalidRequestFormat;
  auto components = fields.children(*list);
  const auto first = components.expect(0x30);
  if (!first) return PeStatus::InvalidRequestFormat;
  if (const PeStatus status = read_parts(components.children(*first), key); status != PeStatus::Ok)
    return status;
  while (!components.at_end()) {
    const auto further = components.expect(0x30);
    if (!further) return PeStatus::InvalidRequestFormat;
    const auto type = components.children(*further).find(0x80);
    if (!type || type->value.size() != 1) return PeStatus::InvalidRequestFormat;
    if (type->value[0] == static_cast<std::uint8_t>(key.type)) return PeStatus::BadValues;
  }
  return PeStatus::Ok;
}

PeStatus keep_counter(Installation& installation, std::uint8_t version, Bytes counter) {
  constexpr std::size_t longest = 5;
  if (counter.size() > longest) return PeStatus::BadValues;
  return pe_status(installation.keys().set_counter(installation.domain.id, version, wire::read_be(counter)));
}

// Without an instance before it a field has no domain: the identifier would be the ISD-R's.
PeStatus key_object(Installation& installation, const Unit& unit) {
  if (!installation.domain.installed) return PeStatus::InvalidRequestFormat;
  auto fields = TlvReader::der(unit.value);
  const auto usage = fields.expect(0x95);
  const auto access = fields.accept(0x96);
  const auto identifier = fields.expect(0x82);
  const auto version = fields.expect(0x83);
  const auto counter = fields.accept(0x85);
  if (!usage || !identifier || !version || !fields.ok()) return PeStatus::InvalidRequestFormat;
  const bool sizes_fit = !usage->value.empty() && usage->value.size() <= 2 && identifier->value.size() == 1 &&
                         version->value.size() == 1 && (!access || access->value.size() == 1);
  if (!sizes_fit || version->value[0] == 0) return PeStatus::BadValues;
  gp::SecretKey key;
  key.reference = {version->value[0], identifier->value[0]};
  key.usage = usage->value[0];
  key.access = access ? access->value[0] : std::uint8_t{0};
  if (const PeStatus status = read_components(fields, key); status != PeStatus::Ok) return status;
  const gp::ApplicationId domain = installation.domain.id;
  if (installation.keys().find(domain, key.reference)) return PeStatus::BadValues;
  const auto stored = installation.keys().put(domain, key);
  if (stored != wire::sw::ok) return pe_status(stored);
  if (counter)
    if (const PeStatus status = keep_counter(installation, version->value[0], counter->value);
        status != PeStatus::Ok)
      return status;
  return installation.checkpoint.after(2);
}

PeStatus personalisation_data(Installation& installation, const Unit& unit) {
  if (!installation.domain.installed) return PeStatus::InvalidRequestFormat;
  return personalise(installation, unit.value);
}

/// The Restrict parameter takes rights away that the card always gives; contactless parameters concern an
/// interface it does not have.  [TCA-PP §8.6.6]
PeStatus open_personalisation(Installation&, const Unit& unit) {
  constexpr wire::Tag restrict_parameter = 0xD9;
  const auto restricted = TlvReader::der(unit.value).find(restrict_parameter);
  if (restricted) return PeStatus::FeatureNotSupported;
  return restricted.error() == wire::Error::Missing ? PeStatus::Ok : PeStatus::InvalidRequestFormat;
}

/// Largest SDU and PDU of CAT_TP, kept as they stand.  [TCA-PP §8.6.7]
PeStatus cat_tp_parameters(Installation& installation, const Unit& unit) {
  if (!installation.domain.installed) return PeStatus::InvalidRequestFormat;
  auto fields = TlvReader::der(unit.value);
  const auto sdu = fields.expect(0x80);
  const auto pdu = fields.expect(0x81);
  if (!sdu || !pdu) return PeStatus::InvalidRequestFormat;
  const auto sdu_size = wire::read_unsigned(sdu->value);
  const auto pdu_size = wire::read_unsigned(pdu->value);
  if (!sdu_size || !pdu_size || *sdu_size > 0xFFFF || *pdu_size > 0xFFFF) return PeStatus::BadValues;
  return keep_object(installation, unit.tag, unit.value);
}

constexpr auto fields = std::array{
    Field{{0xA1}, Take::Whole, 1, Occurs::Once, instance},
    Field{{0xA2, 0x30}, Take::Whole, 2, Occurs::Any, key_object},
    Field{{0xA3, 0x04}, Take::Whole, 3, Occurs::Any, personalisation_data},
    Field{{0xA4}, Take::Whole, 4, Occurs::Optional, open_personalisation},
    Field{{0xA5}, Take::Whole, 5, Occurs::Optional, cat_tp_parameters},
};

}  // namespace

std::span<const Field> security_domain_fields() {
  return fields;
}

}  // namespace sixline::card::profile
