// Messages made from the rows of the functions, with a sample value for every type.
#pragma once

#include "host/es/message.hpp"

namespace sixline::host::es::test {

enum class Fill : std::uint8_t {
  Mandatory,
  EachOnce,
  Everything,  ///< twice, what may be there more than once
};

/// A message with what it must have, or with everything it can have.
Message golden(const Function& function, Kind kind, Fill fill);
/// A value of that type in its one spelling.
std::string sample_text(Type type);
/// Text that is no value of that type; empty for types that take any text.
std::string wrong_text(Type type);

/// Every message of every function, also of the one that is accepted only.
std::vector<Message> golden_messages(Fill fill);

/// Decodes a body element that stands alone; aborts when it is no message.
Decoded decode_text(std::string_view text);

}  // namespace sixline::host::es::test
