// ECDSA and ECDH of the engine. All private scalars are TEST ONLY.
#include <gtest/gtest.h>

#include "tests/support/crypto_engines.hpp"
#include "tests/support/test_platform.hpp"

namespace sixline::card::crypto {
namespace {

using tests::support::EngineKind;
using tests::support::EveryEngine;
using tests::support::ExactCopy;
using tests::support::hex;
using tests::support::to_hex;

/// One party signs `message`, another agrees on `shared_x` with `scalar`.
struct CurveCase {
  Curve curve;
  std::string_view signer;
  std::string_view message;
  std::string_view signature;
  std::string_view scalar;
  std::string_view peer;
  std::string_view shared_x;
  std::string_view order;
  std::string_view prime;
};

// A certificate in CV form signed by scalar 11..11, and the agreement of 33..33 with 44..44.
constexpr CurveCase p256{
    Curve::P256,
    "04 0217E617F0B6443928278F96999E69A23A4F2C152BDF6D6CDF66E5B80282D4ED"
    "194A7DEBCB97712D2DDA3CA85AA8765A56F45FC758599652F2897C65306E5794",
    "93050102030405 420400000001 5F2004A0B1C2D3 950182 5F250420240101 5F240420491231 7319 C80101"
    "C91433CA6BC5E920E6BEC2A16CE07A70E8282BCD68D1 7F4946 B04104"
    "D65A93977CAA3D1B081852FF57A79E465F1660577304BAEAD505DD3A48589CF3"
    "50185E895372DF6221EA3A137557E473FDDB6755F05BD507C3C533FCE9C91285 F00100",
    "A7CB13C709C45C57AC74D8E5014F119C70F15641963279BFFD5959F0B1EE4808"
    "78AF6B995630E18A5C5E7C9BAED5E09F4F9210F6B39B6163EDBD3153A9B0F62C",
    "3333333333333333333333333333333333333333333333333333333333333333",
    "04 5B36890DACBD7C9A96BB74A1EE28B3D2D75B72E09A20EF25CF8E6FD8A9F0350D"
    "0E14BED8D4682A34D83538BDFF5B96E89A6666EC0DB5745D02FA1210072DF75A",
    "5238F9F956812E75918895390FA057A2063AA66D4D5EEFBE6ECDCF78342D2922",
    "FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551",
    "FFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF"};

// The agreement of RFC 7027, appendix A.1; the signature was made with its first scalar by the openssl
// program.
constexpr CurveCase brainpool{Curve::BrainpoolP256r1,
                              "04 44106E913F92BC02A1705D9953A8414DB95E1AAA49E81D9E85F929A8E3100BE5"
                              "8AB4846F11CACCB73CE49CBDD120F5A900A69FD32C272223F789EF10EB089BDC",
                              "54455354204F4E4C59",
                              "4270EBC83EFC04F5B060C60C7E58B67FEE41111FF1FA7F8F83FDCBD132956D80"
                              "9A0EAE838330C6C661313499FF75D3E6303B1249C6AA4300DB5BA1737093CEF9",
                              "81DB1EE100150FF2EA338D708271BE38300CB54241D79950F77B063039804F1D",
                              "04 8D2D688C6CF93E1160AD04CC4429117DC2C41825E1E9FCA0ADDD34E6F1B39F7B"
                              "990C57520812BE512641E47034832106BC7D3E8DD0E4C7F1136D7006547CEC6A",
                              "89AFC39D41D3B327814B80940B042590F96556EC91E6AE7939BCE31F3A18BF2B",
                              "A9FB57DBA1EEA9BC3E660A909D838D718C397AA3B561A6F7901E0E82974856A7",
                              "A9FB57DBA1EEA9BC3E660A909D838D726E3BF623D52620282013481D1F6E5377"};

class CurveTest : public testing::TestWithParam<std::tuple<EngineKind, CurveCase>> {
 protected:
  CurveTest() {
    const Bytes parts[] = {message_};
    digest_ = engine_.sha256(parts);
  }
  bool verify(Bytes signer, Bytes signature) {
    return engine_.ecdsa_verify(vector().curve, ExactCopy(signer), digest_, ExactCopy(signature));
  }
  bool agree(Bytes scalar, Bytes peer) {
    return engine_.ecdh(vector().curve, ExactCopy(scalar), ExactCopy(peer), x_);
  }
  Curve other_curve() const { return vector().curve == Curve::P256 ? Curve::BrainpoolP256r1 : Curve::P256; }

  const CurveCase& vector() const { return std::get<CurveCase>(GetParam()); }

  std::shared_ptr<CryptoEngine> made_ = std::get<EngineKind>(GetParam()).make();
  CryptoEngine& engine_ = *made_;
  std::vector<std::uint8_t> message_ = hex(vector().message);
  std::vector<std::uint8_t> signer_ = hex(vector().signer);
  std::vector<std::uint8_t> signature_ = hex(vector().signature);
  std::vector<std::uint8_t> scalar_ = hex(vector().scalar);
  std::vector<std::uint8_t> peer_ = hex(vector().peer);
  std::vector<std::uint8_t> order_ = hex(vector().order);
  Digest digest_;
  std::array<std::uint8_t, coordinate_size> x_{};
};

INSTANTIATE_TEST_SUITE_P(Curves, CurveTest,
                         testing::Combine(testing::ValuesIn(tests::support::engine_kinds()),
                                          testing::Values(p256, brainpool)),
                         [](const auto& of) {
                           const bool is_p256 = std::get<CurveCase>(of.param).curve == Curve::P256;
                           return std::string(std::get<EngineKind>(of.param).name) +
                                  (is_p256 ? "P256" : "BrainpoolP256r1");
                         });

TEST_P(CurveTest, VerifiesTheVector) {
  EXPECT_TRUE(verify(signer_, signature_));
}

TEST_P(CurveTest, EveryFlippedBitOfASignatureIsRefused) {
  for (std::size_t bit = 0; bit < signature_.size() * 8; ++bit) {
    auto damaged = signature_;
    damaged[bit / 8] = static_cast<std::uint8_t>(damaged[bit / 8] ^ (1U << (bit % 8)));
    EXPECT_FALSE(verify(signer_, damaged)) << bit;
  }
}

TEST_P(CurveTest, AnotherDigestIsRefused) {
  digest_[31] ^= 1;
  EXPECT_FALSE(verify(signer_, signature_));
}

TEST_P(CurveTest, AnotherSignerIsRefused) {
  EXPECT_FALSE(verify(peer_, signature_));
}

TEST_P(CurveTest, SignaturesOfAWrongLengthAreRefused) {
  for (std::size_t size = 0; size < signature_size; ++size)
    EXPECT_FALSE(verify(signer_, Bytes(signature_).first(size)));
  auto longer = signature_;
  longer.push_back(0);
  EXPECT_FALSE(verify(signer_, longer));
}

TEST_P(CurveTest, ZeroAndOrderAreNoSignatureValues) {
  const std::vector<std::uint8_t> zero(coordinate_size);
  for (const std::size_t half : {std::size_t{0}, coordinate_size}) {
    for (const auto& bad : {zero, order_}) {
      auto damaged = signature_;
      std::copy(bad.begin(), bad.end(), damaged.begin() + static_cast<std::ptrdiff_t>(half));
      EXPECT_FALSE(verify(signer_, damaged));
    }
  }
}

TEST_P(CurveTest, AgreesOnTheVector) {
  ASSERT_TRUE(agree(scalar_, peer_));
  EXPECT_EQ(to_hex(x_), vector().shared_x);
}

TEST_P(CurveTest, PointsOffTheCurveAreRefused) {
  for (std::size_t bit = 8; bit < point_size * 8; ++bit) {
    auto damaged = peer_;
    damaged[bit / 8] = static_cast<std::uint8_t>(damaged[bit / 8] ^ (1U << (bit % 8)));
    EXPECT_FALSE(agree(scalar_, damaged)) << bit;
    EXPECT_FALSE(verify(damaged, signature_)) << bit;
  }
}

TEST_P(CurveTest, PointsOfTheOtherCurveAreRefused) {
  EXPECT_FALSE(engine_.ecdh(other_curve(), scalar_, peer_, x_));
  EXPECT_FALSE(engine_.ecdsa_verify(other_curve(), signer_, digest_, signature_));
}

TEST_P(CurveTest, OnlyTheUncompressedFormIsAPoint) {
  EXPECT_FALSE(agree(scalar_, {}));
  EXPECT_FALSE(agree(scalar_, hex("00"))) << "infinity";
  for (std::size_t size = 0; size < point_size; ++size)
    EXPECT_FALSE(agree(scalar_, Bytes(peer_).first(size)));
  for (const std::uint8_t form : std::initializer_list<std::uint8_t>{0, 2, 3, 5, 6, 7}) {
    auto other = peer_;
    other[0] = form;
    EXPECT_FALSE(agree(scalar_, other)) << int{form};
  }
  auto longer = peer_;
  longer.push_back(0);
  EXPECT_FALSE(agree(scalar_, longer));
  auto zero = peer_;
  std::fill(zero.begin() + 1, zero.end(), std::uint8_t{0});
  EXPECT_FALSE(agree(scalar_, zero));
}

TEST_P(CurveTest, CoordinatesBeyondThePrimeAreRefused) {
  auto beyond = peer_;
  const auto prime = hex(vector().prime);
  std::copy(prime.begin(), prime.end(), beyond.begin() + 1);
  EXPECT_FALSE(agree(scalar_, beyond));
}

TEST_P(CurveTest, ScalarsOutsideTheGroupAreRefused) {
  EXPECT_FALSE(agree(std::vector<std::uint8_t>(coordinate_size), peer_));
  EXPECT_FALSE(agree(order_, peer_));
  EXPECT_FALSE(agree(Bytes(scalar_).first(31), peer_));
  EXPECT_FALSE(agree(std::vector<std::uint8_t>(coordinate_size, 0xFF), peer_));
  const std::array<std::uint8_t, coordinate_size> untouched{};
  EXPECT_EQ(x_, untouched);
}

class UnknownCurveTest : public EveryEngine {};
SIXLINE_ON_EVERY_ENGINE(UnknownCurveTest);

TEST_P(UnknownCurveTest, IsRefused) {
  std::array<std::uint8_t, coordinate_size> x{};
  EXPECT_FALSE(engine_.ecdh(Curve{0x40}, hex(p256.scalar), hex(p256.peer), x));
  EXPECT_FALSE(engine_.ecdsa_verify(Curve{0x40}, hex(p256.signer), {}, hex(p256.signature)));
}

}  // namespace
}  // namespace sixline::card::crypto
