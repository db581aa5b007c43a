// The card a script runs on, chosen by --reader.
#pragma once

#include "host/session/script.hpp"
#include "tools/sixline/context.hpp"

namespace sixline::tools {

/// A native card can be prepared (fixtures, keys); any other is taken as it is found.
host::Result<std::unique_ptr<host::session::ScriptCard>> open_script_card(const Context& context);

}  // namespace sixline::tools
