// The EF that a command works on.
#pragma once

#include "card/uicc/uicc.hpp"

namespace sixline::card::uicc {

struct Target {
  File file;
  std::uint8_t record = 0;  ///< record pointer as the command finds it
};

/// The EF with that SFI in the current directory, or with SFI 0 the current EF. file_not_found,
/// no_current_ef.  [TS 102 221 §8.3]
Result<Target, StatusWord> find_target(const Uicc& uicc, const Session& session, std::uint8_t sfi);
/// The EF is current from now on, which a command decides only when it succeeds.
void keep_target(Session& session, const Target& target);

/// May content be read or written at all, in the state of the file and of the directories it lies in: ok or
/// conditions_not_satisfied.
StatusWord check_state(const FileSystem& files, const File& file);
/// check_state and the access rule for one mode bit of `command`.
StatusWord check_access(Uicc& uicc, const Session& session, const File& file, std::uint8_t mode,
                        const CommandApdu& command);

}  // namespace sixline::card::uicc
