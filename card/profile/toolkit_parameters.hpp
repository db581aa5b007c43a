// UICC toolkit application specific parameters, as a profile element reports what is wrong with them.
// [TS 102 226 §8.2.1.3.2.2]
#pragma once

#include "card/gp/toolkit_parameters.hpp"
#include "card/profile/pe_status.hpp"

namespace sixline::card::profile {

/// Takes TARs and minimum security level out of the field and ignores the rest.
inline PeStatus apply_toolkit_parameters(wire::Bytes field, gp::Application& application) {
  return pe_status(gp::read_toolkit_parameters(field, application));
}

/// Adds a TAR to the application's list.
inline PeStatus add_tar(wire::Bytes tar, gp::Application& application) {
  return pe_status(gp::append_tar(tar, application));
}

}  // namespace sixline::card::profile
