#include "host/session/card_session.hpp"

#include <gtest/gtest.h>

#include "tests/host/session/scripted_card.hpp"

namespace sixline::host::session {
namespace {

TEST(CardSession, FollowsGetResponse) {
  ScriptedCard card;
  card.on("00A40004022FE2", "6119").on("00C0000019", "6217 9000");
  CardSession session(card);
  auto reply = session.transmit(hex("00A40004022FE2"));
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->data, hex("6217"));
  EXPECT_EQ(reply->status, wire::sw::ok);
}

TEST(CardSession, CollectsLongAnswersInPieces) {
  ScriptedCard card;
  card.on("80CABF300400000000", "0102 6102").on("00C0000002", "0304 6100").on("00C0000000", "05 9000");
  CardSession session(card);
  EXPECT_EQ(session.transmit(hex("80CABF300400000000"))->data, hex("0102030405"));
}

TEST(CardSession, RepeatsWithTheExactLength) {
  ScriptedCard card;
  card.on("00B2010400", "6C03").on("00B2010403", "010203 9000");
  CardSession session(card);
  EXPECT_EQ(session.transmit(hex("00B2010400"))->data, hex("010203"));
}

TEST(CardSession, ARepeatedExactLengthIsGivenBackNotFollowedForever) {
  ScriptedCard card;
  card.on("00B2010400", "6C03").on("00B2010403", "6C04");
  CardSession session(card);
  EXPECT_EQ(session.transmit(hex("00B2010400"))->status.value(), 0x6C04);
}

TEST(CardSession, FindsTheDataBehindAWarning) {
  ScriptedCard card;
  card.on("00A40004022FE200", "6283").on("00C0000000", "6C02").on("00C0000002", "6200 9119");
  CardSession session(card);
  auto reply = session.transmit(hex("00A40004022FE200"));
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->status, wire::sw::file_deactivated);
  EXPECT_EQ(reply->data, hex("6200"));
  EXPECT_EQ(reply->pending, 0x19u);
}

TEST(CardSession, AWarningWithoutDataStaysAsItIs) {
  ScriptedCard card;
  card.on("00A20104016100", "6282").on("00C0000000", "6985");
  card.on("00A4000C022FE2", "6283");  // no data asked for
  card.on("002000010831323334FFFFFFFF00", "63C2");
  CardSession session(card);
  EXPECT_EQ(session.transmit(hex("00A20104016100"))->status, wire::sw::end_of_file);
  EXPECT_EQ(session.transmit(hex("00A4000C022FE2"))->status, wire::sw::file_deactivated);
  EXPECT_EQ(session.transmit(hex("002000010831323334FFFFFFFF00"))->status.value(), 0x63C2);
}

TEST(CardSession, GetResponseWithoutEndIsAnError) {
  class Endless : public ScriptedCard {
    Result<ByteString> transmit(Bytes) override { return hex("6101"); }
  } card;
  CardSession session(card);
  EXPECT_EQ(session.transmit(hex("00A40004022FE2")).error().code, ErrorCode::BadFormat);
}

TEST(CardSession, GetResponseUsesTheChannelOfItsCommand) {
  ScriptedCard card;
  card.on("81CA005A00", "6112").on("01C0000012", "5A10 9000");
  card.on("41A40004022FE2", "6102").on("41C0000002", "6200 9000");
  CardSession session(card);
  ASSERT_TRUE(session.use_channel(1));
  EXPECT_TRUE(session.transmit(hex("80CA005A00")));
  ASSERT_TRUE(session.use_channel(5));
  EXPECT_TRUE(session.transmit(hex("00A40004022FE2")));
}

TEST(CardSession, AClassThatNamesAChannelKeepsIt) {
  ScriptedCard card;
  card.on("02B0000001", "00 9000");
  CardSession session(card);
  ASSERT_TRUE(session.use_channel(1));
  EXPECT_TRUE(session.transmit(hex("02B0000001")));
}

TEST(CardSession, ReportsAPendingCommandBesideTheResult) {
  ScriptedCard card;
  card.on("00A40004022FE2", "6102").on("00C0000002", "6200 9119");
  CardSession session(card);
  auto reply = session.expect("select EF.ICCID", hex("00A40004022FE2"));
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->pending, 0x19u);
  EXPECT_EQ(reply->data, hex("6200"));
}

TEST(CardSession, ExpectNamesIntentStatusAndMeaning) {
  ScriptedCard card;
  card.on("00A40004026F07", "6A82");
  CardSession session(card);
  auto reply = session.expect("select EF.IMSI", hex("00A40004026F07"));
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().code, ErrorCode::CardRefused);
  EXPECT_EQ(reply.error().status, wire::sw::file_not_found);
  EXPECT_EQ(reply.error().describe(), "select EF.IMSI (6A82: file or application not found)");
}

TEST(CardSession, ExpectTakesOnlyTheAcceptedStatusWords) {
  ScriptedCard card;
  card.on("00A40004026F07", "6283").on("00A40004026F07", "9000");
  CardSession session(card);
  EXPECT_TRUE(session.expect("select", hex("00A40004026F07"), {wire::sw::file_deactivated}));
  EXPECT_FALSE(session.expect("select", hex("00A40004026F07"), {wire::sw::file_deactivated}));
}

TEST(CardSession, TransportErrorsKeepTheIntent) {
  class Broken : public ScriptedCard {
    Result<ByteString> transmit(Bytes) override { return fail(ErrorCode::Transport, "reader is gone"); }
  } card;
  CardSession session(card);
  auto reply = session.expect("read EF.ICCID", hex("00B000000A"));
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().code, ErrorCode::Transport);
  EXPECT_EQ(reply.error().what, "read EF.ICCID: reader is gone");
}

TEST(CardSession, RawSendsOnceAndHidesNothing) {
  ScriptedCard card;
  card.on("00A40004022FE2", "6119");
  CardSession session(card);
  ASSERT_TRUE(session.use_channel(1));
  EXPECT_EQ(session.transmit_raw(hex("00A40004022FE2"))->status.value(), 0x6119);
}

TEST(CardSession, OpensUsesAndClosesAChannel) {
  ScriptedCard card;
  card.on("0070000001", "02 9000").on("02B0000001", "00 9000").on("00708002", "6881");
  CardSession session(card);
  EXPECT_EQ(session.open_channel().value(), 2);
  EXPECT_EQ(session.current_channel(), 0);
  ASSERT_TRUE(session.use_channel(2));
  EXPECT_TRUE(session.transmit({0x00, 0xB0, 0x00, 0x00}, {}, 1));
  ASSERT_TRUE(session.reset());
  EXPECT_EQ(session.current_channel(), 0) << "channels die at reset";
  EXPECT_EQ(session.close_channel(2).error().status, wire::sw::channel_not_supported);
  EXPECT_FALSE(session.use_channel(20));
}

TEST(CardSession, OpenChannelNeedsANumber) {
  ScriptedCard card;
  card.on("0070000001", "9000");
  EXPECT_EQ(CardSession(card).open_channel().error().code, ErrorCode::BadFormat);
}

TEST(CardSession, ReadsLongFilesInPieces) {
  ScriptedCard card;
  card.on("00B00000FF", to_hex(ByteString(255, 0x11)) + "9000").on("00B000FF02", "2222 9000");
  CardSession session(card);
  EXPECT_EQ(session.read_binary(257)->size(), 257u);
}

TEST(CardSession, AnEmptyReadDoesNotLoop) {
  ScriptedCard card;
  card.on("00B0000005", "9000");
  EXPECT_EQ(CardSession(card).read_binary(5).error().code, ErrorCode::BadFormat);
}

TEST(CardSession, SelectsByAidFileAndPath) {
  ScriptedCard card;
  card.on("00A4040410A0000005591010FFFFFFFF890000010000", "6F00 9000")
      .on("00A40004023F0000", "6200 9000")
      .on("00A40804047FFF6F0700", "6200 9000")
      .on("00A40004022FE200", "6A82");
  CardSession session(card);
  EXPECT_TRUE(session.select(wire::aid::isd_r()));
  EXPECT_TRUE(session.select_path({}));
  EXPECT_TRUE(session.select_path({0x7FFF, 0x6F07}));
  EXPECT_EQ(session.select(0x2FE2).error().describe(),
            "select file 2FE2 (6A82: file or application not found)");
}

TEST(CardSession, RefusesFragments) {
  ScriptedCard card;
  EXPECT_EQ(CardSession(card).transmit(hex("00A400")).error().code, ErrorCode::BadInput);
  EXPECT_EQ(CardSession(card).transmit(Bytes{}).error().code, ErrorCode::BadInput);
}

TEST(FileSize, ComesFromTheFcp) {
  EXPECT_EQ(file_size(hex("62178202412183022FE28A01058B032F06038002000A880110")).value(), 10u);
  for (const char* bad : {"", "62", "6F00", "6200", "62038202412183", "620780050102030405"})
    EXPECT_EQ(file_size(hex(bad)).error().code, ErrorCode::BadFormat) << bad;
}

}  // namespace
}  // namespace sixline::host::session
