// The cards scripts run on, in the body that --reader names.
#pragma once

#include "card/platform/platform.hpp"
#include "host/session/script.hpp"
#include "tools/sixline/script_body.hpp"

namespace sixline::tools {

/// One card after the other. A body of ours can be given prepared cards (fixtures, keys); a card in any other
/// reader is taken as it is found.
class ScriptCards {
 public:
  /// Errors: those of the body.
  static host::Result<ScriptCards> open(const Context& context);
  /// Valid until the next call. Errors: those of the body, Internal.
  host::Result<std::unique_ptr<host::session::ScriptCard>> next();

 private:
  ScriptCards(const Context& context, std::unique_ptr<ScriptBody> body)
      : context_(context), body_(std::move(body)) {}

  const Context& context_;
  std::unique_ptr<ScriptBody> body_;  ///< null: this process, or a card as it is found
};

/// A test card made on blank `flash`, which must outlive it. Errors: Storage, Internal.
host::Result<std::unique_ptr<host::session::ScriptCard>> make_script_card(card::platform::Flash& flash);

}  // namespace sixline::tools
