// ES6, Operator to eUICC: commands for the MNO-SD of the enabled profile, which hands them to its ISD-P.
// [SGP.02 §4.1.2]
#pragma once

#include <span>
#include <vector>

#include "host/es/card_function.hpp"
#include "host/es/connectivity.hpp"

namespace sixline::host::es::es6 {

/// POL1 as a whole.  [SGP.02 §3.6.2]
struct Pol1 {
  bool disable_not_allowed = false;
  bool delete_not_allowed = false;
  bool delete_when_disabled = false;
};

/// UpdatePOL1byMNO: the commands of one script.  [SGP.02 §4.1.2.1]
std::vector<ByteString> update_pol1(const Pol1& pol1);
/// UpdateConnectivityParametersByMNO: the commands of one script.  [SGP.02 §4.1.2.2] Errors: those of
/// ConnectivityParameters.
Result<std::vector<ByteString>> update_connectivity_parameters(const ConnectivityParameters& parameters);

}  // namespace sixline::host::es::es6

namespace sixline::host::es {

/// The functions of this file, one row each.
std::span<const CardFunction> es6_functions();

}  // namespace sixline::host::es
