// Issuing card-verifiable certificates and judging them off-card. The card's reader of the same format is
// card/wire/certificate.hpp.  [GP-E §5.1] [SGP.02 §2.3.2]
#pragma once

#include <optional>

#include "card/wire/certificate.hpp"
#include "card/wire/identifiers.hpp"
#include "host/crypto/ec.hpp"
#include "host/pki/day.hpp"

namespace sixline::host::pki {

/// Key usage, tag 95. The role decides, not this byte; some SM-DPs write 88.
enum class CvUsage : std::uint16_t {
  SignatureVerification = 0x82,
  Decipherment = 0x88,
  KeyAgreement = 0x0080
};

/// What a certificate is to say. `effective` may be left out, `expiry` not.
struct CvContent {
  ByteString serial;     ///< 1 to 20 bytes
  ByteString authority;  ///< 1 to 16 bytes: who signs
  ByteString subject;    ///< 1 to 16 bytes: whose key it is; the EID for CERT.ECASD.ECKA
  CvUsage usage = CvUsage::SignatureVerification;
  std::optional<Day> effective;
  Day expiry;
  std::optional<wire::CertificateRole> role;
  ByteString authority_key;  ///< key identifier of the signer
  crypto::PublicKey key;

  /// 93 to 7F49: what is signed. Errors: BadInput (a length).
  Result<ByteString> signed_bytes() const;
  /// The whole TLV 7F21.
  Result<ByteString> issue(const crypto::Signer& sign) const;
};

/// SHA-1 over the uncompressed point: what AKI and SKI hold.  [RFC 5280 §4.2.1.2]
ByteString key_identifier(const crypto::PublicKey& key);

/// The public key inside a parsed certificate. A template without a curve means the signer's curve.
/// Errors: BadFormat, Unsupported, NotTrusted (another curve than the signer's).
Result<crypto::PublicKey> subject_key(const wire::CvCertificate& certificate, crypto::Curve signer_curve);

/// Signature, key identifier and dates of a CV certificate under the key of its signer; returns the subject's
/// key. Errors: BadFormat, NotTrusted, NotAuthentic.
Result<crypto::PublicKey> verify_cv(const wire::CvCertificate& certificate, const crypto::PublicKey& signer,
                                    Day today);

}  // namespace sixline::host::pki
