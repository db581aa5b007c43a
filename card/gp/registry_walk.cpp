#include "card/gp/registry_walk.hpp"

#include "card/gp/hierarchy.hpp"

namespace sixline::card::gp {
namespace {

namespace aid = wire::aid;

constexpr std::uint8_t loaded = 0x01;
constexpr std::uint8_t domain_load_file_aid[] = {0xA0, 0x00, 0x00, 0x01, 0x51, 0x53, 0x50};
constexpr std::uint8_t domain_module_aid[] = {0xA0, 0x00, 0x00, 0x01, 0x51, 0x53, 0x50, 0x41};

Aid load_file_of(ApplicationKind kind) {
  if (kind == ApplicationKind::IsdP) return aid::euicc(aid::isd_p_load_file_number);
  return kind == ApplicationKind::SecurityDomain ? domain_load_file() : Aid{};
}

RegistryEntry entry_of(const storage::Store& store, const Registry& registry, const Application& application,
                       std::uint16_t place) {
  RegistryEntry entry{.place = place,
                      .aid = application.aid,
                      .state = static_cast<std::uint8_t>(application.state),
                      .privileges = application.privileges,
                      .load_file = load_file_of(application.kind),
                      .slot = application.id.owner};
  const bool is_isd_p = application.kind == ApplicationKind::IsdP;
  if (is_isd_p) {
    if (const auto record = read_isd_p(store, application.id.owner)) entry.isd_p = *record;
  }
  // An MNO-SD is the root of its tree, and so is every domain of the card: they belong to themselves.
  const bool is_root =
      is_isd_p || application.id.owner == storage::card_owner || application.parent == isd_p_index;
  const auto domain = registry.get({application.id.owner, application.parent});
  entry.domain = is_root || !domain ? application.aid : domain->aid;
  return entry;
}

/// The ISD-Ps, placed by their slots.
std::optional<RegistryEntry> next_isd_p(const storage::Store& store, const Registry& registry,
                                        std::optional<std::uint16_t> after) {
  for (auto isd_p = registry.next_isd_p(static_cast<storage::Owner>(after.value_or(storage::card_owner)));
       isd_p; isd_p = registry.next_isd_p(isd_p->id.owner)) {
    if (read_isd_p(store, isd_p->id.owner)) return entry_of(store, registry, *isd_p, isd_p->id.owner);
  }
  return std::nullopt;
}

/// Everything in the domain's profile that it may know of, itself excepted.
std::optional<RegistryEntry> next_in_profile(const storage::Store& store, const Registry& registry,
                                             const Application& domain, std::optional<std::uint16_t> after) {
  const storage::Owner owner = domain.id.owner;
  for (auto application = registry.next(owner, after); application;
       application = registry.next(owner, application->id.index)) {
    if (application->id != domain.id &&
        may_manage(registry, domain, application->id, Privilege::GlobalRegistry)) {
      return entry_of(store, registry, *application, application->id.index);
    }
  }
  return std::nullopt;
}

/// There is one load file: what ISD-Ps or the domains of a profile are made from.
std::optional<RegistryEntry> only_load_file(const Application& domain) {
  const bool of_isd_ps = domain.kind == ApplicationKind::IsdR;
  return RegistryEntry{.aid = of_isd_ps ? aid::euicc(aid::isd_p_load_file_number) : domain_load_file(),
                       .state = loaded,
                       .domain = domain.aid,
                       .module = of_isd_ps ? aid::euicc(aid::isd_p_module_number) : domain_module()};
}

}  // namespace

Aid domain_load_file() {
  return Aid(domain_load_file_aid);
}

Aid domain_module() {
  return Aid(domain_module_aid);
}

std::optional<RegistryEntry> next_entry(const storage::Store& store, const Registry& registry,
                                        const Application& domain, RegistryScope scope,
                                        std::optional<std::uint16_t> after) {
  const bool makes_domains =
      domain.kind == ApplicationKind::IsdR || domain.kind == ApplicationKind::SecurityDomain;
  switch (scope) {
    case RegistryScope::OwnDomain:
      return after ? std::nullopt : std::optional(entry_of(store, registry, domain, 0));
    case RegistryScope::Applications:
      if (domain.kind == ApplicationKind::IsdR) return next_isd_p(store, registry, after);
      return makes_domains ? next_in_profile(store, registry, domain, after) : std::nullopt;
    case RegistryScope::LoadFiles:
    case RegistryScope::LoadFilesAndModules:
      return after || !makes_domains ? std::nullopt : only_load_file(domain);
  }
  return std::nullopt;
}

}  // namespace sixline::card::gp
