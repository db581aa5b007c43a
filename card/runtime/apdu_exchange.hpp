// Whole APDUs in, whole answers out: what a transmission protocol stands on.
#pragma once

#include "card/wire/bytes.hpp"

namespace sixline::card::runtime {

class ApduExchange {
 public:
  /// One command APDU with its Le; writes data and status word to `out` (at least 258 bytes) and returns
  /// their length. `apdu` may lie in `out`: it is not looked at any more when the answer is written.
  virtual std::size_t exchange(wire::Bytes apdu, wire::MutableBytes out) = 0;

 protected:
  ~ApduExchange() = default;
};

}  // namespace sixline::card::runtime
