// The way from an SM-SR to its cards.
#pragma once

#include <functional>

#include "host/error.hpp"
#include "servers/lines/effects.hpp"

namespace sixline::servers::program {

class Bearer {
 public:
  using Taken = std::function<void(host::Result<void>)>;

  virtual ~Bearer() = default;
  /// Hands the TPDUs to the network, in their order. `taken` is called once, from any thread; on an error
  /// they did not reach the card, not all of them. What is in doubt counts as taken.
  virtual void submit(const lines::ShortMessage& message, Taken taken) = 0;
  /// Whether the network is there.
  virtual bool is_up() const = 0;
  virtual void stop(std::chrono::milliseconds grace) = 0;
};

}  // namespace sixline::servers::program
