// The EUM's signature over EumSignedInfo: made when a card is delivered, verified before an EIS is believed.
// [SGP.02 §5.1.1.3] [XMLDSIG §3]
#pragma once

#include <optional>

#include "host/crypto/ec.hpp"
#include "host/es/eis.hpp"
#include "host/pki/x509.hpp"

namespace sixline::host::es::signature {

/// Writes the signed part of the EIS as it will travel, and the signature over it. Errors: those of the
/// signer.
Result<void> sign(Eis& eis, const pki::X509Certificate& eum, const crypto::Signer& key);

/// CERT.EUM as the KeyInfo of the signature brings it. Nothing believes it yet.
std::optional<pki::X509Certificate> certificate_in(const Eis& eis);

/// CERT.EUM, once its chain to `ci` holds and verify() agrees: what RegisterEIS (PROC-REG-03) and
/// HandoverEUICC ask. `known` is the certificate of that Eum-id, for a signature that does not bring it.
/// Errors: 8.6/6.1 (the certificate), 8.5.1/6.1 (the signature).
wire::Result<pki::X509Certificate, EsStatus> judge(const Eis& eis, const pki::X509Certificate& ci,
                                                   pki::Day today,
                                                   const std::optional<pki::X509Certificate>& known = {});

/// Whether `eum` signed what the EIS says; the chain of `eum` is the caller's matter. The one form that is
/// taken: ECDSA with SHA-256, exclusive canonical form, one Reference without a URI, which is EumSignedInfo;
/// no Ids; KeyInfo, if any, names `eum` and nobody else.
/// What was signed is read again from the bytes that were verified, and must be what the EIS says. Errors:
/// NotAuthentic (a digest, the signature, or other content than was signed), BadFormat (another form, which
/// is named).
Result<void> verify(const Eis& eis, const pki::X509Certificate& eum);

}  // namespace sixline::host::es::signature
