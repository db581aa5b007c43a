// [TS 101 220 §7.1.1]
#include "card/wire/comprehension_tlv.hpp"

#include "tests/card/wire/samples.hpp"

namespace sixline::tests::wire_formats {
namespace {

using wire::ComprehensionTlvReader;

TEST(ComprehensionTlv, takes_the_comprehension_bit_off_the_tag) {
  const ExactCopy bytes(hex("810301 2500 02028281"));
  ComprehensionTlvReader reader(bytes);
  const auto details = reader.next();
  ASSERT_TRUE(details);
  EXPECT_EQ(details->tag, 0x01);
  EXPECT_TRUE(details->must_understand);
  EXPECT_EQ(to_hex(details->value), "012500");
  const auto devices = reader.expect(0x02);
  ASSERT_TRUE(devices);
  EXPECT_FALSE(devices->must_understand);
  EXPECT_TRUE(reader.at_end());
}

TEST(ComprehensionTlv, accepts_and_finds) {
  const ExactCopy bytes(hex("8101AA 8202BBCC"));
  ComprehensionTlvReader reader(bytes);
  EXPECT_EQ(reader.accept(0x02).error(), Error::Missing);
  EXPECT_TRUE(reader.ok());
  EXPECT_EQ(to_hex(reader.find(0x02)->value), "BBCC");
  EXPECT_EQ(reader.find(0x03).error(), Error::Missing);
  EXPECT_TRUE(reader.accept(0x01));
  EXPECT_EQ(reader.expect(0x03).error(), Error::BadTag);
  EXPECT_FALSE(reader.ok());
}

TEST(ComprehensionTlv, round_trips_every_width_of_length) {
  for (const std::size_t size : {0u, 1u, 0x7Fu, 0x80u, 0xEDu, 0xFFu, 0x100u}) {
    const Blob value(size, 0x33);
    Blob buffer(size + 8);
    wire::Writer out(buffer);
    wire::put_comprehension_tlv(out, 0xB6, value);
    ASSERT_FALSE(out.overflowed());
    const ExactCopy bytes(out.view());
    ComprehensionTlvReader reader(bytes);
    const auto tlv = reader.next();
    ASSERT_TRUE(tlv) << size;
    EXPECT_EQ(tlv->tag, 0x36);
    EXPECT_EQ(tlv->value.size(), size);
    EXPECT_TRUE(reader.at_end());
  }
}

TEST(ComprehensionTlv, survives_every_truncation) {
  const Blob whole = der::tlv(0x36, der::filled(0x90, 1));
  for (std::size_t size = 1; size < whole.size(); ++size) {
    const ExactCopy cut(Bytes(whole).first(size));
    ComprehensionTlvReader reader(cut);
    EXPECT_FALSE(reader.next());
    EXPECT_EQ(reader.error(), Error::Truncated);
    EXPECT_FALSE(reader.next());
  }
}

TEST(ComprehensionTlv, ends_with_missing) {
  ComprehensionTlvReader reader({});
  EXPECT_TRUE(reader.at_end());
  EXPECT_EQ(reader.next().error(), Error::Missing);
}

}  // namespace
}  // namespace sixline::tests::wire_formats
