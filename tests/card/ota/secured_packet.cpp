// Where the fields of command and response packets stand, without any cryptography.
#include "card/wire/secured_packet.hpp"

#include <gtest/gtest.h>

#include "tests/support/test_platform.hpp"

namespace sixline::tests::ota {
namespace {

using support::ExactCopy;
using support::hex;
using support::to_hex;
using wire::Bytes;
using wire::CommandPacket;
using wire::CounterRule;
using wire::Error;
using wire::Integrity;
using wire::Reply;
using wire::ResponsePacket;
using wire::SecurityParameters;
using wire::Writer;

TEST(SecurityParameters, the_values_of_sgp02) {
  constexpr SecurityParameters spi = wire::sgp02_security;
  EXPECT_EQ(spi.integrity(), Integrity::CryptographicChecksum);
  EXPECT_TRUE(spi.ciphered());
  EXPECT_EQ(spi.counter_rule(), CounterRule::Higher);
  EXPECT_EQ(spi.reply(), Reply::Always);
  EXPECT_EQ(spi.reply_integrity(), Integrity::CryptographicChecksum);
  EXPECT_TRUE(spi.reply_ciphered());
  EXPECT_TRUE(spi.reply_by_submit());
}

TEST(SecurityParameters, the_notification_asks_for_nothing_back) {
  constexpr SecurityParameters spi = wire::notification_security;
  EXPECT_EQ(spi.integrity(), Integrity::CryptographicChecksum);
  EXPECT_TRUE(spi.ciphered());
  EXPECT_EQ(spi.counter_rule(), CounterRule::None);
  EXPECT_EQ(spi.reply(), Reply::Never);
}

TEST(SecurityParameters, minimum_level_is_compared_field_by_field) {
  const auto meets = [](std::uint8_t spi1, std::uint8_t minimum) {
    return SecurityParameters{spi1, 0}.at_least(minimum);
  };
  EXPECT_TRUE(meets(0x16, 0x16));
  EXPECT_TRUE(meets(0x1E, 0x16)) << "exactly one higher is stricter";
  EXPECT_FALSE(meets(0x12, 0x16)) << "not ciphered";
  EXPECT_FALSE(meets(0x0E, 0x16)) << "counter not checked";
  EXPECT_FALSE(meets(0x15, 0x16)) << "redundancy check only";
  EXPECT_FALSE(meets(0x14, 0x16)) << "no integrity";
  EXPECT_FALSE(meets(0x06, 0x16)) << "no counter";
  EXPECT_TRUE(meets(0x00, 0x00));
  EXPECT_TRUE(meets(0x16, 0x02));
  EXPECT_TRUE(meets(0x02, 0x02));
  EXPECT_FALSE(meets(0x04, 0x02)) << "ciphering does not replace a checksum";
}

TEST(KeyIndication, version_and_algorithm) {
  EXPECT_EQ(wire::KeyIndication::aes(1).value, 0x12);
  EXPECT_EQ(wire::KeyIndication{0x12}.version(), 1);
  EXPECT_TRUE(wire::KeyIndication{0xF2}.is_aes());
  EXPECT_TRUE(wire::KeyIndication{0x10}.is_aes()) << "algorithm known implicitly";
  EXPECT_FALSE(wire::KeyIndication{0x15}.is_aes()) << "triple DES";
}

constexpr const char* enable_packet =
    "00381516391212000001082FE685CDDF865B882ACF4DED9E0BE6DEAC08C61A5856AB663AB56193C041BD8775C97B0277F15E"
    "072124AF8EDFF85E";

TEST(CommandPacket, the_enable_command) {
  const ExactCopy bytes(hex(enable_packet));
  const auto packet = CommandPacket::parse(bytes);
  ASSERT_TRUE(packet);
  EXPECT_EQ(packet->header.security, wire::sgp02_security);
  EXPECT_EQ(packet->header.kic.value, 0x12);
  EXPECT_EQ(packet->header.kid.value, 0x12);
  EXPECT_EQ(packet->header.tar, (wire::Tar{{0x00, 0x00, 0x01}}));
  EXPECT_EQ(packet->checksum_size, 8);
  EXPECT_EQ(to_hex(packet->head), "00381516391212000001");
  EXPECT_EQ(packet->body.size(), 48u);
}

TEST(CommandPacket, its_body_in_clear) {
  const ExactCopy clear(hex(
      "00000000010433422B02B3E963AEAA1C221A80E28800153A03124F10A0000005591010FFFFFFFF890000100000000000"));
  const auto body = wire::CommandBody::parse(clear, 8);
  ASSERT_TRUE(body);
  EXPECT_EQ(body->counter, 1u);
  EXPECT_EQ(to_hex(body->fields), "000000000104");
  EXPECT_EQ(to_hex(body->checksum), "33422B02B3E963AE");
  EXPECT_EQ(to_hex(body->data), "AA1C221A80E28800153A03124F10A0000005591010FFFFFFFF8900001000");
  EXPECT_EQ(body->padded.size(), 34u);
}

TEST(CommandPacket, building_gives_the_same_fields) {
  std::vector<std::uint8_t> buffer(64);
  Writer out(buffer);
  wire::put_command_head(
      out,
      {wire::sgp02_security, wire::KeyIndication::aes(1), wire::KeyIndication::aes(1), wire::Tar{{0, 0, 1}}},
      8, 34);
  wire::put_command_fields(out, 1, 4);
  EXPECT_EQ(to_hex(out.view()), "00381516391212000001000000000104");
}

TEST(CommandPacket, every_truncation_and_excess_is_noticed) {
  const auto whole = hex(enable_packet);
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const ExactCopy cut(Bytes(whole).first(size));
    EXPECT_FALSE(CommandPacket::parse(cut)) << size;
  }
  auto longer = whole;
  longer.push_back(0);
  EXPECT_EQ(CommandPacket::parse(longer).error(), Error::BadLength);
}

TEST(CommandPacket, header_lengths) {
  const auto with_header_length = [](std::uint8_t chl) {
    auto bytes = hex(enable_packet);
    bytes[2] = chl;
    return CommandPacket::parse(bytes);
  };
  EXPECT_EQ(with_header_length(0x0D)->checksum_size, 0);
  EXPECT_EQ(with_header_length(0x11)->checksum_size, 4);
  for (int chl : {0x00, 0x0C, 0x0E, 0x10, 0x14, 0x16, 0x35, 0x36, 0xFF})
    EXPECT_FALSE(with_header_length(static_cast<std::uint8_t>(chl))) << chl;
  EXPECT_FALSE(CommandPacket::parse(hex("000E1516391212000001000000000100"))) << "no room";
}

TEST(CommandPacket, padding_cannot_exceed_the_data) {
  EXPECT_EQ(wire::CommandBody::parse(hex("000000000103AABB"), 0).error(), Error::BadLength);
  EXPECT_TRUE(wire::CommandBody::parse(hex("000000000102AABB"), 0)->data.empty());
  EXPECT_EQ(wire::CommandBody::parse(hex("0000000001"), 0).error(), Error::Truncated);
  EXPECT_EQ(wire::CommandBody::parse(hex("000000000100AABB"), 8).error(), Error::Truncated);
}

TEST(ResponsePacket, plain_answers_as_cards_give_them) {
  const ExactCopy insufficient(hex("000B0A0000010000000001000A"));
  const auto packet = ResponsePacket::parse(insufficient);
  ASSERT_TRUE(packet);
  EXPECT_EQ(packet->tar, (wire::Tar{{0, 0, 1}}));
  EXPECT_EQ(packet->checksum_size, 0);
  const auto body = wire::ResponseBody::parse(packet->body, 0);
  ASSERT_TRUE(body);
  EXPECT_EQ(body->counter, 1u);
  EXPECT_EQ(body->status, wire::PacketStatus::InsufficientSecurity);
  EXPECT_TRUE(body->data.empty());

  const ExactCopy with_data(hex("000E0AB000110000000000000001612F"));
  const auto pysim = ResponsePacket::parse(with_data);
  ASSERT_TRUE(pysim);
  const auto data = wire::ResponseBody::parse(pysim->body, 0);
  ASSERT_TRUE(data);
  EXPECT_EQ(data->status, wire::PacketStatus::Ok);
  EXPECT_EQ(to_hex(data->data), "01612F");
}

TEST(ResponsePacket, ciphered_answer_in_clear) {
  const ExactCopy clear(hex("00000000010800DEE975709D935B56AB07800101230290000000000000000000"));
  const auto body = wire::ResponseBody::parse(clear, 8);
  ASSERT_TRUE(body);
  EXPECT_EQ(body->counter, 1u);
  EXPECT_EQ(to_hex(body->checksum), "DEE975709D935B56");
  EXPECT_EQ(to_hex(body->data), "AB0780010123029000");
}

TEST(ResponsePacket, every_truncation_and_excess_is_noticed) {
  const auto whole = hex("000B0A0000010000000001000A");
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const ExactCopy cut(Bytes(whole).first(size));
    EXPECT_FALSE(ResponsePacket::parse(cut)) << size;
  }
  EXPECT_FALSE(ResponsePacket::parse(hex("000B0A0000010000000001000A00")));
  EXPECT_FALSE(ResponsePacket::parse(hex("000B090000010000000001000A"))) << "header too short";
  EXPECT_FALSE(ResponsePacket::parse(hex("000B120000010000000001000A"))) << "no room for the checksum";
}

TEST(PacketStatus, every_status_has_a_name) {
  for (int status = 0; status <= 0x0D; ++status)
    EXPECT_FALSE(wire::describe(static_cast<wire::PacketStatus>(status)).empty());
}

}  // namespace
}  // namespace sixline::tests::ota
