#include "host/pki/tls_certificate.hpp"

#include <gtest/gtest.h>
#include <openssl/x509v3.h>

#include "tests/host/pki/test_days.hpp"

namespace sixline::host::pki {
namespace {

using test::validity;
const Validity past{std::chrono::year(2020) / 1 / 1, std::chrono::year(2021) / 1 / 1};

TEST(TlsCertificate, SaysWhoseItIsAndWhereItIs) {
  const auto root = TlsTestRoot::generate(validity);
  ASSERT_TRUE(root);
  const auto own = root->issue("1.3.6.1.4.1.99999.2", "SM-SR", validity);
  ASSERT_TRUE(own) << own.error().describe();
  EXPECT_EQ(entity_id_of(own->certificate), "1.3.6.1.4.1.99999.2");
  EXPECT_TRUE(own->certificate.verify(root->certificate(), test::today));
  EXPECT_NE(own->certificate.subject().find("TEST ONLY"), std::string::npos);
  EXPECT_EQ(X509_check_ip_asc(own->certificate.handle(), "127.0.0.1", 0), 1);
  EXPECT_EQ(X509_check_host(own->certificate.handle(), "localhost", 0, 0, nullptr), 1);
  EXPECT_NE(X509_check_host(own->certificate.handle(), "example.org", 0, 0, nullptr), 1);
}

TEST(TlsCertificate, MayNotIssueAnother) {
  const auto root = TlsTestRoot::generate(validity);
  const auto own = root->issue("1.2.3", "peer", validity);
  ASSERT_TRUE(own);
  auto key = crypto::PrivateKey::generate(crypto::Curve::P256);
  const X509Content content{"O", "CN", {}, validity, key->public_key()};
  const auto below = content.issue_tls_end("RID:1.2.4", own->certificate, own->key);
  ASSERT_TRUE(below);
  EXPECT_FALSE(below->verify(root->certificate(), test::today));
}

TEST(TlsCertificate, WithoutAnEntityNamesNobody) {
  const auto root = TlsTestRoot::generate(validity);
  const auto own = root->issue("", "nobody", validity, {"sr.example"});
  ASSERT_TRUE(own);
  EXPECT_EQ(entity_id_of(own->certificate), "");
  EXPECT_EQ(entity_id_of(root->certificate()), "");
}

TEST(TlsCertificate, OfTwoEntitiesIsRefused) {
  const auto root = TlsTestRoot::generate(validity);
  auto key = crypto::PrivateKey::generate(crypto::Curve::P256);
  const X509Content content{"O", "CN", {}, validity, key->public_key()};
  const auto twice = content.issue_tls_end("RID:1.2.3,RID:1.2.4", root->certificate(), *key);
  ASSERT_TRUE(twice);
  const auto id = entity_id_of(*twice);
  ASSERT_FALSE(id);
  EXPECT_EQ(id.error().code, ErrorCode::NotTrusted);
}

TEST(TlsCertificate, RefusesNamesThatWouldBecomeOthers) {
  const auto root = TlsTestRoot::generate(validity);
  EXPECT_FALSE(root->issue("1.2.3,DNS:bank.example", "x", validity));
  EXPECT_FALSE(root->issue("1.2.3", "x", validity, {"a,RID:1.2.4"}));
  EXPECT_FALSE(root->issue("1.2.3", "x", validity, {""}));
}

TEST(TlsCertificate, OfAnotherRootIsNotTrusted) {
  const auto root = TlsTestRoot::generate(validity);
  const auto other = TlsTestRoot::generate(validity);
  const auto own = other->issue("1.2.3", "peer", validity);
  EXPECT_FALSE(own->certificate.verify(root->certificate(), test::today));
  const auto old = root->issue("1.2.3", "peer", past);
  EXPECT_FALSE(old->certificate.verify(root->certificate(), test::today));
}

}  // namespace
}  // namespace sixline::host::pki
