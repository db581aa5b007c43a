#include "host/pki/cv_certificate.hpp"

#include <gtest/gtest.h>

#include "tests/host/hex.hpp"
#include "tests/host/pki/test_days.hpp"
#include "tests/host/scp/deterministic_signer.hpp"

namespace sixline::host::pki {
namespace {

using crypto::Curve;
using crypto::PrivateKey;
using test::hex;
using test::today;

// TEST ONLY scalars: the CI signs with 32 times 11, the SM-DP's key is 32 times 22.
PrivateKey key_of(std::uint8_t byte) {
  return *PrivateKey::from_scalar(Curve::P256, ByteString(32, byte));
}

CvContent worked_content() {
  return {.serial = hex("0102030405"),
          .authority = hex("00000001"),
          .subject = hex("A0B1C2D3"),
          .usage = CvUsage::SignatureVerification,
          .effective = test::first_day,
          .expiry = test::last_day,
          .role = wire::CertificateRole::SmDp,
          .authority_key = key_identifier(key_of(0x11).public_key()),
          .key = key_of(0x22).public_key()};
}

const auto worked_body =
    "93050102030405420400000001"
    "5F2004A0B1C2D3950182"
    "5F2504202401015F240420491231"
    "7319C80101C91433CA6BC5E920E6BEC2A16CE07A70E8282BCD68D1"
    "7F4946B04104D65A93977CAA3D1B081852FF57A79E465F1660577304BAEAD505DD3A48589CF350185E895372DF6221EA3A137557"
    "E4"
    "73FDDB6755F05BD507C3C533FCE9C91285F00100";
const auto worked_signature =
    "A7CB13C709C45C57AC74D8E5014F119C70F15641963279BFFD5959F0B1EE480878AF6B995630E18A5C5E7C9BAED5E09F4F9210F6"
    "B39B61"
    "63EDBD3153A9B0F62C";

ByteString worked_certificate() {
  return hex(std::string("7F2181CC") + worked_body + "5F3740" + worked_signature);
}

Result<crypto::PublicKey> verify(Bytes certificate, Day day = today) {
  auto parsed = wire::CvCertificate::parse(certificate);
  if (!parsed) return fail(ErrorCode::BadFormat, "not a certificate");
  return verify_cv(*parsed, key_of(0x11).public_key(), day);
}

TEST(CvCertificate, KeyIdentifierIsTheHashOfThePoint) {
  EXPECT_EQ(to_hex(key_identifier(key_of(0x11).public_key())), "33CA6BC5E920E6BEC2A16CE07A70E8282BCD68D1");
}

TEST(CvCertificate, WritesTheWorkedBody) {
  EXPECT_EQ(to_hex(*worked_content().signed_bytes()), worked_body);
}

TEST(CvCertificate, IssuesTheWorkedCertificate) {
  auto certificate = worked_content().issue(test::deterministic_signer(ByteString(32, 0x11)));
  EXPECT_EQ(to_hex(*certificate), to_hex(worked_certificate()));
}

TEST(CvCertificate, VerifiesTheWorkedCertificate) {
  auto key = verify(worked_certificate());
  ASSERT_TRUE(key) << key.error().describe();
  EXPECT_EQ(*key, key_of(0x22).public_key());
}

TEST(CvCertificate, RefusesEveryChangedByte) {
  const ByteString good = worked_certificate();
  for (std::size_t i = 0; i < good.size(); ++i) {
    ByteString changed = good;
    changed[i] ^= 0x01;
    EXPECT_FALSE(verify(changed)) << i;
  }
}

TEST(CvCertificate, RefusesEveryTruncation) {
  const ByteString good = worked_certificate();
  for (std::size_t size = 0; size < good.size(); ++size)
    EXPECT_FALSE(verify(Bytes(good).first(size))) << size;
}

TEST(CvCertificate, HoldsFromFirstToLastDay) {
  constexpr std::chrono::days day(1);
  EXPECT_TRUE(verify(worked_certificate(), test::first_day));
  EXPECT_TRUE(verify(worked_certificate(), test::last_day));
  EXPECT_EQ(verify(worked_certificate(), test::first_day - day).error().code, ErrorCode::NotTrusted);
  EXPECT_EQ(verify(worked_certificate(), test::last_day + day).error().code, ErrorCode::NotTrusted);
}

TEST(CvCertificate, RefusesAnotherSigner) {
  const ByteString worked = worked_certificate();
  auto parsed = wire::CvCertificate::parse(worked);
  EXPECT_FALSE(verify_cv(*parsed, key_of(0x12).public_key(), today));
  CvContent nameless = worked_content();
  nameless.authority_key.clear();
  const ByteString issued = *nameless.issue(key_of(0x11).signer());
  auto without_name = wire::CvCertificate::parse(issued);
  EXPECT_TRUE(verify_cv(*without_name, key_of(0x11).public_key(), today));
  EXPECT_EQ(verify_cv(*without_name, key_of(0x12).public_key(), today).error().code, ErrorCode::NotAuthentic);
}

TEST(CvCertificate, RefusesAnotherKeyIdentifierEvenUnderAGoodSignature) {
  CvContent content = worked_content();
  content.authority_key[0] ^= 0x01;
  EXPECT_EQ(verify(*content.issue(key_of(0x11).signer())).error().code, ErrorCode::NotTrusted);
}

TEST(CvCertificate, RefusesMixedCurves) {
  CvContent content = worked_content();
  content.key = PrivateKey::generate(Curve::BrainpoolP256r1)->public_key();
  EXPECT_EQ(verify(*content.issue(key_of(0x11).signer())).error().code, ErrorCode::NotTrusted);
}

TEST(CvCertificate, LeavesOutWhatIsNotGiven) {
  CvContent content = worked_content();
  content.effective.reset();
  content.role.reset();
  content.authority_key.clear();
  content.usage = CvUsage::KeyAgreement;
  const ByteString issued = *content.issue(key_of(0x11).signer());
  auto parsed = wire::CvCertificate::parse(issued);
  ASSERT_TRUE(parsed);
  EXPECT_TRUE(parsed->effective.empty());
  EXPECT_FALSE(parsed->role);
  EXPECT_TRUE(parsed->discretionary.empty());
  EXPECT_EQ(to_hex(parsed->usage), "0080");
  EXPECT_TRUE(verify(issued));
}

TEST(CvCertificate, WritesTheOtherUsageOfOpenSmDps) {
  CvContent content = worked_content();
  content.usage = CvUsage::Decipherment;
  const ByteString issued = *content.issue(key_of(0x11).signer());
  EXPECT_EQ(to_hex(wire::CvCertificate::parse(issued)->usage), "88");
}

TEST(CvCertificate, RefusesImpossibleContent) {
  for (auto damage :
       {+[](CvContent& c) { c.serial.clear(); }, +[](CvContent& c) { c.serial = ByteString(21); },
        +[](CvContent& c) { c.authority.clear(); }, +[](CvContent& c) { c.authority = ByteString(17); },
        +[](CvContent& c) { c.subject.clear(); }, +[](CvContent& c) { c.subject = ByteString(17); },
        +[](CvContent& c) { c.authority_key = ByteString(33); }}) {
    CvContent content = worked_content();
    damage(content);
    EXPECT_EQ(content.issue(key_of(0x11).signer()).error().code, ErrorCode::BadInput);
  }
}

TEST(CvCertificate, FailsWithItsSigner) {
  auto issued =
      worked_content().issue([](Bytes) -> Result<ByteString> { return fail(ErrorCode::NotFound, "no key"); });
  EXPECT_EQ(issued.error().code, ErrorCode::NotFound);
}

}  // namespace
}  // namespace sixline::host::pki
