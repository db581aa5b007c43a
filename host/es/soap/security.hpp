// WS-Security as far as a link may ask for it: a UsernameToken with its password as text, which TLS hides.
// [SGP.02 Annex B]
#pragma once

#include <optional>
#include <string>

#include "host/es/soap/fault.hpp"
#include "host/es/xml/document.hpp"

namespace sixline::host::es::soap {

struct UsernameToken {
  std::string user_name{};
  std::string password{};
  bool operator==(const UsernameToken&) const = default;
};

/// Puts wsse:Security in front of the header blocks of an envelope that write_envelope() wrote. It is done on
/// the way out, so that no password is kept with a message that waits.
std::string with_token(std::string envelope, const UsernameToken& token);

/// The token in soap:Header; nothing without wsse:Security, and where a block that need not be understood
/// holds something else. Errors: Sender (two blocks), MustUnderstand (a signature, a digest, another token).
wire::Result<std::optional<UsernameToken>, Fault> read_token(const xml::Element& header);

}  // namespace sixline::host::es::soap
