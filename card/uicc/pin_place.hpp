// Where the PIN behind a key reference is kept, seen from a directory.  [TS 102 221 §9.4]
#pragma once

#include "card/uicc/file_system.hpp"
#include "card/uicc/pins.hpp"
#include "card/uicc/session.hpp"

namespace sixline::card::uicc {

struct PinPlace {
  std::uint16_t node = mf_node;  ///< the directory that holds it
  std::uint8_t reference = 0;
  PinRecord record;

  bool is_enabled() const { return (record.attributes & pin_attribute::enabled) != 0; }
  bool is_replaced() const { return (record.attributes & pin_attribute::replaced) != 0; }
};

/// Global PINs stand at the MF. A local one is looked for in `directory` and above it. reference_not_found.
Result<PinPlace, StatusWord> locate_pin(const FileSystem& files, const Pins& pins, std::uint16_t directory,
                                        std::uint8_t reference);

bool is_verified(const Session& session, const PinPlace& place);
void set_verified(Session& session, const PinPlace& place, bool verified);

}  // namespace sixline::card::uicc
