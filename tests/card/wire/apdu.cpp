// [ISO 7816-4 §5.1] [ISO 7816-3 §12.1]
#include "card/wire/apdu.hpp"

#include "tests/card/wire/samples.hpp"

namespace sixline::tests::wire_formats {
namespace {

using wire::CommandApdu;
using wire::IsoCase;

/// Parses from a block of exactly the command's size, which lives as long as the object.
struct Parsed {
  explicit Parsed(const Blob& raw) : bytes(raw), command(CommandApdu::parse(bytes)) {}
  explicit Parsed(std::string_view text) : Parsed(hex(text)) {}
  ExactCopy bytes;
  wire::Result<CommandApdu, Error> command;
};

TEST(CommandApdu, has_four_cases_in_short_form) {
  EXPECT_EQ(Parsed("00A40004").command->iso_case(), IsoCase::None);
  const Parsed le("00B000000A");
  EXPECT_EQ(le.command->iso_case(), IsoCase::Le);
  EXPECT_EQ(le.command->ne, 10u);
  EXPECT_EQ(Parsed("00B0000000").command->ne, 256u);
  const Parsed lc("00A40004022FE2");
  EXPECT_EQ(lc.command->iso_case(), IsoCase::Lc);
  EXPECT_EQ(to_hex(lc.command->data), "2FE2");
  EXPECT_EQ(lc.command->p1p2(), 0x0004);
  const Parsed both("00A40004022FE219");
  EXPECT_EQ(both.command->iso_case(), IsoCase::LcLe);
  EXPECT_EQ(both.command->ne, 0x19u);
}

TEST(CommandApdu, has_them_in_extended_form_too) {
  const Parsed le("00B00000000100");
  EXPECT_TRUE(le.command->extended);
  EXPECT_EQ(le.command->ne, 256u);
  EXPECT_EQ(Parsed("00B00000000000").command->ne, 65536u);
  const Parsed lc(der::join(hex("80E28900 000100"), der::filled(256, 1)));
  EXPECT_EQ(lc.command->data.size(), 256u);
  EXPECT_EQ(lc.command->ne, 0u);
  const Parsed both(der::join(hex("80E28900 000100"), der::filled(256, 1), hex("0000")));
  EXPECT_EQ(both.command->ne, 65536u);
}

TEST(CommandApdu, refuses_what_is_none) {
  for (const auto* text : {"", "00", "00A400"})
    EXPECT_EQ(Parsed(text).command.error(), Error::Truncated) << text;
  for (const auto* text : {"00A40004032FE2", "00A40004012FE200", "00A40004000002AA", "00A4000400FFFFAA"})
    EXPECT_EQ(Parsed(text).command.error(), Error::BadLength) << text;
}

TEST(CommandApdu, round_trips) {
  for (const auto* text : {"00A40004", "00B000000A", "00B0000000", "00A40004022FE2", "00A40004022FE200"}) {
    const Parsed parsed(text);
    ASSERT_TRUE(parsed.command) << text;
    EXPECT_EQ(written(300, [&](wire::Writer& out) { parsed.command->encode(out); }), to_hex(hex(text)));
  }
  const Blob data = der::filled(300, 2);
  const CommandApdu command{.cla = 0x80, .ins = 0xE2, .p1 = 0x89, .p2 = 0, .data = data, .ne = 256};
  Blob buffer(400);
  wire::Writer out(buffer);
  command.encode(out);
  const Parsed back{Blob(out.view().begin(), out.view().end())};
  ASSERT_TRUE(back.command);
  EXPECT_TRUE(back.command->extended);
  EXPECT_EQ(to_hex(back.command->data), to_hex(data));
  EXPECT_EQ(back.command->ne, 256u);
}

TEST(CommandApdu, names_its_channel) {
  const auto with_class = [](int cla) { return CommandApdu{.cla = static_cast<std::uint8_t>(cla)}; };
  EXPECT_EQ(with_class(0x00).channel(), 0);
  EXPECT_EQ(with_class(0x03).channel(), 3);
  EXPECT_EQ(with_class(0x83).channel(), 3);
  EXPECT_EQ(with_class(0x40).channel(), 4);
  EXPECT_EQ(with_class(0x4F).channel(), 19);
  EXPECT_EQ(with_class(0x03).class_without_channel(), 0x00);
  EXPECT_EQ(with_class(0x82).class_without_channel(), 0x80);
  EXPECT_EQ(with_class(0x86).class_without_channel(), 0x84);
}

}  // namespace
}  // namespace sixline::tests::wire_formats
