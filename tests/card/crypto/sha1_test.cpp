// SHA-1 of one block.
#include "card/crypto/sha1.hpp"

#include <gtest/gtest.h>

#include "tests/support/test_platform.hpp"

namespace sixline::card::crypto {
namespace {

using tests::support::ExactCopy;
using tests::support::hex;
using tests::support::to_hex;

std::string digest_of(std::string_view message) {
  return to_hex(sha1_of_short(ExactCopy(wire::bytes_of(message))));
}

// "abc" is test 1 of RFC 3174 §7.3; the others by openssl dgst.
TEST(Sha1, OfShortMessages) {
  EXPECT_EQ(digest_of("abc"), "A9993E364706816ABA3E25717850C26C9CD0D89D");
  EXPECT_EQ(digest_of(""), "DA39A3EE5E6B4B0D3255BFEF95601890AFD80709");
  EXPECT_EQ(digest_of(std::string(55, 'a')), "C1C8BBDC22796E28C0E15163D20899B65621D65A");
}

TEST(Sha1, LongerMessagesAreCut) {
  EXPECT_EQ(digest_of(std::string(56, 'a')), digest_of(std::string(55, 'a')));
}

}  // namespace
}  // namespace sixline::card::crypto
