// What ES3.SendData carries to an ISD-P, and what comes back.  [SGP.02 §4.1.3] [SGP.02 §5.4.4]
#pragma once

#include <string>
#include <vector>

#include "host/bytes.hpp"
#include "host/error.hpp"

namespace sixline::servers::flow {

using host::Bytes;
using host::ByteString;

/// INSTALL [for personalization] to the ISD-P and STORE DATA with `data`, each in a C-APDU TLV.
ByteString es8_script(Bytes isd_p_aid, Bytes data);

/// Data of the last R-APDU; the error carries its status word when that is not 9000.
host::Result<ByteString> last_answer(Bytes responses);
/// The TLVs of a run, as they stand; empty when it is malformed.
std::vector<ByteString> top_level(Bytes run);

/// EUICCResponse.  [TCA-PP §9.8]
struct InstallReport {
  bool present = false;
  bool aborted = false;
  std::string text{};  ///< status and element of every problem
};
InstallReport read_report(Bytes plain);

}  // namespace sixline::servers::flow
