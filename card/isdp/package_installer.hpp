// What the ISD-P asks of a package interpreter: a seam narrow enough to be played by a test.
#pragma once

#include "card/storage/keys.hpp"
#include "card/wire/bytes.hpp"

namespace sixline::card::isdp {

using wire::Bytes;

enum class Progress : std::uint8_t {
  Continue,   ///< more bytes are expected
  Installed,  ///< the end element was accepted
  Aborted,    ///< a fatal error; the report says which
};

class PackageInstaller {
 public:
  /// Starts over; the slot holds no profile.
  virtual void begin(storage::Owner slot) = 0;
  virtual Progress feed(Bytes piece) = 0;
  /// EUICCResponse, after Installed or Aborted.  [TCA-PP §9.8]
  virtual void write_response(wire::Writer& out) const = 0;

 protected:
  ~PackageInstaller() = default;
};

}  // namespace sixline::card::isdp
