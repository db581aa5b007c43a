// What leaves: to whom, under which name, how often, and what its end means. (PROC-GEN-05, PROC-FAN-02)
#include "tests/servers/lines/line_bench.hpp"

namespace sixline::tests::lines {
namespace {

using enum es::Interface;
using es::Failure;
using host::ErrorCode;

class OutboxTest : public testing::Test {
 protected:
  LineBench bench{soap::Role::SmDp};
  Outbox outbox{bench.desk};

  Result<std::string> call(const es::Message& request, const std::string& to = smsr_id) {
    const soap::Header cause = LineBench::header(operator_id);
    return bench.in_unit([&](store::Unit& unit) {
      return bench.correspondence(unit).call(to, request, bench.now + 600, &cause);
    });
  }
  store::OutboxRow only_due() {
    const auto due = bench.due();
    EXPECT_EQ(due.size(), 1u);
    return due.at(0);
  }
  void end(const store::OutboxRow& row, const Result<host::http::Response>& result) {
    bench.in_unit([&](store::Unit& unit) {
      return outbox.posted(unit, row, result, bench.now, bench.effects).has_value();
    });
  }
  static Result<host::http::Response> failed(ErrorCode code) { return host::fail(code, "as the test wants"); }
  static host::http::Response answered(const store::OutboxRow& row, const es::Message& response) {
    auto header = LineBench::header(smsr_id, "//sr/answer");
    header.relates_to = row.message_id;
    const auto reply = soap::reply_of(header, response);
    return {reply.status, reply.content_type, reply.body};
  }
};

TEST_F(OutboxTest, CallsInTheContextOfTheCause) {
  const auto id = call(LineBench::message(Es3, "EnableProfile"));
  ASSERT_TRUE(id);
  EXPECT_TRUE(id->starts_with("//" + smdp_id + "/urn:uuid:")) << *id;
  const auto row = only_due();
  EXPECT_EQ(row.message_id, *id);
  EXPECT_EQ(row.recipient, smsr_id);
  EXPECT_EQ(row.url, "https://sr.example/esim-messaging/3/ES3/ES3SmSrService");
  EXPECT_EQ(row.context_id, "context-1");
  EXPECT_EQ(row.eid, eid);
  EXPECT_EQ(row.function, "ES3.EnableProfile");
  const auto header = header_in(row.envelope);
  EXPECT_EQ(header.message_id, *id);
  EXPECT_EQ(header.context_id, "context-1");
  EXPECT_EQ(header.from.entity_id, smdp_id);
  ASSERT_TRUE(header.reply_to);
  EXPECT_EQ(header.reply_to->address, "https://us.example:8443/esim-messaging/3/ES3/ES3SmDpService");
}

TEST_F(OutboxTest, CallsNobodyWithoutAnAddress) {
  const auto id = call(LineBench::message(Es3, "EnableProfile"), stranger_id);
  ASSERT_FALSE(id);
  EXPECT_EQ(id.error().code, ErrorCode::NotFound);
  bench.peers.add({.id = smsr_id, .roles = {PeerRole::SmSr}});
  EXPECT_EQ(call(LineBench::message(Es3, "EnableProfile")).error().code, ErrorCode::NotFound);
}

TEST_F(OutboxTest, NotifiesWithoutAWishForAnAnswer) {
  bench.in_unit([&](store::Unit& unit) {
    bench.peers.add({.id = m2m_sp_id, .base_url = "https://sp.example"});
    return bench.correspondence(unit).notify(
        m2m_sp_id, LineBench::message(Es2, "HandleProfileEnabledNotification"), nullptr);
  });
  const auto row = only_due();
  EXPECT_FALSE(header_in(row.envelope).reply_to);
  EXPECT_FALSE(row.context_id.empty());
}

TEST_F(OutboxTest, AnswersToTheConfiguredAddressWhereNoneIsSaid) {
  LineBench sr;
  sr.desk.answers_at_once = es::EsStatus::success();
  sr.take(operator_id, LineBench::message(Es4, "EnableProfile"), "//peer/m-1");
  sr.take(m2m_sp_id, LineBench::message(Es4, "EnableProfile"), "//peer/m-2");
  const auto due = sr.due();
  ASSERT_EQ(due.size(), 1u);  // the M2M SP has no address: its answer waits to be fetched
  EXPECT_EQ(due[0].url, "https://mno.example/es4");
  const auto waiting = sr.in_unit(
      [&](store::Unit& unit) { return *unit.take_polled(std::string(soap::wsa_anonymous), m2m_sp_id); });
  EXPECT_TRUE(waiting);
}

TEST_F(OutboxTest, TakesAnAnswerOnTheExchange) {
  const auto request = LineBench::message(Es3, "GetEIS");
  const auto id = call(request);
  const auto row = only_due();
  end(row, answered(row, es::response_of(*request.function, es::EsStatus::of(Failure::EidUnknown))));
  ASSERT_EQ(bench.desk.responses.size(), 1u);
  EXPECT_EQ(bench.desk.responses[0].first, *id);
  EXPECT_EQ(bench.desk.answerers, std::vector<std::string>{smsr_id});
  EXPECT_TRUE(es::status_of(bench.desk.responses[0].second).is(Failure::EidUnknown));
  bench.now += 3600;
  EXPECT_TRUE(bench.due().empty());
}

TEST_F(OutboxTest, IsDoneWithWhatWasAccepted) {
  ASSERT_TRUE(call(LineBench::message(Es3, "EnableProfile")));
  end(only_due(), host::http::Response{202, {}, {}});
  bench.now += 3600;
  EXPECT_TRUE(bench.due().empty());
  EXPECT_TRUE(bench.desk.responses.empty());
  EXPECT_TRUE(bench.desk.undelivered.empty());
}

TEST_F(OutboxTest, TriesAgainUnderTheSameNameLaterAndLater) {
  const auto id = call(LineBench::message(Es3, "EnableProfile"));
  es::Time waited = 0;
  for (const Result<host::http::Response>& trouble :
       {failed(ErrorCode::Transport), failed(ErrorCode::Timeout), failed(ErrorCode::NotTrusted),
        Result<host::http::Response>({503, {}, {}}), Result<host::http::Response>({500, {}, {}})}) {
    const auto row = only_due();
    EXPECT_EQ(row.message_id, *id);
    const es::Time before = bench.now;
    end(row, trouble);
    EXPECT_TRUE(bench.due().empty());
    bench.now = bench.in_unit([](store::Unit& unit) { return *unit.next_outbox_attempt(); }).value();
    EXPECT_GT(bench.now - before, waited);
    waited = bench.now - before;
  }
  EXPECT_EQ(only_due().attempts, 5u);
  EXPECT_TRUE(bench.desk.undelivered.empty());
}

TEST_F(OutboxTest, GivesUpWhenItsTimeIsOver) {
  const auto id = call(LineBench::message(Es3, "EnableProfile"));
  bench.now += 600;
  end(only_due(), failed(ErrorCode::Transport));
  ASSERT_EQ(bench.desk.undelivered.size(), 1u);
  EXPECT_EQ(bench.desk.undelivered[0].message_id, *id);
  bench.now += 3600;
  EXPECT_TRUE(bench.due().empty());
}

TEST_F(OutboxTest, GivesUpAtOnceWhatIsNotUnderstood) {
  for (const Result<host::http::Response>& refusal :
       {Result<host::http::Response>({400, {}, {}}), Result<host::http::Response>({404, {}, {}}),
        Result<host::http::Response>({200, "text/html", "<html/>"}), failed(ErrorCode::BadInput)}) {
    LineBench fresh(soap::Role::SmDp);
    const auto request = LineBench::message(Es3, "GetEIS");
    fresh.in_unit([&](store::Unit& unit) {
      return fresh.correspondence(unit).call(smsr_id, request, fresh.now + 600, nullptr);
    });
    const auto due = fresh.due();
    ASSERT_EQ(due.size(), 1u);
    fresh.in_unit([&](store::Unit& unit) {
      return Outbox(fresh.desk).posted(unit, due[0], refusal, fresh.now, fresh.effects).has_value();
    });
    EXPECT_EQ(fresh.desk.undelivered.size(), 1u);
    EXPECT_EQ(fresh.effects.log.back().level, LogLine::Level::Error);
    EXPECT_EQ(fresh.effects.log.back().message_id, due[0].message_id);
  }
}

TEST_F(OutboxTest, DoesNotTakeTheAnswerToAnotherMessage) {
  const auto request = LineBench::message(Es3, "GetEIS");
  ASSERT_TRUE(call(request));
  auto row = only_due();
  auto other = row;
  other.message_id = "//us/another";
  end(row, answered(other, es::response_of(*request.function, es::EsStatus::success())));
  EXPECT_TRUE(bench.desk.responses.empty());
  EXPECT_EQ(bench.desk.undelivered.size(), 1u);
}

TEST_F(OutboxTest, IsFoundAgainAfterAProcessDiedWithItsClaim) {
  ASSERT_TRUE(call(LineBench::message(Es3, "EnableProfile")));
  const auto row = only_due();
  EXPECT_TRUE(bench.due().empty());
  bench.now += 61;
  EXPECT_EQ(only_due().message_id, row.message_id);
}

TEST(BackOff, DoublesUpToFiveMinutes) {
  EXPECT_EQ(back_off(0), 1);
  EXPECT_EQ(back_off(3), 8);
  EXPECT_EQ(back_off(9), 300);
  EXPECT_EQ(back_off(4'000'000'000u), 300);
}

}  // namespace
}  // namespace sixline::tests::lines
