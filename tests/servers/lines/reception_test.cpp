// What is a message, what was said before, and where the answer goes. (PROC-GEN-04, PROC-GEN-06)
#include "servers/lines/header_json.hpp"
#include "tests/servers/lines/line_bench.hpp"

namespace sixline::tests::lines {
namespace {

using enum es::Interface;
using es::Failure;

const es::Message get_eis = LineBench::message(Es3, "GetEIS");
const es::Message enable = LineBench::message(Es3, "EnableProfile");

// What is no message of ours

TEST(Reception, WantsAPostOfSoapToOneOfItsServices) {
  LineBench bench;
  auto request = LineBench::posted(smdp_id, LineBench::header(smdp_id), get_eis);
  auto other = request;
  other.method = "GET";
  EXPECT_EQ(bench.take(other).reply.status, 405);
  for (const char* path :
       {"/", "/healthz", "/esim-messaging/3/ES2/ES2SmDpService", "/ES3/ES3SmSrService/x"}) {
    other = request;
    other.target = path;
    EXPECT_EQ(bench.take(other).reply.status, 404) << path;
  }
  other = request;
  other.content_type = "text/xml; charset=utf-8";
  EXPECT_EQ(bench.take(other).reply.status, 415);
  EXPECT_TRUE(bench.desk.messages.empty());
}

TEST(Reception, RefusesWhatIsNoMessageBeforeThereIsAUnit) {
  LineBench bench;
  auto request = LineBench::posted(smdp_id, LineBench::header(smdp_id), get_eis);
  EXPECT_FALSE(bench.reception.open(request, bench.now).reply);
  request.body.resize(request.body.size() / 2);
  const auto arrival = bench.reception.open(request, bench.now);
  ASSERT_TRUE(arrival.reply);
  EXPECT_EQ(arrival.reply->status, 400);
  ASSERT_TRUE(arrival.log);
  EXPECT_NE(arrival.log->text.find("127.0.0.1:4"), std::string::npos);
  request.method = "GET";
  EXPECT_EQ(bench.reception.open(request, bench.now).reply.value().status, 405);
}

TEST(Reception, AReadingUnitNeedsAnAnswerAtOnce) {
  LineBench bench;
  const auto request = LineBench::posted(smdp_id, LineBench::header(smdp_id), get_eis);
  const auto arrival = bench.reception.open(request, bench.now);
  {
    const auto reading = bench.rows->begin_reading();
    const auto taken = bench.reception.take(**reading, arrival, bench.now, bench.effects);
    ASSERT_FALSE(taken);
    EXPECT_EQ(taken.error().code, host::ErrorCode::Storage);
  }
  bench.desk.answers_at_once = es::EsStatus::success();
  const auto reading = bench.rows->begin_reading();
  const auto taken = bench.reception.take(**reading, arrival, bench.now, bench.effects);
  ASSERT_TRUE(taken);
  EXPECT_TRUE(status_in(taken->reply).ok());
  EXPECT_FALSE((*reading)->find_received(smdp_id, "ES3.GetEIS", "call-1").value());
}

TEST(Reception, AReadingUnitRefusesFieldsAndStrangersAllTheSame) {
  LineBench bench;
  bench.desk.answers_at_once = es::EsStatus::success();
  const auto read = [&](const host::http::Request& request) {
    const auto arrival = bench.reception.open(request, bench.now);
    const auto reading = bench.rows->begin_reading();
    return status_in(bench.reception.take(**reading, arrival, bench.now, bench.effects).value().reply);
  };
  auto without = get_eis;
  without.content.remove("Eid");
  EXPECT_FALSE(read(LineBench::posted(smdp_id, LineBench::header(smdp_id), without)).ok());
  EXPECT_FALSE(read(LineBench::posted("9.9", LineBench::header("9.9"), get_eis)).ok());
  EXPECT_TRUE(bench.desk.messages.empty());
}

TEST(Reception, TakesAnyPathThatEndsInTheService) {
  LineBench bench;
  bench.desk.answers_at_once = es::EsStatus::success();
  const auto request =
      LineBench::posted(smdp_id, LineBench::header(smdp_id), get_eis, "/SR/ES3SmSrService?v=4");
  EXPECT_TRUE(status_in(bench.take(request).reply).ok());
}

TEST(Reception, AnswersFaultsToWhatIsNoEnvelope) {
  LineBench bench;
  const auto good = LineBench::posted(smdp_id, LineBench::header(smdp_id), get_eis);
  const auto with = [&](std::string_view old, std::string_view fresh) {
    auto request = good;
    const std::size_t at = request.body.find(old);
    EXPECT_NE(at, std::string::npos) << old;
    request.body.replace(at, old.size(), fresh);
    return bench.take(request).reply;
  };
  EXPECT_EQ(with("</s:Envelope>", "").status, 400);
  EXPECT_EQ(with("<s:Envelope", "<!DOCTYPE a [<!ENTITY e 'e'>]><s:Envelope").status, 400);
  EXPECT_EQ(
      with("http://www.w3.org/2003/05/soap-envelope", "http://schemas.xmlsoap.org/soap/envelope/").status,
      500);
  EXPECT_EQ(with("esim-messaging/3", "esim-messaging/1").status, 400);
  EXPECT_EQ(with("ES3-GetEISRequest", "ES3-GetEverythingRequest").status, 400);
  EXPECT_EQ(with("//peer/m-1", "").status, 400);
  const soap::Reply fault = with("ES3-GetEISRequest</wsa:Action>", "ES3-EnableProfile</wsa:Action>");
  EXPECT_EQ(fault.status, 400);
  EXPECT_TRUE(std::holds_alternative<soap::Fault>(soap::read_envelope(fault.body)->body));
  EXPECT_EQ(header_in(fault.body).relates_to, "//peer/m-1");
  EXPECT_TRUE(bench.desk.messages.empty());
}

TEST(Reception, RefusesAMessageThatBelongsToAnotherServiceOrServer) {
  LineBench bench;
  const std::string es1 = "/esim-messaging/3/ES1/ES1SmSrService";
  EXPECT_EQ(bench.take(LineBench::posted(smdp_id, LineBench::header(smdp_id), get_eis, es1)).reply.status,
            400);
  const auto for_smdp = LineBench::message(Es2, "GetEIS");
  const std::string es3 = "/esim-messaging/3/ES3/ES3SmSrService";
  EXPECT_EQ(
      bench.take(LineBench::posted(operator_id, LineBench::header(operator_id), for_smdp, es3)).reply.status,
      400);
  // A synchronous response has its exchange; posted on its own it is nobody's.
  auto header = LineBench::header(smdp_id);
  header.relates_to = "//us/1";
  const auto response = es::response_of(*get_eis.function, es::EsStatus::success());
  EXPECT_EQ(bench.take(LineBench::posted(smdp_id, header, response, es3)).reply.status, 400);
  EXPECT_TRUE(bench.desk.messages.empty());
  EXPECT_TRUE(bench.desk.responses.empty());
}

// What is said

TEST(Reception, AnswersASynchronousFunctionOnItsExchange) {
  LineBench bench;
  bench.desk.answers_at_once = es::EsStatus::of(Failure::EidUnknown);
  const auto taken = bench.take(smdp_id, get_eis, "//peer/m-1");
  EXPECT_TRUE(status_in(taken.reply).is(Failure::EidUnknown));
  const soap::Header header = header_in(taken.reply.body);
  EXPECT_EQ(header.relates_to, "//peer/m-1");
  EXPECT_EQ(header.transaction_id, "transaction-1");
  EXPECT_EQ(header.context_id, "context-1");
  EXPECT_EQ(header.from.entity_id, smsr_id);
  EXPECT_TRUE(bench.due().empty());
}

TEST(Reception, AcceptsAnAsynchronousFunctionAndAnswersItByCallback) {
  LineBench bench;
  bench.desk.answers_at_once = es::EsStatus::of(Failure::Busy);
  auto header = LineBench::header(smdp_id);
  header.reply_to = soap::Endpoint{"https://dp.example/back", {}, {}, {}};
  const auto taken = bench.take(LineBench::posted(smdp_id, header, enable));
  EXPECT_EQ(taken.reply.status, 202);
  EXPECT_TRUE(bench.effects.outbox);
  const auto due = bench.due();
  ASSERT_EQ(due.size(), 1u);
  EXPECT_EQ(due[0].url, "https://dp.example/back");
  EXPECT_EQ(due[0].recipient, smdp_id);
  EXPECT_TRUE(es::status_of(message_in(due[0].envelope)).is(Failure::Busy));
  EXPECT_EQ(header_in(due[0].envelope).relates_to, "//peer/m-1");
}

TEST(Reception, NamesTheFieldThatIsWrongAndAsksNobody) {
  LineBench bench;
  auto wrong = get_eis;
  wrong.content.set("Eid", "12");
  EXPECT_TRUE(status_in(bench.take(smdp_id, wrong, "//peer/m-1").reply).is(Failure::ParameterInvalid));
  auto less = LineBench::message(Es3, "GetEIS", "call-2");
  less.content.remove("Eid");
  const auto status = status_in(bench.take(smdp_id, less, "//peer/m-2").reply);
  EXPECT_TRUE(status.is(Failure::ParameterMissing));
  EXPECT_NE(status.describe().find("Eid"), std::string::npos) << status.describe();
  auto nameless = get_eis;
  nameless.content.remove("FunctionCallIdentifier");
  EXPECT_TRUE(status_in(bench.take(smdp_id, nameless, "//peer/m-3").reply).is(Failure::ParameterMissing));
  auto asynchronous = enable;
  asynchronous.content.remove("Iccid");
  EXPECT_EQ(bench.take(smdp_id, asynchronous, "//peer/m-4").reply.status, 202);
  const auto due = bench.due();
  ASSERT_EQ(due.size(), 1u);
  EXPECT_TRUE(es::status_of(message_in(due[0].envelope)).is(Failure::ParameterMissing));
  EXPECT_TRUE(bench.desk.messages.empty());
}

/// It could not be told from another, nor its answer be kept for it (PROC-GEN-06).
TEST(Reception, RefusesACallWithoutANameOfItsOwn) {
  LineBench bench;
  int count = 0;
  for (const auto& [name, failure] : {std::pair{std::string(), Failure::ParameterMissing},
                                      std::pair{std::string(1'001, '7'), Failure::ParameterInvalid}})
    for (const es::Message& call : {get_eis, enable}) {
      es::Message nameless = call;
      nameless.content.set("FunctionCallIdentifier", name);
      const auto request = LineBench::posted(
          smdp_id, LineBench::header(smdp_id, "//peer/" + std::to_string(++count)), nameless);
      const auto status = status_in(bench.take(request).reply);
      EXPECT_TRUE(status.is(failure)) << status.describe();
      EXPECT_NE(status.describe().find("FunctionCallIdentifier"), std::string::npos);
      const auto arrival = bench.reception.open(request, bench.now);
      const auto reading = bench.rows->begin_reading();
      EXPECT_TRUE(
          status_in(bench.reception.take(**reading, arrival, bench.now, bench.effects)->reply).is(failure));
    }
  EXPECT_TRUE(bench.due().empty());
  EXPECT_TRUE(bench.desk.messages.empty());
}

/// [SOAP 1.2 Part 2 §7.5.2.2] whose fault it is
TEST(Reception, SaysInAFaultThatItIsInTrouble) {
  LineBench bench;
  for (const auto& [outcome, status] :
       {std::pair{soap::Outcome::InternalFailure, 500}, std::pair{soap::Outcome::Overloaded, 503}}) {
    const soap::Reply reply = bench.reception.trouble(LineBench::header(smdp_id), outcome, bench.now);
    EXPECT_EQ(reply.status, status);
    const auto envelope = soap::read_envelope(reply.body);
    ASSERT_TRUE(envelope);
    EXPECT_EQ(std::get<soap::Fault>(envelope->body).code, soap::FaultCode::Receiver);
    EXPECT_EQ(envelope->header.relates_to, "//peer/m-1");
  }
}

TEST(Reception, RefusesANotificationWithWrongFields) {
  LineBench bench(soap::Role::SmDp);
  auto told = LineBench::message(Es3, "HandleProfileEnabledNotification");
  told.content.remove("Iccid");
  const auto reply = bench.take(smsr_id, told, "//peer/m-1").reply;
  EXPECT_EQ(reply.status, 400);
  const auto envelope = soap::read_envelope(reply.body);
  ASSERT_TRUE(envelope);
  const auto& fault = std::get<soap::Fault>(envelope->body);
  EXPECT_EQ(fault.code, soap::FaultCode::Sender);
  EXPECT_NE(fault.reason.find("Iccid"), std::string::npos) << fault.reason;
  EXPECT_TRUE(bench.desk.messages.empty());
}

TEST(Reception, UndoesEverythingWhenTheDeskFails) {
  LineBench bench;
  bench.desk.fails_with = host::Error{host::ErrorCode::WrongState, "lost a race", std::nullopt};
  {
    auto unit = *bench.rows->begin();
    const auto request = LineBench::posted(smdp_id, LineBench::header(smdp_id), enable);
    EXPECT_EQ(bench.reception.take(*unit, request, bench.now, bench.effects).error().code,
              host::ErrorCode::WrongState);
  }
  bench.desk.fails_with.reset();
  EXPECT_EQ(bench.take(smdp_id, enable, "//peer/m-1").reply.status, 202);
  EXPECT_EQ(bench.desk.messages.size(), 1u);
}

TEST(Reception, TakesNamesThatAreNoUtf8) {
  LineBench bench;
  auto request = LineBench::posted(smdp_id, LineBench::header(smdp_id), enable);
  const std::size_t at = request.body.find("EntityName=peer");
  ASSERT_NE(at, std::string::npos);
  request.body.replace(at, 15, "EntityName=%FF%00");
  EXPECT_EQ(bench.take(request).reply.status, 202);
  EXPECT_TRUE(header_from_json(bench.row(smdp_id, "ES3.EnableProfile", "call-1").header));
}

// What was said before (PROC-GEN-06)

TEST(Reception, ExecutesACallOnceAndGivesTheAnswerAgain) {
  LineBench bench;
  bench.desk.answers_at_once = es::EsStatus::success();
  bench.take(smdp_id, get_eis, "//peer/m-1");
  bench.desk.answers_at_once = es::EsStatus::of(Failure::Busy);
  const auto again = bench.take(smdp_id, get_eis, "//peer/m-2");
  EXPECT_TRUE(status_in(again.reply).ok());
  EXPECT_EQ(header_in(again.reply.body).relates_to, "//peer/m-2");
  EXPECT_EQ(bench.desk.messages.size(), 1u);
}

TEST(Reception, AcceptsACallAgainWhileItIsUnderWayAndAfterwardsAnswersAgain) {
  LineBench bench;
  EXPECT_EQ(bench.take(smdp_id, enable, "//peer/m-1").reply.status, 202);
  EXPECT_EQ(bench.take(smdp_id, enable, "//peer/m-1").reply.status, 202);
  EXPECT_EQ(bench.desk.messages.size(), 1u);
  EXPECT_TRUE(bench.due().empty());
  const auto row = bench.row(smdp_id, "ES3.EnableProfile", "call-1");
  const auto response = es::response_of(*enable.function, es::EsStatus::success());
  bench.in_unit([&](store::Unit& unit) { return bench.correspondence(unit).answer(row, response); });
  EXPECT_EQ(bench.due().size(), 1u);
  EXPECT_EQ(bench.take(smdp_id, enable, "//peer/m-1").reply.status, 202);
  EXPECT_EQ(bench.due().size(), 1u);
  EXPECT_EQ(bench.desk.messages.size(), 1u);
}

TEST(Reception, RefusesAnotherCallUnderTheSameName) {
  LineBench bench;
  bench.desk.answers_at_once = es::EsStatus::success();
  bench.take(smdp_id, get_eis, "//peer/m-1");
  auto other = get_eis;
  other.content.set("Eid", "89001012012341234012345678901321");
  EXPECT_TRUE(status_in(bench.take(smdp_id, other, "//peer/m-1").reply).is(Failure::ParameterInvalid));
  EXPECT_EQ(bench.desk.messages.size(), 1u);
}

TEST(Reception, KeepsCallersAndFunctionsApart) {
  LineBench bench;
  bench.peers.add({.id = stranger_id, .roles = {PeerRole::SmDp}});
  EXPECT_EQ(bench.take(smdp_id, enable, "//peer/m-1").reply.status, 202);
  EXPECT_EQ(bench.take(stranger_id, enable, "//peer/m-1").reply.status, 202);
  EXPECT_EQ(bench.take(smdp_id, LineBench::message(Es3, "DisableProfile"), "//peer/m-1").reply.status, 202);
  EXPECT_EQ(bench.desk.messages.size(), 3u);
}

TEST(Reception, DropsANotificationThatCameBefore) {
  LineBench bench(soap::Role::SmDp);
  const auto told = LineBench::message(Es3, "HandleProfileEnabledNotification");
  EXPECT_EQ(bench.take(smsr_id, told, "//peer/m-1").reply.status, 202);
  EXPECT_EQ(bench.take(smsr_id, told, "//peer/m-1").reply.status, 202);
  EXPECT_EQ(bench.take(smsr_id, told, "//peer/m-2").reply.status, 202);
  EXPECT_EQ(bench.desk.messages.size(), 2u);
}

// Answers that come later (PROC-TIM-03)

const es::Message es2_get_eis = LineBench::message(Es2, "GetEIS");

TEST(Reception, HoldsAnExchangeUntilItsCallIsAnswered) {
  LineBench bench(soap::Role::SmDp);
  const auto taken = bench.take(operator_id, es2_get_eis, "//peer/m-1");
  ASSERT_TRUE(taken.held);
  const auto ask = [&] {
    return bench.in_unit(
        [&](store::Unit& unit) { return *bench.reception.held_answer(unit, *taken.held, bench.now); });
  };
  EXPECT_FALSE(ask());
  const auto row = bench.row(operator_id, "ES2.GetEIS", "call-1");
  const auto response = es::response_of(*es2_get_eis.function, es::EsStatus::of(Failure::EidUnknown));
  bench.in_unit([&](store::Unit& unit) { return bench.correspondence(unit).answer(row, response); });
  const auto reply = ask();
  ASSERT_TRUE(reply);
  EXPECT_TRUE(status_in(*reply).is(Failure::EidUnknown));
  EXPECT_EQ(header_in(reply->body).relates_to, "//peer/m-1");
  EXPECT_TRUE(bench.due().empty());
}

TEST(Reception, EndsAHeldExchangeInTimeAndSendsNoLateSuccess) {
  LineBench bench(soap::Role::SmDp);
  auto request = es2_get_eis;
  request.content.set_number("ValidityPeriod", 10);
  const auto taken = bench.take(operator_id, request, "//peer/m-1");
  ASSERT_TRUE(taken.held);
  EXPECT_EQ(taken.held->until, bench.now + 10);
  bench.now += 10;
  const auto expired = bench.in_unit(
      [&](store::Unit& unit) { return *bench.reception.held_answer(unit, *taken.held, bench.now); });
  ASSERT_TRUE(expired);
  EXPECT_EQ(status_in(*expired).execution, es::Execution::Expired);
  EXPECT_TRUE(status_in(*expired).is(Failure::TimeToLive));
  const auto row = bench.row(operator_id, "ES2.GetEIS", "call-1");
  const auto late = es::response_of(*es2_get_eis.function, es::EsStatus::success());
  bench.in_unit([&](store::Unit& unit) { return bench.correspondence(unit).answer(row, late); });
  EXPECT_TRUE(status_in(bench.take(operator_id, request, "//peer/m-1").reply).is(Failure::TimeToLive));
}

TEST(Reception, NeverHoldsLongerThanAClientWaits) {
  LineBench bench(soap::Role::SmDp);
  auto request = es2_get_eis;
  request.content.set_number("ValidityPeriod", 86'400);
  const auto taken = bench.take(operator_id, request, "//peer/m-1");
  ASSERT_TRUE(taken.held);
  EXPECT_LT(taken.held->until, bench.now + 60);
}

TEST(Reception, GivesCallbacksToTheDesk) {
  LineBench bench(soap::Role::SmDp);
  auto header = LineBench::header(smsr_id);
  header.relates_to = "//us/call-9?MessageDate=2024-05-01T10:00:00Z";
  const auto response = es::response_of(*enable.function, es::EsStatus::success());
  EXPECT_EQ(bench.take(LineBench::posted(smsr_id, header, response)).reply.status, 202);
  ASSERT_EQ(bench.desk.responses.size(), 1u);
  EXPECT_EQ(bench.desk.responses[0].first, "//us/call-9");
  EXPECT_EQ(bench.desk.answerers, std::vector<std::string>{smsr_id});
  // Nobody else answers in its name.
  EXPECT_EQ(bench.take(LineBench::posted(operator_id, header, response)).reply.status, 401);
  header.from.entity_id = operator_id;
  EXPECT_EQ(bench.take(LineBench::posted(operator_id, header, response)).reply.status, 401);
  EXPECT_EQ(bench.desk.responses.size(), 1u);
}

TEST(Reception, KeepsAnAnswerUntilItsOwnerFetchesIt) {
  LineBench bench;
  bench.desk.answers_at_once = es::EsStatus::success();
  const std::string queue = std::string(soap::poll_address) + "7";
  for (const char* call : {"call-1", "call-2"}) {
    auto header = LineBench::header(smdp_id, std::string("//peer/") + call);
    header.reply_to = soap::Endpoint{queue, {}, {}, {}};
    EXPECT_EQ(bench.take(LineBench::posted(smdp_id, header, LineBench::message(Es3, "EnableProfile", call)))
                  .reply.status,
              202);
  }
  EXPECT_TRUE(bench.due().empty());
  const auto fetch = [&](const std::string& sender, const std::string& claimed, const std::string& address) {
    host::http::Request request = LineBench::posted(sender, LineBench::header(claimed), enable);
    request.body = soap::write_envelope(LineBench::header(claimed), soap::MakeConnection{address});
    return bench.take(request).reply;
  };
  EXPECT_EQ(fetch(stranger_id, stranger_id, queue).status, 401);
  EXPECT_EQ(fetch(operator_id, smdp_id, queue).status, 401);
  EXPECT_EQ(fetch(operator_id, operator_id, queue).status, 202);
  EXPECT_EQ(fetch(smdp_id, smdp_id, queue + "1").status, 202);
  const auto first = fetch(smdp_id, smdp_id, queue);
  EXPECT_TRUE(status_in(first).ok());
  EXPECT_EQ(header_in(first.body).relates_to, "//peer/call-1");
  EXPECT_EQ(header_in(first.body).message_pending, true);
  const auto second = fetch(smdp_id, smdp_id, queue);
  EXPECT_EQ(header_in(second.body).relates_to, "//peer/call-2");
  EXPECT_EQ(header_in(second.body).message_pending, false);
  EXPECT_EQ(fetch(smdp_id, smdp_id, queue).status, 202);
}

}  // namespace
}  // namespace sixline::tests::lines
