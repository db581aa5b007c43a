#include "host/pki/chain.hpp"

namespace sixline::host::pki {
namespace {

Result<wire::CvCertificate> parse(Bytes certificate, const char* name) {
  auto parsed = wire::CvCertificate::parse(certificate);
  if (!parsed) return fail(ErrorCode::BadFormat, std::string(name) + " is not a CV certificate");
  return *parsed;
}

/// `card_day`: when CERT.ECASD.ECKA has to hold; those above it hold today.
Result<crypto::PublicKey> believe_ecasd(const wire::CvCertificate& certificate, const X509Certificate& eum,
                                        const X509Certificate& root, const wire::Eid& eid, Day today,
                                        Day card_day) {
  if (auto trusted = eum.verify(root, today); !trusted) return wire::fail(trusted.error());
  if (eum.der() == root.der()) return fail(ErrorCode::NotTrusted, "the root stands in the place of CERT.EUM");
  if (certificate.role) return fail(ErrorCode::NotTrusted, "CERT.ECASD.ECKA carries the role of a server");
  if (certificate.usage.back() != static_cast<std::uint8_t>(CvUsage::KeyAgreement))
    return fail(ErrorCode::NotTrusted, "CERT.ECASD.ECKA is not for key agreement");
  if (!wire::equal(certificate.subject, eid.bytes))
    return fail(ErrorCode::NotTrusted, "CERT.ECASD.ECKA belongs to EID " + to_hex(certificate.subject));
  const std::string range = eum.subject_serial_number();
  if (to_hex(eid.bytes).compare(0, range.size(), range) != 0)
    return fail(ErrorCode::NotTrusted, "the EID is outside the range " + range + " of its EUM");
  return verify_cv(certificate, eum.public_key(), card_day);
}

}  // namespace

Result<crypto::PublicKey> verify_ecasd(Bytes ecasd, const X509Certificate& eum, const X509Certificate& root,
                                       const wire::Eid& eid, Day today) {
  auto certificate = parse(ecasd, "CERT.ECASD.ECKA");
  if (!certificate) return wire::fail(certificate.error());
  return believe_ecasd(*certificate, eum, root, eid, today, today);
}

bool is_expired_ecasd(Bytes ecasd, const X509Certificate& eum, const X509Certificate& root,
                      const wire::Eid& eid, Day today) {
  const auto certificate = wire::CvCertificate::parse(ecasd);
  if (!certificate) return false;
  const auto last = from_bcd(certificate->expiry);
  return last && today > *last && believe_ecasd(*certificate, eum, root, eid, today, *last);
}

Result<crypto::PublicKey> verify_server(Bytes bytes, wire::CertificateRole role, const X509Certificate& root,
                                        Day today) {
  auto certificate = parse(bytes, "the server's certificate");
  if (!certificate) return wire::fail(certificate.error());
  if (auto trusted = root.verify(root, today); !trusted) return wire::fail(trusted.error());
  if (!certificate->has_role(role))
    return fail(ErrorCode::NotTrusted, role == wire::CertificateRole::SmDp
                                           ? "the certificate is not of an SM-DP"
                                           : "the certificate is not of an SM-SR");
  return verify_cv(*certificate, root.public_key(), today);
}

}  // namespace sixline::host::pki
