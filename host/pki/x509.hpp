// The X.509 part of the ecosystem: the root of the certificate issuer, and CERT.EUM under it.
// [SGP.02 §2.3.2] [RFC 5280 §4]
#pragma once

#include <memory>
#include <string>

#include "host/crypto/ec.hpp"
#include "host/pki/day.hpp"

struct x509_st;

namespace sixline::host::pki {

/// A parsed certificate. Copies share it.
class X509Certificate {
 public:
  /// Exactly one certificate. Errors: BadFormat, Unsupported (key type).
  static Result<X509Certificate> from_der(Bytes der);
  /// The first certificate of a PEM text.
  static Result<X509Certificate> from_pem(std::string_view pem);
  static Result<X509Certificate> from_handle(std::shared_ptr<x509_st> certificate);

  ByteString der() const;
  std::string pem() const;
  const crypto::PublicKey& public_key() const { return key_; }
  /// One line, e.g. "O=Sixline, CN=TEST ONLY CI".
  std::string subject() const;
  /// The serialNumber attribute of the subject; for an EUM the digits its EIDs begin with. Empty if absent.
  std::string subject_serial_number() const;
  ByteString subject_key_identifier() const;
  ByteString authority_key_identifier() const;

  /// The chain this → `root` on `today`, with `root` as the only trust anchor: signatures, names, key
  /// identifiers, CA flags, dates. `this` may be `root` itself. Errors: NotTrusted.
  Result<void> verify(const X509Certificate& root, Day today) const;

  x509_st* handle() const { return certificate_.get(); }

 private:
  X509Certificate(std::shared_ptr<x509_st> certificate, crypto::PublicKey key)
      : certificate_(std::move(certificate)), key_(std::move(key)) {}

  std::shared_ptr<x509_st> certificate_;
  crypto::PublicKey key_;
};

/// What a new certificate is to say.
struct X509Content {
  std::string organization;
  std::string common_name;
  std::string serial_number;  ///< attribute of the subject; empty = none
  Validity validity;
  crypto::PublicKey key;

  /// A root: signed with its own key.
  Result<X509Certificate> issue_root(const crypto::PrivateKey& own) const;
  /// A certificate authority below `issuer` that may not have another one below itself.
  Result<X509Certificate> issue_under(const X509Certificate& issuer,
                                      const crypto::PrivateKey& issuer_key) const;
  /// No authority: one end of a TLS connection, client and server. `subject_alternative_name` is written as
  /// OpenSSL reads it: "RID:1.2.3,DNS:localhost,IP:127.0.0.1".
  Result<X509Certificate> issue_tls_end(const std::string& subject_alternative_name,
                                        const X509Certificate& issuer,
                                        const crypto::PrivateKey& issuer_key) const;
};

/// PKCS #8 in PEM, behind a line that says TEST ONLY.
Result<std::string> to_pem(const crypto::PrivateKey& key);
Result<crypto::PrivateKey> private_key_from_pem(std::string_view pem);

}  // namespace sixline::host::pki
