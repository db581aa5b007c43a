// What a reader does to a card, whatever the cable: the seam between a link and the card behind it.
#pragma once

#include "card/wire/bytes.hpp"

namespace sixline::hardware::native {

class CardPort {
 public:
  /// Cold reset; the ATR, valid until the next call.
  virtual wire::Bytes power_on() = 0;
  /// Warm reset; the ATR, valid until the next call.
  virtual wire::Bytes reset() = 0;
  virtual void power_off() = 0;
  /// One command APDU; data and status word go to `response`, which has room for 65,535 bytes.
  virtual void transmit(wire::Bytes command, wire::Writer& response) = 0;

 protected:
  ~CardPort() = default;
};

}  // namespace sixline::hardware::native
