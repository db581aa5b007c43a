// A secure channel between terminal and card, opened to a security domain that is selected for it:
// `secure $DOMAIN scp03-33`.
#pragma once

#include "host/scp/scp02.hpp"
#include "host/session/card_session.hpp"
#include "tools/sixline/secured_link.hpp"

namespace sixline::tools {

/// The keys of a domain that opens channels with either protocol.
struct ChannelKeys {
  host::scp::Scp03Keys scp03;
  host::scp::Scp02Keys scp02;
};

/// Whether `protocol` is one of scp03-LL and scp02-LL, LL being the security level.
bool is_channel_protocol(std::string_view protocol);

/// Selects the domain on the current logical channel and opens a channel to it. `card` must outlive the link.
/// Errors: NotFound (no such protocol), and those of the session.
host::Result<std::unique_ptr<SecuredLink>> open_channel_link(std::string_view protocol,
                                                             host::session::CardSession& card,
                                                             const wire::Aid& domain,
                                                             const ChannelKeys& keys);

}  // namespace sixline::tools
