// CDMA authentication: kept with the CSIM, not executed.  [TCA-PP §8.6]
#include "card/profile/handlers.hpp"

namespace sixline::card::profile {
namespace {

struct SizeRange {
  std::size_t least;
  std::size_t most;
};

PeStatus keep(Installation& installation, const Unit& unit, SizeRange range) {
  if (installation.place.csim == uicc::no_node) return PeStatus::BadValues;
  if (unit.value.size() < range.least || unit.value.size() > range.most) return PeStatus::BadValues;
  const storage::Key key{installation.owner, storage::Kind::Aka, installation.place.csim,
                         static_cast<std::uint16_t>(unit.tag)};
  if (const auto written = installation.store.write(key, unit.value); !written)
    return pe_status(written.error());
  return installation.checkpoint.after(1);
}

PeStatus authentication_key(Installation& installation, const Unit& unit) {
  return keep(installation, unit, {8, 8});
}
PeStatus shared_secret(Installation& installation, const Unit& unit) {
  return keep(installation, unit, {16, 16});
}
PeStatus hrpd_access(Installation& installation, const Unit& unit) {
  return keep(installation, unit, {2, 32});
}
PeStatus simple_ip(Installation& installation, const Unit& unit) {
  return keep(installation, unit, {3, 483});
}
PeStatus mobile_ip(Installation& installation, const Unit& unit) {
  return keep(installation, unit, {5, 957});
}

constexpr auto fields = std::array{
    Field{{0x81}, Take::Whole, 1, Occurs::Once, authentication_key},
    Field{{0x82}, Take::Whole, 2, Occurs::Optional, shared_secret},
    Field{{0x83}, Take::Whole, 3, Occurs::Optional, hrpd_access},
    Field{{0x84}, Take::Whole, 4, Occurs::Optional, simple_ip},
    Field{{0x85}, Take::Whole, 5, Occurs::Optional, mobile_ip},
};

}  // namespace

std::span<const Field> cdma_parameter_fields() {
  return fields;
}

}  // namespace sixline::card::profile
