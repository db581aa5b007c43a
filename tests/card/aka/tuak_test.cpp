// TUAK against the published values.  [TS 35.231]
#include "card/crypto/tuak.hpp"

#include <gtest/gtest.h>

#include "tests/support/test_platform.hpp"

namespace {

using namespace sixline;
using card::crypto::AuthenticationKeys;
using card::crypto::Tuak;
using card::crypto::TuakLengths;
using tests::support::ExactCopy;
using tests::support::hex;
using tests::support::to_hex;

// TEST ONLY values.
struct TuakTest : testing::Test {
  ExactCopy key{hex("abababababababababababababababab")};
  ExactCopy topc{hex("bd04d9530e87513c5d837ac2ad954623a8e2330c115305a73eb45d1f40cccbff")};
  card::crypto::Rand rand = [] {
    card::crypto::Rand value;
    value.fill(0x42);
    return value;
  }();
  card::crypto::SequenceNumber sqn{0x11, 0x11, 0x11, 0x11, 0x11, 0x11};
  card::crypto::Amf amf{0xFF, 0xFF};
};

TEST_F(TuakTest, Macs) {
  const Tuak tuak(key, topc, {.mac = 8, .res = 4}, 1);
  std::array<std::uint8_t, 8> mac;
  tuak.f1(rand, sqn, amf, mac);
  EXPECT_EQ(to_hex(mac), "F9A54E6AEAA8618D");
  tuak.f1_star(rand, sqn, amf, mac);
  EXPECT_EQ(to_hex(mac), "E94B4DC6C7297DF3");
}

TEST_F(TuakTest, KeysWithResOf32Bits) {
  const Tuak tuak(key, topc, {.mac = 8, .res = 4}, 1);
  AuthenticationKeys keys;
  tuak.f2345(rand, keys);
  EXPECT_EQ(to_hex(keys.res.view()), "657ACD64");
  EXPECT_EQ(to_hex(keys.ck.view()), "D71A1E5C6CAFFE986A26F783E5C78BE1");
  EXPECT_EQ(to_hex(keys.ik.view()), "BE849FA2564F869AECEE6F62D4337E72");
  EXPECT_EQ(to_hex(keys.ak), "719F1E9B9054");
  EXPECT_EQ(to_hex(tuak.f5_star(rand)), "E7AF6B3D0E38");
}

TEST_F(TuakTest, ResOf64Bits) {
  const Tuak tuak(key, topc, {.mac = 8, .res = 8}, 1);
  AuthenticationKeys keys;
  tuak.f2345(rand, keys);
  EXPECT_EQ(to_hex(keys.res.view()), "7ABD06D3FFF7F634");
}

TEST_F(TuakTest, LengthsReachTheOutput) {
  const Tuak tuak(key, topc, {.mac = 32, .res = 32, .keys = 32}, 1);
  AuthenticationKeys keys;
  tuak.f2345(rand, keys);
  EXPECT_EQ(keys.res.size(), 32u);
  EXPECT_EQ(keys.ck.size(), 32u);
  EXPECT_EQ(keys.ik.size(), 32u);
  EXPECT_NE(to_hex(keys.ck.view().first(16)), "D71A1E5C6CAFFE986A26F783E5C78BE1");
  EXPECT_EQ(tuak.mac_size(), 32u);
  std::array<std::uint8_t, 32> mac;
  tuak.f1(rand, sqn, amf, mac);
  EXPECT_NE(to_hex(mac).substr(0, 16), "F9A54E6AEAA8618D");
}

TEST_F(TuakTest, ASecondPermutationChangesEverything) {
  const Tuak tuak(key, topc, {.mac = 8, .res = 4}, 2);
  AuthenticationKeys keys;
  tuak.f2345(rand, keys);
  EXPECT_NE(to_hex(keys.res.view()), "657ACD64");
  EXPECT_NE(to_hex(tuak.f5_star(rand)), "E7AF6B3D0E38");
}

TEST_F(TuakTest, ALongKeyIsNotAShortOneWithZeros) {
  auto padded = hex("abababababababababababababababab");
  padded.resize(32);
  const Tuak tuak(padded, topc, {.mac = 8, .res = 4}, 1);
  AuthenticationKeys keys;
  tuak.f2345(rand, keys);
  EXPECT_NE(to_hex(keys.res.view()), "657ACD64");
}

// The same permutation with INSTANCE 00 and no RAND gives TOPc; the card is handed the result.
TEST_F(TuakTest, TopcIsWhatTheKeyMakesOfTop) {
  card::crypto::KeccakState state{};
  std::fill_n(state.begin(), 32, std::uint8_t{0x55});
  const std::string_view name = "0.1KAUT";
  std::copy(name.begin(), name.end(), &state[33]);
  std::copy(key.view().begin(), key.view().end(), &state[64]);
  state[96] = 0x1F;
  state[135] = 0x80;
  card::crypto::keccak_f1600(state);
  std::reverse(state.begin(), state.begin() + 32);
  EXPECT_EQ(to_hex(wire::Bytes(state).first(32)), to_hex(topc.view()));
}

TEST_F(TuakTest, RefusesWrongSizes) {
  EXPECT_FALSE(Tuak(key.view().first(15), topc, {}, 1).valid());
  EXPECT_FALSE(Tuak(key, topc.view().first(31), {}, 1).valid());
  EXPECT_FALSE(Tuak(key, topc, {}, 0).valid());
  EXPECT_TRUE(Tuak(key, topc, {}, 1).valid());
}

}  // namespace
