#include "host/ota/sms.hpp"

#include <algorithm>
#include <gtest/gtest.h>

#include "tests/host/hex.hpp"

namespace sixline::host::ota {
namespace {

using test::hex;

const auto worked_packet =
    "00381516391212000001082FE685CDDF865B882ACF4DED9E0BE6DEAC08C61A5856AB663AB56193C041BD8775C97B0277F15E0721"
    "24AF8E"
    "DFF85E";

SmsOrigin origin() {
  return {*wire::SmsAddress::from_digits("1234567890"), test::array_of<7>("62101041000000"), false};
}

ByteString submit(Bytes user_data, bool header = true) {
  wire::SmsSubmit message;
  message.has_header = header;
  message.reference = 1;
  message.destination = *wire::SmsAddress::from_digits("1234567890");
  message.user_data = user_data;
  ByteString buffer(wire::SmsSubmit::max_encoded);
  wire::Writer out(buffer);
  message.encode(out);
  buffer.resize(out.size());
  return buffer;
}

/// Messages of a long packet as the card would cut it.
std::vector<ByteString> submits(Bytes packet, wire::PacketKind kind, std::uint8_t reference) {
  const wire::SmsSplit split(packet, kind, reference);
  std::vector<ByteString> out;
  for (std::size_t i = 0; i < split.count(); ++i) {
    std::array<std::uint8_t, wire::max_user_data> data;
    wire::Writer text(data);
    split.write(i, text);
    out.push_back(submit(text.view()));
  }
  return out;
}

TEST(Sms, BuildsTheWorkedDeliverAndEnvelope) {
  const SmsOrigin from{*wire::SmsAddress::parse(hex("0A9121436587 09")), test::array_of<7>("62101041000000")};
  auto messages = deliver_messages(hex(worked_packet), from, 0);
  ASSERT_EQ(messages->size(), 1u);
  EXPECT_EQ(to_hex((*messages)[0]),
            std::string("400A9121436587097FF6621010410000003D027000") + worked_packet);
  auto centre = wire::SmsAddress::from_cat(hex("912143658709"));
  EXPECT_EQ(to_hex(*build_envelope((*messages)[0], *centre)),
            std::string("80C200005FD15D8202838106069121436587098B4F"
                        "400A9121436587097FF6621010410000003D027000") +
                worked_packet);
}

TEST(Sms, LeavesOutAnUnknownServiceCentre) {
  EXPECT_EQ(to_hex(*build_envelope(hex("AABB"), {})), "80C200000AD108820283818B02AABB");
}

TEST(Sms, EnvelopeRefusesWhatDoesNotFit) {
  EXPECT_TRUE(build_envelope(ByteString(160), *wire::SmsAddress::from_digits("12345678901234567890")));
  EXPECT_FALSE(build_envelope(ByteString(250), {}));
}

TEST(Sms, CutsALongPacketAsWorked) {
  auto messages = deliver_messages(ByteString(202, 0x55), origin(), 0x2A);
  ASSERT_EQ(messages->size(), 2u);
  auto first = wire::SmsDeliver::parse((*messages)[0]);
  auto second = wire::SmsDeliver::parse((*messages)[1]);
  EXPECT_TRUE(first->more_messages);
  EXPECT_FALSE(second->more_messages);
  EXPECT_EQ(to_hex(first->user_data.first(8)), "0700032A02017000");
  EXPECT_EQ(first->user_data.size(), 0x8Cu);
  EXPECT_EQ(to_hex(second->user_data.first(6)), "0500032A0202");
  EXPECT_EQ(second->user_data.size(), 0x4Cu);
}

TEST(Sms, RefusesAPacketForMoreThan255Messages) {
  EXPECT_TRUE(deliver_messages(ByteString(132 + 254 * 134), origin(), 0));
  EXPECT_FALSE(deliver_messages(ByteString(132 + 254 * 134 + 1), origin(), 0));
}

TEST(SubmitReassembly, TakesASingleMessage) {
  SubmitReassembly messages;
  auto whole =
      messages.add(hex("41010A9121436587097FF64D027000"
                       "0048150600121200000104CC5AD61EE117A5099B6137DA21900730D03A87095C2563AF4A8443433B"
                       "5683AAB6CA8AB1982EF2ED530F348E479F9CBA59C9364CABB08496E919900117EAE2"));
  ASSERT_TRUE(whole && *whole);
  EXPECT_EQ((*whole)->kind, wire::PacketKind::Command);
  EXPECT_EQ((*whole)->packet.size(), 74u);
  EXPECT_EQ((*whole)->destination, *wire::SmsAddress::from_digits("1234567890"));
}

TEST(SubmitReassembly, PutsPartsTogetherInAnyOrder) {
  ByteString packet(400);
  for (std::size_t i = 0; i < packet.size(); ++i) packet[i] = static_cast<std::uint8_t>(i);
  const auto parts = submits(packet, wire::PacketKind::Response, 7);
  ASSERT_EQ(parts.size(), 3u);
  std::vector<std::size_t> order{0, 1, 2};
  do {
    SubmitReassembly messages;
    EXPECT_FALSE(*messages.add(parts[order[0]]));
    EXPECT_FALSE(*messages.add(parts[order[1]]));
    EXPECT_FALSE(*messages.add(parts[order[1]])) << "a duplicate";
    auto whole = messages.add(parts[order[2]]);
    ASSERT_TRUE(whole && *whole);
    EXPECT_EQ((*whole)->packet, packet);
    EXPECT_EQ((*whole)->kind, wire::PacketKind::Response);
  } while (std::next_permutation(order.begin(), order.end()));
}

TEST(SubmitReassembly, KeepsReferencesApart) {
  const auto a = submits(ByteString(200, 0xAA), wire::PacketKind::Response, 1);
  const auto b = submits(ByteString(200, 0xBB), wire::PacketKind::Response, 2);
  SubmitReassembly messages;
  EXPECT_FALSE(*messages.add(a[0]));
  EXPECT_FALSE(*messages.add(b[1]));
  EXPECT_EQ((*messages.add(b[0]))->packet, ByteString(200, 0xBB));
  EXPECT_EQ((*messages.add(a[1]))->packet, ByteString(200, 0xAA));
}

TEST(SubmitReassembly, ForgetsTheOldestOfTooMany) {
  SubmitReassembly messages;
  std::vector<std::vector<ByteString>> all;
  for (std::uint8_t i = 0; i <= SubmitReassembly::max_pending; ++i) {
    all.push_back(submits(ByteString(200, i), wire::PacketKind::Response, i));
    EXPECT_FALSE(*messages.add(all.back()[0]));
  }
  EXPECT_FALSE(*messages.add(all[0][1])) << "its first part is forgotten";
  EXPECT_TRUE(*messages.add(all.back()[1]));
}

TEST(SubmitReassembly, DropsALongMessageThatIsNoPacket) {
  SubmitReassembly messages;
  EXPECT_FALSE(*messages.add(submit(hex("050003010201 AA"))));
  EXPECT_FALSE(*messages.add(submit(hex("050003010202 BB"))));
}

TEST(SubmitReassembly, RefusesWhatIsNoSecuredPacket) {
  SubmitReassembly messages;
  EXPECT_FALSE(messages.add({}));
  EXPECT_FALSE(messages.add(hex("00")));
  EXPECT_FALSE(messages.add(submit(hex("48656C6C6F"), false)));
  EXPECT_FALSE(messages.add(submit(hex("03 AA0100 BB"))));
  EXPECT_FALSE(messages.add(submit(hex("FF7000"))));
  const ByteString good = submit(hex("027100AABB"));
  ASSERT_TRUE(messages.add(good));
  for (std::size_t size = 0; size < good.size(); ++size)
    EXPECT_FALSE(messages.add(Bytes(good).first(size))) << size;
}

}  // namespace
}  // namespace sixline::host::ota
