// The enabled profile as the device sees it: its numbers, and whether it authenticates.
#pragma once

#include "host/profile/facts.hpp"
#include "host/session/card_session.hpp"

namespace sixline::tools {

/// Digits of EF.ICCID.
host::Result<std::string> read_iccid(host::session::CardSession& session);
/// Digits of EF.IMSI of the USIM; PIN1 is verified when the package says that it is enabled.
host::Result<std::string> read_imsi(host::session::CardSession& session,
                                    const host::profile::ProfileFacts& facts);
/// AUTHENTICATE with the package's own algorithm and keys; one resynchronisation is part of it. Errors:
/// CardRefused, NotAuthentic (the answer is not what the network computed).
host::Result<void> verify_aka(host::session::CardSession& session, const host::profile::ProfileFacts& facts);

}  // namespace sixline::tools
