// The test algorithm.  [TS 34.108 §8.1.2]
#include "card/crypto/xor_algorithm.hpp"

#include <gtest/gtest.h>

#include "tests/support/test_platform.hpp"

namespace {

using namespace sixline;
using card::crypto::AuthenticationKeys;
using card::crypto::XorAlgorithm;
using tests::support::ExactCopy;
using tests::support::hex;
using tests::support::to_hex;

struct XorAlgorithmTest : testing::Test {
  ExactCopy key{hex("000102030405060708090A0B0C0D0E0F")};
  card::crypto::Rand rand{};
  card::crypto::SequenceNumber sqn{0, 0, 0, 0, 0, 0x20};
  card::crypto::Amf amf{0x80, 0x00};
};

TEST_F(XorAlgorithmTest, WorkedExample) {
  const XorAlgorithm algorithm(key, 16);
  std::array<std::uint8_t, 8> mac;
  algorithm.f1(rand, sqn, amf, mac);
  EXPECT_EQ(to_hex(mac), "0001020304258607");
  AuthenticationKeys keys;
  algorithm.f2345(rand, keys);
  EXPECT_EQ(to_hex(keys.res.view()), "000102030405060708090A0B0C0D0E0F");
  EXPECT_EQ(to_hex(keys.ck.view()), "0102030405060708090A0B0C0D0E0F00");
  EXPECT_EQ(to_hex(keys.ik.view()), "02030405060708090A0B0C0D0E0F0001");
  EXPECT_EQ(to_hex(keys.ak), "030405060708");
  EXPECT_EQ(to_hex(algorithm.f5_star(rand)), "030405060708");
}

TEST_F(XorAlgorithmTest, RandTakesPart) {
  rand[0] = 0xF0;
  const XorAlgorithm algorithm(key, 8);
  AuthenticationKeys keys;
  algorithm.f2345(rand, keys);
  EXPECT_EQ(to_hex(keys.res.view()), "F001020304050607");
  EXPECT_EQ(to_hex(keys.ck.view()), "0102030405060708090A0B0C0D0E0FF0");
}

TEST_F(XorAlgorithmTest, RefusesWrongSizes) {
  EXPECT_FALSE(XorAlgorithm(key.view().first(15), 16).valid());
  EXPECT_FALSE(XorAlgorithm(key, 3).valid());
  EXPECT_FALSE(XorAlgorithm(key, 17).valid());
}

}  // namespace
