// Installs a profile package while it arrives: the package is never held as a whole.  [TCA-PP] [SGP.02
// §4.1.3.3]
#pragma once

#include "card/runtime/environment.hpp"
#include "card/wire/tlv.hpp"

namespace sixline::card::profile {

using wire::Bytes;

enum class Progress : std::uint8_t {
  Continue,   ///< more bytes are expected
  Installed,  ///< the end element was accepted
  Aborted,    ///< a fatal error; nothing of the profile will remain
};

/// One installation into one ISD-P slot. The caller commits life-cycle changes; the installer commits files
/// and keys as it goes, all of them under the slot's owner, so that erasing the owner's range undoes it.
class ProfileInstaller {
 public:
  explicit ProfileInstaller(const runtime::Environment& environment) : environment_(environment) {}

  /// Starts over for `owner`; whatever an earlier attempt left there was erased by the caller.
  void begin(storage::Owner owner);
  /// Takes the next piece of the DER stream, cut anywhere.
  Progress feed(Bytes piece);
  /// EUICCResponse (DER) for what happened so far; meaningful after Installed or Aborted, and for
  /// non-fatal problems collected on the way.  [TCA-PP §9.8]
  void write_response(wire::Writer& out) const;
  bool has_report() const;

 private:
  const runtime::Environment& environment_;
};

}  // namespace sixline::card::profile
