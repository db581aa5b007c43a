// Who may be believed: the two questions that SM-DP and SM-SR ask of certificates.  [SGP.02 §2.3.2]
#pragma once

#include "host/pki/cv_certificate.hpp"
#include "host/pki/x509.hpp"

namespace sixline::host::pki {

/// PROC-DL-05: CERT.ECASD.ECKA under CERT.EUM under the root; the EID in the certificate is `eid`, and it
/// lies in the EUM's range when CERT.EUM names one. Returns PK.ECASD.ECKA. Errors: BadFormat, NotTrusted,
/// NotAuthentic.
Result<crypto::PublicKey> verify_ecasd(Bytes ecasd, const X509Certificate& eum, const X509Certificate& root,
                                       const wire::Eid& eid, Day today);

/// Nothing but the calendar speaks against this CERT.ECASD.ECKA: it would be believed on its last day, which
/// is over.
bool is_expired_ecasd(Bytes ecasd, const X509Certificate& eum, const X509Certificate& root,
                      const wire::Eid& eid, Day today);

/// CERT.DP.ECDSA or CERT.SR.ECDSA under the root, in the wanted role. Returns the subject's key.
Result<crypto::PublicKey> verify_server(Bytes certificate, wire::CertificateRole role,
                                        const X509Certificate& root, Day today);

}  // namespace sixline::host::pki
