// Packets to a card that get lost on their way, or whose proof of receipt does.  (PROC-TIM-03, PROC-TIM-06)
#include "tests/servers/smsr/card_messages.hpp"

namespace sixline::tests::smsr {

namespace {

constexpr std::int64_t repeat = 25;  // seconds, as the settings have it
constexpr const char* done = "AB0780010123029000";

class CardLine : public testing::Test {
 protected:
  /// ES5.EnableProfile is on its way.
  void begin(const std::string& validity = "300") {
    es::Message request = bench.request(Interface::Es4, "EnableProfile");
    request.content.set("ValidityPeriod", validity);
    ASSERT_EQ(bench.verdict(request, operator_id), "accepted");
    ASSERT_EQ(packets().size(), 1u);
    first = packets()[0];
  }
  const std::vector<lines::ShortMessage>& packets() const { return bench.effects.short_messages; }
  /// The secured packet alone: what is around it differs from one sending to the next.
  static std::string inside(const lines::ShortMessage& message) {
    std::string out;
    for (const host::ByteString& tpdu : message.delivers) out += host::to_hex(tpdu).substr(50);
    return out;
  }
  std::optional<OutstandingPacket> outstanding() { return bench.record().line.outstanding; }
  bool ended() { return bench.record().transactions.empty(); }
  void not_delivered(const lines::ShortMessage& message) {
    SmSrDesk desk = bench.desk();
    bench.unit([&](store::Unit& open) {
      return desk.on_short_message_undelivered(open, eid, message.packet_id, "absent", bench.effects);
    });
  }

  Bench bench;
  CardMessages card{bench};
  lines::ShortMessage first{};
};

TEST_F(CardLine, SendsTheSamePacketAgain) {
  begin();
  bench.pass(repeat - 1);
  EXPECT_EQ(packets().size(), 1u);
  bench.pass(1);
  ASSERT_EQ(packets().size(), 2u);
  EXPECT_EQ(packets()[1].packet_id, first.packet_id);
  EXPECT_EQ(packets()[1].msisdn, first.msisdn);
  EXPECT_EQ(inside(packets()[1]), inside(first));
  bench.pass(repeat);
  EXPECT_EQ(packets().size(), 3u);
}

TEST_F(CardLine, TakesTheAnswerToWhicheverArrived) {
  begin();
  bench.pass(repeat);
  card.prove(*outstanding(), wire::PacketStatus::Ok, done);
  EXPECT_FALSE(outstanding());
  bench.pass(repeat);
  EXPECT_EQ(packets().size(), 2u) << "nothing is repeated once it was answered";
}

/// The card refuses what it has executed: that is no news of how it ended.
TEST_F(CardLine, LowCounterOfARepetitionIsNotTheAnswer) {
  begin();
  bench.pass(repeat);
  const OutstandingPacket packet = *outstanding();
  card.prove(packet, wire::PacketStatus::CounterLow);
  ASSERT_TRUE(outstanding());
  EXPECT_EQ(outstanding()->packet.counter, packet.packet.counter);
  card.prove(packet, wire::PacketStatus::Ok, done);
  EXPECT_FALSE(outstanding());
}

/// The counters of both sides differ: nothing was executed, the next one may fit.
TEST_F(CardLine, LowCounterOfTheFirstIsAnswered) {
  begin();
  card.prove(*outstanding(), wire::PacketStatus::CounterLow);
  ASSERT_EQ(packets().size(), 2u);
  EXPECT_NE(packets()[1].packet_id, first.packet_id);
}

TEST_F(CardLine, RepetitionThatIsRefusedProvesNothing) {
  begin();
  bench.pass(repeat);
  not_delivered(packets()[1]);
  ASSERT_TRUE(outstanding());
  EXPECT_EQ(outstanding()->id(), first.packet_id);
  card.prove(*outstanding(), wire::PacketStatus::Ok, done);
  EXPECT_FALSE(outstanding());
}

TEST_F(CardLine, FirstThatIsRefusedIsANewAttempt) {
  begin();
  not_delivered(first);
  ASSERT_EQ(packets().size(), 2u);
  EXPECT_NE(packets()[1].packet_id, first.packet_id);
}

/// [SGP.02 §5.1.6] no later sending
TEST_F(CardLine, NothingIsRepeatedForWhatHasExpired) {
  begin("10");
  bench.pass(12);
  const std::size_t before = packets().size();
  for (int i = 0; i < 4; ++i) bench.pass(repeat);
  for (std::size_t i = before; i < packets().size(); ++i) EXPECT_NE(packets()[i].packet_id, first.packet_id);
}

TEST_F(CardLine, AnswerOfAnotherPacketIsDropped) {
  begin();
  OutstandingPacket other = *outstanding();
  ++other.packet.counter;
  card.prove(other, wire::PacketStatus::Ok, done);
  EXPECT_TRUE(outstanding());
}

TEST_F(CardLine, AnswerUnderOtherKeysIsDropped) {
  begin();
  card.with_key(0x11);
  card.prove(*outstanding(), wire::PacketStatus::Ok, done);
  EXPECT_TRUE(outstanding());
}

TEST_F(CardLine, CardIsReachedWhereItWasHeardFrom) {
  begin();
  const std::string number = bench.profile(disabled_iccid).address.msisdn;
  ASSERT_NE(first.msisdn, number);
  card.from(number);
  card.prove(*outstanding(), wire::PacketStatus::Ok, done);
  EXPECT_EQ(bench.record().line.msisdn, number);
}

/// (PROC-NOT-10)
TEST_F(CardLine, ForgeryDoesNotSayWhereTheCardIs) {
  begin();
  card.from(bench.profile(disabled_iccid).address.msisdn);
  card.with_key(0x11);
  card.prove(*outstanding(), wire::PacketStatus::Ok, done);
  card.notify(servers::flow::NotificationType::ChangeSucceeded, 1, fall_back_iccid);
  EXPECT_EQ(bench.record().line.msisdn, "");
}

TEST_F(CardLine, ReplayedNotificationDoesNotSayWhereTheCardIs) {
  const std::string before = bench.profile(fall_back_iccid).address.msisdn;
  card.from(before);
  card.notify(servers::flow::NotificationType::ChangeSucceeded, 1, fall_back_iccid);
  ASSERT_EQ(bench.record().line.msisdn, before);
  card.from(bench.profile(disabled_iccid).address.msisdn);
  card.notify(servers::flow::NotificationType::ChangeSucceeded, 1, fall_back_iccid);
  EXPECT_EQ(bench.record().line.msisdn, before);
}

TEST_F(CardLine, SilenceEndsThePacket) {
  begin();
  for (int i = 0; i < 3; ++i) bench.pass(20);
  ASSERT_TRUE(outstanding());
  EXPECT_NE(outstanding()->id(), first.packet_id) << "a new attempt has a new counter";
}

}  // namespace

}  // namespace sixline::tests::smsr
