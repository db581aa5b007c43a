#include "card/gp/isd_p_record.hpp"

#include "card/wire/tlv.hpp"

namespace sixline::card::gp {
namespace {

namespace sw = wire::sw;
using storage::Key;
using storage::KeyRange;
using storage::Kind;
using storage::Owner;
using storage::Store;

constexpr std::size_t record_size = 6;
enum Flag : std::uint8_t {
  Installing = 0x01,
  FallBack = 0x02,
  Emergency = 0x04,
  Test = 0x08,
  Provisional = 0x10
};

constexpr std::uint8_t flag_if(bool set, Flag flag) {
  return set ? flag : 0;
}

constexpr Key record_key(Owner slot) {
  return {slot, Kind::IsdP, 0, 0};
}
constexpr Key connectivity_key(Owner slot, std::uint8_t tag) {
  return {slot, Kind::Connectivity, tag, 0};
}

/// What of `kind` belongs to applications inside the profile, the ISD-P itself excluded.
constexpr KeyRange of_profile(Owner slot, Kind kind) {
  return {{slot, kind, isd_p_index + 1, 0}, {slot, kind, 0xFFFF, 0xFFFF}};
}

Owner first_with(const Store& store, bool IsdPRecord::*flag) {
  for (Owner slot = 1; slot <= limits::max_profiles; ++slot) {
    const auto record = read_isd_p(store, slot);
    if (record && (*record).*flag) return slot;
  }
  return storage::card_owner;
}

}  // namespace

Result<IsdPRecord, StatusWord> read_isd_p(const Store& store, Owner slot) {
  const auto stored = store.read(record_key(slot));
  if (!stored || stored->size() != record_size) return wire::fail(sw::reference_not_found);
  const std::uint8_t flags = (*stored)[0];
  return IsdPRecord{.installing = (flags & Installing) != 0,
                    .provisional = (flags & Provisional) != 0,
                    .fall_back = (flags & FallBack) != 0,
                    .emergency = (flags & Emergency) != 0,
                    .test = (flags & Test) != 0,
                    .pol1 = {(*stored)[1]},
                    .granted_memory = static_cast<std::uint32_t>(wire::read_be(stored->subspan(2, 4)))};
}

StatusWord write_isd_p(Store& store, Owner slot, const IsdPRecord& record) {
  std::array<std::uint8_t, record_size> bytes;
  wire::Writer out(bytes);
  out.put(static_cast<std::uint8_t>(flag_if(record.installing, Installing) |
                                    flag_if(record.provisional, Provisional) |
                                    flag_if(record.fall_back, FallBack) |
                                    flag_if(record.emergency, Emergency) | flag_if(record.test, Test)));
  out.put(record.pol1.bits);
  out.put_be(record.granted_memory, 4);
  return status_of(store.write(record_key(slot), bytes));
}

StatusWord store_pol1(Store& store, Owner slot, Pol1 pol1) {
  auto record = read_isd_p(store, slot);
  if (!record) return record.error();
  record->pol1 = pol1;
  return write_isd_p(store, slot, *record);
}

StatusWord store_connectivity(Store& store, Owner slot, Bytes templates) {
  auto reader = wire::TlvReader::ber(templates);
  while (!reader.at_end()) {
    const auto parameters = reader.next();
    if (!parameters) return sw::wrong_data;
    if (parameters->tag < connectivity_sms || parameters->tag > connectivity_cat_tp) return sw::wrong_data;
    const Key key = connectivity_key(slot, static_cast<std::uint8_t>(parameters->tag));
    const StatusWord stored = parameters->value.empty() ? status_of(store.erase(key))
                                                        : status_of(store.write(key, parameters->value));
    if (!stored.ok()) return stored;
  }
  return reader.ok() ? sw::ok : sw::wrong_data;
}

Bytes connectivity(const Store& store, Owner slot, std::uint8_t template_tag) {
  const auto stored = store.read(connectivity_key(slot, template_tag));
  return stored ? *stored : Bytes{};
}

Owner fall_back_slot(const Store& store) {
  return first_with(store, &IsdPRecord::fall_back);
}

Owner emergency_slot(const Store& store) {
  return first_with(store, &IsdPRecord::emergency);
}

Owner test_slot(const Store& store) {
  return first_with(store, &IsdPRecord::test);
}

std::uint32_t used_memory(const Store& store, Owner slot) {
  return store.used_bytes(storage::all_of(slot));
}

StatusWord erase_profile(Store& store, Owner slot) {
  auto record = read_isd_p(store, slot);
  if (!record) return record.error();
  if (record->provisional) return status_of(store.erase(storage::all_of(slot)));
  const KeyRange ranges[] = {of_profile(slot, Kind::Application),
                             of_profile(slot, Kind::KeyValue),
                             of_profile(slot, Kind::KeySetCounter),
                             of_profile(slot, Kind::DomainData),
                             {{slot, Kind::File, 0, 0}, {slot, Kind{0xFF}, 0xFFFF, 0xFFFF}}};
  for (const KeyRange& range : ranges) {
    const StatusWord erased = status_of(store.erase(range));
    if (!erased.ok()) return erased;
  }
  record->pol1 = {};
  record->installing = false;
  return write_isd_p(store, slot, *record);
}

}  // namespace sixline::card::gp
