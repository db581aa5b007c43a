// Who the command line is on the lines: the same files as the servers read, of which it needs less.
#pragma once

#include "tools/sixline/es/link.hpp"

namespace sixline::tools {

/// [self], [tls], [listen] (optional), [[peer]]; other sections of a server's file are not looked at. Errors:
/// NotFound, BadFormat, BadInput (one line for each problem).
Result<EsLinkSettings> read_peer_settings(const std::string& path);

}  // namespace sixline::tools
