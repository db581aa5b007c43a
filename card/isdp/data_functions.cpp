// What an ISD-P accepts in STORE DATA: one row a DGI.
#include "card/isdp/connectivity.hpp"
#include "card/isdp/isd_p.hpp"
#include "card/wire/tags.hpp"

namespace sixline::card::isdp {
namespace {

namespace sw = wire::sw;
using gp::LifeCycle;

constexpr std::uint16_t dgi_objects = 0x0070;

/// Bit of a life-cycle state in DataRow::states. The states are 2^n - 1, so n tells them apart.
constexpr std::uint8_t state_bit(LifeCycle state) {
  std::uint8_t bit = 1;
  for (auto ones = static_cast<std::uint8_t>(state); ones > 0x07; ones = ones >> 1) {
    bit = static_cast<std::uint8_t>(bit << 1);
  }
  return bit;
}
constexpr std::uint8_t before_profile = state_bit(LifeCycle::Selectable) | state_bit(LifeCycle::Personalized);
constexpr std::uint8_t with_keys =
    state_bit(LifeCycle::Personalized) | state_bit(LifeCycle::Disabled) | state_bit(LifeCycle::Enabled);

/// [SGP.02 §4.1.3.1] Three AES-128 keys for SCP03 and SCP03t.
constexpr KeySetRule accepted_key_sets[] = {
    {.usage = 0x10, .type = gp::KeyType::Aes, .first_version = 0x30, .last_version = 0x3F, .key_count = 3}};

constexpr std::size_t max_object_value = 64;

bool is_storable(wire::Tag tag) {
  return tag == wire::tag::gp::issuer_identification || tag == wire::tag::gp::card_image ||
         tag == wire::tag::gp::application_provider;
}

/// The value of the only DGI in `data`.
Result<Bytes, StatusWord> only_dgi(Bytes data) {
  wire::DgiReader reader(data);
  const auto dgi = reader.next();
  if (!dgi || !reader.at_end()) return wire::fail(sw::wrong_data);
  return dgi->value;
}

}  // namespace

std::span<const IsdP::DataRow> IsdP::data_functions() {
  static constexpr DataRow rows[] = {
      {"ES8.EstablishISDPKeySet, certificate", dgi_certificate, before_profile, false, &IsdP::certificate,
       "SGP.02 §4.1.3.1", "es8/establish_isdp_key_set"},
      {"ES8.EstablishISDPKeySet, keys", dgi_key_establishment, before_profile, false, &IsdP::establish_keys,
       "SGP.02 §4.1.3.1", "es8/establish_isdp_key_set"},
      {"ES8.UpdateConnectivityParameters", dgi_connectivity, with_keys, true, &IsdP::update_connectivity,
       "SGP.02 §4.1.3.4", "es8/update_connectivity_parameters"},
      {"STORE DATA, GP objects", dgi_objects, with_keys, true, &IsdP::store_objects, "GPCS §11.11",
       "es8/store_objects"},
  };
  return rows;
}

StatusWord IsdP::run_data_function(Bytes data, bool in_channel, ResponseApdu& response) {
  wire::DgiReader reader(data);
  const auto first = reader.next();
  if (!first) return sw::wrong_data;
  const auto isd_p = application();
  if (!isd_p) return isd_p.error();
  for (const DataRow& row : data_functions()) {
    if (row.dgi != first->tag) continue;
    if ((row.states & state_bit(isd_p->state)) == 0) return sw::conditions_not_satisfied;
    if (row.needs_channel && !in_channel) return sw::security_not_satisfied;
    return (this->*row.handler)(data, response);
  }
  return sw::wrong_data;
}

StatusWord IsdP::certificate(Bytes data, ResponseApdu& response) {
  key_establishment_.reset();
  const auto value = only_dgi(data);
  if (!value) return value.error();
  return key_establishment_.authenticate(gp::isd_p_id(slot_), wire::CertificateRole::SmDp, *value,
                                         response.data());
}

StatusWord IsdP::establish_keys(Bytes data, ResponseApdu& response) {
  const gp::ApplicationId id = gp::isd_p_id(slot_);
  // A session under the old keys must not outlive them.
  if (session_.domain() == id) close_channel();
  const StatusWord established =
      key_establishment_.establish(id, accepted_key_sets, keys_, data, response.data());
  return established.ok() ? registry_.set_state(id, LifeCycle::Personalized) : established;
}

StatusWord IsdP::update_connectivity(Bytes data, ResponseApdu&) {
  const auto value = only_dgi(data);
  if (!value) return value.error();
  return store_connectivity(environment_.store, slot_, *value);
}

StatusWord IsdP::store_objects(Bytes data, ResponseApdu&) {
  const auto value = only_dgi(data);
  if (!value) return value.error();
  auto objects = wire::TlvReader::ber(*value);
  while (!objects.at_end()) {
    const auto object = objects.next();
    if (!object || !is_storable(object->tag) || object->value.size() > max_object_value)
      return sw::wrong_data;
    const StatusWord stored = gp::status_of(environment_.store.write(
        {slot_, storage::Kind::DomainData, gp::isd_p_index, static_cast<std::uint16_t>(object->tag)},
        object->value));
    if (!stored.ok()) return stored;
  }
  return sw::ok;
}

}  // namespace sixline::card::isdp
