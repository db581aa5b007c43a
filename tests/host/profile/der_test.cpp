#include "host/profile/der.hpp"

#include <gtest/gtest.h>

namespace sixline::host::profile {
namespace {

TEST(Der, WritesWhatItRead) {
  const ByteString bytes = from_hex("A10A A203800105 8303010203 9F2001FF BF1F03800100").value();
  const auto nodes = read_der(bytes);
  ASSERT_TRUE(nodes) << nodes.error().what;
  ByteString again;
  for (const DerNode& node : *nodes) node.encode(again);
  EXPECT_EQ(again, bytes);
}

TEST(Der, LengthsFollowChanges) {
  auto nodes = read_der(*from_hex("A105A103800105")).value();
  nodes[0].at({0xA1})->put(0x80, ByteString(200, 0x11));
  EXPECT_EQ(nodes[0].encoded_size(), 3u + 3u + 3u + 200u);
  EXPECT_EQ(to_hex(nodes[0].encode()).substr(0, 18), "A181CEA181CB8081C8");
}

TEST(Der, NamesTheOffsetOfTheFault) {
  const auto cut = read_der(*from_hex("A003800105 A105 800405"));
  ASSERT_FALSE(cut);
  EXPECT_EQ(cut.error().code, ErrorCode::BadFormat);
  EXPECT_NE(cut.error().what.find("offset 5"), std::string::npos) << cut.error().what;
  const auto inner = read_der(*from_hex("A003800105 A103 800405"));
  ASSERT_FALSE(inner);
  EXPECT_NE(inner.error().what.find("offset 7"), std::string::npos) << inner.error().what;
}

TEST(Der, RefusesWhatIsNotDer) {
  EXPECT_FALSE(read_der(*from_hex("80810105")));        // length not minimal
  EXPECT_FALSE(read_der(*from_hex("A0808001050000")));  // indefinite length
  EXPECT_FALSE(read_der(*from_hex("80")));
  EXPECT_FALSE(read_der(*from_hex("9F")));
  ByteString deep;
  for (int i = 0; i < 40; ++i) {
    ByteString outer{0xA0, static_cast<std::uint8_t>(deep.size())};
    append(outer, deep);
    deep = outer;
  }
  const auto nested = read_der(deep);
  ASSERT_FALSE(nested);
  EXPECT_NE(nested.error().what.find("deep"), std::string::npos);
}

TEST(Der, UnsignedIntegersAreMinimalAndPositive) {
  EXPECT_EQ(to_hex(unsigned_integer(0x84, 0xAA).encode()), "840200AA");
  EXPECT_EQ(to_hex(unsigned_integer(0x80, 1).encode()), "800101");
}

}  // namespace
}  // namespace sixline::host::profile
