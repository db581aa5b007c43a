#include "host/pki/x509.hpp"

#include <gtest/gtest.h>

#include "host/pki/cv_certificate.hpp"
#include "tests/host/hex.hpp"
#include "tests/host/pki/test_days.hpp"

namespace sixline::host::pki {
namespace {

using crypto::Curve;
using crypto::PrivateKey;
using test::today;
using test::validity;

struct Chain {
  PrivateKey root_key;
  X509Certificate root;
  PrivateKey eum_key;
  X509Certificate eum;
};

Chain chain(Curve curve = Curve::P256, const Validity& eum_validity = validity) {
  PrivateKey root_key = *PrivateKey::generate(curve);
  PrivateKey eum_key = *PrivateKey::generate(curve);
  X509Certificate root =
      *X509Content{"Sixline", "TEST ONLY root", {}, validity, root_key.public_key()}.issue_root(root_key);
  X509Certificate eum =
      *X509Content{"Sixline", "TEST ONLY EUM", "89001012", eum_validity, eum_key.public_key()}.issue_under(
          root, root_key);
  return {root_key, root, eum_key, eum};
}

TEST(X509, BuildsAChainOnBothCurves) {
  for (Curve curve : {Curve::P256, Curve::BrainpoolP256r1}) {
    const Chain made = chain(curve);
    auto trusted = made.eum.verify(made.root, today);
    EXPECT_TRUE(trusted) << trusted.error().describe();
    EXPECT_TRUE(made.root.verify(made.root, today));
    EXPECT_EQ(made.eum.public_key(), made.eum_key.public_key());
  }
}

TEST(X509, KeyIdentifiersLinkTheChain) {
  const Chain made = chain();
  EXPECT_EQ(made.root.subject_key_identifier(), key_identifier(made.root_key.public_key()));
  EXPECT_EQ(made.eum.authority_key_identifier(), made.root.subject_key_identifier());
  EXPECT_EQ(made.eum.subject_key_identifier(), key_identifier(made.eum_key.public_key()));
}

TEST(X509, NamesItsSubject) {
  const Chain made = chain();
  EXPECT_NE(made.eum.subject().find("TEST ONLY EUM"), std::string::npos);
  EXPECT_EQ(made.eum.subject_serial_number(), "89001012");
  EXPECT_EQ(made.root.subject_serial_number(), "");
}

TEST(X509, SurvivesDerAndPem) {
  const Chain made = chain();
  EXPECT_EQ(X509Certificate::from_der(made.eum.der())->der(), made.eum.der());
  EXPECT_EQ(X509Certificate::from_pem(made.eum.pem())->der(), made.eum.der());
  auto key = private_key_from_pem(*to_pem(made.eum_key));
  EXPECT_EQ(key->public_key(), made.eum_key.public_key());
  EXPECT_EQ(to_pem(made.eum_key)->find("TEST ONLY"), 0u);
}

TEST(X509, RefusesEveryChangedByteOfASignedCertificate) {
  const Chain made = chain();
  const ByteString good = made.eum.der();
  for (std::size_t i = 0; i < good.size(); ++i) {
    ByteString changed = good;
    changed[i] ^= 0x01;
    auto parsed = X509Certificate::from_der(changed);
    EXPECT_FALSE(parsed && parsed->verify(made.root, today)) << i;
  }
}

TEST(X509, RefusesTruncatedAndExtendedDer) {
  const ByteString good = chain().eum.der();
  for (std::size_t size = 0; size < good.size(); ++size)
    EXPECT_FALSE(X509Certificate::from_der(Bytes(good).first(size))) << size;
  EXPECT_FALSE(X509Certificate::from_der(concat({good, test::hex("00")})));
  EXPECT_FALSE(X509Certificate::from_pem("nothing"));
  EXPECT_FALSE(private_key_from_pem("nothing"));
}

TEST(X509, RefusesAnotherRoot) {
  const Chain made = chain();
  const Chain other = chain();
  EXPECT_EQ(made.eum.verify(other.root, today).error().code, ErrorCode::NotTrusted);
}

TEST(X509, RefusesARootOfTheSameNameAndAnotherKey) {
  const Chain made = chain();
  const Chain other = chain();
  auto forged = X509Content{"Sixline", "TEST ONLY EUM", {}, validity, made.eum_key.public_key()}.issue_under(
      made.root, other.root_key);
  EXPECT_EQ(forged->verify(made.root, today).error().code, ErrorCode::NotTrusted);
}

TEST(X509, RefusesDaysOutsideItsValidity) {
  const Validity short_life{today - std::chrono::days(1), today + std::chrono::days(1)};
  const Chain made = chain(Curve::P256, short_life);
  EXPECT_TRUE(made.eum.verify(made.root, short_life.from));
  EXPECT_TRUE(made.eum.verify(made.root, short_life.to));
  EXPECT_EQ(made.eum.verify(made.root, short_life.from - std::chrono::days(1)).error().code,
            ErrorCode::NotTrusted);
  EXPECT_EQ(made.eum.verify(made.root, short_life.to + std::chrono::days(1)).error().code,
            ErrorCode::NotTrusted);
}

TEST(X509, AnEumMayNotMakeAuthorities) {
  const Chain made = chain();
  const PrivateKey third = *PrivateKey::generate(Curve::P256);
  auto below = X509Content{"Sixline", "TEST ONLY below", {}, validity, third.public_key()}.issue_under(
      made.eum, made.eum_key);
  EXPECT_FALSE(below->verify(made.root, today));
  EXPECT_FALSE(below->verify(made.eum, today)) << "CERT.EUM is no trust anchor";
}

}  // namespace
}  // namespace sixline::host::pki
