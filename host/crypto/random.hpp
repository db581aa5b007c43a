// Where unpredictable bytes come from: an interface, so that tests can reproduce a session.
#pragma once

#include "host/bytes.hpp"

namespace sixline::host::crypto {

class Random {
 public:
  virtual void fill(wire::MutableBytes out) = 0;

 protected:
  ~Random() = default;
};

/// The generator of the operating system and OpenSSL.
Random& system_random();

/// Fills an array: `random_bytes<8>(random)` is a host challenge.
template <std::size_t Size>
std::array<std::uint8_t, Size> random_bytes(Random& random) {
  std::array<std::uint8_t, Size> out;
  random.fill(out);
  return out;
}

}  // namespace sixline::host::crypto
