#include "card/gp/registry.hpp"

namespace sixline::card::gp {
namespace {

namespace sw = wire::sw;
using storage::Key;
using storage::Kind;
using storage::Owner;

/// Kind, state, privileges, parent, MSL, TARs, then four byte strings with a length each.
constexpr std::size_t max_entry = 1 + 1 + 3 + 2 + 1 + 1 + 3 * limits::max_tars + 6 * (1 + 16);

Key key_of(ApplicationId id) {
  return {id.owner, Kind::Application, id.index, 0};
}

template <std::size_t Capacity>
void put_field(wire::Writer& out, const wire::FixedBytes<Capacity>& field) {
  out.put(static_cast<std::uint8_t>(field.size()));
  out.put(field.view());
}

/// Takes fields off the front of a stored entry. Entries are CRC-protected and written by encode() alone,
/// so an impossible length only needs to stay inside the view.
class FieldReader {
 public:
  explicit FieldReader(Bytes view) : rest_(view) {}
  std::uint8_t byte() {
    const Bytes one = take(1);
    return one.empty() ? std::uint8_t{0} : one[0];
  }
  Bytes take(std::size_t count) {
    count = std::min(count, rest_.size());
    const Bytes front = rest_.first(count);
    rest_ = rest_.subspan(count);
    return front;
  }
  template <std::size_t Capacity>
  void read(wire::FixedBytes<Capacity>& field) {
    field.assign(take(std::min<std::size_t>(byte(), Capacity)));
  }

 private:
  Bytes rest_;
};

void encode(const Application& application, wire::Writer& out) {
  out.put(static_cast<std::uint8_t>(application.kind));
  out.put(static_cast<std::uint8_t>(application.state));
  out.put(application.privileges);
  out.put_be(application.parent, 2);
  out.put(application.minimum_security);
  out.put(application.tar_count);
  for (std::size_t i = 0; i < application.tar_count; ++i) out.put(application.tars[i].bytes);
  put_field(out, application.aid);
  put_field(out, application.adf);
  put_field(out, application.access);
  put_field(out, application.adf_access);
  put_field(out, application.administration);
  put_field(out, application.adf_administration);
}

Application decode(ApplicationId id, Bytes entry) {
  FieldReader fields(entry);
  Application application{.id = id};
  application.kind = static_cast<ApplicationKind>(fields.byte());
  application.state = static_cast<LifeCycle>(fields.byte());
  const Bytes privileges = fields.take(application.privileges.size());
  std::copy(privileges.begin(), privileges.end(), application.privileges.begin());
  application.parent = static_cast<std::uint16_t>(wire::read_be(fields.take(2)));
  application.minimum_security = fields.byte();
  application.tar_count = std::min<std::uint8_t>(fields.byte(), limits::max_tars);
  for (std::size_t i = 0; i < application.tar_count; ++i) {
    const Bytes tar = fields.take(3);
    std::copy(tar.begin(), tar.end(), application.tars[i].bytes.begin());
  }
  fields.read(application.aid);
  fields.read(application.adf);
  fields.read(application.access);
  fields.read(application.adf_access);
  fields.read(application.administration);
  fields.read(application.adf_administration);
  return application;
}

}  // namespace

bool Application::has_tar(const Tar& tar) const {
  const auto end = tars.begin() + tar_count;
  return std::find(tars.begin(), end, tar) != end;
}

StatusWord status_of(storage::Error error) {
  switch (error) {
    case storage::Error::NotFound: return sw::reference_not_found;
    case storage::Error::TooLarge: return sw::wrong_data;
    case storage::Error::Full:
    case storage::Error::TooManyChanges: return sw::not_enough_memory;
    case storage::Error::FlashFailed:
    case storage::Error::Unformatted:
    case storage::Error::Corrupted: break;
  }
  return sw::memory_failure;
}

Result<Application, StatusWord> Registry::get(ApplicationId id) const {
  const auto entry = store_.read(key_of(id));
  if (!entry) return wire::fail(sw::reference_not_found);
  return decode(id, *entry);
}

std::optional<Application> Registry::next(Owner owner, std::optional<std::uint16_t> after) const {
  const auto range = storage::all_of(owner, Kind::Application);
  const auto key = after ? store_.next(range, key_of({owner, *after})) : store_.first(range);
  if (!key) return std::nullopt;
  const auto application = get({owner, key->a});
  if (!application) return std::nullopt;
  return *application;
}

Result<Application, StatusWord> Registry::find(Owner owner, const Aid& aid) const {
  for (auto entry = next(owner, {}); entry; entry = next(owner, entry->id.index)) {
    if (entry->aid == aid) return *entry;
  }
  return wire::fail(sw::reference_not_found);
}

Result<Application, StatusWord> Registry::find_prefix(Owner owner, Bytes prefix,
                                                      std::optional<std::uint16_t> after) const {
  for (auto entry = next(owner, after); entry; entry = next(owner, entry->id.index)) {
    if (entry->aid.begins_with(prefix)) return *entry;
  }
  return wire::fail(sw::reference_not_found);
}

Result<Application, StatusWord> Registry::find(Owner owner, const Tar& tar) const {
  for (auto entry = next(owner, {}); entry; entry = next(owner, entry->id.index)) {
    if (entry->has_tar(tar)) return *entry;
  }
  return wire::fail(sw::reference_not_found);
}

std::uint16_t Registry::free_index(Owner owner, std::uint16_t from) const {
  while (store_.exists(key_of({owner, from}))) ++from;
  return from;
}

std::optional<Application> Registry::next_isd_p(Owner after) const {
  for (Owner slot = static_cast<Owner>(after + 1); slot <= limits::max_profiles; ++slot) {
    const auto entry = get(isd_p_id(slot));
    if (entry) return *entry;
  }
  return std::nullopt;
}

Result<Application, StatusWord> Registry::find_isd_p(const Aid& aid) const {
  for (auto entry = next_isd_p(storage::card_owner); entry; entry = next_isd_p(entry->id.owner)) {
    if (entry->aid == aid) return *entry;
  }
  return wire::fail(sw::reference_not_found);
}

Owner Registry::enabled_slot() const {
  for (auto entry = next_isd_p(storage::card_owner); entry; entry = next_isd_p(entry->id.owner)) {
    if (entry->state == LifeCycle::Enabled) return entry->id.owner;
  }
  return storage::card_owner;
}

Owner Registry::free_slot() const {
  for (Owner slot = 1; slot <= limits::max_profiles; ++slot) {
    if (!get(isd_p_id(slot))) return slot;
  }
  return storage::card_owner;
}

StatusWord Registry::put(const Application& application) {
  if (application.tar_count > limits::max_tars) return sw::wrong_data;
  std::array<std::uint8_t, max_entry> buffer;
  wire::Writer out(buffer);
  encode(application, out);
  return status_of(store_.write(key_of(application.id), out.view()));
}

StatusWord Registry::set_state(ApplicationId id, LifeCycle state) {
  auto application = get(id);
  if (!application) return application.error();
  application->state = state;
  return put(*application);
}

StatusWord Registry::remove(ApplicationId id) {
  return status_of(store_.erase(key_of(id)));
}

}  // namespace sixline::card::gp
