// UICC toolkit application specific parameters: what addresses an application over the air.
// [TS 102 226 §8.2.1.3.2.2]
#pragma once

#include "card/gp/registry.hpp"

namespace sixline::card::gp {

/// Takes TARs and minimum security level out of the field and ignores the rest. wrong_data, or
/// not_enough_memory for more than limits::max_tars.
StatusWord read_toolkit_parameters(Bytes field, Application& application);

/// Adds a TAR to the application's list; one that is there already is fine.
StatusWord append_tar(Bytes tar, Application& application);

}  // namespace sixline::card::gp
