// CRC-32 as in Ethernet: reflected polynomial EDB88320, start and final inversion.
#pragma once

#include <cstdint>

#include "card/wire/bytes.hpp"

namespace sixline::card::storage {

/// A checksum fed in parts. Finds torn and decayed flash; it is no protection against an attacker.
class Crc32 {
 public:
  Crc32& add(wire::Bytes part);
  std::uint32_t value() const { return ~state_; }

 private:
  std::uint32_t state_ = 0xFFFFFFFF;
};

inline std::uint32_t crc32(wire::Bytes bytes) {
  return Crc32().add(bytes).value();
}

}  // namespace sixline::card::storage
