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

/// Load file, module and instance, then the domain it is associated with unless that is the default.
PeStatus read_aids(Installation& installation, TlvReader& fields, gp::Application& domain) {
  const auto load_file = fields.expect(aid_tag);
  const auto module = fields.expect(aid_tag);
  const auto instance = fields.expect(aid_tag);
  if (!load_file || !module || !instance) return PeStatus::InvalidRequestFormat;
  const auto aid = wire::Aid::from(instance->value);
  if (!aid || installation.registry().find(installation.owner, *aid)) return PeStatus::BadValues;
  domain.aid = *aid;
  const auto parent = fields.accept(aid_tag);
  if (!parent) return fields.ok() ? PeStatus::Ok : PeStatus::InvalidRequestFormat;
  const auto parent_aid = wire::Aid::from(parent->value);
  if (!parent_aid) return PeStatus::BadValues;
  const auto found = installation.registry().find(installation.owner, *parent_aid);
  if (!found || !gp::is_security_domain(found->kind)) return PeStatus::BadValues;
  domain.parent = found->id.index;
  return PeStatus::Ok;
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

PeStatus instance(Installation& installation, const Unit& unit) {
  auto fields = TlvReader::der(unit.value);
  gp::Application domain = new_domain(installation);
  installation.domain.id = domain.id;
  if (const PeStatus status = read_aids(installation, fields, domain); status != PeStatus::Ok) return status;
  if (const PeStatus status = read_rights(fields, domain); status != PeStatus::Ok) return status;
  const auto specific = fields.expect(specific_parameters);
  if (!specific) return PeStatus::InvalidRequestFormat;
  fields.accept(system_parameters);  // memory quotas: a profile shares what its ISD-P was granted
  const auto uicc = fields.accept(uicc_parameters);
  const auto commands = fields.accept(process_data);
  if (!fields.ok()) return PeStatus::InvalidRequestFormat;
  if (uicc)
    if (const auto status = read_uicc_parameters(uicc->value, domain); status != PeStatus::Ok) return status;
  const auto stored = installation.registry().put(domain);
  if (stored != wire::sw::ok) return pe_status(stored);
  if (const auto status = keep_object(installation, specific_parameters, specific->value);
      status != PeStatus::Ok)
    return status;
  if (uicc)
    if (const auto status = keep_object(installation, uicc_parameters, uicc->value); status != PeStatus::Ok)
      return status;
  return commands ? process(installation, fields, *commands) : PeStatus::Ok;
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

/// The first component is the key; what follows describes it (a curve).
PeStatus read_component(TlvReader& fields, gp::SecretKey& key) {
  const auto components = fields.expect(0x30);
  if (!components) return PeStatus::InvalidRequestFormat;
  const auto first = fields.children(*components).expect(0x30);
  if (!first) return PeStatus::InvalidRequestFormat;
  auto parts = fields.children(*first);
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

PeStatus keep_counter(Installation& installation, std::uint8_t version, Bytes counter) {
  constexpr std::size_t longest = 5;
  if (counter.size() > longest) return PeStatus::BadValues;
  return pe_status(installation.keys().set_counter(installation.domain.id, version, wire::read_be(counter)));
}

PeStatus key_object(Installation& installation, const Unit& unit) {
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
  if (const PeStatus status = read_component(fields, key); status != PeStatus::Ok) return status;
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
  return personalise(installation, unit.value);
}

// openPersoData concerns contactless use, catTpParameters sizes that the card fixes itself: both are passed
// over like fields of a later version.
constexpr auto fields = std::array{
    Field{{0xA1}, Take::Whole, 1, Occurs::Once, instance},
    Field{{0xA2, 0x30}, Take::Whole, 2, Occurs::Any, key_object},
    Field{{0xA3, 0x04}, Take::Whole, 3, Occurs::Any, personalisation_data},
};

}  // namespace

std::span<const Field> security_domain_fields() {
  return fields;
}

}  // namespace sixline::card::profile
