// The permutation alone, against the well-known digest of the empty message.
#include "card/crypto/keccak.hpp"

#include <gtest/gtest.h>

#include "tests/support/test_platform.hpp"

namespace {

using namespace sixline;
using tests::support::to_hex;

// SHA3-256 of nothing: one permutation of the padding 06 .. 80 at rate 136.
TEST(Keccak, GivesTheDigestOfTheEmptyMessage) {
  card::crypto::KeccakState state{};
  state[0] = 0x06;
  state[135] = 0x80;
  card::crypto::keccak_f1600(state);
  EXPECT_EQ(to_hex(wire::Bytes(state).first(32)),
            "A7FFC6F8BF1ED76651C14756A061D662F580FF4DE43B49FA82D80A4B80F8434A");
}

TEST(Keccak, ChangesEveryPartOfTheStateWhenOneBitChanges) {
  card::crypto::KeccakState a{};
  card::crypto::KeccakState b{};
  b[199] = 0x80;
  card::crypto::keccak_f1600(a);
  card::crypto::keccak_f1600(b);
  for (std::size_t lane = 0; lane < a.size(); lane += 8)
    EXPECT_FALSE(std::equal(&a[lane], &a[lane] + 8, &b[lane])) << lane;
}

}  // namespace
