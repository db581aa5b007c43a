// The ESME against our centre, and against centres without manners.
#include "tests/host/smpp/fixture.hpp"

namespace sixline::tests {
namespace {

/// A deliver_sm as a centre sends it.
Pdu from_device(std::uint32_t sequence) {
  return {Command::DeliverSm, Status::Ok, sequence, to_deliver_sm(device, from_card).value()};
}

Status status_of(const std::optional<Pdu>& pdu) {
  return pdu ? pdu->status : Status::UnknownError;
}

// [TS 23.040 §9.2.2] everything but the centre's own time arrives as it was handed over
TEST(SmppEsme, CarriesMessagesBothWays) {
  TestCentre centre;
  TestEsme esme(centre.centre->port());
  ASSERT_TRUE(esme.is_bound());
  esme.submit();
  ASSERT_TRUE(esme.outcomes.reaches(1));
  EXPECT_EQ(esme.outcomes.items()[0].value(), "M1");
  ASSERT_EQ(centre.submitted.size(), 1u);
  EXPECT_EQ(centre.submitted.items()[0].msisdn, device);
  ByteString tpdu = centre.submitted.items()[0].tpdu;
  ASSERT_EQ(tpdu.size(), to_card.size());
  std::copy_n(to_card.begin() + 10, 7, tpdu.begin() + 10);
  EXPECT_EQ(tpdu, to_card);
  ASSERT_TRUE(centre.centre->deliver(device, from_card));
  ASSERT_TRUE(esme.received.reaches(1));
  EXPECT_EQ(esme.received.items()[0].msisdn, device);
  EXPECT_EQ(esme.received.items()[0].tpdu, from_card);
  EXPECT_TRUE(soon([&] { return centre.centre->waiting() == 0; }));
}

TEST(SmppEsme, RefusesSettingsThatSmppCannotSay) {
  const auto code = [](auto change) {
    auto settings = TestEsme::settings(1);
    change(settings);
    const auto esme = Esme::start(settings, {});
    return esme ? ErrorCode::Internal : esme.error().code;
  };
  EXPECT_EQ(code([](EsmeSettings& s) { s.system_id = std::string(16, 'x'); }), ErrorCode::BadInput);
  EXPECT_EQ(code([](EsmeSettings& s) { s.password = std::string(9, 'x'); }), ErrorCode::BadInput);
  EXPECT_EQ(code([](EsmeSettings& s) { s.system_type = std::string(13, 'x'); }), ErrorCode::BadInput);
  EXPECT_EQ(code([](EsmeSettings& s) { s.window = 0; }), ErrorCode::BadInput);
}

TEST(SmppEsme, RefusedBindIsSaidAndTriedAgain) {
  TestCentre centre;
  auto settings = TestEsme::settings(centre.centre->port());
  settings.password = "wrong";
  TestEsme esme(settings);
  ASSERT_TRUE(esme.has_said("ESME_RINVPASWD"));
  EXPECT_FALSE(esme.esme->bound());
  EXPECT_EQ(centre.centre->bound(), 0u);
  esme.submit();
  EXPECT_EQ(esme.code(0), ErrorCode::Transport);
  RawListener again;
  TestEsme stubborn(again.port());
  for (int attempt = 0; attempt < 3; ++attempt) {
    RawPeer peer = again.accept();
    const auto bind = peer.next();
    ASSERT_TRUE(bind);
    ASSERT_TRUE(peer.send(response_to(*bind, Status::BindFailed)));
    EXPECT_TRUE(peer.is_closed_within());
  }
}

TEST(SmppEsme, RefusesWhatItCannotCarryAtOnce) {
  TestEsme esme(RawListener().port());  // nobody is there
  const auto code = [&esme](const std::string& msisdn, Bytes tpdu) {
    auto seen = ErrorCode::Internal;
    esme.esme->submit(msisdn, tpdu,
                      [&seen](const Result<std::string>& outcome) { seen = outcome.error().code; });
    return seen;
  };
  EXPECT_EQ(code("not a number", to_card), ErrorCode::BadInput);
  EXPECT_EQ(code(device, from_card), ErrorCode::BadInput);
  EXPECT_EQ(code(device, test::hex("04 0491 2143 00 00 62116221000000 01 41")), ErrorCode::Unsupported);
  esme.submit();
  EXPECT_EQ(esme.code(0), ErrorCode::Transport);
}

TEST(SmppEsme, BindsAgainAfterALoss) {
  auto centre = std::make_unique<TestCentre>();
  auto settings = TestCentre::settings();
  settings.port = centre->centre->port();
  TestEsme esme(settings.port);
  ASSERT_TRUE(esme.is_bound());
  centre.reset();
  ASSERT_TRUE(soon([&] { return !esme.esme->bound(); }));
  esme.submit();
  EXPECT_EQ(esme.code(0), ErrorCode::Transport);
  TestCentre second(settings);
  ASSERT_TRUE(esme.is_bound());
  esme.submit();
  ASSERT_TRUE(esme.outcomes.reaches(2));
  EXPECT_TRUE(esme.outcomes.items()[1]);
}

/// The centre may have taken those that were sent; the others it cannot have seen.
TEST(SmppEsme, MessagesUnderWayAreInDoubtWhenTheConnectionIsLost) {
  RawListener listener;
  auto settings = TestEsme::settings(listener.port());
  settings.window = 2;
  TestEsme esme(settings);
  RawPeer peer = listener.accept_bound();
  ASSERT_TRUE(esme.is_bound());
  for (int i = 0; i < 5; ++i) esme.submit();
  ASSERT_TRUE(peer.next());
  peer.drop();
  for (std::size_t i = 0; i < 5; ++i)
    EXPECT_EQ(esme.code(i), i < settings.window ? ErrorCode::Timeout : ErrorCode::Transport) << i;
  EXPECT_TRUE(listener.accept_bound());
}

TEST(SmppEsme, KeepsToItsWindow) {
  RawListener listener;
  auto settings = TestEsme::settings(listener.port());
  settings.window = 2;
  settings.enquire_time = 50ms;  // proves below that nothing else was to be sent
  TestEsme esme(settings);
  RawPeer peer = listener.accept_bound();
  ASSERT_TRUE(esme.is_bound());
  for (int i = 0; i < 4; ++i) esme.submit();
  // A slow machine is asked before its first message, too.
  const auto next_message = [&peer] {
    auto pdu = peer.next();
    for (; pdu && pdu->command == Command::EnquireLink; pdu = peer.next())
      peer.send(response_to(*pdu, Status::Ok));
    return pdu;
  };
  const auto first = next_message();
  const auto second = next_message();
  ASSERT_TRUE(first && second);
  const auto enquiry = peer.next();
  ASSERT_TRUE(enquiry);
  ASSERT_EQ(enquiry->command, Command::EnquireLink) << "a third submit_sm";
  // Responses may come in any order.
  ASSERT_TRUE(peer.send(response_to(*second, Status::Ok, MessageResp{"two"})));
  const auto third = next_message();
  ASSERT_TRUE(third);
  EXPECT_EQ(third->command, Command::SubmitSm);
  ASSERT_TRUE(esme.outcomes.reaches(1));
  EXPECT_EQ(esme.outcomes.items()[0].value(), "two");
  ASSERT_TRUE(peer.send(response_to(*first, Status::Ok, MessageResp{"one"})));
  ASSERT_TRUE(esme.outcomes.reaches(2));
  EXPECT_EQ(esme.outcomes.items()[1].value(), "one");
}

TEST(SmppEsme, QueueHasALimit) {
  RawListener listener;
  auto settings = TestEsme::settings(listener.port());
  TestEsme esme(settings);
  RawPeer peer = listener.accept_bound();
  ASSERT_TRUE(esme.is_bound());
  for (std::size_t i = 0; i < Esme::max_queued + settings.window; ++i) esme.submit();
  EXPECT_EQ(esme.outcomes.size(), 0u);
  esme.submit();
  EXPECT_EQ(esme.outcomes.size(), 1u) << "within the call";
  EXPECT_EQ(esme.code(0), ErrorCode::Transport);
  esme.esme->stop(0ms);
  EXPECT_EQ(esme.outcomes.size(), Esme::max_queued + settings.window + 1);
}

TEST(SmppEsme, NamesWhatTheCentreRefused) {
  for (const auto& [status, code] : {std::pair{Status::BadDestination, ErrorCode::CardRefused},
                                     std::pair{Status::SubmitFailed, ErrorCode::CardRefused},
                                     std::pair{Status::QueueFull, ErrorCode::Transport},
                                     std::pair{Status::Throttled, ErrorCode::Transport}}) {
    TestCentre centre(TestCentre::settings(), status);
    TestEsme esme(centre.centre->port());
    ASSERT_TRUE(esme.is_bound());
    esme.submit();
    EXPECT_EQ(esme.code(0), code);
    EXPECT_NE(esme.outcomes.items()[0].error().what.find(name_of(status)), std::string::npos);
  }
}

TEST(SmppEsme, TakesOnlyTheResponseToItsRequest) {
  RawListener listener;
  TestEsme esme(listener.port());
  RawPeer peer = listener.accept_bound();
  ASSERT_TRUE(esme.is_bound());
  const auto answered_with = [&](auto answer) {
    const std::size_t before = esme.outcomes.size();
    esme.submit();
    const auto request = peer.next();
    if (!request) return ErrorCode::Internal;
    answer(*request);
    return esme.code(before);
  };
  EXPECT_EQ(answered_with([&](const Pdu& request) {
              peer.send({Command::SubmitSmResp, Status::Ok, request.sequence + 1, MessageResp{"other"}});
              peer.send({Command::GenericNack, Status::BadCommand, request.sequence, {}});
            }),
            ErrorCode::CardRefused)
      << "another number is nobody's";
  EXPECT_EQ(answered_with([&](const Pdu& request) {
              peer.send({Command::GenericNack, Status::Ok, request.sequence, {}});
            }),
            ErrorCode::CardRefused);
  EXPECT_EQ(answered_with([&](const Pdu& request) {
              peer.send({Command::EnquireLinkResp, Status::Ok, request.sequence, {}});
            }),
            ErrorCode::BadFormat);
  EXPECT_EQ(answered_with([&](const Pdu& request) {
              ByteString bytes = encode({Command::EnquireLinkResp, Status::Ok, request.sequence, {}}).value();
              bytes[3] = 0x12;
              bytes[7] = 0x04;  // submit_sm_resp with an id that does not end
              append(bytes, test::hex("4142"));
              peer.send(bytes);
            }),
            ErrorCode::BadFormat);
  EXPECT_TRUE(esme.esme->bound());
}

TEST(SmppEsme, SubmissionWithoutResponseTimesOut) {
  RawListener listener;
  auto settings = TestEsme::settings(listener.port());
  settings.response_time = 500ms;
  TestEsme esme(settings);
  RawPeer peer = listener.accept_bound();
  ASSERT_TRUE(esme.is_bound());
  esme.submit();
  const auto request = peer.next();
  ASSERT_TRUE(request);
  EXPECT_EQ(esme.code(0), ErrorCode::Timeout);
  EXPECT_TRUE(esme.esme->bound());
  ASSERT_TRUE(peer.send(response_to(*request, Status::Ok, MessageResp{"late"})));
  esme.submit();
  const auto second = peer.next();
  ASSERT_TRUE(second);
  ASSERT_TRUE(peer.send(response_to(*second, Status::Ok, MessageResp{"good"})));
  ASSERT_TRUE(esme.outcomes.reaches(2));
  EXPECT_EQ(esme.outcomes.items()[1].value(), "good");
  EXPECT_EQ(esme.outcomes.size(), 2u) << "the late one is nobody's";
}

// [SMPP 3.4 §4.11]
TEST(SmppEsme, LeavesASilentPeer) {
  RawListener listener;
  auto settings = TestEsme::settings(listener.port());
  settings.response_time = 500ms;
  settings.enquire_time = 100ms;
  TestEsme esme(settings);
  RawPeer mute = listener.accept();
  ASSERT_TRUE(mute.next()) << "bind_transceiver";
  EXPECT_TRUE(mute.is_closed_within()) << "no answer to the bind";
  RawPeer fading = listener.accept_bound();
  ASSERT_TRUE(esme.is_bound());
  const auto enquiry = fading.next();
  ASSERT_TRUE(enquiry);
  ASSERT_EQ(enquiry->command, Command::EnquireLink);
  ASSERT_TRUE(fading.send(response_to(*enquiry, Status::Ok)));
  ASSERT_TRUE(fading.next()) << "asked again";
  EXPECT_TRUE(fading.is_closed_within()) << "no answer to enquire_link";
  EXPECT_TRUE(listener.accept_bound());
}

TEST(SmppEsme, ReadsHalfPdus) {
  RawListener listener;
  TestEsme esme(listener.port());
  RawPeer peer = listener.accept();
  const auto bind = peer.next();
  ASSERT_TRUE(bind);
  const ByteString bytes =
      concat({encode(response_to(*bind, Status::Ok, BindResp{"raw", 0x34})).value(),
              encode(from_device(9)).value(), encode({Command::EnquireLink, Status::Ok, 10, {}}).value()});
  for (const std::uint8_t byte : bytes) ASSERT_TRUE(peer.send(Bytes(&byte, 1)));
  const auto taken = peer.next();
  ASSERT_TRUE(taken);
  EXPECT_TRUE(*taken == (Pdu{Command::DeliverSmResp, Status::Ok, 9, MessageResp{}}));
  EXPECT_TRUE(peer.next().value() == (Pdu{Command::EnquireLinkResp, Status::Ok, 10, {}}));
  ASSERT_EQ(esme.received.size(), 1u);
  EXPECT_EQ(esme.received.items()[0].tpdu, from_card);
}

TEST(SmppEsme, LeavesWhoCannotCount) {
  RawListener listener;
  TestEsme esme(listener.port());
  for (const std::string_view bytes : {"0000000F 00000015 00000000", "FFFFFFFF", "00000000"}) {
    RawPeer peer = listener.accept_bound();
    ASSERT_TRUE(peer);
    ASSERT_TRUE(peer.send(test::hex(bytes)));
    EXPECT_TRUE(peer.is_closed_within()) << bytes;
  }
  EXPECT_TRUE(listener.accept_bound()) << "and comes again";
}

TEST(SmppEsme, AnswersEveryRequestOfACentre) {
  RawListener listener;
  TestEsme esme(listener.port());
  RawPeer peer = listener.accept_bound();
  ASSERT_TRUE(esme.is_bound());
  const auto status_for = [&peer](const Pdu& pdu) {
    return peer.send(pdu) ? status_of(peer.next()) : Status::UnknownError;
  };
  Pdu message = from_device(3);
  EXPECT_EQ(status_for(message), Status::Ok);
  auto& body = std::get<ShortMessage>(message.body);
  body.data_coding = 0;
  EXPECT_EQ(status_for(message), Status::PermanentAtReceiver) << "septets";
  body.esm_class = esm_delivery_receipt;
  body.text = to_byte_string(wire::bytes_of("no receipt"));
  EXPECT_EQ(status_for(message), Status::PermanentAtReceiver);
  body.text = to_byte_string(wire::bytes_of("id:7 stat:DELIVRD"));
  EXPECT_EQ(status_for(message), Status::Ok);
  EXPECT_EQ(esme.undelivered.size(), 0u) << "it was delivered";
  body.text = to_byte_string(wire::bytes_of("id:8 stat:EXPIRED"));
  EXPECT_EQ(status_for(message), Status::Ok);
  ASSERT_EQ(esme.undelivered.size(), 1u);
  EXPECT_TRUE(esme.undelivered.items()[0] == (Receipt{"8", MessageState::Expired}));
  message.command = Command::SubmitSm;
  EXPECT_EQ(status_for(message), Status::BadCommand);
  EXPECT_EQ(status_for(bind_request()), Status::BadCommand);
  ASSERT_TRUE(peer.send(test::hex("00000010 00000103 00000000 00000007")));
  EXPECT_TRUE(peer.next().value() == (Pdu{Command::GenericNack, Status::BadCommand, 7, {}}));
  ASSERT_TRUE(peer.send(test::hex("00000011 00000005 00000000 00000008 FF")));
  EXPECT_TRUE(peer.next().value() == (Pdu{Command::DeliverSmResp, Status::BadCommandLength, 8, {}}));
  EXPECT_EQ(status_for({Command::Unbind, Status::Ok, 11, {}}), Status::Ok);
  EXPECT_TRUE(peer.is_closed_within());
  EXPECT_TRUE(listener.accept_bound()) << "and comes again";
}

TEST(SmppEsme, TakesNothingBeforeTheBind) {
  RawListener listener;
  TestEsme esme(listener.port());
  RawPeer peer = listener.accept();
  ASSERT_TRUE(peer.next());
  ASSERT_TRUE(peer.send(from_device(3)));
  EXPECT_EQ(status_of(peer.next()), Status::WrongBindStatus);
  EXPECT_EQ(esme.received.size(), 0u);
}

// [SMPP 3.4 §4.2]
TEST(SmppEsme, StopWaitsThenUnbinds) {
  RawListener listener;
  TestEsme esme(listener.port());
  RawPeer peer = listener.accept_bound();
  ASSERT_TRUE(esme.is_bound());
  esme.submit();
  const auto request = peer.next();
  ASSERT_TRUE(request);
  std::thread stopping([&esme] { esme.esme->stop(patience); });
  EXPECT_TRUE(peer.send(response_to(*request, Status::Ok, MessageResp{"last"})));
  const auto unbind = peer.next();
  EXPECT_TRUE(unbind && unbind->command == Command::Unbind);
  if (unbind) peer.send(response_to(*unbind, Status::Ok));
  stopping.join();
  EXPECT_TRUE(peer.is_closed_within());
  ASSERT_EQ(esme.outcomes.size(), 1u);
  EXPECT_EQ(esme.outcomes.items()[0].value(), "last");
  esme.submit();
  EXPECT_EQ(esme.code(1), ErrorCode::Transport) << "nothing after stop()";
}

TEST(SmppEsme, StopEndsWhateverItsState) {
  RawListener listener;
  TestEsme waiting(listener.port());
  RawPeer peer = listener.accept_bound();
  ASSERT_TRUE(waiting.is_bound());
  waiting.submit();
  ASSERT_TRUE(peer.next());
  waiting.esme->stop(1ms);
  EXPECT_EQ(waiting.code(0), ErrorCode::Timeout);
  TestEsme binding(listener.port());
  RawPeer mute = listener.accept();
  ASSERT_TRUE(mute.next());
  binding.esme->stop(patience);
  EXPECT_TRUE(mute.is_closed_within());
  TestEsme alone(RawListener().port());
  ASSERT_TRUE(alone.has_said("connect to the message centre"));
  alone.esme->stop(patience);
}

}  // namespace
}  // namespace sixline::tests
