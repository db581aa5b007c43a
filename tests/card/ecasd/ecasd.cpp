#include "card/ecasd/ecasd.hpp"

#include "tests/card/ecasd/test_certificates.hpp"

namespace sixline::card::ecasd {
namespace {

using namespace sixline::tests;
using wire::CertificateRole;

class EcasdTest : public testing::TestWithParam<Curve>, public DomainWorld {
 protected:
  EcasdTest() {
    EXPECT_EQ(ecasd_.store_private_key(curve(), scalar(0x33)), sw::ok);
    EXPECT_EQ(ecasd_.store_ci_key(0, ci_key(curve())), sw::ok);
    commit();
  }
  static Curve curve() { return GetParam(); }
  CertificateDraft draft() const { return {.curve = curve()}; }
  StatusWord verify(const ByteVector& certificate, CertificateRole role = CertificateRole::SmDp) const {
    const ExactCopy copy(certificate);
    const auto key = ecasd_.verify_certificate(copy, role);
    return key ? sw::ok : key.error();
  }
  Ecasd ecasd_{environment};
};

INSTANTIATE_TEST_SUITE_P(Curves, EcasdTest, testing::Values(Curve::P256, Curve::BrainpoolP256r1),
                         [](const auto& of) { return of.param == Curve::P256 ? "P256" : "BrainpoolP256r1"; });

TEST_P(EcasdTest, AcceptsACertificateOfTheCi) {
  const auto certificate = draft().build();
  const auto key = ecasd_.verify_certificate(certificate, CertificateRole::SmDp);
  ASSERT_TRUE(key);
  EXPECT_EQ(key->curve, curve());
  EXPECT_EQ(to_hex(key->point), to_hex(draft().point()));
}

TEST_P(EcasdTest, RefusesAnotherRole) {
  EXPECT_EQ(verify(draft().build(), CertificateRole::SmSr), sw::security_not_satisfied);
  auto sm_sr = draft();
  sm_sr.discretionary = hex("7303C80102");
  EXPECT_EQ(verify(sm_sr.build()), sw::security_not_satisfied);
  EXPECT_EQ(verify(sm_sr.build(), CertificateRole::SmSr), sw::ok);
  auto none = draft();
  none.discretionary = hex("7300");
  EXPECT_EQ(verify(none.build()), sw::security_not_satisfied);
}

TEST_P(EcasdTest, RefusesAnotherSigner) {
  auto forged = draft();
  forged.signer = 0x12;
  EXPECT_EQ(verify(forged.build()), sw::security_not_satisfied);
}

TEST_P(EcasdTest, NeverAcceptsADamagedCertificate) {
  auto good = draft();
  good.discretionary = hex("7319C80101C914") + hex(vector_ci_key_identifier);
  const auto certificate = good.build();
  ASSERT_EQ(verify(certificate), sw::ok);
  // Brainpool is slow: there a bit of every third byte has to do.
  const std::size_t step = curve() == Curve::P256 ? 1 : 3;
  for (std::size_t at = 0; at < certificate.size(); at += step) {
    auto damaged = certificate;
    damaged[at] ^= 0x01;
    const StatusWord status = verify(damaged);
    EXPECT_TRUE(status == sw::security_not_satisfied || status == sw::wrong_data ||
                status == sw::reference_not_found)
        << at << " " << status.value();
  }
}

TEST_P(EcasdTest, SelectsTheCiKeyByItsIdentifier) {
  ASSERT_EQ(ecasd_.store_ci_key(1, ci_key(curve(), 0x15, "0102030405")), sw::ok);
  auto second = draft();
  second.signer = 0x15;
  second.discretionary = hex("730AC80101C9050102030405");
  EXPECT_EQ(verify(second.build()), sw::ok);
  second.discretionary = hex("730AC80101C9050102030406");
  EXPECT_EQ(verify(second.build()), sw::reference_not_found);
  second.discretionary = hex("7309C80101C90401020304");
  EXPECT_EQ(verify(second.build()), sw::reference_not_found);
}

TEST_P(EcasdTest, WithoutIdentifierTheCiNameSelects) {
  auto other = ci_key(curve(), 0x15, "0102030405");
  other.ci_identifier.assign(hex("00000002"));
  ASSERT_EQ(ecasd_.store_ci_key(1, other), sw::ok);
  auto second = draft();
  second.signer = 0x15;
  second.authority = hex("420400000002");
  EXPECT_EQ(verify(second.build()), sw::ok);
  second.authority = hex("420400000003");
  EXPECT_EQ(verify(second.build()), sw::reference_not_found);
}

TEST_P(EcasdTest, RefusesMixedCurves) {
  const Curve other = curve() == Curve::P256 ? Curve::BrainpoolP256r1 : Curve::P256;
  auto named_otherwise = draft();
  const std::uint8_t parameter[] = {static_cast<std::uint8_t>(other)};
  named_otherwise.public_key = tlv(0x7F49, tlv(0xB0, named_otherwise.point()) + tlv(0xF0, parameter));
  EXPECT_EQ(verify(named_otherwise.build()), sw::wrong_data);
  auto unnamed = draft();
  unnamed.public_key = tlv(0x7F49, unnamed.point());
  EXPECT_EQ(verify(unnamed.build()), sw::ok);
  // A CI of one curve and an ECASD key of the other cannot work together.
  ASSERT_EQ(ecasd_.store_private_key(other, scalar(0x33)), sw::ok);
  EXPECT_EQ(verify(draft().build()), sw::wrong_data);
}

TEST_P(EcasdTest, AgreesWithThePeer) {
  const auto peer = key_of(curve(), 0x44);
  const auto own = key_of(curve(), 0x33);
  SharedSecret secret;
  ASSERT_EQ(ecasd_.agree({.point = peer.public_key().point(), .curve = {}}, secret), sw::ok);
  EXPECT_EQ(to_hex(secret.view()), to_hex(own.agree(peer.public_key())->view()));
}

TEST_P(EcasdTest, RefusesAPointOffTheCurve) {
  const auto peer = key_of(curve(), 0x44);
  auto point = hex(to_hex(peer.public_key().point()));
  point[40] ^= 0x01;
  SharedSecret secret;
  EXPECT_EQ(ecasd_.agree({.point = point, .curve = {}}, secret), sw::wrong_data);
  EXPECT_TRUE(secret.empty());
  const auto other = static_cast<std::uint8_t>(curve() == Curve::P256 ? 0x03 : 0x00);
  EXPECT_EQ(ecasd_.agree({.point = peer.public_key().point(), .curve = other}, secret), sw::wrong_data);
  EXPECT_EQ(ecasd_.agree({.point = peer.public_key().point(), .curve = 0x40}, secret), sw::wrong_data);
}

TEST(Ecasd, AcceptsTheVectorCertificate) {
  DomainWorld world;
  Ecasd ecasd(world.environment);
  CiKey ci = ci_key();
  EXPECT_EQ(to_hex(ci.key.point), vector_ci_point);
  ASSERT_EQ(ecasd.store_private_key(Curve::P256, scalar(0x33)), sw::ok);
  ASSERT_EQ(ecasd.store_ci_key(0, ci), sw::ok);
  EXPECT_TRUE(ecasd.verify_certificate(hex(vector_certificate), CertificateRole::SmDp));
}

TEST(Ecasd, AgreesOnTheSecretOfTheVector) {
  DomainWorld world;
  Ecasd ecasd(world.environment);
  ASSERT_EQ(ecasd.store_private_key(Curve::P256, scalar(0x33)), sw::ok);
  SharedSecret secret;
  const auto point = hex(
      "045B36890DACBD7C9A96BB74A1EE28B3D2D75B72E09A20EF25CF8E6FD8A9F0350D0E14BED8D4682A34D83538BDFF5B96E89A66"
      "66EC0DB5745D02FA1210072DF75A");
  ASSERT_EQ(ecasd.agree({.point = point, .curve = {}}, secret), sw::ok);
  EXPECT_EQ(to_hex(secret.view()), "5238F9F956812E75918895390FA057A2063AA66D4D5EEFBE6ECDCF78342D2922");
}

TEST(Ecasd, ABlankOneKnowsNobody) {
  DomainWorld world;
  Ecasd ecasd(world.environment);
  EXPECT_EQ(ecasd.verify_certificate(hex(vector_certificate), CertificateRole::SmDp).error(),
            sw::reference_not_found);
  SharedSecret secret;
  EXPECT_EQ(ecasd.agree({}, secret), sw::conditions_not_satisfied);
  EXPECT_TRUE(ecasd.certificate().empty());
}

TEST(Ecasd, RefusesToStoreNonsense) {
  DomainWorld world;
  Ecasd ecasd(world.environment);
  EXPECT_EQ(ecasd.store_private_key(Curve::P256, ByteVector(31)), sw::wrong_data);
  EXPECT_EQ(ecasd.store_certificate(hex("7F2100")), sw::wrong_data);
  EXPECT_EQ(ecasd.store_certificate(hex(vector_certificate)), sw::ok);
  EXPECT_EQ(to_hex(ecasd.certificate()), to_hex(hex(vector_certificate)));
}

}  // namespace
}  // namespace sixline::card::ecasd
