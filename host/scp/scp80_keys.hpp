// The key set that secures messages to a domain.  [TS 102 225 §5.1] [SGP.02 §4.1.1.8]
#pragma once

#include <cstdint>

#include "host/crypto/secret.hpp"

namespace sixline::host::scp {

struct Scp80Keys {
  std::uint8_t version = 0x01;  ///< 01 to 0F
  crypto::Secret kic;           ///< ciphering
  crypto::Secret kid;           ///< cryptographic checksum
  crypto::Secret kik{};         ///< protects keys sent to the domain; not used by packets
};

}  // namespace sixline::host::scp
