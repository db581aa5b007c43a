// What a terminal finds while no profile is enabled.  [TS 102 221 §13] [TCA-PP §9.2]
#pragma once

#include "card/uicc/file_system.hpp"

namespace sixline::card::uicc {

/// Creates the card's own MF with EF.ICCID, EF.DIR, EF.ARR, EF.PL and EF.UMPC and a disabled PIN 1, in the
/// open transaction. `files` shows an owner without MF; already_exists otherwise.
StatusWord create_minimal_files(storage::Store& store, FileSystem& files);

}  // namespace sixline::card::uicc
