// Whether an eUICC can be trusted with a profile, judged from its EIS.  [SGP.02 §3.1.1] (PROC-DL-05)
#pragma once

#include <map>

#include "host/es/eis.hpp"
#include "host/pki/x509.hpp"

namespace sixline::servers::smdp {

namespace es = host::es;

/// CERT.EUM by Eum-id, for an EIS whose signature does not bring it.
using EumCertificates = std::map<std::string, host::pki::X509Certificate, std::less<>>;

/// PK.ECASD.ECKA when the chain from CERT.ECASD.ECKA to `ci` holds and is about this EID. Errors: 8.5.2/6.3
/// (it is only too old), 8.5.2/6.1.
tl::expected<host::crypto::PublicKey, es::EsStatus> judge(const es::Eis& eis,
                                                          const host::pki::X509Certificate& ci,
                                                          const EumCertificates& eums, es::Time now);

}  // namespace sixline::servers::smdp
