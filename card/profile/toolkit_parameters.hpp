// UICC toolkit application specific parameters: what addresses an application over the air.
// [TS 102 226 §8.2.1.3.2.2]
#pragma once

#include "card/gp/registry.hpp"
#include "card/profile/pe_status.hpp"

namespace sixline::card::profile {

/// Takes TARs and minimum security level out of the field and ignores the rest.
PeStatus apply_toolkit_parameters(wire::Bytes field, gp::Application& application);

/// Adds a TAR to the application's list.
PeStatus add_tar(wire::Bytes tar, gp::Application& application);

}  // namespace sixline::card::profile
