// What GET STATUS can list, one scope after another: P1 chooses.  [GPCS §11.4.2.1]
#pragma once

#include "card/gp/isd_p_record.hpp"
#include "card/gp/registry.hpp"

namespace sixline::card::gp {

/// One line of the card registry as a domain sees it.
struct RegistryEntry {
  std::uint16_t place = 0;  ///< orders the entries of a scope
  Aid aid{};
  std::uint8_t state = 0;
  Privileges privileges{};
  Aid load_file{};  ///< what it was made from; empty where the card does not know
  Aid domain{};     ///< the security domain it belongs to
  Aid module{};     ///< load files: the one module they have
  std::optional<IsdPRecord> isd_p{};
  storage::Owner slot = storage::card_owner;
};

/// Scopes of GET STATUS.
enum class RegistryScope : std::uint8_t {
  OwnDomain = 0x80,
  Applications = 0x40,  ///< and security domains
  LoadFiles = 0x20,
  LoadFilesAndModules = 0x10,
};
constexpr bool is_registry_scope(std::uint8_t p1) {
  return p1 == 0x80 || p1 == 0x40 || p1 == 0x20 || p1 == 0x10;
}

/// The next entry that `domain` may see, after a place or from the start.
std::optional<RegistryEntry> next_entry(const storage::Store& store, const Registry& registry,
                                        const Application& domain, RegistryScope scope,
                                        std::optional<std::uint16_t> after);

/// The load file and module every security domain of a profile is made from, as GlobalPlatform names them.
/// [GPCS §11.5.2.3]
Aid domain_load_file();
Aid domain_module();

}  // namespace sixline::card::gp
