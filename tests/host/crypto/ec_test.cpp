#include "host/crypto/ec.hpp"

#include <gtest/gtest.h>

#include "tests/host/hex.hpp"

namespace sixline::host::crypto {
namespace {

using test::hex;

// TEST ONLY scalars of the worked examples.
ByteString scalar(std::uint8_t byte) {
  return ByteString(32, byte);
}

class EllipticCurve : public testing::TestWithParam<Curve> {};
INSTANTIATE_TEST_SUITE_P(Both, EllipticCurve, testing::Values(Curve::P256, Curve::BrainpoolP256r1),
                         [](const auto& instance) {
                           return instance.param == Curve::P256 ? "P256" : "BrainpoolP256r1";
                         });

TEST(Ec, DerivesTheWorkedPublicKeys) {
  auto ci = PrivateKey::from_scalar(Curve::P256, scalar(0x11));
  EXPECT_EQ(to_hex(ci->public_key().point()),
            "040217E617F0B6443928278F96999E69A23A4F2C152BDF6D6CDF66E5B80282D4ED"
            "194A7DEBCB97712D2DDA3CA85AA8765A56F45FC758599652F2897C65306E5794");
  auto ecasd = PrivateKey::from_scalar(Curve::P256, scalar(0x33));
  EXPECT_EQ(to_hex(ecasd->public_key().point()),
            "0451A7580833898EA1B183CBD7350A4099078C6EF1C1E18E970CD7683035F25E7D"
            "0110522712B0B5A7CFF081685486984A94E6831EDAC46E7360FA9D834A7A81A1");
}

TEST(Ec, AgreesOnTheWorkedSharedSecret) {
  auto ecasd = PrivateKey::from_scalar(Curve::P256, scalar(0x33));
  auto ephemeral = PrivateKey::from_scalar(Curve::P256, scalar(0x44));
  auto z = ephemeral->agree(ecasd->public_key());
  EXPECT_EQ(to_hex(z->view()), "5238F9F956812E75918895390FA057A2063AA66D4D5EEFBE6ECDCF78342D2922");
  EXPECT_EQ(*ecasd->agree(ephemeral->public_key()), *z);
}

// RFC 7027 §A.1
TEST(Ec, AgreesOnThePublishedBrainpoolSecret) {
  auto a = PrivateKey::from_scalar(Curve::BrainpoolP256r1,
                                   hex("81DB1EE100150FF2EA338D708271BE38300CB54241D79950F77B063039804F1D"));
  auto b = PrivateKey::from_scalar(Curve::BrainpoolP256r1,
                                   hex("55E40BC41E37E3E2AD25C3C6654511FFA8474A91A0032087593852D3E7D76BD3"));
  EXPECT_EQ(to_hex(a->agree(b->public_key())->view()),
            "89AFC39D41D3B327814B80940B042590F96556EC91E6AE7939BCE31F3A18BF2B");
}

TEST_P(EllipticCurve, VerifiesItsOwnSignatures) {
  auto key = PrivateKey::generate(GetParam());
  const ByteString message = hex("010203");
  for (int round = 0; round < 20; ++round) {
    auto signature = key->sign(message);
    ASSERT_EQ(signature->size(), signature_size);
    EXPECT_TRUE(key->public_key().verify(message, *signature));
  }
}

TEST_P(EllipticCurve, RefusesEveryChangedSignatureByte) {
  auto key = PrivateKey::generate(GetParam());
  const ByteString message = hex("010203");
  const ByteString signature = *key->sign(message);
  for (std::size_t i = 0; i < signature.size(); ++i) {
    ByteString changed = signature;
    changed[i] ^= 0x01;
    EXPECT_FALSE(key->public_key().verify(message, changed)) << i;
  }
}

TEST_P(EllipticCurve, RefusesOtherMessagesKeysAndLengths) {
  auto key = PrivateKey::generate(GetParam());
  auto other = PrivateKey::generate(GetParam());
  const ByteString message = hex("010203");
  ByteString signature = *key->sign(message);
  EXPECT_FALSE(key->public_key().verify(hex("010204"), signature));
  EXPECT_FALSE(other->public_key().verify(message, signature));
  EXPECT_FALSE(key->public_key().verify(message, Bytes(signature).first(63)));
  EXPECT_FALSE(key->public_key().verify(message, {}));
  EXPECT_FALSE(key->public_key().verify(message, ByteString(64)));
  EXPECT_FALSE(key->public_key().verify(message, ByteString(64, 0xFF)));
  signature.push_back(0);
  EXPECT_FALSE(key->public_key().verify(message, signature));
}

TEST_P(EllipticCurve, RefusesPointsThatAreNotOnIt) {
  auto key = PrivateKey::generate(GetParam());
  const ByteString point = to_byte_string(key->public_key().point());
  ASSERT_TRUE(PublicKey::from_point(GetParam(), point));
  for (std::size_t i = 0; i < point.size(); ++i) {
    ByteString changed = point;
    changed[i] ^= 0x01;
    EXPECT_FALSE(PublicKey::from_point(GetParam(), changed)) << i;
  }
  EXPECT_FALSE(PublicKey::from_point(GetParam(), hex("00")));
  EXPECT_FALSE(PublicKey::from_point(GetParam(), {}));
  EXPECT_FALSE(PublicKey::from_point(GetParam(), Bytes(point).first(64)));
  EXPECT_FALSE(PublicKey::from_point(GetParam(), Bytes(point).subspan(1)));
}

TEST_P(EllipticCurve, RefusesImpossibleScalars) {
  EXPECT_FALSE(PrivateKey::from_scalar(GetParam(), ByteString(32)));
  EXPECT_FALSE(PrivateKey::from_scalar(GetParam(), ByteString(32, 0xFF)));
  EXPECT_FALSE(PrivateKey::from_scalar(GetParam(), ByteString(31, 0x11)));
  EXPECT_FALSE(PrivateKey::from_scalar(GetParam(), {}));
}

TEST(Ec, RefusesToMixCurves) {
  auto p256 = PrivateKey::generate(Curve::P256);
  auto brainpool = PrivateKey::generate(Curve::BrainpoolP256r1);
  EXPECT_EQ(p256->agree(brainpool->public_key()).error().code, ErrorCode::BadInput);
  EXPECT_FALSE(PublicKey::from_point(Curve::P256, brainpool->public_key().point()));
}

TEST(Ec, NamesItsCurves) {
  for (Curve curve : {Curve::P256, Curve::BrainpoolP256r1}) {
    EXPECT_EQ(*curve_named(name_of(curve)), curve);
    EXPECT_EQ(*curve_of_parameter(parameter_of(curve)), curve);
  }
  EXPECT_EQ(parameter_of(Curve::P256), 0x00);
  EXPECT_EQ(parameter_of(Curve::BrainpoolP256r1), 0x03);
  EXPECT_FALSE(curve_named("P-384"));
  EXPECT_FALSE(curve_of_parameter(0x40));
}

}  // namespace
}  // namespace sixline::host::crypto
