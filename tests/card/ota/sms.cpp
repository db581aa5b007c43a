// TPDUs, user data headers and the cutting of long packets.
#include "card/wire/sms.hpp"

#include <gtest/gtest.h>

#include "tests/support/test_platform.hpp"

namespace sixline::tests::ota {
namespace {

using support::ExactCopy;
using support::hex;
using support::to_hex;
using wire::Bytes;
using wire::Error;
using wire::SmsAddress;
using wire::SmsDeliver;
using wire::SmsSplit;
using wire::SmsSubmit;
using wire::SmsUserData;
using wire::Writer;

constexpr const char* enable_deliver =
    "400A9121436587097FF6621010410000003D02700000381516391212000001082FE685CDDF865B882ACF4DED9E0BE6DEAC08"
    "C61A5856AB663AB56193C041BD8775C97B0277F15E072124AF8EDFF85E";
constexpr const char* notification_submit =
    "41010A9121436587097FF64D0270000048150600121200000104CC5AD61EE117A5099B6137DA21900730D03A87095C2563AF"
    "4A8443433B5683AAB6CA8AB1982EF2ED530F348E479F9CBA59C9364CABB08496E919900117EAE2";

template <class Message>
std::string encoded(const Message& message) {
  std::vector<std::uint8_t> buffer(300);
  Writer out(buffer);
  message.encode(out);
  EXPECT_FALSE(out.overflowed());
  return to_hex(out.view());
}

TEST(SmsAddress, digits_types_and_forms) {
  const auto address = SmsAddress::from_digits("1234567890");
  ASSERT_TRUE(address);
  EXPECT_EQ(encoded(*address), "0A912143658709");
  const auto odd = SmsAddress::from_digits("12345", 0x85);
  ASSERT_TRUE(odd);
  EXPECT_EQ(encoded(*odd), "05852143F5");
  EXPECT_EQ(*SmsAddress::parse(hex("05852143F5")), *odd);
  EXPECT_EQ(SmsAddress::parse(hex("05852143F57FF6"))->encoded_size(), 5u) << "what follows is left alone";
}

TEST(SmsAddress, the_form_of_the_card_toolkit) {
  const auto centre = SmsAddress::from_cat(hex("915121436587F9"));
  ASSERT_TRUE(centre);
  EXPECT_EQ(centre->digits, 11);
  std::vector<std::uint8_t> buffer(12);
  Writer out(buffer);
  centre->encode_cat(out);
  EXPECT_EQ(to_hex(out.view()), "915121436587F9");
  EXPECT_EQ(SmsAddress::from_cat(hex("912143"))->digits, 4);
  EXPECT_TRUE(SmsAddress::from_cat(hex("91"))->empty());
}

TEST(SmsAddress, refuses_what_is_no_number) {
  EXPECT_EQ(SmsAddress::parse({}).error(), Error::Truncated);
  EXPECT_EQ(SmsAddress::parse(hex("0A")).error(), Error::Truncated);
  EXPECT_EQ(SmsAddress::parse(hex("0A9121436587")).error(), Error::Truncated);
  EXPECT_EQ(SmsAddress::parse(hex("15910000000000000000000000")).error(), Error::BadLength);
  EXPECT_EQ(SmsAddress::from_cat({}).error(), Error::Truncated);
  EXPECT_EQ(SmsAddress::from_cat(hex("910000000000000000000000")).error(), Error::BadLength);
  EXPECT_EQ(SmsAddress::from_digits("123a").error(), Error::BadValue);
  EXPECT_EQ(SmsAddress::from_digits("123456789012345678901").error(), Error::BadLength);
}

TEST(SmsDeliver, the_enable_command) {
  const ExactCopy tpdu(hex(enable_deliver));
  const auto message = SmsDeliver::parse(tpdu);
  ASSERT_TRUE(message);
  EXPECT_TRUE(message->has_header);
  EXPECT_EQ(message->originator, *SmsAddress::from_digits("1234567890"));
  EXPECT_EQ(message->pid, wire::pid_usim_download);
  EXPECT_EQ(message->dcs, wire::dcs_8bit_class2);
  EXPECT_EQ(to_hex(message->timestamp), "62101041000000");
  EXPECT_EQ(message->user_data.size(), 61u);
  EXPECT_EQ(encoded(*message), enable_deliver);
}

TEST(SmsDeliver, every_truncation_is_noticed) {
  const auto whole = hex(enable_deliver);
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const ExactCopy cut(Bytes(whole).first(size));
    const auto message = SmsDeliver::parse(cut);
    ASSERT_FALSE(message) << size;
    EXPECT_EQ(message.error(), Error::Truncated) << size;
  }
}

TEST(SmsDeliver, refuses_other_messages_and_excess) {
  auto tpdu = hex(enable_deliver);
  tpdu.push_back(0);
  EXPECT_EQ(SmsDeliver::parse(tpdu).error(), Error::BadLength);
  EXPECT_EQ(SmsDeliver::parse(hex(notification_submit)).error(), Error::BadValue);
  auto long_one = hex("440491214300F6621010410000008D");
  long_one[4] = 0x7F;
  long_one.insert(long_one.end(), 0x8D, 0x00);
  EXPECT_FALSE(SmsDeliver::parse(long_one)) << "user data of 141 octets";
}

TEST(SmsDeliver, septets_are_counted_as_the_coding_scheme_says) {
  // Eight septets take seven octets.
  EXPECT_TRUE(SmsDeliver::parse(hex("04049121430000621010410000000811223344556677")));
  EXPECT_EQ(SmsDeliver::parse(hex("04049121430004621010410000000811223344556677")).error(), Error::Truncated);
  EXPECT_TRUE(SmsDeliver::parse(hex("040491214300F2621010410000000811223344556677")));
}

TEST(SmsSubmit, the_notification) {
  const ExactCopy tpdu(hex(notification_submit));
  const auto message = SmsSubmit::parse(tpdu);
  ASSERT_TRUE(message);
  EXPECT_EQ(message->reference, 1);
  EXPECT_EQ(message->destination, *SmsAddress::from_digits("1234567890"));
  EXPECT_TRUE(message->validity.empty());
  EXPECT_EQ(message->user_data.size(), 0x4Du);
  EXPECT_EQ(encoded(*message), notification_submit);
}

TEST(SmsSubmit, validity_periods) {
  EXPECT_EQ(SmsSubmit::parse(hex("51050491214300040101")).error(), Error::Truncated)
      << "the first 01 is the validity";
  const ExactCopy tpdu(hex("5105049121430004A7020102"));
  const auto good = SmsSubmit::parse(tpdu);
  ASSERT_TRUE(good);
  EXPECT_EQ(to_hex(good->validity.view()), "A7");
  EXPECT_EQ(encoded(*good), "5105049121430004A7020102");
  const auto absolute = SmsSubmit::parse(hex("59050491214300046210104100000000"));
  ASSERT_TRUE(absolute);
  EXPECT_EQ(absolute->validity.size(), 7u);
}

TEST(SmsSubmit, every_truncation_is_noticed) {
  const auto whole = hex(notification_submit);
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const ExactCopy cut(Bytes(whole).first(size));
    EXPECT_FALSE(SmsSubmit::parse(cut)) << size;
  }
  EXPECT_EQ(SmsSubmit::parse(hex(enable_deliver)).error(), Error::BadValue);
}

TEST(SmsUserData, information_elements_in_any_order) {
  for (const char* text : {"0700032A02017000AABB", "07700000032A0201AABB", "0A0A010000032A02017000AABB"}) {
    const ExactCopy bytes(hex(text));
    const auto data = SmsUserData::parse(bytes, true);
    ASSERT_TRUE(data) << text;
    EXPECT_EQ(data->packet, wire::PacketKind::Command) << text;
    ASSERT_TRUE(data->concatenation) << text;
    EXPECT_EQ(data->concatenation->reference, 0x2A);
    EXPECT_FALSE(data->concatenation->wide);
    EXPECT_EQ(data->concatenation->total, 2);
    EXPECT_EQ(data->concatenation->number, 1);
    EXPECT_EQ(to_hex(data->payload), "AABB");
  }
}

TEST(SmsUserData, sixteen_bit_references) {
  const auto data = SmsUserData::parse(hex("080804123403027000AA"), true);
  ASSERT_TRUE(data);
  EXPECT_EQ(data->concatenation, (wire::SmsConcatenation{0x1234, true, 3, 2}));
}

TEST(SmsUserData, responses_and_plain_text) {
  EXPECT_EQ(SmsUserData::parse(hex("027100000E"), true)->packet, wire::PacketKind::Response);
  const auto plain = SmsUserData::parse(hex("027000AA"), false);
  ASSERT_TRUE(plain);
  EXPECT_FALSE(plain->packet);
  EXPECT_EQ(plain->payload.size(), 4u);
}

TEST(SmsUserData, impossible_numbers_count_as_no_concatenation) {
  for (const char* text : {"0500032A0200", "0500032A0203", "0500032A0000", "0400022A02", "0608042A000001"}) {
    const auto data = SmsUserData::parse(hex(text), true);
    ASSERT_TRUE(data) << text;
    EXPECT_FALSE(data->concatenation) << text;
  }
}

TEST(SmsUserData, broken_headers) {
  EXPECT_EQ(SmsUserData::parse({}, true).error(), Error::Truncated);
  EXPECT_EQ(SmsUserData::parse(hex("0270"), true).error(), Error::Truncated);
  EXPECT_EQ(SmsUserData::parse(hex("0170AA"), true).error(), Error::BadLength) << "element without length";
  EXPECT_EQ(SmsUserData::parse(hex("027001AA"), true).error(), Error::BadLength) << "element over the end";
  EXPECT_EQ(SmsUserData::parse(hex("0600032A020170"), true).error(), Error::BadLength);
}

std::string part(const SmsSplit& split, std::size_t index) {
  std::vector<std::uint8_t> buffer(wire::max_user_data);
  Writer out(buffer);
  split.write(index, out);
  EXPECT_FALSE(out.overflowed());
  return to_hex(out.view());
}

TEST(SmsSplit, a_packet_of_202_bytes) {
  std::vector<std::uint8_t> packet(202);
  for (std::size_t i = 0; i < packet.size(); ++i) packet[i] = static_cast<std::uint8_t>(i);
  const SmsSplit split(packet, wire::PacketKind::Command, 0x2A);
  ASSERT_EQ(split.count(), 2u);
  EXPECT_EQ(part(split, 0), "0700032A02017000" + to_hex(Bytes(packet).first(132)));
  EXPECT_EQ(part(split, 1), "0500032A0202" + to_hex(Bytes(packet).subspan(132)));
}

TEST(SmsSplit, borders) {
  const auto count = [](std::size_t size) {
    return SmsSplit(std::vector<std::uint8_t>(size), wire::PacketKind::Response, 1).count();
  };
  EXPECT_EQ(count(0), 1u);
  EXPECT_EQ(count(137), 1u);
  EXPECT_EQ(count(138), 2u);
  EXPECT_EQ(count(132 + 134), 2u);
  EXPECT_EQ(count(132 + 134 + 1), 3u);
  EXPECT_EQ(count(2048), 16u);
  const std::vector<std::uint8_t> single(137, 0xEE);
  EXPECT_EQ(part(SmsSplit(single, wire::PacketKind::Response, 1), 0), "027100" + to_hex(single));
}

TEST(SmsSplit, every_part_is_full_but_the_last_and_parses_back) {
  std::vector<std::uint8_t> packet(700);
  for (std::size_t i = 0; i < packet.size(); ++i) packet[i] = static_cast<std::uint8_t>(i * 7);
  const SmsSplit split(packet, wire::PacketKind::Response, 9);
  std::string together;
  for (std::size_t i = 0; i < split.count(); ++i) {
    const auto bytes = hex(part(split, i));
    EXPECT_TRUE(bytes.size() == wire::max_user_data || i + 1 == split.count()) << i;
    const auto data = SmsUserData::parse(bytes, true);
    ASSERT_TRUE(data);
    EXPECT_EQ(data->concatenation->number, i + 1);
    EXPECT_EQ(data->packet.has_value(), i == 0);
    together += to_hex(data->payload);
  }
  EXPECT_EQ(together, to_hex(packet));
}

}  // namespace
}  // namespace sixline::tests::ota
