// The card a script runs on, chosen by --reader.
#pragma once

#include "card/platform/platform.hpp"
#include "host/session/script.hpp"
#include "tools/sixline/context.hpp"

namespace sixline::tools {

/// A native card can be prepared (fixtures, keys); any other is taken as it is found.
host::Result<std::unique_ptr<host::session::ScriptCard>> open_script_card(const Context& context);
/// A test card made on blank `flash`, which must outlive it. Errors: Storage, Internal.
host::Result<std::unique_ptr<host::session::ScriptCard>> make_script_card(card::platform::Flash& flash);

}  // namespace sixline::tools
