// GET DATA: one row an object.  [GPCS §11.3] [SGP.02 §2.4]
#include "card/gp/card_identity.hpp"
#include "card/gp/domains.hpp"
#include "card/gp/isd_p_record.hpp"
#include "card/gp/scp03_session.hpp"
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
constexpr std::uint8_t any_domain =
    isd_r | ecasd | mask(ApplicationKind::IsdP) | mask(ApplicationKind::SecurityDomain);

// [GPCS §H.2] Card recognition data: GlobalPlatform 2.2.1 style card with SCP80 and SCP03 i = 70.
constexpr std::uint8_t recognition[] = {
    0x73, 0x3C, 0x06, 0x07, 0x2A, 0x86, 0x48, 0x86, 0xFC, 0x6B, 0x01, 0x60, 0x0C, 0x06, 0x0A, 0x2A,
    0x86, 0x48, 0x86, 0xFC, 0x6B, 0x02, 0x02, 0x01, 0x01, 0x63, 0x09, 0x06, 0x07, 0x2A, 0x86, 0x48,
    0x86, 0xFC, 0x6B, 0x03, 0x64, 0x0B, 0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xFC, 0x6B, 0x04, 0x80,
    0x00, 0x64, 0x0B, 0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xFC, 0x6B, 0x04, 0x03, 0x70};

// [GPCS §H.4] Card capability: SCP03 i = 70 with AES-128, SCP80, privileges of an ISD-P, curves by their key
// parameter reference.
constexpr std::uint8_t capability[] = {
    0xA0, 0x09, 0x80, 0x01, 0x03, 0x81, 0x01,
    0x70, 0x82, 0x01, 0x01, 0xA0, 0x06, 0x80,
    0x01, 0x80, 0x81, 0x01, 0x00, 0x81, 0x03,
    0x80, 0xC0, 0x00, 0x88, 0x02, 0x00, static_cast<std::uint8_t>(crypto::Curve::BrainpoolP256r1)};

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
    const std::uint8_t description[] = {reference->id, reference->version,
                                        static_cast<std::uint8_t>(key->type),
                                        static_cast<std::uint8_t>(key->value.size())};
    put_tlv(out, tags::key_template, description);
  }
  return sw::ok;
}

StatusWord write_recognition(const Domains&, const Application&, Bytes, Writer& out) {
  put_tlv(out, tags::recognition_data, recognition);
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

StatusWord write_resources(const Domains& domains, const Application&, Bytes, Writer& out) {
  const Registry& registry = domains.registry();
  std::uint8_t installed = 0;
  for (auto entry = registry.next_isd_p(storage::card_owner); entry;
       entry = registry.next_isd_p(entry->id.owner)) {
    ++installed;
  }
  TlvScope resources(out, tags::extended_resources);
  put_tlv(out, tags::installed_applications, Bytes(&installed, 1));
  std::array<std::uint8_t, 4> non_volatile;
  wire::write_be(domains.store().free_bytes(), non_volatile);
  put_tlv(out, tags::free_non_volatile, non_volatile);
  std::array<std::uint8_t, 2> working;
  wire::write_be(limits::reported_free_ram, working);
  put_tlv(out, tags::free_volatile, working);
  return sw::ok;
}

void write_template(const Application& application, Writer& out) {
  TlvScope entry(out, tags::application_template);
  put_tlv(out, tags::aid, application.aid.view());
}

// The domains of the card itself; ISD-Ps are GET STATUS's subject.
StatusWord write_applications(const Domains& domains, const Application&, Bytes, Writer& out) {
  TlvScope list(out, tags::application_list);
  for (auto entry = domains.registry().next(storage::card_owner, {}); entry;
       entry = domains.registry().next(storage::card_owner, entry->id.index)) {
    write_template(*entry, out);
  }
  return sw::ok;
}

// [GPCS §11.3.3.1] Of the default key version: the first one, three bytes for SCP03 and five for SCP80.
StatusWord write_sequence_counter(const Domains& domains, const Application& domain, Bytes, Writer& out) {
  constexpr std::size_t scp80_counter = 5;
  const auto first = domains.keys().next(domain.id, {});
  if (!first) return sw::reference_not_found;
  std::array<std::uint8_t, scp80_counter> bytes;
  const std::size_t width = is_scp03_version(first->version) ? scp03::counter_size : scp80_counter;
  const auto counter = wire::MutableBytes(bytes).first(width);
  wire::write_be(domains.keys().counter(domain.id, first->version), counter);
  put_tlv(out, tags::sequence_counter, counter);
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
    {"Card Recognition Data", number(tags::recognition_data), isd_r, write_recognition, "GPCS §H.2"},
    {"Card Capability Information", number(tags::capability), isd_r, write_capability, "GPCS §H.4"},
    {"Forwarded CASD Data", number(tags::forwarded_casd), isd_r, write_forwarded, "SGP.02 §4.1.1.5"},
    {"Certificate Store", number(wire::tag::certificate::certificate), ecasd, write_certificate,
     "SGP.02 §2.2.1.2"},
    {"Extended Card Resources", number(tags::extended_resources), isd_r, write_resources, "TS 102 226 §8"},
    {"List of Applications", number(tags::application_list), isd_r, write_applications, "GPCS §11.3.3.1"},
    {"Sequence Counter", number(tags::sequence_counter), any_domain, write_sequence_counter,
     "GPCS §11.3.3.1"},
    {"Issuer Identification Number", number(tags::issuer_identification), any_domain,
     write_stored<tags::issuer_identification>, "GPCS §11.3.3.1"},
    {"Card Image Number", number(tags::card_image), any_domain, write_stored<tags::card_image>,
     "GPCS §11.3.3.1"},
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
