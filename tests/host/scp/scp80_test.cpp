#include "host/scp/scp80.hpp"

#include <gtest/gtest.h>

#include "tests/host/scp/worked_keys.hpp"

namespace sixline::host::scp {
namespace {

using test::hex;
using wire::SecurityParameters;
using wire::Tar;

constexpr Tar isd_r{{0x00, 0x00, 0x01}};
const auto enable_profile = "AA1C221A80E28800153A03124F10A0000005591010FFFFFFFF8900001000";
// Response packet without the user data header 027100.
const auto worked_response = "002412000001522F8A5D21D71D7188B4B6F1EFED27D9437744085D730BC16F7BB7C95781F8CC";
const auto worked_notification =
    "0048150600121200000104CC5AD61EE117A5099B6137DA21900730D03A87095C2563AF4A8443433B5683AAB6CA8AB1982EF2ED53"
    "0F"
    "348E479F9CBA59C9364CABB08496E919900117EAE2";
const auto notification_data =
    "E12B4C10890010120123412340123456789012244D01024E0200052F10A0000005591010FFFFFFFF8900001000";

Scp80 isd_r_channel() {
  return *Scp80::create(test::isd_r_keys());
}

SentPacket sent_enable_profile(Scp80& channel) {
  MemoryCounterStore counters;
  return *channel.wrap(isd_r, hex(enable_profile), counters);
}

TEST(Scp80, BuildsTheWorkedCommand) {
  Scp80 channel = isd_r_channel();
  const SentPacket sent = sent_enable_profile(channel);
  EXPECT_EQ(sent.counter, 1u);
  EXPECT_EQ(
      to_hex(sent.packet),
      "00381516391212000001082FE685CDDF865B882ACF4DED9E0BE6DEAC08C61A5856AB663AB56193C041BD8775C97B0277F15E07"
      "2124AF8EDFF85E");
}

// Keys and packet of a third-party implementation.
TEST(Scp80, BuildsTheCrossCheckCommand) {
  auto channel = Scp80::create({0x02,
                                test::secret("200102030405060708090A0B0C0D0E0F"),
                                test::secret("201102030405060708090A0B0C0D0E0F"),
                                {}});
  MemoryCounterStore counters;
  auto sent =
      channel->wrap(Tar{{0xB0, 0x00, 0x11}}, hex("00A40004023F00"), counters, SecurityParameters{0x06, 0x19});
  EXPECT_EQ(to_hex(sent->packet),
            "00281506192222B00011E87CCEEBB2D93083011CE294F93FC4D8DE80DA1ABAE8C37CA3E72EC4432E5058");
  EXPECT_EQ(*counters.take_next(), 1u) << "a packet without counter must not use one up";
}

TEST(Scp80, OpensTheWorkedResponse) {
  Scp80 channel = isd_r_channel();
  auto answer = channel.open_response(sent_enable_profile(channel), hex(worked_response));
  ASSERT_TRUE(answer) << answer.error().describe();
  EXPECT_EQ(answer->status, wire::PacketStatus::Ok);
  EXPECT_TRUE(answer->authentic);
  EXPECT_EQ(to_hex(answer->data), "AB0780010123029000");
}

TEST(Scp80, RefusesEveryChangedByteOfAResponse) {
  Scp80 channel = isd_r_channel();
  const SentPacket sent = sent_enable_profile(channel);
  const ByteString good = hex(worked_response);
  for (std::size_t i = 0; i < good.size(); ++i) {
    for (std::uint8_t bit : std::array<std::uint8_t, 2>{0x01, 0x80}) {
      ByteString changed = good;
      changed[i] = static_cast<std::uint8_t>(changed[i] ^ bit);
      EXPECT_FALSE(channel.open_response(sent, changed)) << i;
    }
  }
}

TEST(Scp80, RefusesEveryTruncatedResponse) {
  Scp80 channel = isd_r_channel();
  const SentPacket sent = sent_enable_profile(channel);
  const ByteString good = hex(worked_response);
  for (std::size_t size = 0; size < good.size(); ++size)
    EXPECT_FALSE(channel.open_response(sent, Bytes(good).first(size))) << size;
}

TEST(Scp80, RefusesTheResponseToAnotherPacket) {
  Scp80 channel = isd_r_channel();
  SentPacket sent = sent_enable_profile(channel);
  ++sent.counter;
  EXPECT_EQ(channel.open_response(sent, hex(worked_response)).error().code, ErrorCode::NotAuthentic);
  --sent.counter;
  sent.tar = Tar{{0x00, 0x00, 0x02}};
  EXPECT_EQ(channel.open_response(sent, hex(worked_response)).error().code, ErrorCode::BadFormat);
}

TEST(Scp80, RefusesAResponseUnderOtherKeys) {
  Scp80 channel = isd_r_channel();
  const SentPacket sent = sent_enable_profile(channel);
  Scp80Keys keys = test::isd_r_keys();
  keys.kid = keys.kic;
  EXPECT_EQ(Scp80::create(keys)->open_response(sent, hex(worked_response)).error().code,
            ErrorCode::NotAuthentic);
}

TEST(Scp80, TakesAnUnprotectedStatusAsAHintOnly) {
  Scp80 channel = isd_r_channel();
  const SentPacket sent = sent_enable_profile(channel);
  auto hint = channel.open_response(sent, hex("000B0A0000010000000001000A"));
  ASSERT_TRUE(hint) << hint.error().describe();
  EXPECT_EQ(hint->status, wire::PacketStatus::InsufficientSecurity);
  EXPECT_FALSE(hint->authentic);
  auto with_data = channel.open_response(sent, hex("000D0A0000010000000001000AAABB"));
  EXPECT_TRUE(with_data->data.empty());
}

TEST(Scp80, RefusesAnUnprotectedSuccess) {
  Scp80 channel = isd_r_channel();
  const SentPacket sent = sent_enable_profile(channel);
  auto forged = channel.open_response(sent, hex("00140A00000100000000010000AB07800101230290 00"));
  ASSERT_FALSE(forged);
  EXPECT_EQ(forged.error().code, ErrorCode::NotAuthentic);
}

TEST(Scp80, ReadsAPlainResponseWhenNoSecurityWasAskedFor) {
  Scp80 channel = isd_r_channel();
  MemoryCounterStore counters;
  auto sent = channel.wrap(isd_r, hex(enable_profile), counters, SecurityParameters{0x16, 0x01});
  auto answer = channel.open_response(*sent, hex("00130A00000100000000010000AB0780010123029000"));
  ASSERT_FALSE(answer) << "RPL is one too small";
  answer = channel.open_response(*sent, hex("00130A00000100000000010000AF802302900000 00"));
  ASSERT_TRUE(answer) << answer.error().describe();
  EXPECT_EQ(to_hex(answer->data), "AF80230290000000");
  EXPECT_FALSE(answer->authentic);
}

TEST(Scp80, OpensTheWorkedNotification) {
  Scp80 channel = isd_r_channel();
  auto message = channel.open_command(hex(worked_notification));
  ASSERT_TRUE(message) << message.error().describe();
  EXPECT_EQ(message->tar, isd_r);
  EXPECT_EQ(message->counter, 0u);
  EXPECT_EQ(to_hex(message->data), notification_data);
}

TEST(Scp80, OpensANotificationWithChecksumOnly) {
  Scp80 channel = isd_r_channel();
  auto message = channel.open_command(hex(
      "004315020000120000010000000000001323F915ED97B1F4E12B4C10890010120123412340123456789012244D01024E020005"
      "2F10A0000005591010FFFFFFFF8900001000"));
  ASSERT_TRUE(message) << message.error().describe();
  EXPECT_EQ(to_hex(message->data), notification_data);
}

TEST(Scp80, RefusesEveryChangedByteOfANotification) {
  Scp80 channel = isd_r_channel();
  const ByteString good = hex(worked_notification);
  for (std::size_t i = 0; i < good.size(); ++i) {
    ByteString changed = good;
    changed[i] ^= 0x01;
    EXPECT_FALSE(channel.open_command(changed)) << i;
  }
  for (std::size_t size = 0; size < good.size(); ++size)
    EXPECT_FALSE(channel.open_command(Bytes(good).first(size))) << size;
}

TEST(Scp80, RefusesANotificationWithoutChecksum) {
  Scp80 channel = isd_r_channel();
  auto bare = channel.open_command(hex("00100D000000000000010000000000 00AABB"));
  ASSERT_FALSE(bare);
  EXPECT_EQ(bare.error().code, ErrorCode::NotAuthentic);
}

TEST(Scp80, RefusesANotificationUnderAnotherKeyVersion) {
  Scp80Keys keys = test::isd_r_keys();
  keys.version = 0x02;
  EXPECT_EQ(Scp80::create(keys)->open_command(hex(worked_notification)).error().code,
            ErrorCode::NotAuthentic);
}

TEST(Scp80, BuildsPacketsThatTheCardCouldHaveSent) {
  Scp80 channel = isd_r_channel();
  MemoryCounterStore counters;
  for (std::size_t size : {0u, 1u, 2u, 3u, 15u, 16u, 17u, 200u}) {
    const ByteString data(size, 0x5A);
    auto sent = channel.wrap(isd_r, data, counters, wire::notification_security);
    auto opened = channel.open_command(sent->packet);
    ASSERT_TRUE(opened) << size << opened.error().describe();
    EXPECT_EQ(opened->data, data);
  }
}

TEST(Scp80, BuildsTheWorkedNotification) {
  Scp80 channel = isd_r_channel();
  MemoryCounterStore counters;
  auto sent = channel.wrap(isd_r, hex(notification_data), counters, wire::notification_security);
  EXPECT_EQ(to_hex(sent->packet), worked_notification);
}

TEST(Scp80, RefusesWhatItCannotBuild) {
  Scp80 channel = isd_r_channel();
  MemoryCounterStore counters;
  EXPECT_EQ(channel.wrap(isd_r, {}, counters, SecurityParameters{0x15, 0x39}).error().code,
            ErrorCode::Unsupported);
  EXPECT_EQ(channel.wrap(isd_r, ByteString(0x10000), counters).error().code, ErrorCode::BadInput);
  EXPECT_EQ(*counters.take_next(), 1u) << "a refused packet must not use a counter up";
  MemoryCounterStore used_up(wire::max_packet_counter);
  EXPECT_EQ(channel.wrap(isd_r, {}, used_up).error().code, ErrorCode::CounterExhausted);
}

TEST(Scp80, RefusesImpossibleKeySets) {
  Scp80Keys keys = test::isd_r_keys();
  keys.version = 0;
  EXPECT_FALSE(Scp80::create(keys));
  keys.version = 0x10;
  EXPECT_FALSE(Scp80::create(keys));
  keys.version = 1;
  keys.kid = test::secret("01");
  EXPECT_FALSE(Scp80::create(keys));
}

}  // namespace
}  // namespace sixline::host::scp
