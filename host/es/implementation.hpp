// How far each function is. A server that begins to answer one on the network changes its row here.
#pragma once

#include "host/es/functions.hpp"

namespace sixline::host::es {

/// "implemented", or the reason why it is not.
std::string_view implementation_of(const Function& function);

}  // namespace sixline::host::es
