#include "host/crypto/aes.hpp"

#include <gtest/gtest.h>

#include "tests/host/hex.hpp"

namespace sixline::host::crypto {
namespace {

using test::array_of;
using test::hex;

// NIST SP 800-38A F.2.1
TEST(Aes, EncryptsCbcAsPublished) {
  auto key = AesKey::from(hex("2B7E151628AED2A6ABF7158809CF4F3C"));
  ByteString data = hex("6BC1BEE22E409F96E93D7E117393172A AE2D8A571E03AC9C9EB76FAC45AF8E51");
  const Block iv = array_of<16>("000102030405060708090A0B0C0D0E0F");
  key->encrypt_cbc(iv, data);
  EXPECT_EQ(to_hex(data), "7649ABAC8119B246CEE98E9B12E9197D5086CB9B507219EE95DB113A917678B2");
  key->decrypt_cbc(iv, data);
  EXPECT_EQ(to_hex(data), "6BC1BEE22E409F96E93D7E117393172AAE2D8A571E03AC9C9EB76FAC45AF8E51");
}

TEST(Aes, StartsEveryCallFromItsOwnIv) {
  auto key = AesKey::from(hex("2B7E151628AED2A6ABF7158809CF4F3C"));
  const Block first = key->encrypt_block(zero_block);
  key->encrypt_block(first);
  EXPECT_EQ(key->encrypt_block(zero_block), first);
}

TEST(Aes, TakesAllThreeKeySizes) {
  for (std::size_t size : {16u, 24u, 32u}) EXPECT_TRUE(AesKey::from(ByteString(size))) << size;
}

TEST(Aes, RefusesOtherKeySizes) {
  for (std::size_t size : {0u, 1u, 15u, 17u, 31u, 33u}) {
    auto key = AesKey::from(ByteString(size));
    ASSERT_FALSE(key) << size;
    EXPECT_EQ(key.error().code, ErrorCode::BadInput);
  }
}

TEST(Padding, AlwaysAddsAtLeastOneByte) {
  for (std::size_t size = 0; size <= 33; ++size) {
    ByteString data(size, 0xAA);
    pad_80(data);
    EXPECT_EQ(data.size() % block_size, 0u);
    EXPECT_GT(data.size(), size);
    EXPECT_LE(data.size(), size + block_size);
    EXPECT_EQ(*size_without_padding_80(data), size);
  }
}

TEST(Padding, KeepsDataThatLooksLikePadding) {
  ByteString data = hex("0080 00");
  pad_80(data);
  EXPECT_EQ(*size_without_padding_80(data), 3u);
}

TEST(Padding, RefusesWhatIsNotPadding) {
  EXPECT_FALSE(size_without_padding_80({}));
  EXPECT_FALSE(size_without_padding_80(ByteString(16, 0x00)));
  EXPECT_FALSE(size_without_padding_80(ByteString(16, 0x11)));
  EXPECT_FALSE(size_without_padding_80(hex("AA80 0000000000000000000000000000 0000")));
}

TEST(KeyCheckValue, IsTheStartOfSixteenOnesCiphered) {
  EXPECT_EQ(to_hex(*key_check_value(hex("404142434445464748494A4B4C4D4E4F"))), "504A77");
  EXPECT_FALSE(key_check_value(hex("4041")));
}

}  // namespace
}  // namespace sixline::host::crypto
