// ES6.UpdateConnectivityParametersByMNO: what the ISD-R needs to reach the network of this operator.
// [SGP.02 §4.1.2.2] PROC-CP-02
#include "card/isdp/connectivity.hpp"
#include "card/isdp/mno_sd.hpp"

namespace sixline::card::isdp {

StatusWord update_connectivity_parameters_by_mno(MnoSd& mno_sd, Bytes value, ResponseApdu&) {
  return store_connectivity(mno_sd.store(), mno_sd.own_slot(), value);
}

}  // namespace sixline::card::isdp
