// Frames of the serial line: what is written is read, and nothing else is.
#include "hardware/uart/frame.hpp"

#include <gtest/gtest.h>

#include "tests/support/test_platform.hpp"

namespace sixline::hardware::uart {
namespace {

using tests::support::hex;
using tests::support::to_hex;
using Event = FrameDecoder::Event;

std::vector<std::uint8_t> frame_of(FrameType type, std::uint8_t number, wire::Bytes body) {
  std::array<std::uint8_t, max_frame> room{};
  const wire::Bytes frame = encode({type, number, body}, room);
  return {frame.begin(), frame.end()};
}

/// The events other than None that these bytes cause.
std::vector<Event> events_of(FrameDecoder& decoder, wire::Bytes bytes) {
  std::vector<Event> events;
  for (const std::uint8_t byte : bytes) {
    const Event event = decoder.push(byte);
    if (event != Event::None) events.push_back(event);
  }
  return events;
}

// The check value of CRC-16/CCITT-FALSE in the catalogue of parametrised CRC algorithms.
TEST(Crc16, AgreesWithTheCatalogue) {
  EXPECT_EQ(crc16(wire::bytes_of("123456789")), 0x29B1);
  EXPECT_EQ(crc16({}), 0xFFFF);
}

TEST(Frame, HasItsPublishedForm) {
  const auto frame = frame_of(FrameType::Command, 7, hex("00A40004023F00"));
  EXPECT_EQ(to_hex(wire::Bytes(frame).first(5)), "A503070007");
  EXPECT_EQ(frame.size(), 7 + frame_overhead);
  EXPECT_EQ(wire::read_be(wire::Bytes(frame).last(2)), crc16(wire::Bytes(frame).subspan(1, 4 + 7)));
}

TEST(Frame, EveryLengthIsReadAsWritten) {
  FrameDecoder decoder;
  for (std::size_t size = 0; size <= max_frame_body; ++size) {
    const std::vector<std::uint8_t> body(size, static_cast<std::uint8_t>(size));
    ASSERT_EQ(events_of(decoder, frame_of(FrameType::Answer, 3, body)), std::vector{Event::Frame}) << size;
    EXPECT_EQ(decoder.frame().type, FrameType::Answer);
    EXPECT_EQ(decoder.frame().number, 3);
    ASSERT_TRUE(wire::equal(decoder.frame().body, body)) << size;
    EXPECT_FALSE(decoder.is_waiting());
  }
}

TEST(Frame, NoiseBetweenFramesIsSkipped) {
  FrameDecoder decoder;
  auto bytes = hex("00FF5A");
  for (int i = 0; i < 2; ++i) {
    const auto frame = frame_of(FrameType::Reset, 1, {});
    bytes.insert(bytes.end(), frame.begin(), frame.end());
    bytes.push_back(0x00);
  }
  EXPECT_EQ(events_of(decoder, bytes), (std::vector{Event::Frame, Event::Frame}));
}

TEST(Frame, EveryFlippedBitIsNoticed) {
  const auto good = frame_of(FrameType::Command, 9, hex("80E28800053A03024F00"));
  for (std::size_t bit = 0; bit < good.size() * 8; ++bit) {
    auto bad = good;
    bad[bit / 8] = static_cast<std::uint8_t>(bad[bit / 8] ^ (1U << (bit % 8)));
    FrameDecoder decoder;
    for (const Event event : events_of(decoder, bad)) EXPECT_NE(event, Event::Frame) << bit;
  }
}

TEST(Frame, ALengthBeyondTheRoomIsDamage) {
  FrameDecoder decoder;
  EXPECT_EQ(events_of(decoder, hex("A503000201")), std::vector{Event::Damaged});
  EXPECT_FALSE(decoder.is_waiting());
  EXPECT_EQ(events_of(decoder, hex("A50300FFFF")), std::vector{Event::Damaged});
}

TEST(Frame, ADroppedBeginningDoesNotHarmTheNextFrame) {
  const auto good = frame_of(FrameType::Report, 4, {});
  for (std::size_t cut = 1; cut < good.size(); ++cut) {
    FrameDecoder decoder;
    EXPECT_TRUE(events_of(decoder, wire::Bytes(good).first(cut)).empty());
    EXPECT_TRUE(decoder.is_waiting());
    decoder.drop();
    EXPECT_EQ(events_of(decoder, good), std::vector{Event::Frame}) << cut;
  }
}

TEST(Frame, ABodyThatIsTooLongIsCut) {
  const std::vector<std::uint8_t> body(max_frame_body + 1, 0x55);
  EXPECT_EQ(frame_of(FrameType::Log, 0, body).size(), max_frame);
}

}  // namespace
}  // namespace sixline::hardware::uart
