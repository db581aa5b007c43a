// STORE DATA to a domain of a profile: data objects that GET DATA gives back.  [GPCS §11.11]
#include "card/gp/domains.hpp"
#include "card/wire/tags.hpp"

namespace sixline::card::gp {
namespace {

namespace sw = wire::sw;
namespace tags = wire::tag::gp;

constexpr std::uint16_t dgi_objects = 0x0070;
constexpr std::size_t longest_object = 200;  ///< what one GET DATA answers, protected

constexpr wire::Tag storable[] = {tags::issuer_identification, tags::card_image, tags::application_provider,
                                  tags::administration_session};

bool is_storable(wire::Tag tag) {
  return std::find(std::begin(storable), std::end(storable), tag) != std::end(storable);
}

/// An empty object takes the old one away.
StatusWord store_object(Domains& domains, ApplicationId domain, const wire::Tlv& object) {
  if (!is_storable(object.tag)) return sw::reference_not_found;
  if (object.value.size() > longest_object) return sw::wrong_data;
  const storage::Key key{domain.owner, storage::Kind::DomainData, domain.index,
                         static_cast<std::uint16_t>(object.tag)};
  if (!object.value.empty()) return status_of(domains.store().write(key, object.value));
  return domains.store().exists(key) ? status_of(domains.store().erase(key)) : sw::ok;
}

StatusWord store_objects(Domains& domains, ApplicationId domain, Bytes objects) {
  auto reader = wire::TlvReader::ber(objects);
  while (!reader.at_end()) {
    const auto object = reader.next();
    if (!object) return sw::wrong_data;
    const StatusWord stored = store_object(domains, domain, *object);
    if (!stored.ok()) return stored;
  }
  return reader.ok() ? sw::ok : sw::wrong_data;
}

StatusWord store_groupings(Domains& domains, ApplicationId domain, Bytes data) {
  wire::DgiReader groupings(data);
  while (!groupings.at_end()) {
    const auto grouping = groupings.next();
    if (!grouping) return sw::wrong_data;
    if (grouping->tag != dgi_objects) return sw::reference_not_found;
    const StatusWord stored = store_objects(domains, domain, grouping->value);
    if (!stored.ok()) return stored;
  }
  return groupings.ok() ? sw::ok : sw::wrong_data;
}

bool only_when_it_ends(Bytes) {
  return false;
}

}  // namespace

StatusWord store_data(Domains& domains, DomainSession& session, const CommandApdu& command, ResponseApdu&) {
  if (session.chain == nullptr) return sw::conditions_not_satisfied;
  const auto complete = session.chain->accept(command, only_when_it_ends, StoreDataFormats::DgisOrTlvs);
  if (!complete) return complete.error();
  if (!*complete) return sw::ok;
  const Bytes data = session.chain->data();
  const ApplicationId target = session.personalized.value_or(session.selected);
  session.personalized.reset();
  if (data.empty()) return sw::wrong_data;
  const bool tlvs = session.chain->format() == StoreDataFormat::Tlvs;
  return tlvs ? store_objects(domains, target, data) : store_groupings(domains, target, data);
}

}  // namespace sixline::card::gp
