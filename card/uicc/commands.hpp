// The command table of the UICC.
#pragma once

#include "card/uicc/uicc.hpp"

namespace sixline::card::uicc {

using Command = runtime::CommandRow<Uicc, Session>;

/// Every command a terminal may send on a logical channel.
std::span<const Command> commands();
/// Those of them that remote file management may send.  [TS 102 226 §7.3]
std::span<const Command> remote_commands();
/// Whether one of those falls under the administrative access domain.  [TS 102 226 §8.2.1.3.2.6]
bool administers_files(std::uint8_t ins);

}  // namespace sixline::card::uicc
