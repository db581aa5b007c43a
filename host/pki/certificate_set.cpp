#include "host/pki/certificate_set.hpp"

#include "host/crypto/random.hpp"
#include "host/pki/files.hpp"

namespace sixline::host::pki {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view organization = "Sixline TEST ONLY";
constexpr std::string_view ci_name = "TEST ONLY CI";
constexpr std::string_view eum_name = "TEST ONLY EUM";
constexpr std::string_view sm_dp_name = "TEST ONLY SM-DP";
constexpr std::string_view sm_sr_name = "TEST ONLY SM-SR";

constexpr const char* ci_certificate_file = "CERT.CI.ECDSA.pem";
constexpr const char* ci_key_file = "SK.CI.ECDSA.TEST-ONLY.pem";
constexpr const char* eum_certificate_file = "CERT.EUM.ECDSA.pem";
constexpr const char* eum_key_file = "SK.EUM.ECDSA.TEST-ONLY.pem";
constexpr const char* sm_dp_certificate_file = "CERT.DP.ECDSA.der";
constexpr const char* sm_dp_key_file = "SK.DP.ECDSA.TEST-ONLY.pem";
constexpr const char* sm_sr_certificate_file = "CERT.SR.ECDSA.der";
constexpr const char* sm_sr_key_file = "SK.SR.ECDSA.TEST-ONLY.pem";

ByteString identifier(std::string_view name) {
  return to_byte_string(wire::bytes_of(name));
}

Result<CvIdentity> issue_server(std::string_view name, wire::CertificateRole role,
                                const crypto::PrivateKey& ci, const Validity& validity) {
  auto key = crypto::PrivateKey::generate(ci.curve());
  if (!key) return wire::fail(key.error());
  const CvContent content{.serial = to_byte_string(crypto::random_bytes<8>(crypto::system_random())),
                          .authority = identifier(ci_name),
                          .subject = identifier(name),
                          .usage = CvUsage::SignatureVerification,
                          .effective = validity.from,
                          .expiry = validity.to,
                          .role = role,
                          .authority_key = key_identifier(ci.public_key()),
                          .key = key->public_key()};
  auto certificate = content.issue(ci.signer());
  if (!certificate) return wire::fail(certificate.error());
  return CvIdentity{std::move(*certificate), std::move(*key)};
}

Result<crypto::PrivateKey> load_key(const fs::path& file, const crypto::PublicKey& expected) {
  auto text = read_file(file);
  if (!text) return wire::fail(text.error());
  auto key = private_key_from_pem(*text);
  crypto::wipe({reinterpret_cast<std::uint8_t*>(text->data()), text->size()});
  if (!key) return wire::fail(unusable(file, "is not a private key"));
  if (!(key->public_key() == expected)) return wire::fail(unusable(file, "does not fit its certificate"));
  return key;
}

Result<X509Identity> load_x509(const fs::path& folder, const char* certificate_file, const char* key_file) {
  auto text = read_file(folder / certificate_file);
  if (!text) return wire::fail(text.error());
  auto certificate = X509Certificate::from_pem(*text);
  if (!certificate) return wire::fail(unusable(folder / certificate_file, "is not a certificate"));
  auto key = load_key(folder / key_file, certificate->public_key());
  if (!key) return wire::fail(key.error());
  return X509Identity{std::move(*certificate), std::move(*key)};
}

Result<CvIdentity> load_cv(const fs::path& folder, const char* certificate_file, const char* key_file,
                           crypto::Curve curve) {
  auto text = read_file(folder / certificate_file);
  if (!text) return wire::fail(text.error());
  auto parsed = wire::CvCertificate::parse(wire::bytes_of(*text));
  if (!parsed) return wire::fail(unusable(folder / certificate_file, "is not a CV certificate"));
  auto subject = subject_key(*parsed, curve);
  if (!subject) return wire::fail(unusable(folder / certificate_file, "holds no key on the curve of the CI"));
  auto key = load_key(folder / key_file, *subject);
  if (!key) return wire::fail(key.error());
  return CvIdentity{to_byte_string(wire::bytes_of(*text)), std::move(*key)};
}

}  // namespace

ByteString CertificateSet::ci_identifier() {
  return identifier(ci_name);
}

Result<CertificateSet> CertificateSet::generate(crypto::Curve curve, const Validity& validity) {
  auto ci_key = crypto::PrivateKey::generate(curve);
  if (!ci_key) return wire::fail(ci_key.error());
  auto eum_key = crypto::PrivateKey::generate(curve);
  if (!eum_key) return wire::fail(eum_key.error());
  const X509Content ci{std::string(organization), std::string(ci_name), {}, validity, ci_key->public_key()};
  auto ci_certificate = ci.issue_root(*ci_key);
  if (!ci_certificate) return wire::fail(ci_certificate.error());
  const X509Content eum{std::string(organization), std::string(eum_name), std::string(test_eid_range),
                        validity, eum_key->public_key()};
  auto eum_certificate = eum.issue_under(*ci_certificate, *ci_key);
  if (!eum_certificate) return wire::fail(eum_certificate.error());
  auto sm_dp = issue_server(sm_dp_name, wire::CertificateRole::SmDp, *ci_key, validity);
  if (!sm_dp) return wire::fail(sm_dp.error());
  auto sm_sr = issue_server(sm_sr_name, wire::CertificateRole::SmSr, *ci_key, validity);
  if (!sm_sr) return wire::fail(sm_sr.error());
  return CertificateSet({std::move(*ci_certificate), std::move(*ci_key)},
                        {std::move(*eum_certificate), std::move(*eum_key)}, std::move(*sm_dp),
                        std::move(*sm_sr));
}

Result<CvIdentity> CertificateSet::issue_ecasd(const wire::Eid& eid, const Validity& validity) const {
  auto key = crypto::PrivateKey::generate(curve());
  if (!key) return wire::fail(key.error());
  const CvContent content{.serial = to_byte_string(crypto::random_bytes<8>(crypto::system_random())),
                          .authority = identifier(eum_name),
                          .subject = to_byte_string(eid.bytes),
                          .usage = CvUsage::KeyAgreement,
                          .effective = validity.from,
                          .expiry = validity.to,
                          .role = std::nullopt,
                          .authority_key = key_identifier(eum_.key.public_key()),
                          .key = key->public_key()};
  auto certificate = content.issue(eum_.key.signer());
  if (!certificate) return wire::fail(certificate.error());
  return CvIdentity{std::move(*certificate), std::move(*key)};
}

Result<CertificateSet> CertificateSet::load(const fs::path& folder) {
  auto ci = load_x509(folder, ci_certificate_file, ci_key_file);
  if (!ci) return wire::fail(ci.error());
  auto eum = load_x509(folder, eum_certificate_file, eum_key_file);
  if (!eum) return wire::fail(eum.error());
  auto sm_dp = load_cv(folder, sm_dp_certificate_file, sm_dp_key_file, ci->key.curve());
  if (!sm_dp) return wire::fail(sm_dp.error());
  auto sm_sr = load_cv(folder, sm_sr_certificate_file, sm_sr_key_file, ci->key.curve());
  if (!sm_sr) return wire::fail(sm_sr.error());
  return CertificateSet(std::move(*ci), std::move(*eum), std::move(*sm_dp), std::move(*sm_sr));
}

Result<void> CertificateSet::store(const fs::path& folder) const {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) return wire::fail(unusable(folder, "cannot be created"));
  auto store_x509 = [&](const X509Identity& identity, const char* certificate_file, const char* key_file) {
    const std::string pem = identity.certificate.pem();
    return store_identity(folder, certificate_file, wire::bytes_of(pem), key_file, identity.key);
  };
  auto store_cv = [&](const CvIdentity& identity, const char* certificate_file, const char* key_file) {
    return store_identity(folder, certificate_file, identity.certificate, key_file, identity.key);
  };
  auto done = store_x509(ci_, ci_certificate_file, ci_key_file);
  if (done) done = store_x509(eum_, eum_certificate_file, eum_key_file);
  if (done) done = store_cv(sm_dp_, sm_dp_certificate_file, sm_dp_key_file);
  if (done) done = store_cv(sm_sr_, sm_sr_certificate_file, sm_sr_key_file);
  return done;
}

}  // namespace sixline::host::pki
