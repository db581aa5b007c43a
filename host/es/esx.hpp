// ESx, device to eUICC: the local commands for emergency and test profiles.  [SGP.02 §4.1.4]
#pragma once

#include <span>

#include "host/bytes.hpp"
#include "host/es/card_function.hpp"

namespace sixline::host::es::esx {

/// The value is that of the envelope, see esx.cpp.
enum class LocalFunction : std::uint8_t {
  EnableEmergencyProfile = 0x01,
  DisableEmergencyProfile = 0x02,
  EnableTestProfile = 0x03,
  DisableTestProfile = 0x04,
};

/// ENVELOPE. NOT THE PUBLISHED ENCODING, which no source at hand shows; card/isdr/esx.cpp says more.
ByteString envelope(LocalFunction function);

}  // namespace sixline::host::es::esx

namespace sixline::host::es {

/// The functions of this file, one row each.
std::span<const CardFunction> esx_functions();

}  // namespace sixline::host::es
