#include "host/crypto/cmac.hpp"

#include <gtest/gtest.h>

#include "tests/host/hex.hpp"

namespace sixline::host::crypto {
namespace {

using test::hex;

constexpr auto rfc_key = "2B7E151628AED2A6ABF7158809CF4F3C";
constexpr auto rfc_message =
    "6BC1BEE22E409F96E93D7E117393172AAE2D8A571E03AC9C9EB76FAC45AF8E51"
    "30C81C46A35CE411E5FBC1191A0A52EFF69F2445DF4F9B17AD2B417BE66C3710";

// RFC 4493 §4
TEST(Cmac, AgreesWithThePublishedExamples) {
  auto key = CmacKey::from(hex(rfc_key));
  const ByteString message = hex(rfc_message);
  EXPECT_EQ(to_hex(key->mac(Bytes{})), "BB1D6929E95937287FA37D129B756746");
  EXPECT_EQ(to_hex(key->mac(Bytes(message).first(16))), "070A16B46B4D4144F79BDD9DD04A287C");
  EXPECT_EQ(to_hex(key->mac(Bytes(message).first(40))), "DFA66747DE9AE63030CA32611497C827");
  EXPECT_EQ(to_hex(key->mac(Bytes(message).first(64))), "51F0BEBF7E3B9D92FC49741779363CFE");
}

TEST(Cmac, IsTheSameHoweverTheMessageIsCut) {
  auto key = CmacKey::from(hex(rfc_key));
  const ByteString message = hex(rfc_message);
  for (std::size_t cut = 0; cut <= message.size(); ++cut)
    EXPECT_EQ(key->mac({Bytes(message).first(cut), Bytes(message).subspan(cut)}), key->mac(message)) << cut;
}

TEST(Cmac, ChangesWithEveryByte) {
  auto key = CmacKey::from(hex(rfc_key));
  const ByteString message = hex(rfc_message);
  for (std::size_t i = 0; i < message.size(); ++i) {
    ByteString other = message;
    other[i] ^= 0x01;
    EXPECT_NE(key->mac(other), key->mac(message)) << i;
  }
}

TEST(Cmac, RefusesOtherKeySizes) {
  EXPECT_FALSE(CmacKey::from(ByteString(8)));
  EXPECT_FALSE(CmacKey::from(ByteString{}));
}

}  // namespace
}  // namespace sixline::host::crypto
