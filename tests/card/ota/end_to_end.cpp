// From the ENVELOPE to the SEND SHORT MESSAGE, and what a stranger can make the card do in between: nothing.
#include "card/ota/ota.hpp"
#include "tests/card/ota/world.hpp"

namespace sixline::tests::ota {
namespace {

namespace gp = card::gp;
namespace sw = wire::sw;
using card::ota::SendResult;
using Heard = std::vector<std::string>;

constexpr const char* enable_envelope =
    "80C200005FD15D8202838106069121436587098B4F400A9121436587097FF6621010410000003D0270000038151639121200"
    "0001082FE685CDDF865B882ACF4DED9E0BE6DEAC08C61A5856AB663AB56193C041BD8775C97B0277F15E072124AF8EDFF85E";
constexpr const char* enable_answer =
    "027100002412000001522F8A5D21D71D7188B4B6F1EFED27D9437744085D730BC16F7BB7C95781F8CC";

class EndToEnd : public World {
 protected:
  Heard& heard() { return router.isd_r_target.heard; }
  std::vector<std::uint8_t> enable(std::uint64_t value, SecurityParameters spi = wire::sgp02_security) {
    return sender.command(spi, value, enable_script);
  }
  /// One envelope, and the answer that it brings by SMS, opened.
  std::string answer_to(const std::vector<std::uint8_t>& packet,
                        SecurityParameters spi = wire::sgp02_security) {
    EXPECT_EQ(deliver(packet).status, sw::ok);
    const auto sent = sent_messages();
    return sent.empty() ? "silence" : sender.open_response(hex(sent[0]), spi);
  }
};

TEST_F(EndToEnd, the_enable_command_byte_by_byte) {
  const Answer answer = send(enable_envelope);
  EXPECT_EQ(answer.status, sw::ok);
  EXPECT_EQ(answer.data, "");
  EXPECT_EQ(heard(), (Heard{"begin 16", "apdu 80E28800153A03124F10A0000005591010FFFFFFFF8900001000"}));
  const std::string command = fetch();
  EXPECT_EQ(command, std::string("D0408103011300820281838B3541010A9121436587097FF629") + enable_answer);
  EXPECT_FALSE(router.isd_r_target.ended()) << "the answer has not left";
  terminal_response(command);
  EXPECT_TRUE(router.isd_r_target.ended());
}

TEST_F(EndToEnd, refresh_comes_after_the_answer) {
  router.isd_r_target.on_end = [this] {
    EXPECT_NE(card::toolkit::refresh(toolkit, card::toolkit::RefreshMode::UiccReset, nullptr), 0);
  };
  deliver(enable(1));
  const auto sent = sent_messages();
  ASSERT_EQ(sent.size(), 2u);
  EXPECT_EQ(sent[0], enable_answer);
  EXPECT_EQ(sent[1], "D009810302010482028182");
}

TEST_F(EndToEnd, an_answer_that_cannot_leave_still_ends_the_script) {
  deliver(enable(1));
  EXPECT_EQ(sent_messages("30").size(), 1u);
  EXPECT_TRUE(router.isd_r_target.ended());
  EXPECT_EQ(answer_to(enable(2)), "00 2 AB0780010123029000") << "and the next command is taken";
}

TEST_F(EndToEnd, a_reset_before_the_answer_has_left_forgets_the_script) {
  deliver(enable(1));
  toolkit.reset();
  ota.reset();
  send("8010000002FFFF");
  EXPECT_EQ(toolkit.pending(), 0u);
  EXPECT_FALSE(router.isd_r_target.ended());
  EXPECT_EQ(counter(), 1u) << "the counter had been stored before";
}

TEST_F(EndToEnd, busy_while_an_answer_is_on_its_way) {
  deliver(enable(1));
  EXPECT_EQ(deliver(enable(2)).status, sw::toolkit_busy);
  EXPECT_EQ(counter(), 1u);
  sent_messages();
  EXPECT_EQ(deliver(enable(2)).status, sw::ok);
  EXPECT_EQ(counter(), 2u);
}

TEST_F(EndToEnd, answer_in_the_delivery_report) {
  const SecurityParameters spi{0x16, 0x19};
  const Answer answer = deliver(enable(1, spi));
  EXPECT_EQ(answer.status, sw::ok);
  EXPECT_EQ(answer.data, enable_answer);
  EXPECT_EQ(toolkit.pending(), 0u);
  EXPECT_TRUE(router.isd_r_target.ended()) << "so that REFRESH is announced at once";
}

TEST_F(EndToEnd, an_answer_too_long_for_the_report_is_announced_there_and_follows) {
  const SecurityParameters spi{0x16, 0x19};
  router.isd_r_target.on_command = [](const wire::CommandApdu&, wire::ResponseApdu& response) {
    response.data().fill(0x5A, 200);
    return sw::ok;
  };
  const Answer answer = deliver(enable(1, spi));
  EXPECT_EQ(sender.open_response(hex(answer.data), spi), "0B 1 ");
  EXPECT_FALSE(router.isd_r_target.ended());
  EXPECT_EQ(sent_messages().size(), 2u);
  EXPECT_TRUE(router.isd_r_target.ended());
}

TEST_F(EndToEnd, the_longest_report_and_one_byte_more) {
  const SecurityParameters spi{0x02, 0x01};
  std::size_t size = 0;
  router.rfm_target.on_command = [&](const wire::CommandApdu&, wire::ResponseApdu& response) {
    response.data().fill(0x5A, size);
    return sw::ok;
  };
  // 027100, 13 bytes of packet header, compact answer of 3 bytes and the data
  for (size = 105; size <= 113; ++size) {
    const Answer answer = deliver(sender.command(spi, 0, "00B0000000", rfm_tar));
    const bool fits = 3 + 13 + 3 + size <= 128;
    EXPECT_EQ(answer.data.size() / 2, fits ? 3 + 13 + 3 + size : 3 + 13) << size;
    EXPECT_EQ(sent_messages().size(), fits ? 0u : 1u) << size;
  }
}

TEST_F(EndToEnd, no_answer_when_none_is_asked_for) {
  EXPECT_EQ(answer_to(enable(1, {0x16, 0x38})), "silence");
  EXPECT_TRUE(router.isd_r_target.ended());
  EXPECT_EQ(counter(), 1u);
}

TEST_F(EndToEnd, on_error_means_errors_of_the_packet) {
  const SecurityParameters spi{0x16, 0x3A};
  router.isd_r_target.on_command = [](const wire::CommandApdu&, wire::ResponseApdu&) {
    return sw::conditions_not_satisfied;
  };
  EXPECT_EQ(answer_to(enable(3, spi), spi), "silence") << "a status word is not an error of the packet";
  EXPECT_EQ(answer_to(enable(3, spi), spi), "02 3 ");
}

TEST_F(EndToEnd, a_replay_is_answered_and_not_executed) {
  EXPECT_EQ(answer_to(enable(5)), "00 5 AB0780010123029000");
  EXPECT_EQ(answer_to(enable(5)), "02 5 ");
  EXPECT_EQ(answer_to(enable(4)), "02 4 ");
  EXPECT_EQ(router.isd_r_target.commands(), 1u);
  EXPECT_EQ(counter(), 5u);
}

TEST_F(EndToEnd, a_blocked_counter_is_answered) {
  EXPECT_EQ(answer_to(enable(wire::max_packet_counter)), "00 1099511627775 AB0780010123029000");
  EXPECT_EQ(answer_to(enable(wire::max_packet_counter)), "04 1099511627775 ");
}

TEST_F(EndToEnd, every_changed_byte_is_met_with_silence) {
  const auto good = enable(1);
  const std::size_t programs = platform.flash.programs();
  for (std::size_t i = 0; i < good.size(); ++i) {
    for (const int change : {0x01, 0x80, 0xFF}) {
      auto packet = good;
      packet[i] = static_cast<std::uint8_t>(packet[i] ^ change);
      const Answer answer = deliver(packet);
      // In the TAR the change leads to another application, which answers for itself.
      if (i >= 7 && i <= 9) {
        sent_messages();
        continue;
      }
      EXPECT_EQ(answer.data, "") << i;
      EXPECT_EQ(toolkit.pending(), 0u) << i;
    }
  }
  EXPECT_TRUE(heard().empty());
  EXPECT_EQ(counter(), 0u);
  EXPECT_EQ(platform.flash.programs(), programs) << "not one byte was written";
  EXPECT_EQ(answer_to(good), "00 1 AB0780010123029000");
}

TEST_F(EndToEnd, silence_below_the_security_level) {
  for (const int spi1 : {0x00, 0x02, 0x04, 0x06, 0x0E, 0x10, 0x12, 0x14, 0x15}) {
    for (const int spi2 : {0x01, 0x21, 0x39, 0x02}) {
      const SecurityParameters spi{static_cast<std::uint8_t>(spi1), static_cast<std::uint8_t>(spi2)};
      EXPECT_EQ(deliver(enable(1, spi)).data, "");
      EXPECT_EQ(toolkit.pending(), 0u) << spi1;
    }
  }
  EXPECT_TRUE(heard().empty());
}

TEST_F(EndToEnd, silence_without_the_right_keys) {
  const SenderHalf stranger{.kic = sender.kid, .kid = sender.kic, .engine = platform.crypto};
  EXPECT_EQ(answer_to(stranger.command(wire::sgp02_security, 1, enable_script)), "silence");
  EXPECT_EQ(answer_to(sender.command(wire::sgp02_security, 1, enable_script, isd_r_tar, 0x22, 0x22)),
            "silence");
  EXPECT_TRUE(heard().empty());
  EXPECT_EQ(counter(), 0u);
}

TEST_F(EndToEnd, silence_for_an_isd_p_that_does_not_exist) {
  EXPECT_EQ(answer_to(sender.command(wire::sgp02_security, 1, enable_script, Tar{{0x00, 0x00, 0x10}})),
            "silence");
}

TEST_F(EndToEnd, an_unknown_tar_is_answered_in_clear) {
  const auto sent = [&](SecurityParameters spi) {
    EXPECT_EQ(deliver(sender.command(spi, 7, "AA00", Tar{{0xBF, 0xFF, 0xFF}})).status, sw::ok);
    return sent_messages();
  };
  EXPECT_EQ(sent(wire::sgp02_security), Heard{"027100000B0ABFFFFF00000000000009"});
  EXPECT_EQ(sent({0x02, 0x21}), Heard{"027100000B0ABFFFFF00000000070009"}) << "the counter could be read";
  EXPECT_EQ(sent({0x02, 0x20}), Heard{}) << "no answer was asked for";
}

TEST_F(EndToEnd, domains_of_a_profile_say_what_is_wrong) {
  router.rfm.minimum_spi1 = 0x16;
  const SecurityParameters spi{0x16, 0x39};
  auto packet = sender.command(spi, 1, "AA00", rfm_tar);
  packet.back() ^= 1;
  EXPECT_EQ(answer_to(packet, {}), "01 0 ");
  EXPECT_EQ(answer_to(sender.command({0x12, 0x21}, 1, "AA00", rfm_tar), {}), "0A 1 ");
  EXPECT_EQ(answer_to(sender.command(spi, 1, "AA00", rfm_tar, 0x52, 0x52), {}), "06 0 ");
  EXPECT_EQ(answer_to(sender.command(spi, 1, "AA00", rfm_tar), spi), "00 1 AB03800100");
  EXPECT_EQ(router.rfm_target.heard, (Heard{"begin 16", "end"}));
}

TEST_F(EndToEnd, the_answer_keeps_the_keys_of_the_command) {
  router.isd_r_target.on_command = [this](const wire::CommandApdu&, wire::ResponseApdu&) {
    put_key(gp::isd_r_id, 1, 1, "A0A1A2A3A4A5A6A7A8A9AAABACADAEAF");
    EXPECT_EQ(keys.remove(gp::isd_r_id, {1, 2}), sw::ok);
    EXPECT_TRUE(store.commit());
    return sw::ok;
  };
  EXPECT_EQ(answer_to(enable(1)), "00 1 AB0780010123029000");
}

TEST_F(EndToEnd, a_script_in_several_messages_in_any_order) {
  std::string items;
  for (int i = 0; i < 40; ++i) items += "220B80E28800063A0703A00100";
  const auto packet = sender.command(wire::sgp02_security, 1, wrapped("AA", items));
  const wire::SmsSplit split(packet, wire::PacketKind::Command, 5);
  ASSERT_GE(split.count(), 4u);
  for (std::size_t i = split.count(); i > 0; --i) {
    std::vector<std::uint8_t> buffer(wire::max_user_data);
    Writer out(buffer);
    split.write(i - 1, out);
    EXPECT_TRUE(heard().empty());
    EXPECT_EQ(envelope(out.view()).status, sw::ok);
  }
  EXPECT_EQ(router.isd_r_target.commands(), 40u);
  const auto sent = sent_messages();
  ASSERT_EQ(sent.size(), 2u) << "160 bytes of answers take two messages";
  const auto first = hex(sent[0]);
  const auto second = hex(sent[1]);
  const auto together = "027100" + to_hex(wire::SmsUserData::parse(first, true)->payload) +
                        to_hex(wire::SmsUserData::parse(second, true)->payload);
  const std::string opened = sender.open_response(hex(together), wire::sgp02_security);
  std::string expected = "800128";
  for (int i = 0; i < 40; ++i) expected += "23029000";
  EXPECT_EQ(opened, "00 1 " + wrapped("AB", expected));
}

TEST_F(EndToEnd, the_card_sends_a_notification_beside_an_answer) {
  struct Listener final : card::ota::SmsListener {
    void on_sms_finished(bool sent) override { ended.push_back(sent); }
    std::vector<bool> ended;
  } listener;
  const auto data =
      hex("E12B4C10890010120123412340123456789012244D01024E0200052F10A0000005591010FFFFFFFF8900001000");
  const card::ota::OutgoingMessage message{.key_domain = gp::isd_r_id,
                                           .tar = isd_r_tar,
                                           .data = data,
                                           .destination = *SmsAddress::from_digits("1234567890")};
  deliver(enable(1));
  EXPECT_EQ(ota.send(message, listener), SendResult::Accepted);
  EXPECT_EQ(ota.send(message, listener), SendResult::Busy);
  const auto sent = sent_messages();
  ASSERT_EQ(sent.size(), 2u);
  EXPECT_EQ(sent[0], enable_answer);
  EXPECT_EQ(
      sent[1],
      "0270000048150600121200000104CC5AD61EE117A5099B6137DA21900730D03A87095C2563AF4A8443433B5683AAB6CA8AB1"
      "982EF2ED530F348E479F9CBA59C9364CABB08496E919900117EAE2");
  EXPECT_EQ(listener.ended, std::vector<bool>{true});
}

TEST_F(EndToEnd, a_notification_that_cannot_be_secured) {
  struct Listener final : card::ota::SmsListener {
    void on_sms_finished(bool) override { FAIL() << "nothing was accepted"; }
  } listener;
  card::ota::OutgoingMessage message{.key_domain = gp::ecasd_id, .tar = isd_r_tar};
  EXPECT_EQ(ota.send(message, listener), SendResult::NoKeys);
  const std::vector<std::uint8_t> large(card::limits::max_own_packet);
  message.key_domain = gp::isd_r_id;
  message.data = large;
  EXPECT_EQ(ota.send(message, listener), SendResult::TooLong);
  EXPECT_EQ(toolkit.pending(), 0u);
}

struct BadSms {
  const char* danger;
  const char* devices;
  const char* tpdu;
  bool malformed;
};

class BadMessages : public EndToEnd, public ::testing::WithParamInterface<BadSms> {};

TEST_P(BadMessages, change_nothing) {
  const std::string tpdu = GetParam().tpdu;
  const std::string data = wrapped("D1", GetParam().devices + (tpdu == "none" ? "" : wrapped("8B", tpdu)));
  const auto length = static_cast<std::uint8_t>(data.size() / 2);
  const Answer answer = send("80C20000" + to_hex(Bytes(&length, 1)) + data);
  EXPECT_EQ(answer.status, GetParam().malformed ? sw::wrong_data : sw::ok);
  EXPECT_EQ(answer.data, "");
  EXPECT_EQ(toolkit.pending(), 0u);
  EXPECT_TRUE(heard().empty());
}

std::string named(const ::testing::TestParamInfo<BadSms>& row) {
  std::string name = row.param.danger;
  std::replace(name.begin(), name.end(), ' ', '_');
  return name;
}

constexpr const char* good_devices = "82028381";

INSTANTIATE_TEST_SUITE_P(
    Dangers, BadMessages,
    ::testing::Values(
        BadSms{"no device identities", "", "40049121437FF66210104100000003414243", true},
        BadSms{"from the terminal", "82028281", "40049121437FF66210104100000003414243", true},
        BadSms{"no TPDU", good_devices, "none", true}, BadSms{"empty TPDU", good_devices, "", true},
        BadSms{"a SUBMIT", good_devices, "4101049121437FF603027000", true},
        BadSms{"cut in the timestamp", good_devices, "40049121437FF662101041", true},
        BadSms{"user data over the end", good_devices, "40049121437FF66210104100000004027000", true},
        BadSms{"bytes behind the user data", good_devices, "40049121437FF66210104100000002027000", true},
        BadSms{"header over the end", good_devices, "40049121437FF662101041000000020270", true},
        BadSms{"plain text", good_devices, "00049121437FF66210104100000003414243", false},
        BadSms{"a response packet", good_devices, "40049121437FF66210104100000003027100", false},
        BadSms{"an empty packet", good_devices, "40049121437FF66210104100000003027000", false},
        BadSms{"a packet of one byte", good_devices, "40049121437FF6621010410000000402700000", true},
        BadSms{"a packet that ends in its header", good_devices,
               "40049121437FF6621010410000000E02700000091516391212000001", true},
        BadSms{"a second part alone", good_devices, "40049121437FF662101041000000070500032A0202AA", false}),
    named);

}  // namespace
}  // namespace sixline::tests::ota
