// GET DATA: one row an object.  [GPCS §11.3] [SGP.02 §2.4]
#include "card/gp/card_identity.hpp"
#include "card/gp/domains.hpp"
#include "card/gp/registry_walk.hpp"
#include "card/wire/tags.hpp"

namespace sixline::card::gp {
namespace {

namespace sw = wire::sw;
namespace tags = wire::tag::gp;
using wire::put_tlv;
using wire::TlvScope;
using wire::Writer;

constexpr std::uint8_t mask(ApplicationKind kind) {
  return static_cast<std::uint8_t>(1U << static_cast<unsigned>(kind));
}
constexpr std::uint8_t isd_r = mask(ApplicationKind::IsdR);
constexpr std::uint8_t ecasd = mask(ApplicationKind::Ecasd);
constexpr std::uint8_t operator_domain = mask(ApplicationKind::SecurityDomain);
constexpr std::uint8_t with_channels = isd_r | mask(ApplicationKind::IsdP) | operator_domain;
constexpr std::uint8_t any_domain = with_channels | ecasd;

// [GPCS §H.2] Card recognition data: a GlobalPlatform 2.2.1 style card, identified by its registry; the
// secure channel protocols follow.
constexpr std::uint8_t recognition[] = {
    0x06, 0x07, 0x2A, 0x86, 0x48, 0x86, 0xFC, 0x6B, 0x01, 0x60, 0x0C, 0x06, 0x0A, 0x2A, 0x86, 0x48, 0x86,
    0xFC, 0x6B, 0x02, 0x02, 0x01, 0x01, 0x63, 0x09, 0x06, 0x07, 0x2A, 0x86, 0x48, 0x86, 0xFC, 0x6B, 0x03};
/// Before the two bytes that name a protocol and its option: {globalPlatform 4 scp i}.
constexpr std::uint8_t protocol_prefix[] = {0x64, 0x0B, 0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xFC, 0x6B, 0x04};
constexpr wire::Tag recognition_template = 0x73;

/// A secure channel protocol that a domain speaks when it has keys for it.
struct Protocol {
  std::uint8_t identifier;
  std::uint8_t option;
  bool (*keys_fit)(std::uint8_t version);
};
constexpr Protocol protocols[] = {
    {0x80, 0x00, is_scp80_version},
    {0x81, 0x04, is_scp81_version},
    {scp02::identifier, scp02::predictable_challenge, is_scp02_version},
    {scp03::identifier, scp03::option_i, is_scp03_version},
};

/// The life of the card's production, in the order of ISO 7816 tools: no chip made this card, so what a
/// factory would tell is zero; operating system SL, serial and batch out of the EID.  [GPCS §H.6]
constexpr std::size_t production_data_size = 42;
constexpr std::size_t operating_system_at = 4;
constexpr std::size_t serial_number_at = 12;

// [GPCS §H.4] Card capability: SCP03 i = 70 with AES-128, SCP80, privileges of an ISD-P, curves by their key
// parameter reference.
constexpr std::uint8_t capability[] = {
    0xA0, 0x09, 0x80, 0x01, 0x03, 0x81, 0x01,
    0x70, 0x82, 0x01, 0x01, 0xA0, 0x06, 0x80,
    0x01, 0x80, 0x81, 0x01, 0x00, 0x81, 0x03,
    0x80, 0xC0, 0x00, 0x88, 0x02, 0x00, static_cast<std::uint8_t>(crypto::Curve::BrainpoolP256r1)};

constexpr std::size_t longest_key_template = 2 + 4;

StatusWord write_eid(const Domains& domains, const Application&, Bytes, Writer& out) {
  const auto eid = card_identity(domains.store());
  if (!eid) return sw::reference_not_found;
  put_tlv(out, tags::eid, eid->bytes);
  return sw::ok;
}

StatusWord write_key_templates(const Domains& domains, const Application& domain, Bytes, Writer& out) {
  TlvScope templates(out, tags::key_templates);
  const KeyStore& keys = domains.keys();
  for (auto reference = keys.next(domain.id, {}); reference; reference = keys.next(domain.id, reference)) {
    const auto key = keys.find(domain.id, *reference);
    if (!key) continue;
    // [GPCS Table 11-28] A long list is cut, rather than nothing told.
    if (out.room() < longest_key_template) break;
    const std::uint8_t description[] = {reference->id, reference->version,
                                        static_cast<std::uint8_t>(key->type),
                                        static_cast<std::uint8_t>(key->value.size())};
    put_tlv(out, tags::key_template, description);
  }
  return sw::ok;
}

bool speaks(const Domains& domains, const Application& domain, const Protocol& protocol) {
  // [SGP.02 §2.4] The ISD-R tells of the card: ISD-Ps have SCP03, whatever keys it has itself.
  if (domain.kind == ApplicationKind::IsdR)
    return protocol.identifier == 0x80 || protocol.identifier == scp03::identifier;
  for (auto key = domains.keys().next(domain.id, {}); key; key = domains.keys().next(domain.id, key)) {
    if (protocol.keys_fit(key->version)) return true;
  }
  return false;
}

StatusWord write_recognition(const Domains& domains, const Application& domain, Bytes, Writer& out) {
  TlvScope data(out, tags::recognition_data);
  TlvScope content(out, recognition_template);
  out.put(recognition);
  for (const Protocol& protocol : protocols) {
    if (!speaks(domains, domain, protocol)) continue;
    out.put(protocol_prefix);
    out.put_all(protocol.identifier, protocol.option);
  }
  return sw::ok;
}

StatusWord write_capability(const Domains&, const Application&, Bytes, Writer& out) {
  put_tlv(out, tags::capability, capability);
  return sw::ok;
}

StatusWord write_certificate(const Domains& domains, const Application&, Bytes, Writer& out) {
  const Bytes certificate = domains.ecasd_certificate();
  if (certificate.empty()) return sw::reference_not_found;
  out.put(certificate);
  return sw::ok;
}

// [SGP.02 §4.1.1.5] The ISD-R answers for the ECASD: the tag list says what is wanted of it.
StatusWord write_forwarded(const Domains& domains, const Application& domain, Bytes request, Writer& out) {
  auto reader = wire::TlvReader::ber(request);
  const auto list = reader.expect(tags::tag_list);
  if (!list || !reader.at_end()) return sw::wrong_data;
  const auto wanted = wire::read_be(list->value.first(std::min<std::size_t>(list->value.size(), 8)));
  TlvScope forwarded(out, tags::forwarded_casd);
  if (wanted == wire::tag::certificate::certificate) return write_certificate(domains, domain, {}, out);
  if (wanted == tags::recognition_data) return write_recognition(domains, domain, {}, out);
  return sw::wrong_data;
}

/// Applications of the card are its ISD-Ps; those of a profile are what its operator manages.
std::uint8_t count_applications(const Domains& domains, const Application& domain) {
  std::uint8_t count = 0;
  std::optional<std::uint16_t> after;
  while (const auto entry =
             next_entry(domains.store(), domains.registry(), domain, RegistryScope::Applications, after)) {
    after = entry->place;
    ++count;
  }
  return count;
}

StatusWord write_resources(const Domains& domains, const Application& domain, Bytes, Writer& out) {
  TlvScope resources(out, tags::extended_resources);
  const std::uint8_t installed = count_applications(domains, domain);
  put_tlv(out, tags::installed_applications, Bytes(&installed, 1));
  std::array<std::uint8_t, 4> non_volatile;
  wire::write_be(domains.store().free_bytes(), non_volatile);
  put_tlv(out, tags::free_non_volatile, non_volatile);
  std::array<std::uint8_t, 2> working;
  wire::write_be(limits::reported_free_ram, working);
  put_tlv(out, tags::free_volatile, working);
  return sw::ok;
}

void write_template(const Aid& aid, Writer& out) {
  TlvScope entry(out, tags::application_template);
  put_tlv(out, tags::aid, aid.view());
}

/// Of the card, its own domains, as ISD-Ps are GET STATUS's subject; of a profile, the domain and what it
/// manages.
StatusWord write_applications(const Domains& domains, const Application& domain, Bytes, Writer& out) {
  TlvScope list(out, tags::application_list);
  const Registry& registry = domains.registry();
  if (domain.kind == ApplicationKind::IsdR) {
    for (auto entry = registry.next(storage::card_owner, {}); entry;
         entry = registry.next(storage::card_owner, entry->id.index)) {
      write_template(entry->aid, out);
    }
    return sw::ok;
  }
  write_template(domain.aid, out);
  std::optional<std::uint16_t> after;
  while (const auto entry =
             next_entry(domains.store(), registry, domain, RegistryScope::Applications, after)) {
    after = entry->place;
    write_template(entry->aid, out);
  }
  return sw::ok;
}

std::size_t counter_width(std::uint8_t version) {
  constexpr std::size_t scp80_counter = 5;
  if (is_scp03_version(version)) return scp03::counter_size;
  return is_scp02_version(version) ? scp02::counter_size : scp80_counter;
}

// [GPCS §11.3.3.1] Of the default key version: the one that INITIALIZE UPDATE would take, else the first.
StatusWord write_sequence_counter(const Domains& domains, const Application& domain, Bytes, Writer& out) {
  const auto first = domains.keys().next(domain.id, {});
  if (!first) return sw::reference_not_found;
  const auto channel = find_channel_keys(domains.registry(), domains.keys(), domain.id, 0);
  const bool own = channel && channel->domain == domain.id;
  const std::uint8_t version = own ? channel->version : first->version;
  std::array<std::uint8_t, 8> bytes;
  const auto counter = wire::MutableBytes(bytes).first(counter_width(version));
  wire::write_be(domains.keys().counter(domain.id, version), counter);
  put_tlv(out, tags::sequence_counter, counter);
  return sw::ok;
}

StatusWord write_production_data(const Domains& domains, const Application&, Bytes, Writer& out) {
  const auto eid = card_identity(domains.store());
  if (!eid) return sw::reference_not_found;
  std::array<std::uint8_t, production_data_size> data{};
  data[operating_system_at] = 'S';
  data[operating_system_at + 1] = 'L';
  constexpr std::size_t serial_and_batch = 4 + 2;
  const Bytes individual = Bytes(eid->bytes).last(serial_and_batch + 1).first(serial_and_batch);
  std::copy(individual.begin(), individual.end(), data.begin() + serial_number_at);
  put_tlv(out, tags::production_data, data);
  return sw::ok;
}

StatusWord write_diversification(const Domains&, const Application&, Bytes, Writer& out) {
  put_tlv(out, tags::key_diversification, key_diversification_data);
  return sw::ok;
}

template <wire::Tag Stored>
StatusWord write_stored(const Domains& domains, const Application& domain, Bytes, Writer& out) {
  const auto value = domains.store().read(
      {domain.id.owner, storage::Kind::DomainData, domain.id.index, static_cast<std::uint16_t>(Stored)});
  if (!value) return sw::reference_not_found;
  put_tlv(out, Stored, *value);
  return sw::ok;
}

constexpr std::uint16_t number(wire::Tag tag) {
  return static_cast<std::uint16_t>(tag);
}

constexpr DataObject objects[] = {
    {"EID", number(tags::eid), isd_r | ecasd, write_eid, "SGP.02 §2.2.2"},
    {"Key Information Template", number(tags::key_templates), any_domain, write_key_templates,
     "GPCS §11.3.3.1"},
    {"Card Recognition Data", number(tags::recognition_data), with_channels, write_recognition, "GPCS §H.2"},
    {"Card Capability Information", number(tags::capability), with_channels, write_capability, "GPCS §H.4"},
    {"Card Production Life Cycle", number(tags::production_data), with_channels, write_production_data,
     "GPCS §H.6"},
    {"Key Diversification Data", number(tags::key_diversification), with_channels, write_diversification,
     "GP-D §7.1.1"},
    {"Forwarded CASD Data", number(tags::forwarded_casd), isd_r, write_forwarded, "SGP.02 §4.1.1.5"},
    {"Certificate Store", number(wire::tag::certificate::certificate), ecasd, write_certificate,
     "SGP.02 §2.2.1.2"},
    {"Extended Card Resources", number(tags::extended_resources), isd_r | operator_domain, write_resources,
     "TS 102 226 §8"},
    {"List of Applications", number(tags::application_list), isd_r | operator_domain, write_applications,
     "GPCS §11.3.3.1"},
    {"Sequence Counter", number(tags::sequence_counter), any_domain, write_sequence_counter,
     "GPCS §11.3.3.1"},
    {"Issuer Identification Number", number(tags::issuer_identification), any_domain,
     write_stored<tags::issuer_identification>, "GPCS §11.3.3.1"},
    {"Card Image Number", number(tags::card_image), any_domain, write_stored<tags::card_image>,
     "GPCS §11.3.3.1"},
    {"Application Provider Identifier", number(tags::application_provider), with_channels,
     write_stored<tags::application_provider>, "GPCS §11.3.3.1"},
    {"Administration Session Parameters", number(tags::administration_session), operator_domain,
     write_stored<tags::administration_session>, "GP-B §3.7"},
};

}  // namespace

std::span<const DataObject> data_objects() {
  return objects;
}

StatusWord Domains::get_data(ApplicationId domain, const CommandApdu& command, ResponseApdu& response) const {
  const auto application = registry_.get(domain);
  if (!application) return application.error();
  for (const DataObject& object : data_objects()) {
    if (object.tag != command.p1p2() || (object.kinds & mask(application->kind)) == 0) continue;
    StatusWord written = object.write(*this, *application, command.data, response.data());
    if (response.data().overflowed()) written = sw::no_precise_diagnosis;
    if (!written.ok()) response.data().clear();
    return written;
  }
  return sw::reference_not_found;
}

}  // namespace sixline::card::gp
