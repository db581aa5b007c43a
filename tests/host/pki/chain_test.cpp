#include "host/pki/chain.hpp"

#include <gtest/gtest.h>

#include "host/pki/certificate_set.hpp"
#include "tests/host/hex.hpp"
#include "tests/host/pki/test_days.hpp"

namespace sixline::host::pki {
namespace {

using crypto::Curve;
using crypto::PrivateKey;
using test::hex;
using test::today;
using test::validity;
using wire::CertificateRole;

wire::Eid test_eid() {
  return *wire::Eid::from(hex("89001012012341234012345678901224"));
}

class ChainOnBothCurves : public testing::TestWithParam<Curve> {
 protected:
  const CertificateSet set_ = *CertificateSet::generate(GetParam(), validity);
  const CvIdentity ecasd_ = *set_.issue_ecasd(test_eid(), validity);

  Result<crypto::PublicKey> verify_issued(const CvContent& content, const PrivateKey& signer) const {
    auto issued = content.issue(signer.signer());
    if (!issued) return wire::fail(issued.error());
    return verify_ecasd(*issued, set_.eum().certificate, set_.ci().certificate, test_eid(), today);
  }
  CvContent ecasd_content() const {
    return {.serial = hex("01"),
            .authority = hex("45"),
            .subject = to_byte_string(test_eid().bytes),
            .usage = CvUsage::KeyAgreement,
            .effective = test::first_day,
            .expiry = test::last_day,
            .role = std::nullopt,
            .authority_key = key_identifier(set_.eum().key.public_key()),
            .key = ecasd_.key.public_key()};
  }
};
INSTANTIATE_TEST_SUITE_P(Chain, ChainOnBothCurves, testing::Values(Curve::P256, Curve::BrainpoolP256r1),
                         [](const auto& instance) {
                           return instance.param == Curve::P256 ? "P256" : "BrainpoolP256r1";
                         });

TEST_P(ChainOnBothCurves, TrustsTheGeneratedEcosystem) {
  auto ecasd =
      verify_ecasd(ecasd_.certificate, set_.eum().certificate, set_.ci().certificate, test_eid(), today);
  ASSERT_TRUE(ecasd) << ecasd.error().describe();
  EXPECT_EQ(*ecasd, ecasd_.key.public_key());
  auto dp = verify_server(set_.sm_dp().certificate, CertificateRole::SmDp, set_.ci().certificate, today);
  EXPECT_EQ(*dp, set_.sm_dp().key.public_key());
  auto sr = verify_server(set_.sm_sr().certificate, CertificateRole::SmSr, set_.ci().certificate, today);
  EXPECT_EQ(*sr, set_.sm_sr().key.public_key());
}

TEST_P(ChainOnBothCurves, RefusesTheOtherRole) {
  EXPECT_EQ(verify_server(set_.sm_sr().certificate, CertificateRole::SmDp, set_.ci().certificate, today)
                .error()
                .code,
            ErrorCode::NotTrusted);
  EXPECT_EQ(verify_server(set_.sm_dp().certificate, CertificateRole::SmSr, set_.ci().certificate, today)
                .error()
                .code,
            ErrorCode::NotTrusted);
  EXPECT_FALSE(verify_server(ecasd_.certificate, CertificateRole::SmDp, set_.eum().certificate, today));
}

TEST_P(ChainOnBothCurves, RefusesAnotherCi) {
  const CertificateSet other = *CertificateSet::generate(GetParam(), validity);
  EXPECT_FALSE(verify_server(other.sm_dp().certificate, CertificateRole::SmDp, set_.ci().certificate, today));
  EXPECT_FALSE(
      verify_ecasd(ecasd_.certificate, set_.eum().certificate, other.ci().certificate, test_eid(), today));
  EXPECT_FALSE(
      verify_ecasd(ecasd_.certificate, other.eum().certificate, other.ci().certificate, test_eid(), today));
}

TEST_P(ChainOnBothCurves, RefusesAnotherEid) {
  wire::Eid other = test_eid();
  other.bytes[8] ^= 0x01;
  EXPECT_EQ(verify_ecasd(ecasd_.certificate, set_.eum().certificate, set_.ci().certificate, other, today)
                .error()
                .code,
            ErrorCode::NotTrusted);
}

TEST_P(ChainOnBothCurves, RefusesAnEidOutsideTheEumsRange) {
  wire::Eid foreign = test_eid();
  foreign.bytes[2] = 0x99;
  auto issued = set_.issue_ecasd(foreign, validity);
  auto verified =
      verify_ecasd(issued->certificate, set_.eum().certificate, set_.ci().certificate, foreign, today);
  ASSERT_FALSE(verified);
  EXPECT_NE(verified.error().what.find("89001012"), std::string::npos);
}

TEST_P(ChainOnBothCurves, RefusesTheRootAsEum) {
  CvContent content = ecasd_content();
  content.authority_key = key_identifier(set_.ci().key.public_key());
  auto issued = content.issue(set_.ci().key.signer());
  EXPECT_FALSE(verify_ecasd(*issued, set_.ci().certificate, set_.ci().certificate, test_eid(), today));
}

TEST_P(ChainOnBothCurves, RefusesACertificateForAnotherPurpose) {
  ASSERT_TRUE(verify_issued(ecasd_content(), set_.eum().key));
  CvContent server = ecasd_content();
  server.role = CertificateRole::SmDp;
  EXPECT_EQ(verify_issued(server, set_.eum().key).error().code, ErrorCode::NotTrusted);
  CvContent usage = ecasd_content();
  usage.usage = CvUsage::SignatureVerification;
  EXPECT_EQ(verify_issued(usage, set_.eum().key).error().code, ErrorCode::NotTrusted);
}

TEST_P(ChainOnBothCurves, RefusesExpiredCertificates) {
  CvContent old = ecasd_content();
  old.expiry = today - std::chrono::days(1);
  EXPECT_EQ(verify_issued(old, set_.eum().key).error().code, ErrorCode::NotTrusted);
  EXPECT_FALSE(verify_server(set_.sm_dp().certificate, CertificateRole::SmDp, set_.ci().certificate,
                             test::last_day + std::chrono::days(1)));
}

TEST_P(ChainOnBothCurves, TellsOldFromWrong) {
  const auto expired = [&](const CvContent& content, const PrivateKey& signer, Day day) {
    const ByteString issued = content.issue(signer.signer()).value();
    return is_expired_ecasd(issued, set_.eum().certificate, set_.ci().certificate, test_eid(), day);
  };
  CvContent content = ecasd_content();
  content.expiry = today;
  EXPECT_FALSE(expired(content, set_.eum().key, today)) << "its last day";
  EXPECT_TRUE(expired(content, set_.eum().key, today + std::chrono::days(1)));
  EXPECT_FALSE(expired(content, set_.ci().key, today + std::chrono::days(1))) << "and never was good";
  EXPECT_FALSE(expired(content, set_.eum().key, test::last_day + std::chrono::days(1))) << "nor is CERT.EUM";
  content.role = CertificateRole::SmDp;
  EXPECT_FALSE(expired(content, set_.eum().key, today + std::chrono::days(1)));
  EXPECT_FALSE(is_expired_ecasd({}, set_.eum().certificate, set_.ci().certificate, test_eid(), today));
}

TEST_P(ChainOnBothCurves, RefusesEveryChangedByte) {
  const ByteString good = ecasd_.certificate;
  for (std::size_t i = 0; i < good.size(); i += 7) {
    ByteString changed = good;
    changed[i] ^= 0x01;
    EXPECT_FALSE(verify_ecasd(changed, set_.eum().certificate, set_.ci().certificate, test_eid(), today))
        << i;
  }
  EXPECT_EQ(verify_ecasd({}, set_.eum().certificate, set_.ci().certificate, test_eid(), today).error().code,
            ErrorCode::BadFormat);
}

}  // namespace
}  // namespace sixline::host::pki
