// The centre: whom it lets in, to whom it gives, and peers without manners.
#include <atomic>

#include "tests/host/smpp/fixture.hpp"

namespace sixline::tests {
namespace {

RawPeer bound_peer(std::uint16_t port) {
  RawPeer peer = RawPeer::connect(port);
  peer.send(bind_request());
  const auto answer = peer.next();
  return answer && answer->status == Status::Ok ? std::move(peer) : RawPeer();
}

TEST(SmppCentre, LetsInWhoKnowsThePassword) {
  TestCentre centre;
  RawPeer peer = RawPeer::connect(centre.centre->port());
  const auto answer_to = [&peer](const Pdu& pdu) {
    peer.send(pdu);
    const auto answer = peer.next();
    return answer ? answer->status : Status::UnknownError;
  };
  const ShortMessage message = to_submit_sm(device, to_card).value();
  EXPECT_EQ(answer_to({Command::SubmitSm, Status::Ok, 2, message}), Status::WrongBindStatus);
  EXPECT_EQ(answer_to(bind_request("wrong")), Status::BadPassword);
  EXPECT_EQ(answer_to({Command::BindTransceiver, Status::Ok, 2, Bind{"other", "secret", ""}}),
            Status::BadSystemId);
  EXPECT_EQ(answer_to({Command::SubmitSm, Status::Ok, 2, message}), Status::WrongBindStatus);
  EXPECT_EQ(centre.centre->bound(), 0u);
  EXPECT_EQ(answer_to(bind_request()), Status::Ok);
  EXPECT_EQ(centre.centre->bound(), 1u);
  EXPECT_EQ(answer_to(bind_request()), Status::AlreadyBound);
  EXPECT_EQ(answer_to({Command::DeliverSm, Status::Ok, 2, message}), Status::BadCommand);
  EXPECT_EQ(centre.submitted.size(), 0u);
  EXPECT_EQ(answer_to({Command::SubmitSm, Status::Ok, 2, message}), Status::Ok);
  EXPECT_EQ(centre.submitted.size(), 1u);
  ShortMessage septets = message;
  septets.data_coding = 0;
  EXPECT_EQ(answer_to({Command::SubmitSm, Status::Ok, 2, septets}), Status::SubmitFailed);
  EXPECT_EQ(answer_to({Command::Unbind, Status::Ok, 3, {}}), Status::Ok);
  EXPECT_TRUE(peer.is_closed_within());
  EXPECT_TRUE(soon([&] { return centre.centre->bound() == 0; }));
}

TEST(SmppCentre, ListensOnlyWhereItCan) {
  auto settings = TestCentre::settings();
  settings.address = "nowhere";
  EXPECT_EQ(Centre::start(settings, {}).error().code, ErrorCode::BadInput);
  TestCentre first;
  settings = TestCentre::settings();
  settings.port = first.centre->port();
  EXPECT_EQ(Centre::start(settings, {}).error().code, ErrorCode::Transport);
}

TEST(SmppCentre, KeepsMessagesUntilSomeoneIsBound) {
  auto settings = TestCentre::settings();
  settings.max_waiting = 2;
  TestCentre centre(settings);
  EXPECT_TRUE(centre.centre->deliver(device, from_card));
  EXPECT_TRUE(centre.centre->deliver(device, from_card));
  EXPECT_EQ(centre.centre->deliver(device, from_card).error().code, ErrorCode::Transport);
  EXPECT_EQ(centre.centre->deliver("x", from_card).error().code, ErrorCode::BadInput);
  EXPECT_EQ(centre.centre->deliver(device, to_card).error().code, ErrorCode::BadInput);
  EXPECT_EQ(centre.centre->waiting(), 2u);
  TestEsme esme(centre.centre->port());
  EXPECT_TRUE(esme.received.reaches(2));
  EXPECT_TRUE(soon([&] { return centre.centre->waiting() == 0; }));
  EXPECT_EQ(esme.received.size(), 2u);
}

TEST(SmppCentre, GivesInTurn) {
  TestCentre centre;
  TestEsme one(centre.centre->port()), other(centre.centre->port());
  ASSERT_TRUE(one.is_bound() && other.is_bound());
  for (int i = 0; i < 6; ++i) EXPECT_TRUE(centre.centre->deliver(device, from_card));
  EXPECT_TRUE(one.received.reaches(3) && other.received.reaches(3));
}

TEST(SmppCentre, RepeatsWhatCouldNotBeKept) {
  TestCentre centre;
  std::atomic<int> refusals{3};
  TestEsme esme(TestEsme::settings(centre.centre->port()), [&refusals] { return refusals-- <= 0; });
  ASSERT_TRUE(esme.is_bound());
  EXPECT_TRUE(centre.centre->deliver(device, from_card));
  EXPECT_TRUE(soon([&] { return centre.centre->waiting() == 0; }));
  EXPECT_EQ(esme.received.size(), 4u);
  for (const FromCard& each : esme.received.items()) EXPECT_EQ(each.tpdu, from_card);
}

TEST(SmppCentre, DropsWhatIsRefusedForGood) {
  TestCentre centre;
  RawPeer peer = bound_peer(centre.centre->port());
  ASSERT_TRUE(centre.centre->deliver(device, from_card));
  const auto request = peer.next();
  ASSERT_TRUE(request);
  ASSERT_TRUE(peer.send(response_to(*request, Status::PermanentAtReceiver, MessageResp{})));
  EXPECT_TRUE(soon([&] { return centre.centre->waiting() == 0; }));
}

TEST(SmppCentre, GivesToAnotherWhatWasUnderWayAtALoss) {
  TestCentre centre;
  RawPeer peer = bound_peer(centre.centre->port());
  ASSERT_TRUE(peer);
  ASSERT_TRUE(centre.centre->deliver(device, from_card));
  ASSERT_TRUE(peer.next());
  TestEsme esme(centre.centre->port());
  ASSERT_TRUE(esme.is_bound());
  EXPECT_EQ(esme.received.size(), 0u);
  peer.drop();
  EXPECT_TRUE(esme.received.reaches(1));
  EXPECT_TRUE(soon([&] { return centre.centre->waiting() == 0; }));
}

TEST(SmppCentre, RepeatsWhatWasNotAnswered) {
  auto settings = TestCentre::settings();
  settings.response_time = 50ms;
  TestCentre centre(settings);
  RawPeer peer = bound_peer(centre.centre->port());
  ASSERT_TRUE(centre.centre->deliver(device, from_card));
  const auto first = peer.next();
  const auto second = peer.next();
  ASSERT_TRUE(first && second);
  EXPECT_NE(first->sequence, second->sequence);
  EXPECT_TRUE(first->body == second->body);
}

// [SMPP 3.4 §2.11]
TEST(SmppCentre, SendsReceiptsOfFailure) {
  TestCentre centre;
  std::atomic<int> refusals{1};
  TestEsme esme(TestEsme::settings(centre.centre->port()), [&refusals] { return refusals-- <= 0; });
  ASSERT_TRUE(esme.is_bound());
  esme.submit();
  ASSERT_TRUE(esme.outcomes.reaches(1));
  centre.centre->failed("M2");  // of nobody
  centre.centre->failed("M1");
  centre.centre->failed("M1");  // once is enough
  ASSERT_TRUE(esme.undelivered.reaches(2)) << "repeated, as it could not be kept";
  EXPECT_TRUE(soon([&] { return centre.centre->waiting() == 0; }));
  ASSERT_EQ(esme.undelivered.size(), 2u);
  for (const Receipt& each : esme.undelivered.items())
    EXPECT_TRUE(each == (Receipt{"M1", MessageState::Undeliverable}));
  EXPECT_EQ(esme.received.size(), 0u) << "a receipt is no short message";
}

TEST(SmppCentre, SendsNoReceiptThatNobodyAskedFor) {
  TestCentre centre;
  RawPeer peer = bound_peer(centre.centre->port());
  ShortMessage message = to_submit_sm(device, to_card).value();
  message.registered_delivery = 0;
  ASSERT_TRUE(peer.send({Command::SubmitSm, Status::Ok, 2, message}));
  ASSERT_TRUE(peer.next());
  centre.centre->failed("M1");
  // In its queue behind the receipt, if there is one.
  ASSERT_TRUE(centre.centre->deliver(device, from_card));
  const auto next = peer.next();
  ASSERT_TRUE(next);
  EXPECT_FALSE(is_receipt(std::get<ShortMessage>(next->body)));
}

TEST(SmppCentre, ClosesOnImpossibleLengths) {
  TestCentre centre;
  for (const std::string_view bytes : {"00000000", "0000000F", "7FFFFFFF", "47455420 2F204854 54502F31"}) {
    RawPeer peer = RawPeer::connect(centre.centre->port());
    ASSERT_TRUE(peer.send(test::hex(bytes)));
    EXPECT_TRUE(peer.is_closed_within()) << bytes;
  }
}

TEST(SmppCentre, ClosesOnWhoDoesNotBind) {
  auto settings = TestCentre::settings();
  settings.bind_time = 300ms;
  TestCentre centre(settings);
  RawPeer silent = RawPeer::connect(centre.centre->port());
  RawPeer half = RawPeer::connect(centre.centre->port());
  ASSERT_TRUE(half.send(test::hex("0000002F 00000009")));
  EXPECT_TRUE(silent.is_closed_within());
  EXPECT_TRUE(half.is_closed_within());
  RawPeer good = bound_peer(centre.centre->port());
  ASSERT_TRUE(good);
  EXPECT_FALSE(good.is_closed_within(400ms)) << "longer than the time to bind";
}

TEST(SmppCentre, ClosesOneConnectionTooMany) {
  auto settings = TestCentre::settings();
  settings.max_connections = 2;
  TestCentre centre(settings);
  RawPeer first = bound_peer(centre.centre->port());
  RawPeer second = bound_peer(centre.centre->port());
  ASSERT_TRUE(first && second);
  RawPeer third = RawPeer::connect(centre.centre->port());
  EXPECT_TRUE(third.is_closed_within());
  first.drop();
  ASSERT_TRUE(soon([&] { return centre.centre->bound() == 1; }));
  EXPECT_TRUE(bound_peer(centre.centre->port()));
}

TEST(SmppCentre, ReadsNoMoreOfWhoDoesNotRead) {
  auto settings = TestCentre::settings();
  settings.enquire_time = 300ms;
  settings.response_time = 300ms;
  TestCentre centre(settings);
  RawPeer peer = bound_peer(centre.centre->port());
  ASSERT_TRUE(peer);
  ByteString enquiries;
  const auto one = encode({Command::EnquireLink, Status::Ok, 1, {}}).value();
  for (int i = 0; i < 1024; ++i) append(enquiries, one);
  EXPECT_TRUE(peer.flood_until_closed(enquiries, 256u << 20));
  EXPECT_TRUE(bound_peer(centre.centre->port())) << "others are served";
}

TEST(SmppCentre, AnswersUnknownCommandsAndBadBodies) {
  TestCentre centre;
  RawPeer peer = bound_peer(centre.centre->port());
  ASSERT_TRUE(peer.send(test::hex("00000010 00000003 00000000 00000007")));
  EXPECT_TRUE(peer.next().value() == (Pdu{Command::GenericNack, Status::BadCommand, 7, {}}));
  ASSERT_TRUE(peer.send(test::hex("00000011 00000004 00000000 00000008 41")));
  EXPECT_TRUE(peer.next().value() == (Pdu{Command::SubmitSmResp, Status::BadCommandLength, 8, {}}));
  ASSERT_TRUE(peer.send(test::hex("00000010 80000004 00000000 00000009")));  // a response to nothing
  ASSERT_TRUE(peer.send({Command::EnquireLink, Status::Ok, 10, {}}));
  EXPECT_TRUE(peer.next().value() == (Pdu{Command::EnquireLinkResp, Status::Ok, 10, {}}));
}

}  // namespace
}  // namespace sixline::tests
