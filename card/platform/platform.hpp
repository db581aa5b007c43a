// The port contract: everything the card may ask of the world, and nothing else. A port implements these
// interfaces; the card holds references and never owns them. Destructors are protected and not virtual: a
// virtual one would drag `operator delete` into a freestanding image.
#pragma once

#include <cstdint>
#include <string_view>

#include "card/wire/bytes.hpp"

namespace sixline::card::crypto {
class CryptoEngine;
}

namespace sixline::card::platform {

using wire::Bytes;
using wire::MutableBytes;

/// How the non-volatile memory is laid out.
struct FlashGeometry {
  std::uint32_t banks;         ///< two or more, all of one size, erased as a whole
  std::uint32_t bank_size;     ///< bytes
  std::uint32_t program_unit;  ///< bytes that are programmed together: 1, 2, 4 or 8
};

/// Memory-mapped NOR flash: programming clears bits, erasing sets a whole bank to FF.
class Flash {
 public:
  virtual FlashGeometry geometry() const = 0;
  /// The content of one bank, always readable in place.
  virtual Bytes bank(std::uint32_t index) const = 0;
  /// Programs `data` at `offset`, both multiples of the program unit, over erased bytes. On false the bytes
  /// may be anything. Returns when the bytes are durable.
  virtual bool program(std::uint32_t bank, std::uint32_t offset, Bytes data) = 0;
  /// Erases a bank. On false or a power cut its content may be anything.
  virtual bool erase(std::uint32_t bank) = 0;

 protected:
  ~Flash() = default;
};

/// Random bytes fit for challenges and keys.
class Random {
 public:
  virtual void fill(MutableBytes out) = 0;
  /// False where the port has no entropy source and only imitates one.
  virtual bool is_true_random() const = 0;

 protected:
  ~Random() = default;
};

/// Milliseconds since reset, monotonic. The card has no calendar.
class Clock {
 public:
  virtual std::uint64_t milliseconds() const = 0;

 protected:
  ~Clock() = default;
};

/// Where the card tells a developer what it does. Never receives keys, PINs or plain profile bytes.
class Log {
 public:
  virtual void write(std::string_view line) = 0;

 protected:
  ~Log() = default;
};

/// References to every interface the card may ask of the world.
struct Platform {
  Flash& flash;
  Random& random;
  Clock& clock;
  Log& log;
  crypto::CryptoEngine& crypto;
};

}  // namespace sixline::card::platform
