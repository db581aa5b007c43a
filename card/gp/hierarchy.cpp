#include "card/gp/hierarchy.hpp"

namespace sixline::card::gp {
namespace {

/// The security domain above `id`; nothing above the domains of the card, an ISD-P or an MNO-SD.
std::optional<ApplicationId> domain_above(const Registry& registry, ApplicationId id) {
  if (id.owner == storage::card_owner || id.index == isd_p_index) return std::nullopt;
  const auto application = registry.get(id);
  if (!application || application->parent == isd_p_index) return std::nullopt;
  return ApplicationId{id.owner, application->parent};
}

bool opens_channels(const KeyStore& keys, ApplicationId domain, std::uint8_t version) {
  return (is_scp03_version(version) || is_scp02_version(version)) && keys.has_version(domain, version);
}

std::uint8_t first_version(const KeyStore& keys, ApplicationId domain, bool (*fits)(std::uint8_t)) {
  for (auto key = keys.next(domain, {}); key; key = keys.next(domain, key)) {
    if (fits(key->version)) return key->version;
  }
  return 0;
}

std::uint8_t default_version(const KeyStore& keys, ApplicationId domain) {
  constexpr bool (*scp03)(std::uint8_t) = is_scp03_version;
  constexpr bool (*scp02)(std::uint8_t) = is_scp02_version;
  const std::uint8_t version = first_version(keys, domain, scp03);
  return version != 0 ? version : first_version(keys, domain, scp02);
}

}  // namespace

bool is_under(const Registry& registry, ApplicationId id, ApplicationId domain) {
  if (id.owner != domain.owner) return false;
  std::optional<ApplicationId> at = id;
  for (std::size_t depth = 0; at && depth <= limits::max_domain_depth; ++depth) {
    if (*at == domain) return true;
    at = domain_above(registry, *at);
  }
  return false;
}

bool may_manage(const Registry& registry, const Application& domain, ApplicationId target, Privilege global) {
  if (target.owner != domain.id.owner || target.index == isd_p_index) return false;
  return has(domain.privileges, global) || is_under(registry, target, domain.id);
}

std::optional<ChannelKeys> find_channel_keys(const Registry& registry, const KeyStore& keys,
                                             ApplicationId domain, std::uint8_t version) {
  std::optional<ApplicationId> at = domain;
  for (std::size_t depth = 0; at && depth <= limits::max_domain_depth; ++depth) {
    const std::uint8_t candidate = version != 0 ? version : default_version(keys, *at);
    if (opens_channels(keys, *at, candidate)) return ChannelKeys{*at, candidate};
    at = domain_above(registry, *at);
  }
  return std::nullopt;
}

}  // namespace sixline::card::gp
