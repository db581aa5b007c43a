// File control parameters: what SELECT and STATUS tell of a file.  [TS 102 221 §11.1.1.3]
#pragma once

#include "card/uicc/file_system.hpp"
#include "card/uicc/pins.hpp"

namespace sixline::card::uicc {

/// Writes the template 62. `files` holds the rule that the file may have of its own, `pins` says which PINs
/// of a directory are enabled now.
void put_fcp(const FileSystem& files, const File& file, const Pins& pins, wire::Writer& out);

}  // namespace sixline::card::uicc
