#include "host/crypto/hash.hpp"

#include <gtest/gtest.h>

#include "tests/host/hex.hpp"

namespace sixline::host::crypto {
namespace {

using test::hex;

TEST(Hash, Sha256OfAbc) {
  EXPECT_EQ(to_hex(sha256(wire::bytes_of("abc"))),
            "BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD");
  EXPECT_EQ(sha256({wire::bytes_of("a"), {}, wire::bytes_of("bc")}), sha256(wire::bytes_of("abc")));
}

TEST(Hash, Sha1OfAbc) {
  EXPECT_EQ(to_hex(sha1(wire::bytes_of("abc"))), "A9993E364706816ABA3E25717850C26C9CD0D89D");
}

TEST(DeriveX963, IsHashesOverARunningNumber) {
  const Secret z(hex("0102"));
  const ByteString first = to_byte_string(sha256(hex("0102 00000001 108810")));
  const ByteString second = to_byte_string(sha256(hex("0102 00000002 108810")));
  EXPECT_EQ(to_byte_string(derive_x963(z, hex("108810"), 64).view()), concat({first, second}));
  EXPECT_EQ(to_byte_string(derive_x963(z, hex("108810"), 33).view()),
            concat({first, Bytes(second).first(1)}));
  EXPECT_TRUE(derive_x963(z, hex("108810"), 0).empty());
}

}  // namespace
}  // namespace sixline::host::crypto
