// Where the key comes from that seals what is at rest.
#pragma once

#include <string>

#include "host/crypto/secret.hpp"
#include "host/error.hpp"

namespace sixline::servers::store {

/// `source`: "env:NAME" for a variable of the environment, otherwise the path of a file. Either holds 64
/// hexadecimal digits, the file alternatively 32 bytes as they are; white space among digits does not count.
/// Errors: NotFound (no such file or variable); NotTrusted (others may read or change the file); BadFormat;
/// Storage (the file cannot be read).
host::Result<host::crypto::Secret> master_key_from(const std::string& source);

}  // namespace sixline::servers::store
