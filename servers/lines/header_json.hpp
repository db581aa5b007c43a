// The header of a request, kept until it is answered.
#pragma once

#include "host/error.hpp"
#include "host/es/soap/header.hpp"

namespace sixline::servers::lines {

std::string to_json(const host::es::soap::Header& header);
/// Errors: Storage.
host::Result<host::es::soap::Header> header_from_json(const std::string& json);

}  // namespace sixline::servers::lines
