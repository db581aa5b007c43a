// What ES3.SendData carries to an ISD-P, and what comes back.  [SGP.02 §4.1.3] [SGP.02 §5.4.4]
#pragma once

#include <string>
#include <vector>

#include "host/bytes.hpp"
#include "host/error.hpp"

namespace sixline::servers::flow {

using host::Bytes;
using host::ByteString;

/// C-APDUs, each in its TLV 22, one after another.
ByteString c_apdu_run(const std::vector<ByteString>& commands);

/// Data of the last R-APDU; the error carries its status word when that is not 9000.
host::Result<ByteString> last_answer(Bytes responses);
/// The TLVs of a run, as they stand; empty when it is malformed.
std::vector<ByteString> top_level(Bytes run);

}  // namespace sixline::servers::flow
