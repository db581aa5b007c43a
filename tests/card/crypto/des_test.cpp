// Triple DES of the engine, and the MACs built from it.
#include "card/crypto/des.hpp"

#include <gtest/gtest.h>

#include "tests/support/crypto_engines.hpp"
#include "tests/support/test_platform.hpp"

namespace sixline::card::crypto {
namespace {

using tests::support::EveryEngine;
using tests::support::ExactCopy;
using tests::support::hex;
using tests::support::to_hex;

DesBlock block_of(std::string_view text) {
  const auto bytes = hex(text);
  DesBlock block;
  std::copy(bytes.begin(), bytes.end(), block.begin());
  return block;
}

class DesTest : public EveryEngine {};
SIXLINE_ON_EVERY_ENGINE(DesTest);

// The example of FIPS 81, Table B1: "Now is the time for all " with single DES.
TEST_P(DesTest, TwiceTheSameKeyIsSingleDes) {
  const DesKey key(engine_, ExactCopy(hex("0123456789ABCDEF0123456789ABCDEF")));
  ASSERT_TRUE(key.valid());
  EXPECT_EQ(to_hex(key.encrypt(block_of("4E6F772069732074"))), "3FA40E8A984D4815");
  EXPECT_EQ(to_hex(key.encrypt_single(block_of("4E6F772069732074"))), "3FA40E8A984D4815");
  auto text = hex("4E6F77206973207468652074696D6520666F7220616C6C20");
  key.cbc_encrypt(block_of("1234567890ABCDEF"), text, text);
  EXPECT_EQ(to_hex(text), "E5C7CDDE872BF27C43E934008C389C0F683788499A7C05F6");
  key.cbc_decrypt(block_of("1234567890ABCDEF"), text, text);
  EXPECT_EQ(to_hex(text), "4E6F77206973207468652074696D6520666F7220616C6C20");
}

// NIST SP 800-67, Appendix B: three different thirds.
TEST_P(DesTest, ThreeThirds) {
  const DesKey key(engine_, hex("0123456789ABCDEF23456789ABCDEF01456789ABCDEF0123"));
  const auto text = hex("5468652071756663 6B2062726F776E20 666F78206A756D70");
  const auto expected = hex("A826FD8CE53B855F CCE21C8112256FE6 68D5C05DD9B6B900");
  for (std::size_t at = 0; at < text.size(); at += des_block) {
    DesBlock block;
    std::copy_n(text.begin() + static_cast<std::ptrdiff_t>(at), des_block, block.begin());
    EXPECT_EQ(to_hex(key.encrypt(block)), to_hex(Bytes(expected).subspan(at, des_block)));
  }
  std::vector<std::uint8_t> plain(expected.size());
  key.ecb_decrypt(expected, plain);
  EXPECT_EQ(plain, text);
}

TEST_P(DesTest, OfTwoKeysTheThirdThirdIsTheFirst) {
  const DesKey two(engine_, hex("0123456789ABCDEF23456789ABCDEF01"));
  const DesKey three(engine_, hex("0123456789ABCDEF23456789ABCDEF010123456789ABCDEF"));
  EXPECT_EQ(two.encrypt(block_of("5468652071756663")), three.encrypt(block_of("5468652071756663")));
  EXPECT_NE(two.encrypt(block_of("5468652071756663")), two.encrypt_single(block_of("5468652071756663")));
}

TEST_P(DesTest, RefusesOtherLengths) {
  for (const std::size_t size : {0U, 8U, 15U, 17U, 32U}) {
    EXPECT_FALSE(DesKey(engine_, std::vector<std::uint8_t>(size, 0x42)).valid()) << size;
  }
}

// The session of a real card that pySim tests with (tests/unittests/test_globalplatform.py): session keys
// derived from 1001.. and 1011.. with sequence counter 0001, its cryptograms and its C-MACs.
TEST_P(DesTest, MacsOfARealSession) {
  const auto derived = [this](std::string_view base, std::string_view data) {
    const DesKey key(engine_, hex(base));
    auto session = hex(data);
    session.resize(16);
    key.cbc_encrypt(DesBlock{}, session, session);
    return session;
  };
  const DesKey enc(engine_, derived("100102030405060708090A0B0C0D0E0F", "01820001"));
  EXPECT_EQ(to_hex(enc.full_mac(hex("40A62C37FA6304F8"), hex("0001"), hex("6B4524ABEE7C"))),
            "F32EA3838BC148F3");
  EXPECT_EQ(to_hex(enc.full_mac(hex("00016B4524ABEE7C40A62C37FA6304F8"))), "BA6961667737C5BC");

  const DesKey mac(engine_, derived("101102030405060708090A0B0C0D0E0F", "01010001"));
  const DesBlock first = mac.retail_mac({}, hex("8482010010"), hex("BA6961667737C5BC"));
  EXPECT_EQ(to_hex(first), "EBECE14C7D6A4376");
  EXPECT_EQ(to_hex(mac.retail_mac(mac.encrypt_single(first), hex("84F2200208"))), "14DB34FA4341DCA8");
}

}  // namespace
}  // namespace sixline::card::crypto
