// A whole test ecosystem: CI, EUM, SM-DP and SM-SR on one curve. TEST ONLY: generated at run time, kept in
// files without protection, and named so in every subject.
#pragma once

#include <filesystem>

#include "host/pki/chain.hpp"

namespace sixline::host::pki {

struct X509Identity {
  X509Certificate certificate;
  crypto::PrivateKey key;
};

struct CvIdentity {
  ByteString certificate;  ///< TLV 7F21
  crypto::PrivateKey key;
};

class CertificateSet {
 public:
  /// Digits that EIDs of the test EUM begin with.
  static constexpr std::string_view test_eid_range = "89001012";

  static Result<CertificateSet> generate(crypto::Curve curve, const Validity& validity);
  /// Reads what `store` wrote. Errors: NotFound, Storage (unreadable, or keys and certificates that do not
  /// belong together).
  static Result<CertificateSet> load(const std::filesystem::path& folder);
  /// Creates the folder; private keys are readable by the owner only. Errors: Storage.
  Result<void> store(const std::filesystem::path& folder) const;

  const X509Identity& ci() const { return ci_; }
  const X509Identity& eum() const { return eum_; }
  const CvIdentity& sm_dp() const { return sm_dp_; }
  const CvIdentity& sm_sr() const { return sm_sr_; }
  crypto::Curve curve() const { return ci_.key.curve(); }
  /// What an ECASD stores to recognise the CI: tag 42 of its certificates, and its key identifier.
  static ByteString ci_identifier();
  ByteString ci_key_identifier() const { return key_identifier(ci_.key.public_key()); }

  /// What the EUM does at production: a fresh ECASD key pair and CERT.ECASD.ECKA for it.
  Result<CvIdentity> issue_ecasd(const wire::Eid& eid, const Validity& validity) const;

 private:
  CertificateSet(X509Identity ci, X509Identity eum, CvIdentity sm_dp, CvIdentity sm_sr)
      : ci_(std::move(ci)), eum_(std::move(eum)), sm_dp_(std::move(sm_dp)), sm_sr_(std::move(sm_sr)) {}

  X509Identity ci_;
  X509Identity eum_;
  CvIdentity sm_dp_;
  CvIdentity sm_sr_;
};

}  // namespace sixline::host::pki
