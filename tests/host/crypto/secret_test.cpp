#include "host/crypto/secret.hpp"

#include <gtest/gtest.h>

#include "host/crypto/random.hpp"
#include "tests/host/hex.hpp"

namespace sixline::host::crypto {
namespace {

using test::hex;

TEST(Secret, ComparesWholeContents) {
  EXPECT_TRUE(equal_constant_time(hex("0102"), hex("0102")));
  EXPECT_TRUE(equal_constant_time({}, {}));
  EXPECT_FALSE(equal_constant_time(hex("0102"), hex("0103")));
  EXPECT_FALSE(equal_constant_time(hex("0102"), hex("010200")));
  EXPECT_FALSE(equal_constant_time({}, hex("00")));
}

TEST(Secret, CopiesAreIndependent) {
  Secret original(hex("0102"));
  Secret copy = original;
  copy.buffer()[0] = 0xFF;
  EXPECT_EQ(to_hex(original.view()), "0102");
  copy = original;
  EXPECT_EQ(copy, original);
}

TEST(Secret, MovingLeavesNothingBehind) {
  Secret source(hex("0102"));
  Secret target(std::move(source));
  EXPECT_TRUE(source.empty());
  source = std::move(target);
  EXPECT_EQ(to_hex(source.view()), "0102");
  EXPECT_TRUE(target.empty());
}

TEST(Secret, WipeClearsEveryByte) {
  ByteString bytes = hex("FFFFFF");
  wipe(bytes);
  EXPECT_EQ(bytes, ByteString(3));
}

TEST(Random, DoesNotRepeatItself) {
  EXPECT_NE(random_bytes<16>(system_random()), random_bytes<16>(system_random()));
}

}  // namespace
}  // namespace sixline::host::crypto
