// Milenage against test set 1.  [TS 35.207 §4]
#include "card/crypto/milenage.hpp"

#include <gtest/gtest.h>

#include "tests/support/crypto_engines.hpp"
#include "tests/support/test_platform.hpp"

namespace {

using namespace sixline;
using card::crypto::Amf;
using card::crypto::AuthenticationKeys;
using card::crypto::Block;
using card::crypto::Milenage;
using card::crypto::MilenageConstants;
using card::crypto::Rand;
using card::crypto::SequenceNumber;
using tests::support::ExactCopy;
using tests::support::hex;
using tests::support::to_hex;

template <std::size_t Size>
std::array<std::uint8_t, Size> array_of(std::string_view text) {
  const auto bytes = hex(text);
  EXPECT_EQ(bytes.size(), Size);
  std::array<std::uint8_t, Size> out{};
  std::copy(bytes.begin(), bytes.end(), out.begin());
  return out;
}

// Published test set 1, not a subscriber's key: TEST ONLY.
struct MilenageTest : tests::support::EveryEngine {
  ExactCopy key{hex("465b5ce8b199b49faa5f0a2ee238a6bc")};
  ExactCopy opc{hex("cd63cb71954a9f4e48a5994e37a02baf")};
  Rand rand = array_of<16>("23553cbe9637a89d218ae64dae47bf35");
  SequenceNumber sqn = array_of<6>("ff9bb4d0b607");
  Amf amf = array_of<2>("b9b9");
  MilenageConstants constants;
  Milenage milenage{engine_, key, opc, constants};
};

SIXLINE_ON_EVERY_ENGINE(MilenageTest);

TEST_P(MilenageTest, Set1MacA) {
  std::array<std::uint8_t, 8> mac;
  milenage.f1(rand, sqn, amf, mac);
  EXPECT_EQ(to_hex(mac), "4A9FFAC354DFAFB3");
}

TEST_P(MilenageTest, Set1MacS) {
  std::array<std::uint8_t, 8> mac;
  milenage.f1_star(rand, sqn, amf, mac);
  EXPECT_EQ(to_hex(mac), "01CFAF9EC4E871E9");
}

TEST_P(MilenageTest, Set1Keys) {
  AuthenticationKeys keys;
  milenage.f2345(rand, keys);
  EXPECT_EQ(to_hex(keys.res.view()), "A54211D5E3BA50BF");
  EXPECT_EQ(to_hex(keys.ck.view()), "B40BA9A3C58B2A05BBF0D987B21BF8CB");
  EXPECT_EQ(to_hex(keys.ik.view()), "F769BCD751044604127672711C6D3441");
  EXPECT_EQ(to_hex(keys.ak), "AA689C648370");
  EXPECT_EQ(to_hex(milenage.f5_star(rand)), "451E8BECA43B");
}

TEST_P(MilenageTest, OpcIsWhatTheKeyMakesOfOp) {
  const auto op = array_of<16>("cdc202d5123e20f62b6d676ac72cb318");
  const card::crypto::AesKey aes(engine_, key);
  Block derived = aes.encrypt(op);
  for (std::size_t i = 0; i < derived.size(); ++i) derived[i] ^= op[i];
  EXPECT_EQ(to_hex(derived), to_hex(opc.view()));
}

// A rotation that is no multiple of eight must still be a rotation: 1 bit and 127 bits cancel out.
TEST_P(MilenageTest, OwnConstantsChangeTheResult) {
  for (const std::uint8_t rotation : {std::uint8_t{0x08}, std::uint8_t{0x01}, std::uint8_t{0x7F}}) {
    constants.rotation[2] = rotation;
    AuthenticationKeys keys;
    milenage.f2345(rand, keys);
    EXPECT_NE(to_hex(keys.ck.view()), "B40BA9A3C58B2A05BBF0D987B21BF8CB") << int{rotation};
    EXPECT_EQ(to_hex(keys.ik.view()), "F769BCD751044604127672711C6D3441");
  }
  constants = MilenageConstants{};
  constants.xoring[3][0] = 1;
  AuthenticationKeys keys;
  milenage.f2345(rand, keys);
  EXPECT_NE(to_hex(keys.ik.view()), "F769BCD751044604127672711C6D3441");
  EXPECT_EQ(to_hex(keys.ck.view()), "B40BA9A3C58B2A05BBF0D987B21BF8CB");
}

TEST_P(MilenageTest, RefusesAShortOpc) {
  const ExactCopy short_opc(opc.view().first(15));
  EXPECT_FALSE(Milenage(engine_, key, short_opc, constants).valid());
  EXPECT_TRUE(milenage.valid());
}

TEST_P(MilenageTest, RefusesAShortKey) {
  EXPECT_FALSE(Milenage(engine_, key.view().first(15), opc, constants).valid());
}

}  // namespace
