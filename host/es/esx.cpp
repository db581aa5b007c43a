#include "host/es/esx.hpp"

#include <array>

namespace sixline::host::es {
namespace esx {
namespace {

constexpr std::array rows{
    CardFunction{"LocalEnableEmergencyProfile", "ENVELOPE E4", CardDirection::ToCard, "SGP.02 §4.1.4"},
    CardFunction{"LocalDisableEmergencyProfile", "ENVELOPE E4", CardDirection::ToCard, "SGP.02 §4.1.4"},
    CardFunction{"LocalEnableTestProfile", "ENVELOPE E4", CardDirection::ToCard, "SGP.02 §4.1.4"},
    CardFunction{"LocalDisableTestProfile", "ENVELOPE E4", CardDirection::ToCard, "SGP.02 §4.1.4"},
};

}  // namespace

ByteString envelope(LocalFunction function) {
  return {0x80, 0xC2, 0x00, 0x00, 0x0A,
          0xE4, 0x08, 0x82, 0x02, 0x82,
          0x81, 0x9F, 0x01, 0x01, static_cast<std::uint8_t>(function)};
}

}  // namespace esx

std::span<const CardFunction> esx_functions() {
  return esx::rows;
}

}  // namespace sixline::host::es
