// DELETE: an application or security domain of a profile, or keys.  [GPCS §11.2]
#include "card/gp/domains.hpp"
#include "card/gp/registry_walk.hpp"
#include "card/wire/tags.hpp"

namespace sixline::card::gp {
namespace {

namespace sw = wire::sw;
namespace tags = wire::tag::gp;

constexpr std::uint8_t no_receipt[] = {0x00};
constexpr std::uint8_t related_objects_too = 0x80;  // P2

StatusWord erase_application(Domains& domains, ApplicationId id) {
  StatusWord status = domains.registry().remove(id);
  if (status.ok()) status = domains.keys().remove_all(id);
  if (status.ok()) {
    status = status_of(domains.store().erase(storage::all_of(id.owner, storage::Kind::DomainData, id.index)));
  }
  return status;
}

bool has_others_under(const Registry& registry, ApplicationId id) {
  for (auto other = registry.next(id.owner, {}); other; other = registry.next(id.owner, other->id.index)) {
    if (other->id != id && is_under(registry, other->id, id)) return true;
  }
  return false;
}

/// From the leaves inwards, so that what is left is a tree at every step.
StatusWord erase_tree(Domains& domains, ApplicationId id) {
  const Registry& registry = domains.registry();
  while (has_others_under(registry, id)) {
    for (auto other = registry.next(id.owner, {}); other; other = registry.next(id.owner, other->id.index)) {
      const bool is_leaf =
          other->id != id && is_under(registry, other->id, id) && !has_others_under(registry, other->id);
      if (!is_leaf) continue;
      const StatusWord erased = erase_application(domains, other->id);
      if (!erased.ok()) return erased;
    }
  }
  return erase_application(domains, id);
}

StatusWord delete_application(Domains& domains, const Application& requester, Bytes aid_field, bool related) {
  const auto aid = Aid::from(aid_field);
  if (!aid) return sw::wrong_data;
  if (*aid == domain_load_file()) return sw::conditions_not_satisfied;
  const Registry& registry = domains.registry();
  const auto target = registry.find(requester.id.owner, *aid);
  if (!target || target->id.index == isd_p_index) return sw::reference_not_found;
  const bool allowed = has(requester.privileges, Privilege::AuthorizedManagement) &&
                       may_manage(registry, requester, target->id, Privilege::GlobalDelete) &&
                       // neither itself nor what it belongs to; the MNO-SD goes with its profile alone
                       !is_under(registry, requester.id, target->id) &&
                       !(is_security_domain(target->kind) && target->parent == isd_p_index);
  if (!allowed) return sw::conditions_not_satisfied;
  if (!related && has_others_under(registry, target->id)) return sw::conditions_not_satisfied;
  return erase_tree(domains, target->id);
}

/// Which keys: all with this identifier, all of this version, or the one with both.
struct KeySelection {
  std::optional<std::uint8_t> id;
  std::optional<std::uint8_t> version;
  bool fits(KeyReference key) const {
    return id.value_or(key.id) == key.id && version.value_or(key.version) == key.version;
  }
};

Result<KeySelection, StatusWord> read_selection(wire::TlvReader reader) {
  KeySelection selection;
  while (!reader.at_end()) {
    const auto field = reader.next();
    if (!field || field->value.size() != 1) return wire::fail(sw::wrong_data);
    if (field->tag == tags::key_identifier && !selection.id)
      selection.id = field->value[0];
    else if (field->tag == tags::key_version && !selection.version)
      selection.version = field->value[0];
    else
      return wire::fail(sw::wrong_data);
  }
  return selection;
}

StatusWord delete_keys(Domains& domains, const DomainSession& session, const KeySelection& selection) {
  const ApplicationId domain = session.selected;
  const auto in_use = domains.sender_keys(session);
  bool found = false;
  std::optional<KeyReference> after;
  while (const auto key = domains.keys().next(domain, after)) {
    after = key;
    if (!selection.fits(*key)) continue;
    // Nobody deletes the keys that protect this very command.
    if (in_use && in_use->domain == domain && in_use->version == key->version)
      return sw::conditions_not_satisfied;
    const StatusWord removed = domains.keys().remove(domain, *key);
    if (!removed.ok()) return removed;
    found = true;
  }
  return found ? sw::ok : sw::reference_not_found;
}

}  // namespace

StatusWord delete_object(Domains& domains, DomainSession& session, const CommandApdu& command,
                         ResponseApdu& response) {
  if (command.p1 != 0 || (command.p2 & ~related_objects_too) != 0) return sw::wrong_p1p2;
  const auto requester = domains.registry().get(session.selected);
  if (!requester) return requester.error();
  auto reader = wire::TlvReader::ber(command.data);
  StatusWord status = sw::wrong_data;
  if (const auto aid = reader.accept(tags::aid)) {
    const bool related = (command.p2 & related_objects_too) != 0;
    if (reader.at_end() && reader.ok()) status = delete_application(domains, *requester, aid->value, related);
  } else if (!reader.at_end()) {
    const auto selection = read_selection(reader);
    status = selection ? delete_keys(domains, session, *selection) : selection.error();
  }
  if (status.ok()) response.data().put(no_receipt);
  return status;
}

}  // namespace sixline::card::gp
