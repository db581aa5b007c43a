// Whether an EIS that somebody brings can be believed.  [SGP.02 §5.1.1.3] (PROC-REG-03)
#pragma once

#include "host/es/eis.hpp"
#include "host/pki/x509.hpp"

namespace sixline::servers::smsr {

namespace es = host::es;

/// The first of: no EID, the EUM's certificate or signature, the certificate of the ECASD. Nothing when all
/// is right.
std::optional<es::EsStatus> doubt_about(const es::Eis& eis, const host::pki::X509Certificate& ci,
                                        es::Time now);

}  // namespace sixline::servers::smsr
