// [ISO 7816-4 §5.2.2] [ISO 8825-1]
#include "card/wire/tlv.hpp"

#include "tests/card/wire/samples.hpp"

namespace sixline::tests::wire_formats {
namespace {

using wire::TlvReader;

Error first_error(std::string_view text, bool der = true) {
  const ExactCopy bytes(hex(text));
  auto reader = der ? TlvReader::der(bytes) : TlvReader::ber(bytes);
  while (!reader.at_end()) {
    if (const auto tlv = reader.next(); !tlv) return tlv.error();
  }
  ADD_FAILURE() << text << " was accepted";
  return Error::Missing;
}

TEST(TlvReader, reads_tags_of_one_to_three_bytes) {
  const ExactCopy bytes(hex("5A01AA 9F7000 BF21020500 DF8101 0155"));
  auto reader = TlvReader::der(bytes);
  EXPECT_EQ(reader.next()->tag, 0x5Au);
  EXPECT_EQ(reader.next()->tag, 0x9F70u);
  const auto constructed = reader.next();
  EXPECT_EQ(constructed->tag, 0xBF21u);
  EXPECT_EQ(reader.children(*constructed).next()->tag, 0x05u);
  const auto last = reader.next();
  EXPECT_EQ(last->tag, 0xDF8101u);
  EXPECT_EQ(to_hex(last->value), "55");
  EXPECT_EQ(to_hex(last->whole), "DF81010155");
  EXPECT_TRUE(reader.at_end());
  EXPECT_TRUE(reader.ok());
}

TEST(TlvReader, tells_constructed_tags) {
  EXPECT_TRUE(wire::is_constructed(0x30));
  EXPECT_TRUE(wire::is_constructed(0xBF21));
  EXPECT_FALSE(wire::is_constructed(0x5A));
  EXPECT_FALSE(wire::is_constructed(0x9F70));
  EXPECT_FALSE(wire::is_constructed(0xDF8120));
}

TEST(TlvReader, reports_the_end_as_missing) {
  auto reader = TlvReader::der({});
  EXPECT_TRUE(reader.at_end());
  EXPECT_EQ(reader.next().error(), Error::Missing);
}

TEST(TlvReader, refuses_malformed_headers) {
  EXPECT_EQ(first_error("5A"), Error::Truncated);
  EXPECT_EQ(first_error("9F"), Error::Truncated);
  EXPECT_EQ(first_error("5A02AA"), Error::Truncated);
  EXPECT_EQ(first_error("5A81"), Error::Truncated);
  EXPECT_EQ(first_error("5A8201"), Error::Truncated);
  EXPECT_EQ(first_error("5A80"), Error::BadLength);  // indefinite
  EXPECT_EQ(first_error("5A8400000001AA"), Error::BadLength);
  EXPECT_EQ(first_error("5AFF"), Error::BadLength);
  EXPECT_EQ(first_error("9F8000"), Error::BadTag);  // number with a leading zero
  EXPECT_EQ(first_error("9F81818100"), Error::BadTag);
  EXPECT_EQ(first_error("0000"), Error::BadTag);
}

TEST(TlvReader, names_its_strictness) {
  const Blob padded = hex("5A8101AA");
  EXPECT_EQ(first_error("5A8101AA"), Error::BadLength);
  EXPECT_EQ(to_hex(TlvReader::ber(padded).next()->value), "AA");
  EXPECT_EQ(first_error("5A820001AA"), Error::BadLength);
  const Blob padded_twice = hex("5A83000001AA");
  EXPECT_EQ(to_hex(TlvReader::ber(padded_twice).next()->value), "AA");
  const Blob full = der::tlv(0x5A, der::filled(0x80, 1));
  EXPECT_TRUE(TlvReader::der(full).next());
}

TEST(TlvReader, gives_children_its_strictness) {
  const Blob bytes = hex("30045A8101AA");
  auto strict = TlvReader::der(bytes);
  const auto outer = strict.next();
  EXPECT_EQ(strict.children(*outer).next().error(), Error::BadLength);
  auto lenient = TlvReader::ber(bytes);
  EXPECT_TRUE(lenient.children(*lenient.next()).next());
}

TEST(TlvReader, keeps_the_first_error) {
  const ExactCopy bytes(hex("5A01"));
  auto reader = TlvReader::der(bytes);
  EXPECT_FALSE(reader.next());
  EXPECT_FALSE(reader.ok());
  EXPECT_EQ(reader.error(), Error::Truncated);
  EXPECT_EQ(reader.next().error(), Error::Truncated);
  EXPECT_EQ(reader.expect(0x5A).error(), Error::Truncated);
}

TEST(TlvReader, expects) {
  const ExactCopy bytes(hex("8001AA 8101BB"));
  auto reader = TlvReader::der(bytes);
  EXPECT_EQ(to_hex(reader.expect(0x80)->value), "AA");
  EXPECT_EQ(reader.expect(0x82).error(), Error::BadTag);
  EXPECT_FALSE(reader.ok());
}

TEST(TlvReader, accepts_what_may_be_absent) {
  const ExactCopy bytes(hex("8001AA 8101BB"));
  auto reader = TlvReader::der(bytes);
  EXPECT_EQ(reader.accept(0x81).error(), Error::Missing);
  EXPECT_TRUE(reader.ok());
  EXPECT_TRUE(reader.accept(0x80));
  EXPECT_TRUE(reader.accept(0x81));
  EXPECT_EQ(reader.accept(0x82).error(), Error::Missing);
  EXPECT_TRUE(reader.ok());
}

TEST(TlvReader, does_not_take_a_malformed_tlv_for_an_absent_one) {
  const ExactCopy bytes(hex("8005AA"));
  auto reader = TlvReader::der(bytes);
  EXPECT_EQ(reader.accept(0x81).error(), Error::Truncated);
  EXPECT_FALSE(reader.ok());
}

TEST(TlvReader, finds_without_moving) {
  const ExactCopy bytes(hex("8001AA 8101BB 8201"));
  const auto reader = TlvReader::der(bytes);
  EXPECT_EQ(to_hex(reader.find(0x81)->value), "BB");
  EXPECT_EQ(reader.find(0x83).error(), Error::Truncated);
  EXPECT_EQ(reader.rest().size(), 8u);
  EXPECT_EQ(TlvReader::der(bytes.view().first(6)).find(0x83).error(), Error::Missing);
}

TEST(TlvReader, survives_every_truncation) {
  const Blob whole = der::notation("30{ 8001AA A1{ 9F70{ 0102 } 5A{ } } } BF21{ 04{ 11 } }");
  for (std::size_t size = 1; size < whole.size(); ++size) {
    const ExactCopy cut(Bytes(whole).first(size));
    auto reader = TlvReader::der(cut);
    std::size_t complete = 0;
    while (!reader.at_end()) complete += reader.next().has_value();
    EXPECT_LE(complete, 1u);
    EXPECT_EQ(reader.ok(), complete == 1 && size == 2 + whole[1] + 0u);
  }
}

TEST(TlvWriter, writes_lengths_of_every_width) {
  for (const std::size_t size : {0u, 1u, 0x7Fu, 0x80u, 0xFFu, 0x100u, 0xFFFFu, 0x10000u}) {
    const Blob value(size, 0x42);
    const Blob expected = der::tlv(0x5A, value);
    EXPECT_EQ(expected.size(), 1 + wire::length_size(size) + size);
    EXPECT_EQ(written(expected.size(), [&](wire::Writer& out) { wire::put_tlv(out, 0x5A, value); }),
              to_hex(expected));
    EXPECT_EQ(written(expected.size() - 1, [&](wire::Writer& out) { wire::put_tlv(out, 0x5A, value); }),
              "overflow");
    EXPECT_EQ(TlvReader::der(expected).next()->value.size(), size);
  }
}

TEST(TlvWriter, back_patches_the_lengths_of_open_tlvs) {
  for (const std::size_t size : {0u, 10u, 0x7Du, 0x7Eu, 0x80u, 0xFFu, 0x200u}) {
    const Blob inner(size, 7);
    const Blob expected = der::tlv(0x30, der::tlv(0xA1, inner), hex("8000"));
    EXPECT_EQ(written(expected.size() + 8,
                      [&](wire::Writer& out) {
                        wire::TlvScope outer(out, 0x30);
                        {
                          wire::TlvScope child(out, 0xA1);
                          out.put(inner);
                        }
                        wire::put_tlv(out, 0x80, {});
                      }),
              to_hex(expected));
  }
}

TEST(TlvWriter, reports_a_scope_that_does_not_fit) {
  const auto scope = [](wire::Writer& out) {
    wire::TlvScope outer(out, 0x30);
    out.fill(1, 0x80);
  };
  EXPECT_EQ(written(0x83, scope).substr(0, 6), "308180");
  EXPECT_EQ(written(0x82, scope), "overflow");
  EXPECT_EQ(written(1, scope), "overflow");
}

TEST(TlvNumbers, are_minimal_and_positive) {
  const auto number = [](std::uint32_t value) {
    return written(16, [value](wire::Writer& out) { wire::put_unsigned(out, 0x80, value); });
  };
  EXPECT_EQ(number(0), "800100");
  EXPECT_EQ(number(0x7F), "80017F");
  EXPECT_EQ(number(0x80), "80020080");
  EXPECT_EQ(number(0x7FFF), "80027FFF");
  EXPECT_EQ(number(0xFFFFFFFF), "800500FFFFFFFF");
}

TEST(TlvNumbers, round_trip) {
  for (const std::uint32_t value :
       {0u, 1u, 0x7Fu, 0x80u, 0xFFu, 0x8000u, 0x7FFFFFu, 0x80000000u, 0xFFFFFFFFu}) {
    const Blob bytes = der::integer(0x80, value);
    EXPECT_EQ(wire::read_unsigned(TlvReader::der(bytes).next()->value), value);
  }
}

TEST(TlvNumbers, refuse_what_is_no_number) {
  EXPECT_EQ(wire::read_unsigned({}).error(), Error::BadLength);
  EXPECT_EQ(wire::read_unsigned(hex("0100000000")).error(), Error::BadLength);
  EXPECT_EQ(*wire::read_unsigned(hex("0000000000FF")), 0xFFu);
}

}  // namespace
}  // namespace sixline::tests::wire_formats
