// Commands of a compact script: where one ends is known only from its instruction.  [TS 102 226 §5.1]
#pragma once

#include "card/wire/apdu.hpp"

namespace sixline::card::ota {

/// One command cut from the front of a compact script.
struct CompactCommand {
  wire::StatusWord status;  ///< not ok: it cannot be executed, and nothing behind it
  bool get_response = false;
  wire::CommandApdu command{};
  wire::Bytes rest{};
};

/// `script` is not empty. 6E00 for a class no card has, 6700 when the command is not complete.
CompactCommand take_compact(wire::Bytes script);

}  // namespace sixline::card::ota
