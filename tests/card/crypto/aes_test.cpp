// AES-CBC, SHA-256 and CMAC of the engine against published vectors, and the pool of keys.
#include <gtest/gtest.h>

#include "card/crypto/cmac.hpp"
#include "card/crypto/secret.hpp"
#include "tests/support/crypto_engines.hpp"
#include "tests/support/test_platform.hpp"

namespace sixline::card::crypto {
namespace {

using tests::support::EngineKind;
using tests::support::EveryEngine;
using tests::support::ExactCopy;
using tests::support::hex;
using tests::support::to_hex;

constexpr std::string_view key_128 = "2B7E151628AED2A6ABF7158809CF4F3C";
constexpr std::string_view key_192 = "8E73B0F7DA0E6452C810F32B809079E562F8EAD2522C6B7B";
constexpr std::string_view key_256 = "603DEB1015CA71BE2B73AEF0857D77811F352C073B6108D72D9810A30914DFF4";
constexpr std::string_view message =
    "6BC1BEE22E409F96E93D7E117393172A AE2D8A571E03AC9C9EB76FAC45AF8E51"
    "30C81C46A35CE411E5FBC1191A0A52EF F69F2445DF4F9B17AD2B417BE66C3710";

Block counting_iv() {
  Block iv;
  for (std::size_t i = 0; i < iv.size(); ++i) iv[i] = static_cast<std::uint8_t>(i);
  return iv;
}

// The CBC examples of NIST SP 800-38A, F.2.
struct CbcCase {
  std::string_view key;
  std::string_view first_two_blocks;
};

class CbcTest : public testing::TestWithParam<std::tuple<EngineKind, CbcCase>> {
 protected:
  const CbcCase& vector() const { return std::get<CbcCase>(GetParam()); }

  std::shared_ptr<CryptoEngine> engine_ = std::get<EngineKind>(GetParam()).make();
  AesKey key_{*engine_, hex(vector().key)};
};

INSTANTIATE_TEST_SUITE_P(
    KeySizes, CbcTest,
    testing::Combine(
        testing::ValuesIn(tests::support::engine_kinds()),
        testing::Values(CbcCase{key_128, "7649ABAC8119B246CEE98E9B12E9197D5086CB9B507219EE95DB113A917678B2"},
                        CbcCase{key_192, "4F021DB243BC633D7178183A9FA071E8B4D9ADA9AD7DEDF4E5E738763F69145A"},
                        CbcCase{key_256,
                                "F58C4C04D6E5F1BA779EABFB5F7BFBD69CFC4E967EDB808D679F777BC6702C7D"})),
    [](const auto& of) {
      return std::string(std::get<EngineKind>(of.param).name) +
             std::to_string(std::get<CbcCase>(of.param).key.size() * 4);
    });

TEST_P(CbcTest, EncryptsAsPublished) {
  const auto plain = hex(message);
  std::vector<std::uint8_t> cipher(plain.size());
  key_.cbc_encrypt(counting_iv(), ExactCopy(plain), cipher);
  EXPECT_EQ(to_hex(Bytes(cipher).first(32)), vector().first_two_blocks);
}

TEST_P(CbcTest, DecryptsWhatItEncryptedInPlace) {
  const auto plain = hex(message);
  auto bytes = plain;
  key_.cbc_encrypt(counting_iv(), bytes, bytes);
  EXPECT_NE(bytes, plain);
  key_.cbc_decrypt(counting_iv(), bytes, bytes);
  EXPECT_EQ(bytes, plain);
}

TEST_P(CbcTest, EachCallStartsAnew) {
  const auto plain = hex(message);
  std::vector<std::uint8_t> first(plain.size());
  std::vector<std::uint8_t> second(plain.size());
  key_.cbc_encrypt(counting_iv(), plain, first);
  key_.cbc_encrypt(counting_iv(), plain, second);
  EXPECT_EQ(first, second);
}

TEST_P(CbcTest, NothingInNothingOut) {
  key_.cbc_encrypt(counting_iv(), {}, {});
  key_.cbc_decrypt(counting_iv(), {}, {});
}

class AesPoolTest : public EveryEngine {};
SIXLINE_ON_EVERY_ENGINE(AesPoolTest);

TEST_P(AesPoolTest, RefusesKeysOfAWrongLength) {
  for (std::size_t size = 0; size < 40; ++size) {
    const std::vector<std::uint8_t> key(size, 0x11);
    const AesKey loaded(engine_, ExactCopy(key));
    EXPECT_EQ(loaded.valid(), size == 16 || size == 24 || size == 32) << size;
  }
}

TEST_P(AesPoolTest, HoldsAtLeastThePromisedKeysAndSaysWhenFull) {
  const auto key = hex(key_128);
  std::vector<AesKey> keys;
  while (keys.empty() || keys.back().valid()) {
    ASSERT_LT(keys.size(), 256U);
    keys.emplace_back(engine_, key);
  }
  EXPECT_GT(keys.size(), limits::aes_slots);
  keys.front().reset();
  EXPECT_TRUE(AesKey(engine_, key).valid());
}

TEST_P(AesPoolTest, KeysDoNotDisturbEachOther) {
  const AesKey first(engine_, hex(key_128));
  const AesKey second(engine_, hex(key_256));
  const Block of_first = first.encrypt(Block{});
  EXPECT_NE(of_first, second.encrypt(Block{}));
  EXPECT_EQ(of_first, first.encrypt(Block{}));
}

TEST_P(AesPoolTest, AReusedSlotForgetsItsFormerKey) {
  const Block of_256 = AesKey(engine_, hex(key_256)).encrypt(Block{});
  const Block of_128 = AesKey(engine_, hex(key_128)).encrypt(Block{});
  EXPECT_NE(of_256, of_128);
  EXPECT_EQ(AesKey(engine_, hex(key_256)).encrypt(Block{}), of_256);
}

// [RFC 4493 §4]
struct CmacCase {
  std::size_t length;
  std::string_view mac;
};
constexpr CmacCase cmac_cases[] = {{0, "BB1D6929E95937287FA37D129B756746"},
                                   {16, "070A16B46B4D4144F79BDD9DD04A287C"},
                                   {40, "DFA66747DE9AE63030CA32611497C827"},
                                   {64, "51F0BEBF7E3B9D92FC49741779363CFE"}};

class CmacTest : public EveryEngine {};
SIXLINE_ON_EVERY_ENGINE(CmacTest);

TEST_P(CmacTest, AgreesWithThePublishedMacs) {
  const AesKey key(engine_, hex(key_128));
  const auto bytes = hex(message);
  for (const CmacCase& test : cmac_cases)
    EXPECT_EQ(to_hex(cmac(key, ExactCopy(Bytes(bytes).first(test.length)))), test.mac) << test.length;
}

TEST_P(CmacTest, EverySplitIntoPartsGivesTheSameMac) {
  const AesKey key(engine_, hex(key_128));
  const auto bytes = hex(message);
  for (std::size_t i = 0; i <= bytes.size(); ++i) {
    for (std::size_t j = i; j <= bytes.size(); ++j) {
      const Block mac =
          cmac(key, Bytes(bytes).first(i), Bytes(bytes).subspan(i, j - i), Bytes(bytes).subspan(j));
      ASSERT_EQ(to_hex(mac), cmac_cases[3].mac) << i << ", " << j;
    }
  }
}

TEST_P(CmacTest, LongMessagesCrossTheScratchBuffer) {
  const AesKey key(engine_, hex(key_128));
  const std::vector<std::uint8_t> long_message(1000, 0xA5);
  Cmac bytewise(key);
  for (const std::uint8_t& byte : long_message) bytewise.add(Bytes(&byte, 1));
  EXPECT_EQ(bytewise.finish(), cmac(key, Bytes(long_message)));
}

TEST_P(CmacTest, EveryFlippedBitChangesTheMac) {
  const AesKey key(engine_, hex(key_128));
  auto bytes = hex(message);
  for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    const auto mask = static_cast<std::uint8_t>(1U << (bit % 8));
    bytes[bit / 8] ^= mask;
    EXPECT_NE(to_hex(cmac(key, Bytes(bytes))), cmac_cases[3].mac) << bit;
    bytes[bit / 8] ^= mask;
  }
}

class Sha256Test : public EveryEngine {};
SIXLINE_ON_EVERY_ENGINE(Sha256Test);

TEST_P(Sha256Test, AgreesWithThePublishedDigests) {
  const Bytes abc[] = {wire::bytes_of("abc")};
  EXPECT_EQ(to_hex(engine_.sha256(abc)), "BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD");
  EXPECT_EQ(to_hex(engine_.sha256({})), "E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855");
}

TEST_P(Sha256Test, PartsAreOneMessage) {
  const Bytes parts[] = {wire::bytes_of("a"), {}, wire::bytes_of("bc")};
  EXPECT_EQ(to_hex(engine_.sha256(parts)),
            "BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD");
}

TEST(SecretTest, ComparesWholeAndByLength) {
  const auto a = hex("0102030405060708");
  for (std::size_t bit = 0; bit < 64; ++bit) {
    auto b = a;
    b[bit / 8] = static_cast<std::uint8_t>(b[bit / 8] ^ (1U << (bit % 8)));
    EXPECT_FALSE(equal_constant_time(a, b)) << bit;
  }
  EXPECT_TRUE(equal_constant_time(a, ExactCopy(a)));
  EXPECT_FALSE(equal_constant_time(a, Bytes(a).first(7)));
  EXPECT_TRUE(equal_constant_time({}, {}));
}

TEST(SecretTest, RefusesMoreThanItHolds) {
  Secret<8> secret;
  EXPECT_FALSE(secret.assign(hex("010203040506070809")));
  EXPECT_TRUE(secret.empty());
  EXPECT_TRUE(secret.assign(hex("0102")));
  EXPECT_TRUE(secret.assign(hex("03")));
  EXPECT_EQ(to_hex(secret.view()), "03");
  EXPECT_EQ(to_hex(Bytes(secret.buffer())), "0300000000000000") << "the former secret is wiped";
}

}  // namespace
}  // namespace sixline::card::crypto
