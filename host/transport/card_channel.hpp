// Moves bytes to a card and back; knows nothing of what they mean.
#pragma once

#include <string>

#include "host/bytes.hpp"
#include "host/error.hpp"

namespace sixline::host::transport {

/// One connection to one card. Not thread safe: a card answers one command at a time.
class CardChannel {
 public:
  virtual ~CardChannel() = default;
  /// What a person would call it: "in-process card", "pcsc:Virtual PCD 00 00".
  virtual std::string name() const = 0;
  /// Resets the card and returns its ATR. Must succeed once before the first transmit().
  /// Errors: Transport, Timeout, NotFound (no card in the reader).
  virtual Result<ByteString> reset() = 0;
  /// Sends one command APDU and returns data and status word exactly as the card gave them: 61xx and 6Cxx
  /// are not hidden. Errors: BadInput (not a command), Transport, Timeout.
  virtual Result<ByteString> transmit(Bytes command) = 0;
};

}  // namespace sixline::host::transport
