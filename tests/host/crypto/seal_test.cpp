#include "host/crypto/seal.hpp"

#include <gtest/gtest.h>

namespace sixline::host::crypto {
namespace {

const Secret key(ByteString(32, 0x11));
const Bytes place = wire::bytes_of("euicc:1");

TEST(Seal, OpensWhatItSealed) {
  for (const std::size_t size : {0u, 1u, 16u, 5000u}) {
    const ByteString plain(size, 0x42);
    const ByteString sealed = seal(key, place, plain, system_random());
    EXPECT_EQ(sealed.size(), size + 28);
    EXPECT_EQ(open_sealed(key, place, sealed), plain);
  }
}

TEST(Seal, NeverSealsTheSameWayTwice) {
  const ByteString plain(16, 0x42);
  EXPECT_NE(seal(key, place, plain, system_random()), seal(key, place, plain, system_random()));
}

TEST(Seal, StaysClosedForAnythingElse) {
  ByteString sealed = seal(key, place, ByteString(20, 0x42), system_random());
  const auto refused = [](const Result<ByteString>& opened) {
    return !opened && opened.error().code == ErrorCode::NotAuthentic;
  };
  EXPECT_TRUE(refused(open_sealed(Secret(ByteString(32, 0x12)), place, sealed)));
  EXPECT_TRUE(refused(open_sealed(key, wire::bytes_of("euicc:2"), sealed)));
  for (std::size_t size = 0; size < sealed.size(); ++size)
    EXPECT_TRUE(refused(open_sealed(key, place, Bytes(sealed).first(size)))) << size;
  for (std::uint8_t& byte : sealed) {
    byte ^= 1;
    EXPECT_TRUE(refused(open_sealed(key, place, sealed)));
    byte ^= 1;
  }
  EXPECT_TRUE(open_sealed(key, place, sealed));
}

/// The one without text in NIST's validation set (gcmEncryptExtIV256, first of its kind): key, nonce, tag.
TEST(Seal, OpensAVectorOfOthers) {
  const auto vector_key = from_hex("b52c505a37d78eda5dd34f20c22540ea1b58963cf8e5bf8ffa85f9f2492505b4");
  const auto sealed = from_hex("516c33929df5a3284ff463d7bdc1ac884d332457a1d2664f168c76f0");
  EXPECT_EQ(open_sealed(Secret(*vector_key), {}, *sealed), ByteString{});
}

}  // namespace
}  // namespace sixline::host::crypto
