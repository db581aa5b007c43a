// Who may manage whom. A profile is a tree of its own: its root is the MNO-SD, and nothing in it reaches the
// ISD-P above or another profile, whatever privileges GlobalPlatform calls global.  [SGP.02 Annex C]
#pragma once

#include "card/gp/key_store.hpp"

namespace sixline::card::gp {

/// `id` is `domain` itself, or belongs to it directly or through other security domains.
bool is_under(const Registry& registry, ApplicationId id, ApplicationId domain);
/// `domain` may do to `target` what `global` would allow it to do to everyone in its profile.
bool may_manage(const Registry& registry, const Application& domain, ApplicationId target, Privilege global);

/// A set of keys that opens secure channels.
struct ChannelKeys {
  ApplicationId domain;  ///< who has them
  std::uint8_t version = 0;
};
/// The keys of `version`, or the default set for version 0, SCP03 before SCP02: of the domain itself or, when
/// it has none that fit, of the nearest domain above it that has.  [GPCS §7.3.3] Nothing: no such keys.
std::optional<ChannelKeys> find_channel_keys(const Registry& registry, const KeyStore& keys,
                                             ApplicationId domain, std::uint8_t version);

}  // namespace sixline::card::gp
