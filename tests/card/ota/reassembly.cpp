#include "card/ota/reassembly.hpp"

#include <gtest/gtest.h>

#include "tests/support/test_platform.hpp"

namespace sixline::tests::ota {
namespace {

using card::ota::MessagePart;
using card::ota::Reassembly;
using support::ExactCopy;
using wire::Bytes;
using wire::SmsAddress;
namespace limits = card::limits;

std::vector<std::uint8_t> packet(std::size_t size, unsigned seed) {
  std::vector<std::uint8_t> bytes(size);
  for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<std::uint8_t>(i * 13 + seed);
  return bytes;
}

/// Cuts `whole` as a sender does: 132 bytes, then 134 each.
std::vector<MessagePart> cut(Bytes whole, std::uint16_t reference, bool wide = false,
                             const char* from = "1234567890") {
  std::vector<MessagePart> parts;
  std::size_t size = 132;
  while (!whole.empty()) {
    size = std::min(size, whole.size());
    MessagePart part;
    part.originator = *SmsAddress::from_digits(from);
    part.command_packet = parts.empty();
    part.payload = whole.first(size);
    parts.push_back(part);
    whole = whole.subspan(size);
    size = 134;
  }
  for (std::size_t i = 0; i < parts.size(); ++i)
    parts[i].place = {reference, wide, static_cast<std::uint8_t>(parts.size()),
                      static_cast<std::uint8_t>(i + 1)};
  return parts;
}

class ReassemblyTest : public ::testing::Test {
 protected:
  Bytes add(const MessagePart& part) {
    const ExactCopy payload(part.payload);
    MessagePart copy = part;
    copy.payload = payload;
    return reassembly.add(copy);
  }
  Reassembly reassembly;
};

TEST_F(ReassemblyTest, a_single_message_is_complete_at_once) {
  const auto bytes = packet(137, 1);
  MessagePart part;
  part.command_packet = true;
  part.payload = bytes;
  EXPECT_TRUE(wire::equal(add(part), bytes));
}

TEST_F(ReassemblyTest, every_order_of_four_parts) {
  const auto bytes = packet(500, 2);
  const auto parts = cut(bytes, 7);
  ASSERT_EQ(parts.size(), 4u);
  std::array<std::size_t, 4> order{0, 1, 2, 3};
  do {
    for (std::size_t i = 0; i < 3; ++i) ASSERT_TRUE(add(parts[order[i]]).empty());
    ASSERT_TRUE(wire::equal(add(parts[order[3]]), bytes));
  } while (std::next_permutation(order.begin(), order.end()));
}

TEST_F(ReassemblyTest, duplicates_are_tolerated) {
  const auto bytes = packet(380, 3);
  const auto parts = cut(bytes, 7);
  EXPECT_TRUE(add(parts[2]).empty());
  EXPECT_TRUE(add(parts[2]).empty());
  EXPECT_TRUE(add(parts[0]).empty());
  EXPECT_TRUE(add(parts[2]).empty());
  EXPECT_TRUE(add(parts[0]).empty());
  EXPECT_TRUE(wire::equal(add(parts[1]), bytes));
  EXPECT_TRUE(add(parts[1]).empty()) << "a late repetition begins anew";
}

TEST_F(ReassemblyTest, a_repetition_does_not_replace_what_is_there) {
  const auto bytes = packet(200, 4);
  const auto other = packet(132, 99);
  auto parts = cut(bytes, 7);
  EXPECT_TRUE(add(parts[0]).empty());
  MessagePart forged = parts[0];
  forged.payload = other;
  EXPECT_TRUE(add(forged).empty());
  EXPECT_TRUE(wire::equal(add(parts[1]), bytes));
}

TEST_F(ReassemblyTest, interleaved_messages_do_not_mix) {
  const auto a = packet(400, 5);
  const auto b = packet(390, 6);
  const auto of_a = cut(a, 7);
  const auto of_b = cut(b, 8);
  EXPECT_TRUE(add(of_a[1]).empty());
  EXPECT_TRUE(add(of_b[2]).empty());
  EXPECT_TRUE(add(of_a[0]).empty());
  EXPECT_TRUE(add(of_b[0]).empty());
  EXPECT_TRUE(wire::equal(add(of_a[2]), a));
  EXPECT_TRUE(wire::equal(add(of_b[1]), b));
}

TEST_F(ReassemblyTest, originator_reference_width_and_total_tell_messages_apart) {
  const auto bytes = packet(200, 7);
  const auto first = cut(bytes, 7);
  const auto wide = cut(bytes, 7, true);
  const auto other = cut(bytes, 7, false, "99");
  EXPECT_TRUE(add(first[0]).empty());
  EXPECT_TRUE(add(wide[1]).empty());
  EXPECT_TRUE(add(other[1]).empty());
  EXPECT_TRUE(wire::equal(add(first[1]), bytes));
  EXPECT_TRUE(wire::equal(add(wide[0]), bytes));
  EXPECT_TRUE(wire::equal(add(other[0]), bytes));
  MessagePart of_three = first[0];
  of_three.place.total = 3;
  EXPECT_TRUE(add(first[1]).empty());
  EXPECT_TRUE(add(of_three).empty()) << "another number of parts is another message";
}

TEST_F(ReassemblyTest, what_does_not_begin_a_command_packet_is_not_given_out) {
  const auto bytes = packet(200, 8);
  auto parts = cut(bytes, 7);
  parts[0].command_packet = false;
  parts[1].command_packet = true;
  EXPECT_TRUE(add(parts[0]).empty());
  EXPECT_TRUE(add(parts[1]).empty());
  MessagePart single;
  single.payload = bytes;
  EXPECT_TRUE(add(single).empty());
}

TEST_F(ReassemblyTest, the_result_may_be_changed_and_the_next_message_is_not_harmed) {
  const auto a = packet(300, 9);
  const auto b = packet(300, 10);
  const auto of_a = cut(a, 1);
  const auto of_b = cut(b, 2);
  add(of_b[0]);
  add(of_a[0]);
  add(of_b[1]);
  add(of_a[1]);
  const wire::MutableBytes whole = reassembly.add(of_a[2]);
  ASSERT_EQ(whole.size(), 300u);
  std::fill(whole.begin(), whole.end(), std::uint8_t{0});
  EXPECT_TRUE(wire::equal(add(of_b[2]), b));
}

TEST_F(ReassemblyTest, the_newest_message_wins_the_memory) {
  const auto big = packet(1900, 11);
  const auto small = packet(270, 12);
  const auto of_big = cut(big, 1);
  const auto of_small = cut(small, 2);
  for (std::size_t i = 0; i + 1 < of_big.size(); ++i) EXPECT_TRUE(add(of_big[i]).empty());
  EXPECT_TRUE(add(of_small[0]).empty()) << "the old one has to go";
  EXPECT_TRUE(add(of_small[1]).empty());
  EXPECT_TRUE(wire::equal(add(of_small[2]), small));
  EXPECT_TRUE(add(of_big.back()).empty()) << "it was given up";
}

TEST_F(ReassemblyTest, an_old_message_that_finds_no_room_is_given_up_itself) {
  const auto old = packet(1000, 13);
  const auto young = packet(1300, 14);
  const auto of_old = cut(old, 1);
  const auto of_young = cut(young, 2);
  for (std::size_t i = 0; i < 6; ++i) EXPECT_TRUE(add(of_old[i]).empty());
  for (std::size_t i = 0; i + 1 < of_young.size() - 1; ++i) EXPECT_TRUE(add(of_young[i]).empty());
  EXPECT_TRUE(add(of_old[6]).empty());
  EXPECT_TRUE(add(of_old[7]).empty());
  EXPECT_TRUE(add(of_young[of_young.size() - 2]).empty());
  EXPECT_TRUE(wire::equal(add(of_young.back()), young));
}

TEST_F(ReassemblyTest, one_message_too_many_pushes_out_the_oldest) {
  const auto bytes = packet(200, 15);
  for (std::uint16_t reference = 0; reference <= limits::max_messages; ++reference)
    EXPECT_TRUE(add(cut(bytes, reference)[0]).empty());
  for (std::uint16_t reference = 1; reference <= limits::max_messages; ++reference)
    EXPECT_TRUE(wire::equal(add(cut(bytes, reference)[1]), bytes)) << reference;
  EXPECT_TRUE(add(cut(bytes, 0)[1]).empty());
}

TEST_F(ReassemblyTest, the_largest_packet_fits_and_a_larger_one_does_not) {
  const auto largest = packet(limits::max_secured_packet, 16);
  auto parts = cut(largest, 1);
  for (std::size_t i = 0; i + 1 < parts.size(); ++i) EXPECT_TRUE(add(parts[i]).empty());
  EXPECT_TRUE(wire::equal(add(parts.back()), largest));

  const auto larger = packet(limits::max_secured_packet + 1, 17);
  parts = cut(larger, 2);
  for (const auto& part : parts) EXPECT_TRUE(add(part).empty());
  parts = cut(largest, 3);
  for (std::size_t i = 0; i + 1 < parts.size(); ++i) EXPECT_TRUE(add(parts[i]).empty());
  EXPECT_TRUE(wire::equal(add(parts.back()), largest)) << "no memory was lost";
}

TEST_F(ReassemblyTest, too_many_parts_are_not_even_begun) {
  MessagePart part;
  part.place = {1, false, limits::max_segments + 1, 1};
  EXPECT_TRUE(add(part).empty());
  part.place = {1, false, 255, 255};
  EXPECT_TRUE(add(part).empty());
}

TEST_F(ReassemblyTest, reset_forgets_half_messages) {
  const auto bytes = packet(200, 18);
  const auto parts = cut(bytes, 1);
  add(parts[0]);
  reassembly.reset();
  EXPECT_TRUE(add(parts[1]).empty());
  EXPECT_TRUE(wire::equal(add(parts[0]), bytes));
}

/// Whatever arrives in whatever order: what comes out is one of the packets, never a mixture.
TEST_F(ReassemblyTest, random_traffic_never_mixes) {
  support::SeededRandom random(42);
  std::vector<std::vector<std::uint8_t>> packets;
  std::vector<std::vector<MessagePart>> parts;
  for (unsigned i = 0; i < 6; ++i) packets.push_back(packet(140 + random.below(900), i * 31));
  for (std::uint16_t i = 0; i < packets.size(); ++i) parts.push_back(cut(packets[i], i));
  std::size_t completed = 0;
  for (int step = 0; step < 20000; ++step) {
    const std::size_t message = random.below(packets.size());
    const Bytes whole = add(parts[message][random.below(parts[message].size())]);
    if (whole.empty()) continue;
    ++completed;
    ASSERT_TRUE(wire::equal(whole, packets[message]));
  }
  EXPECT_GT(completed, 20u);
}

}  // namespace
}  // namespace sixline::tests::ota
