// [GPCS §11.11.2]
#include "card/wire/dgi.hpp"

#include "tests/card/wire/samples.hpp"

namespace sixline::tests::wire_formats {
namespace {

using wire::DgiReader;

TEST(Dgi, reads_short_and_long_lengths) {
  const ExactCopy bytes(der::join(hex("3A0302AABB 0070FF0100"), der::filled(256, 9), hex("3A0400")));
  DgiReader reader(bytes);
  EXPECT_EQ(to_hex(reader.next()->value), "AABB");
  const auto second = reader.next();
  ASSERT_TRUE(second);
  EXPECT_EQ(second->tag, 0x0070);
  EXPECT_EQ(second->value.size(), 256u);
  EXPECT_EQ(second->whole.size(), 261u);
  EXPECT_TRUE(reader.next()->value.empty());
  EXPECT_TRUE(reader.at_end());
  EXPECT_TRUE(reader.ok());
}

TEST(Dgi, round_trips_where_the_length_changes_form) {
  for (const std::size_t size : {0u, 0x7Fu, 0x80u, 0xA8u, 0xFEu, 0xFFu, 0x100u, 0x400u}) {
    const Blob value(size, 0x21);
    Blob buffer(size + 5);
    wire::Writer out(buffer);
    wire::put_dgi(out, 0x3A02, value);
    ASSERT_FALSE(out.overflowed());
    EXPECT_EQ(out.size(), size + (size < 0xFF ? 3 : 5));
    const ExactCopy bytes(out.view());
    DgiReader reader(bytes);
    const auto dgi = reader.expect(0x3A02);
    ASSERT_TRUE(dgi) << size;
    EXPECT_EQ(dgi->value.size(), size);
  }
}

TEST(Dgi, survives_every_truncation) {
  for (const Blob& whole : {hex("3A0303AABBCC"), der::join(hex("3A03FF0100"), der::filled(256, 1))}) {
    for (std::size_t size = 1; size < whole.size(); ++size) {
      const ExactCopy cut(Bytes(whole).first(size));
      DgiReader reader(cut);
      EXPECT_EQ(reader.next().error(), Error::Truncated) << size;
      EXPECT_FALSE(reader.ok());
      EXPECT_TRUE(reader.at_end());
    }
  }
}

TEST(Dgi, expects_accepts_and_finds) {
  const ExactCopy bytes(hex("3A0301AA 3A0401BB"));
  DgiReader reader(bytes);
  EXPECT_EQ(reader.accept(0x3A04).error(), Error::Missing);
  EXPECT_EQ(to_hex(reader.find(0x3A04)->value), "BB");
  EXPECT_EQ(reader.find(0x3A05).error(), Error::Missing);
  EXPECT_TRUE(reader.expect(0x3A03));
  EXPECT_EQ(reader.expect(0x3A03).error(), Error::BadTag);
  EXPECT_EQ(reader.next().error(), Error::BadTag);
}

}  // namespace
}  // namespace sixline::tests::wire_formats
