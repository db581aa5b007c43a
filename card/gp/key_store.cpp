#include "card/gp/key_store.hpp"

namespace sixline::card::gp {
namespace {

namespace sw = wire::sw;
using storage::Key;
using storage::KeyRange;
using storage::Kind;

constexpr std::size_t header_size = 4;  ///< type, usage, access, MAC length
constexpr std::size_t counter_size = 8;

constexpr std::uint16_t number_of(KeyReference reference) {
  return static_cast<std::uint16_t>(reference.version << 8 | reference.id);
}
constexpr KeyReference reference_of(std::uint16_t number) {
  return {static_cast<std::uint8_t>(number >> 8), static_cast<std::uint8_t>(number)};
}
constexpr Key value_key(ApplicationId domain, std::uint16_t number) {
  return {domain.owner, Kind::KeyValue, domain.index, number};
}
constexpr Key counter_key(ApplicationId domain, std::uint8_t version) {
  return {domain.owner, Kind::KeySetCounter, domain.index, version};
}
constexpr KeyRange values_of(ApplicationId domain) {
  return storage::all_of(domain.owner, Kind::KeyValue, domain.index);
}

}  // namespace

Result<SecretKey, StatusWord> KeyStore::find(ApplicationId domain, KeyReference reference) const {
  const auto stored = store_.read(value_key(domain, number_of(reference)));
  if (!stored || stored->size() < header_size) return wire::fail(sw::reference_not_found);
  SecretKey key;
  key.reference = reference;
  key.type = static_cast<KeyType>((*stored)[0]);
  key.usage = (*stored)[1];
  key.access = (*stored)[2];
  key.mac_length = (*stored)[3];
  key.value.assign(stored->subspan(header_size));
  return key;
}

std::optional<KeyReference> KeyStore::next(ApplicationId domain, std::optional<KeyReference> after) const {
  const KeyRange range = values_of(domain);
  const auto key = after ? store_.next(range, value_key(domain, number_of(*after))) : store_.first(range);
  if (!key) return std::nullopt;
  return reference_of(key->b);
}

bool KeyStore::has_version(ApplicationId domain, std::uint8_t version) const {
  const auto key = next(domain, KeyReference{static_cast<std::uint8_t>(version - 1), 0xFF});
  return key && key->version == version;
}

StatusWord KeyStore::put(ApplicationId domain, const SecretKey& key) {
  if (key.value.empty()) return sw::wrong_data;
  crypto::Secret<header_size + 64> stored;
  wire::Writer out(stored.buffer());
  out.put_all(key.type, key.usage, key.access, key.mac_length);
  out.put(key.value.view());
  return status_of(store_.write(value_key(domain, number_of(key.reference)), out.view()));
}

StatusWord KeyStore::remove(ApplicationId domain, KeyReference reference) {
  return status_of(store_.erase(value_key(domain, number_of(reference))));
}

StatusWord KeyStore::remove_version(ApplicationId domain, std::uint8_t version) {
  const KeyRange range{value_key(domain, number_of({version, 0x00})),
                       value_key(domain, number_of({version, 0xFF}))};
  const StatusWord removed = status_of(store_.erase(range));
  return removed.ok() ? status_of(store_.erase(counter_key(domain, version))) : removed;
}

StatusWord KeyStore::remove_all(ApplicationId domain) {
  const StatusWord removed = status_of(store_.erase(values_of(domain)));
  if (!removed.ok()) return removed;
  return status_of(store_.erase(storage::all_of(domain.owner, Kind::KeySetCounter, domain.index)));
}

std::uint64_t KeyStore::counter(ApplicationId domain, std::uint8_t version) const {
  const auto stored = store_.read(counter_key(domain, version));
  return stored && stored->size() == counter_size ? wire::read_be(*stored) : 0;
}

StatusWord KeyStore::set_counter(ApplicationId domain, std::uint8_t version, std::uint64_t value) {
  std::array<std::uint8_t, counter_size> bytes;
  wire::write_be(value, bytes);
  return status_of(store_.write(counter_key(domain, version), bytes));
}

}  // namespace sixline::card::gp
