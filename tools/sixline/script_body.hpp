// Where the card of a script lives: a body that can be given a card's memory, again and again.
#pragma once

#include "tools/sixline/context.hpp"
#include "tools/sixline/flash_image.hpp"

namespace sixline::tools {

class ScriptBody {
 public:
  virtual ~ScriptBody() = default;
  /// Of the memory that fits.
  virtual card::platform::FlashGeometry geometry() const = 0;
  /// Takes the card out that is in the body and puts one with this memory in, whose random bytes are those of
  /// the tests. The channel lives until the next call. Errors: those of the body.
  virtual host::Result<host::transport::CardChannel*> insert(const FlashImage& memory) = 0;
};

/// The body of --reader; null when nobody can give that reader a card. Errors: those of the body.
host::Result<std::unique_ptr<ScriptBody>> open_script_body(const Context& context);

}  // namespace sixline::tools
