// Views, bounded writers and fixed buffers.
#include "tests/card/wire/samples.hpp"

namespace sixline::tests::wire_formats {
namespace {

TEST(Writer, writes_up_to_its_last_byte) {
  EXPECT_EQ(written(6,
                    [](wire::Writer& out) {
                      out.put(std::uint8_t{1});
                      out.put_all(2, 3);
                      out.put_be(0x0405, 2);
                      out.fill(0xFF, 1);
                    }),
            "0102030405FF");
}

TEST(Writer, keeps_its_overflow) {
  Blob buffer(2);
  wire::Writer out(buffer);
  out.put(hex("010203"));
  EXPECT_TRUE(out.overflowed());
  out.put(std::uint8_t{1});
  EXPECT_EQ(out.size(), 0u);
  EXPECT_TRUE(out.take(1).empty());
  out.clear();
  EXPECT_FALSE(out.overflowed());
  out.put(hex("0102"));
  EXPECT_EQ(out.room(), 0u);
  out.truncate(1);
  EXPECT_EQ(to_hex(out.view()), "01");
  out.truncate(5);
  EXPECT_EQ(out.size(), 1u);
}

TEST(FixedBytes, refuse_more_than_they_hold) {
  wire::FixedBytes<4> bytes;
  EXPECT_TRUE(bytes.empty());
  EXPECT_TRUE(bytes.assign(hex("01020304")));
  EXPECT_FALSE(bytes.assign(hex("0102030405")));
  EXPECT_EQ(to_hex(bytes.view()), "01020304");
  EXPECT_FALSE(bytes.resize(5));
  EXPECT_TRUE(bytes.resize(2));
  EXPECT_TRUE(bytes == wire::FixedBytes<4>(hex("0102")));
  EXPECT_FALSE(bytes == wire::FixedBytes<4>(hex("010203")));
}

TEST(Bytes, compare) {
  EXPECT_TRUE(wire::equal(hex("0102"), hex("0102")));
  EXPECT_FALSE(wire::equal(hex("0102"), hex("010203")));
  EXPECT_TRUE(wire::starts_with(hex("0102"), {}));
  EXPECT_FALSE(wire::starts_with(hex("01"), hex("0102")));
  EXPECT_EQ(wire::read_be(hex("01020304")), 0x01020304u);
  EXPECT_EQ(wire::read_be({}), 0u);
}

}  // namespace
}  // namespace sixline::tests::wire_formats
