#include "card/uicc/pin_place.hpp"

namespace sixline::card::uicc {

Result<PinPlace, StatusWord> locate_pin(const FileSystem& files, const Pins& pins, std::uint16_t directory,
                                        std::uint8_t reference) {
  if (is_global_pin(reference)) {
    const auto record = pins.find(mf_node, reference);
    if (!record) return wire::fail(record.error());
    return PinPlace{mf_node, reference, *record};
  }
  for (std::uint16_t node = directory; node != no_node;) {
    const auto record = pins.find(node, reference);
    if (record) return PinPlace{pins.holder(node), reference, *record};
    if (record.error() != wire::sw::reference_not_found) return wire::fail(record.error());
    const auto file = files.directory(node);
    if (!file) return wire::fail(file.error());
    node = file->parent;
  }
  return wire::fail(wire::sw::reference_not_found);
}

bool is_verified(const Session& session, const PinPlace& place) {
  if (is_global_pin(place.reference)) return session.global_pins->contains(place.reference);
  return session.local_node == place.node && session.local_pins.contains(place.reference);
}

void set_verified(Session& session, const PinPlace& place, bool verified) {
  PinSet* set = session.global_pins;
  if (!is_global_pin(place.reference)) {
    if (session.local_node != place.node) session.leave_local_pins();
    session.local_node = place.node;
    set = &session.local_pins;
  }
  if (verified)
    set->insert(place.reference);
  else
    set->erase(place.reference);
}

}  // namespace sixline::card::uicc
