#include "card/wire/certificate.hpp"

#include "tests/card/ecasd/test_certificates.hpp"

namespace sixline::wire {
namespace {

using namespace sixline::tests;

TEST(CvCertificateParse, ReadsTheVector) {
  const auto bytes = hex(vector_certificate);
  const ExactCopy copy(bytes);
  const auto certificate = CvCertificate::parse(copy);
  ASSERT_TRUE(certificate);
  EXPECT_EQ(to_hex(certificate->serial), "0102030405");
  EXPECT_EQ(to_hex(certificate->authority), "00000001");
  EXPECT_EQ(to_hex(certificate->subject), "A0B1C2D3");
  EXPECT_EQ(to_hex(certificate->effective), "20240101");
  EXPECT_EQ(to_hex(certificate->expiry), "20491231");
  EXPECT_TRUE(certificate->has_role(CertificateRole::SmDp));
  EXPECT_FALSE(certificate->has_role(CertificateRole::SmSr));
  EXPECT_EQ(to_hex(certificate->authority_key), vector_ci_key_identifier);
  EXPECT_EQ(certificate->key.curve, 0x00);
  EXPECT_EQ(certificate->key.point.size(), 65U);
  EXPECT_EQ(certificate->signed_bytes.size(), 204U - 67U);
  EXPECT_EQ(certificate->signed_bytes.data(), certificate->serial.data() - 2);
}

TEST(CvCertificateParse, RefusesEveryTruncation) {
  const auto bytes = hex(vector_certificate);
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    const ExactCopy cut(Bytes(bytes).first(size));
    EXPECT_FALSE(CvCertificate::parse(cut)) << size;
  }
  EXPECT_FALSE(CvCertificate::parse(ExactCopy(bytes + hex("00"))));
}

TEST(CvCertificateParse, TakesTheThreeFormsOfThePublicKey) {
  const CertificateDraft draft;
  const auto point = draft.point();
  const auto parse = [](const ByteVector& value) { return PublicKeyTemplate::parse(value); };
  EXPECT_EQ(parse(tlv(0xB0, point) + hex("F00103"))->curve, 0x03);
  EXPECT_EQ(parse(tlv(0xB0, point))->curve, std::nullopt);
  EXPECT_EQ(parse(point)->curve, std::nullopt);
  EXPECT_EQ(to_hex(parse(point)->point), to_hex(point));
  EXPECT_EQ(parse(tlv(0x86, point))->curve, std::nullopt);
  EXPECT_EQ(parse(tlv(0x86, point) + hex("F00100"))->curve, 0x00);
  EXPECT_EQ(parse(tlv(0x86, point) + hex("06082A8648CE3D030107"))->curve, 0x00);
  EXPECT_EQ(parse(tlv(0x86, point) + hex("06092B2403030208010107"))->curve, 0x03);
}

TEST(CvCertificateParse, RefusesOtherPublicKeys) {
  const CertificateDraft draft;
  const auto point = draft.point();
  auto compressed = point;
  compressed[0] = 0x02;
  const auto parse = [](const ByteVector& value) { return PublicKeyTemplate::parse(value); };
  EXPECT_EQ(parse({}).error(), Error::Missing);
  EXPECT_EQ(parse(tlv(0xB1, point)).error(), Error::BadTag);
  EXPECT_EQ(parse(tlv(0xB0, compressed)).error(), Error::BadValue);
  EXPECT_EQ(parse(tlv(0xB0, Bytes(point).first(64))).error(), Error::BadValue);
  EXPECT_EQ(parse(tlv(0xB0, point + hex("00"))).error(), Error::BadValue);
  EXPECT_EQ(parse(tlv(0xB0, point) + hex("F0020000")).error(), Error::BadLength);
  EXPECT_EQ(parse(tlv(0xB0, point) + hex("F000")).error(), Error::BadLength);
  EXPECT_EQ(parse(tlv(0xB0, point) + hex("06082A8648CE3D030107")).error(), Error::BadTag);
  EXPECT_EQ(parse(tlv(0x86, point) + hex("06052B81040022")).error(), Error::BadValue);
  EXPECT_EQ(parse(tlv(0xB0, point) + hex("F00100F00100")).error(), Error::BadTag);
}

TEST(CvCertificateParse, TakesTheAllowedUsages) {
  for (const char* usage : {"950182", "950188", "95020080", "950180"}) {
    EXPECT_TRUE(CvCertificate::parse(CertificateDraft{.usage = hex(usage)}.build())) << usage;
  }
  for (const char* usage : {"950100", "950181", "95028000", "95020082", "9500", "9503008000"}) {
    EXPECT_FALSE(CvCertificate::parse(CertificateDraft{.usage = hex(usage)}.build())) << usage;
  }
}

TEST(CvCertificateParse, TakesUnknownObjectsOnlyInsideTheDiscretionaryTemplate) {
  EXPECT_TRUE(CvCertificate::parse(CertificateDraft{.discretionary = hex("7308C80101C0030102 03")}.build()));
  EXPECT_TRUE(CvCertificate::parse(CertificateDraft{.discretionary = hex("7300")}.build()));
  EXPECT_FALSE(CvCertificate::parse(CertificateDraft{.usage = hex("950182C00101")}.build()));
  EXPECT_FALSE(CvCertificate::parse(CertificateDraft{.behind = hex("C00101")}.build()));
}

TEST(CvCertificateParse, RefusesDamagedFields) {
  const auto refused = [](const CertificateDraft& draft) { return !CvCertificate::parse(draft.build()); };
  EXPECT_TRUE(refused({.serial = hex("9300")}));
  EXPECT_TRUE(refused({.serial = hex("9315") + ByteVector(21, 1)}));
  EXPECT_TRUE(refused({.serial = {0x42, 0x01, 0x01}}));
  EXPECT_TRUE(refused({.authority = hex("4200")}));
  EXPECT_TRUE(refused({.authority = hex("4211") + ByteVector(17, 1)}));
  EXPECT_TRUE(refused({.subject = hex("5F2000")}));
  EXPECT_TRUE(refused({.effective = hex("5F2503202401")}));
  EXPECT_TRUE(refused({.effective = hex("5F25042024010A")}));
  EXPECT_TRUE(refused({.expiry = hex("5F24042049123F")}));
  EXPECT_TRUE(refused({.expiry = hex("5F2400")}));
  EXPECT_TRUE(refused({.expiry = hex("5F25042049 1231")}));
  EXPECT_TRUE(refused({.discretionary = hex("7304C8020101")}));
  EXPECT_TRUE(refused({.discretionary = hex("7306C80101C80101")}));
  EXPECT_TRUE(refused({.discretionary = hex("7302C900")}));
  EXPECT_TRUE(refused({.discretionary = hex("7303C80201")}));
  EXPECT_TRUE(refused({.discretionary = hex("7406C80101C80101")}));
  // The order of the fields is part of the format.
  EXPECT_TRUE(refused({.serial = hex("420400000001"), .authority = hex("930101")}));
  EXPECT_TRUE(refused({.effective = hex("5F240420491231"), .expiry = hex("5F250420240101")}));
}

}  // namespace
}  // namespace sixline::wire
