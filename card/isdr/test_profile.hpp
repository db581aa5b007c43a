// The test profile: the EUM puts it on the card before the card leaves the factory, and the device alone
// enables it.  [SGP.02 §3.25] PROC-ESX-07
#pragma once

#include "card/isdp/installation.hpp"
#include "card/runtime/environment.hpp"

namespace sixline::card::isdr {

using wire::Bytes;
using wire::Result;
using wire::StatusWord;

/// Installs a plain package into the first free slot: DISABLED, marked as test profile. The slot;
/// conditions_not_satisfied: not issued, attached to a network before, or there is a test profile already.
/// not_enough_memory: no free slot. wrong_data: the package was refused, and `report` holds EUICCResponse.
Result<storage::Owner, StatusWord> install_test_profile(const runtime::Environment& environment,
                                                        isdp::PackageInstaller& installer, Bytes package,
                                                        wire::Writer& report);

}  // namespace sixline::card::isdr
