// Packets against the vectors, and every way in which a packet can fail.
#include "card/ota/scp80.hpp"

#include "tests/card/ota/world.hpp"

namespace sixline::tests::ota {
namespace {

namespace gp = card::gp;
namespace sw = wire::sw;
using card::ota::Endpoint;
using card::ota::Scp80;
using card::ota::SecuredCommand;

constexpr SecurityParameters with_spi(int spi1, int spi2) {
  return {static_cast<std::uint8_t>(spi1), static_cast<std::uint8_t>(spi2)};
}

class Scp80Test : public World {
 protected:
  PacketStatus open(const std::vector<std::uint8_t>& packet, const Endpoint& endpoint) {
    bytes = packet;
    const auto parsed = wire::CommandPacket::parse(bytes);
    EXPECT_TRUE(parsed);
    command = SecuredCommand{};
    return scp80.open(*parsed, bytes, endpoint, command);
  }
  std::string close(PacketStatus status, const std::string& data, std::size_t room = 200) {
    const auto plain = hex(data);
    std::vector<std::uint8_t> buffer(room);
    const std::size_t offset = Scp80::response_data_offset(command);
    if (offset + plain.size() <= room)
      std::copy(plain.begin(), plain.end(), buffer.begin() + static_cast<std::ptrdiff_t>(offset));
    const std::size_t size = scp80.close_response(command, status, buffer, plain.size());
    return to_hex(Bytes(buffer).first(size));
  }

  Scp80 scp80{environment, keys};
  std::vector<std::uint8_t> bytes;
  SecuredCommand command;
};

constexpr const char* enable_packet =
    "00381516391212000001082FE685CDDF865B882ACF4DED9E0BE6DEAC08C61A5856AB663AB56193C041BD8775C97B0277F15E"
    "072124AF8EDFF85E";

TEST_F(Scp80Test, the_enable_command) {
  EXPECT_EQ(open(hex(enable_packet), router.isd_r), PacketStatus::Ok);
  EXPECT_TRUE(command.trusted);
  EXPECT_EQ(command.counter, 1u);
  EXPECT_EQ(to_hex(command.data), enable_script);
  EXPECT_EQ(counter(), 1u);
  EXPECT_EQ(
      to_hex(bytes).substr(20),
      "00000000010433422B02B3E963AEAA1C221A80E28800153A03124F10A0000005591010FFFFFFFF890000100000000000");
}

TEST_F(Scp80Test, the_test_sender_makes_the_same_packet) {
  EXPECT_EQ(to_hex(sender.command(wire::sgp02_security, 1, enable_script)), enable_packet);
}

TEST_F(Scp80Test, the_answer_to_it) {
  ASSERT_EQ(open(hex(enable_packet), router.isd_r), PacketStatus::Ok);
  EXPECT_EQ(close(PacketStatus::Ok, "AB0780010123029000"),
            "002412000001522F8A5D21D71D7188B4B6F1EFED27D9437744085D730BC16F7BB7C95781F8CC");
}

TEST_F(Scp80Test, a_packet_made_by_pysim) {
  put_key(mno_sd, 2, 1, "200102030405060708090A0B0C0D0E0F");
  put_key(mno_sd, 2, 2, "201102030405060708090A0B0C0D0E0F");
  EXPECT_EQ(open(hex("00281506192222B00011E87CCEEBB2D93083011CE294F93FC4D8DE80DA1ABAE8C37CA3E72EC4432E5058"),
                 router.rfm),
            PacketStatus::Ok);
  EXPECT_EQ(to_hex(command.data), "00A40004023F00");
  EXPECT_EQ(command.counter, 0u);
  EXPECT_EQ(command.key_version, 2);
}

TEST_F(Scp80Test, the_notification) {
  std::vector<std::uint8_t> packet(200);
  Writer out(packet);
  const auto notification =
      hex("E12B4C10890010120123412340123456789012244D01024E0200052F10A0000005591010FFFFFFFF8900001000");
  EXPECT_EQ(scp80.wrap_command(gp::isd_r_id, 1, isd_r_tar, wire::notification_security, notification, out),
            sw::ok);
  EXPECT_EQ(
      to_hex(out.view()),
      "0048150600121200000104CC5AD61EE117A5099B6137DA21900730D03A87095C2563AF4A8443433B5683AAB6CA8AB1982EF2"
      "ED530F348E479F9CBA59C9364CABB08496E919900117EAE2");
  out.clear();
  EXPECT_EQ(scp80.wrap_command(gp::isd_r_id, 0, isd_r_tar, {0x02, 0x00}, notification, out), sw::ok);
  EXPECT_EQ(
      to_hex(out.view()),
      "004315020000120000010000000000001323F915ED97B1F4E12B4C10890010120123412340123456789012244D01024E0200"
      "052F10A0000005591010FFFFFFFF8900001000");
}

TEST_F(Scp80Test, wrapping_needs_keys_and_room) {
  std::vector<std::uint8_t> packet(40);
  Writer out(packet);
  EXPECT_EQ(scp80.wrap_command(gp::isd_r_id, 2, isd_r_tar, wire::notification_security, {}, out),
            sw::reference_not_found);
  EXPECT_EQ(scp80.wrap_command(gp::ecasd_id, 0, isd_r_tar, wire::notification_security, {}, out),
            sw::reference_not_found);
  EXPECT_EQ(scp80.wrap_command(gp::isd_r_id, 1, isd_r_tar, {0x01, 0x00}, {}, out),
            sw::algorithm_not_supported);
  EXPECT_EQ(scp80.wrap_command(gp::isd_r_id, 1, isd_r_tar, wire::notification_security,
                               std::vector<std::uint8_t>(30), out),
            sw::not_enough_memory);
}

TEST_F(Scp80Test, every_changed_bit_is_noticed_and_changes_nothing) {
  const auto good = hex(enable_packet);
  for (std::size_t i = 0; i < good.size(); ++i) {
    for (int bit = 0; bit < 8; ++bit) {
      auto packet = good;
      packet[i] = static_cast<std::uint8_t>(packet[i] ^ 1u << bit);
      const auto parsed = wire::CommandPacket::parse(packet);
      if (!parsed) continue;
      SecuredCommand result;
      EXPECT_NE(scp80.open(*parsed, packet, router.isd_r, result), PacketStatus::Ok) << i << " " << bit;
      EXPECT_FALSE(result.trusted) << i << " " << bit;
      EXPECT_EQ(counter(), 0u);
    }
  }
  EXPECT_EQ(open(good, router.isd_r), PacketStatus::Ok);
}

TEST_F(Scp80Test, counter_must_be_higher) {
  const auto packet = [&](std::uint64_t value) {
    return sender.command(wire::sgp02_security, value, "AA00");
  };
  EXPECT_EQ(open(packet(0), router.isd_r), PacketStatus::CounterLow) << "0 is not higher than never set";
  EXPECT_EQ(open(packet(5), router.isd_r), PacketStatus::Ok);
  EXPECT_EQ(open(packet(5), router.isd_r), PacketStatus::CounterLow) << "replay";
  EXPECT_TRUE(command.trusted) << "the sender is known, so that the answer is secured";
  EXPECT_EQ(open(packet(4), router.isd_r), PacketStatus::CounterLow);
  EXPECT_EQ(counter(), 5u);
  EXPECT_EQ(open(packet(1000), router.isd_r), PacketStatus::Ok);
  EXPECT_EQ(counter(), 1000u);
}

TEST_F(Scp80Test, counter_exactly_one_higher) {
  const auto packet = [&](std::uint64_t value) { return sender.command({0x1E, 0x39}, value, "AA00"); };
  EXPECT_EQ(open(packet(2), router.isd_r), PacketStatus::CounterHigh);
  EXPECT_EQ(counter(), 0u);
  EXPECT_EQ(open(packet(1), router.isd_r), PacketStatus::Ok);
  EXPECT_EQ(open(packet(1), router.isd_r), PacketStatus::CounterLow);
  EXPECT_EQ(open(packet(3), router.isd_r), PacketStatus::CounterHigh);
  EXPECT_EQ(open(packet(2), router.isd_r), PacketStatus::Ok);
}

TEST_F(Scp80Test, counters_that_are_not_checked_are_not_stored) {
  for (int spi1 : {0x06, 0x0E}) {
    EXPECT_EQ(open(sender.command(with_spi(spi1, 0x00), 77, "AA00", rfm_tar), router.rfm), PacketStatus::Ok);
    EXPECT_EQ(open(sender.command(with_spi(spi1, 0x00), 77, "AA00", rfm_tar), router.rfm), PacketStatus::Ok);
    EXPECT_EQ(counter(mno_sd), 0u);
  }
}

TEST_F(Scp80Test, a_counter_at_its_end_blocks_the_key_set) {
  EXPECT_EQ(open(sender.command(wire::sgp02_security, wire::max_packet_counter, "AA00"), router.isd_r),
            PacketStatus::Ok);
  EXPECT_EQ(open(sender.command(wire::sgp02_security, wire::max_packet_counter, "AA00"), router.isd_r),
            PacketStatus::CounterBlocked);
  EXPECT_EQ(open(sender.command(wire::sgp02_security, 1, "AA00"), router.isd_r),
            PacketStatus::CounterBlocked);
}

TEST_F(Scp80Test, the_counter_is_durable_before_anything_runs) {
  ASSERT_EQ(open(sender.command(wire::sgp02_security, 9, "AA00"), router.isd_r), PacketStatus::Ok);
  std::vector<card::storage::IndexEntry> index(support::TestPlatform::index_entries);
  card::storage::Store after_power_cut(platform.flash, index);
  ASSERT_TRUE(after_power_cut.mount());
  EXPECT_EQ(gp::KeyStore(after_power_cut).counter(gp::isd_r_id, 1), 9u);
}

TEST_F(Scp80Test, a_counter_that_cannot_be_stored_stops_the_packet) {
  platform.flash.fail_from_now_on();
  EXPECT_EQ(open(sender.command(wire::sgp02_security, 9, "AA00"), router.isd_r), PacketStatus::MemoryFull);
  EXPECT_FALSE(store.has_changes());
}

TEST_F(Scp80Test, security_levels_below_the_minimum) {
  for (int spi1 : {0x00, 0x02, 0x04, 0x06, 0x0E, 0x12, 0x14}) {
    EXPECT_EQ(open(sender.command(with_spi(spi1, 0x39), 1, "AA00"), router.isd_r),
              PacketStatus::InsufficientSecurity)
        << spi1;
    EXPECT_FALSE(command.trusted);
  }
  EXPECT_EQ(counter(), 0u);
}

TEST_F(Scp80Test, every_level_that_the_minimum_allows) {
  for (int spi1 : {0x00, 0x02, 0x04, 0x06, 0x08, 0x0A, 0x0C, 0x0E}) {
    EXPECT_EQ(open(sender.command(with_spi(spi1, 0x00), 1, "AA00", rfm_tar), router.rfm), PacketStatus::Ok)
        << spi1;
    EXPECT_EQ(to_hex(command.data), "AA00");
  }
  EXPECT_EQ(open(sender.command({0x12, 0x00}, 1, "AA00", rfm_tar), router.rfm), PacketStatus::Ok);
  EXPECT_EQ(counter(mno_sd), 1u);
}

TEST_F(Scp80Test, a_counter_without_a_checksum_is_not_believed) {
  EXPECT_EQ(open(sender.command({0x10, 0x00}, wire::max_packet_counter, "AA00", rfm_tar), router.rfm),
            PacketStatus::InsufficientSecurity);
  EXPECT_EQ(open(sender.command({0x14, 0x00}, wire::max_packet_counter, "AA00", rfm_tar), router.rfm),
            PacketStatus::InsufficientSecurity);
  EXPECT_EQ(counter(mno_sd), 0u);
}

TEST_F(Scp80Test, checks_that_this_card_does_not_know) {
  EXPECT_EQ(open(sender.command({0x05, 0x00}, 1, "AA00", rfm_tar), router.rfm), PacketStatus::SecurityError);
  EXPECT_EQ(open(sender.command({0x07, 0x00}, 1, "AA00", rfm_tar), router.rfm), PacketStatus::SecurityError);
  EXPECT_EQ(open(sender.command({0x17, 0x00}, 1, "AA00"), router.isd_r), PacketStatus::InsufficientSecurity)
      << "a digital signature is above the minimum, but cannot vouch for the counter here";
  EXPECT_EQ(open(sender.command({0x16, 0x35}, 1, "AA00"), router.isd_r), PacketStatus::SecurityError)
      << "answer with a redundancy check";
}

TEST_F(Scp80Test, keys_that_are_not_there_or_not_fit) {
  const SecurityParameters spi = wire::sgp02_security;
  EXPECT_EQ(open(sender.command(spi, 1, "AA00", isd_r_tar, 0x22, 0x22), router.isd_r),
            PacketStatus::SecurityError)
      << "unknown version";
  EXPECT_EQ(open(sender.command(spi, 1, "AA00", isd_r_tar, 0x12, 0x22), router.isd_r),
            PacketStatus::SecurityError)
      << "two versions";
  EXPECT_EQ(open(sender.command(spi, 1, "AA00", isd_r_tar, 0x15, 0x15), router.isd_r),
            PacketStatus::SecurityError)
      << "triple DES";
  put_key(gp::isd_r_id, 3, 1, sender.kic, gp::KeyType::Des);
  put_key(gp::isd_r_id, 3, 2, sender.kid);
  EXPECT_EQ(open(sender.command(spi, 1, "AA00", isd_r_tar, 0x32, 0x32), router.isd_r),
            PacketStatus::SecurityError)
      << "not an AES key";
  put_key(gp::isd_r_id, 4, 1, sender.kic);
  EXPECT_EQ(open(sender.command(spi, 1, "AA00", isd_r_tar, 0x42, 0x42), router.isd_r),
            PacketStatus::SecurityError)
      << "half a key set";
}

TEST_F(Scp80Test, an_implicit_version_is_the_lowest) {
  put_key(gp::isd_r_id, 0x30, 1, sender.kid);
  put_key(gp::isd_r_id, 2, 1, sender.kid);
  EXPECT_EQ(open(sender.command(wire::sgp02_security, 1, "AA00", isd_r_tar, 0x00, 0x00), router.isd_r),
            PacketStatus::Ok);
  EXPECT_EQ(command.key_version, 1);
  EXPECT_EQ(open(sender.command(wire::sgp02_security, 2, "AA00", isd_r_tar, 0x02, 0x12), router.isd_r),
            PacketStatus::Ok)
      << "one nibble is enough";
}

TEST_F(Scp80Test, keys_of_another_domain_do_not_open) {
  const SenderHalf other{.kic = sender.kid, .kid = sender.kic, .engine = platform.crypto};
  EXPECT_EQ(open(other.command(wire::sgp02_security, 1, enable_script), router.isd_r),
            PacketStatus::ChecksumFailed);
  EXPECT_FALSE(command.trusted);
}

TEST_F(Scp80Test, ciphered_length_must_be_whole_blocks) {
  auto packet = sender.command(wire::sgp02_security, 1, enable_script);
  packet.push_back(0);
  packet[1] = static_cast<std::uint8_t>(packet[1] + 1);
  EXPECT_EQ(open(packet, router.isd_r), PacketStatus::CipherError);
}

TEST_F(Scp80Test, a_checksum_of_the_wrong_size) {
  auto packet = sender.command({0x12, 0x00}, 1, enable_script, rfm_tar);
  packet[2] = 0x11;
  EXPECT_EQ(open(packet, router.rfm), PacketStatus::ChecksumFailed);
  packet[2] = 0x0D;
  EXPECT_EQ(open(packet, router.rfm), PacketStatus::ChecksumFailed);
}

TEST_F(Scp80Test, the_keys_go_back_to_the_pool) {
  for (int i = 0; i < 100; ++i) {
    ASSERT_EQ(
        open(sender.command(wire::sgp02_security, static_cast<std::uint64_t>(i + 1), "AA00"), router.isd_r),
        PacketStatus::Ok);
  }
}

class AnswerForms : public Scp80Test, public ::testing::WithParamInterface<std::uint8_t> {};

TEST_P(AnswerForms, is_secured_as_the_command_asked) {
  const SecurityParameters spi{0x16, GetParam()};
  ASSERT_EQ(open(sender.command(spi, 7, enable_script), router.isd_r), PacketStatus::Ok);
  const std::string packet = close(PacketStatus::Ok, "AB0780010123029000");
  EXPECT_EQ(sender.open_response(hex("027100" + packet), spi), "00 7 AB0780010123029000");
}

INSTANTIATE_TEST_SUITE_P(EverySpi2, AnswerForms,
                         ::testing::Values(0x01, 0x09, 0x11, 0x19, 0x21, 0x29, 0x31, 0x39));

TEST_F(Scp80Test, plain_answers) {
  ASSERT_EQ(open(sender.command({0x16, 0x01}, 1, enable_script), router.isd_r), PacketStatus::Ok);
  EXPECT_EQ(close(PacketStatus::Ok, "AF80230290000000"), "00130A00000100000000010000AF80230290000000");
  EXPECT_EQ(close(PacketStatus::Ok, "AB0780010123029000"), "00140A00000100000000010000AB0780010123029000");
}

TEST_F(Scp80Test, an_untrusted_command_is_answered_in_clear) {
  ASSERT_EQ(open(sender.command({0x02, 0x39}, 1, enable_script), router.isd_r),
            PacketStatus::InsufficientSecurity);
  EXPECT_EQ(close(PacketStatus::InsufficientSecurity, ""), "000B0A0000010000000001000A");
  ASSERT_EQ(open(sender.command({0x06, 0x39}, 1, enable_script), router.isd_r),
            PacketStatus::InsufficientSecurity);
  EXPECT_EQ(close(PacketStatus::InsufficientSecurity, ""), "000B0A0000010000000000000A")
      << "the counter could not be read";
}

TEST_F(Scp80Test, an_answer_that_does_not_fit_is_not_made) {
  ASSERT_EQ(open(hex(enable_packet), router.isd_r), PacketStatus::Ok);
  EXPECT_EQ(close(PacketStatus::Ok, "AB0780010123029000", 37), "");
  EXPECT_EQ(close(PacketStatus::Ok, "AB0780010123029000", 38).size(), 76u);
}

}  // namespace
}  // namespace sixline::tests::ota
