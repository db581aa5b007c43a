// What travels inside SCP80 to a domain of the card, one row a protocol of `secure`: APDUs, TLVs, and the two
// secure channels of an ISD-P.
#pragma once

#include "host/scp/scp03_keys.hpp"
#include "host/session/script.hpp"
#include "tools/sixline/sms_channel.hpp"

namespace sixline::tools {

using host::session::SecuredAnswer;

class SecuredLink {
 public:
  virtual ~SecuredLink() = default;
  /// The bytes of a `>` line; the answer is what the `<` line compares. Errors: those of SmsChannel and of
  /// the secure channel.
  virtual host::Result<SecuredAnswer> transmit(host::Bytes command) = 0;
};

/// Opens `protocol` to `domain`: a session, if the protocol has one. `keys` are those of an ISD-P, and may be
/// null when nobody knows them. `sms` must outlive the link. Errors: NotFound (no such protocol, no keys).
host::Result<std::unique_ptr<SecuredLink>> open_link(std::string_view protocol, SmsChannel& sms,
                                                     const wire::Aid& domain,
                                                     const host::scp::Scp03Keys* keys);

}  // namespace sixline::tools
