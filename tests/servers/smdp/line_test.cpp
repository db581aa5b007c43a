// The SM-DP behind its reception: repetitions, exchanges that are held, answers that come as posts; and
// several of them on one database.  [SGP.02 §5.1.6] (PROC-GEN-01, PROC-GEN-06)
#include <gtest/gtest.h>
#include <set>
#include <thread>

#include "host/es/soap/envelope.hpp"
#include "host/profile/identity.hpp"
#include "host/profile/template_package.hpp"
#include "tests/servers/smdp/bench.hpp"
#include "tests/servers/store/store_for_tests.hpp"
#include "tools/sixline/temporary_folder.hpp"

namespace sixline::tests::smdp {
namespace {

using es::Failure;

es::EsStatus status_in(const es::soap::Reply& reply) {
  const auto envelope = es::soap::read_envelope(reply.body);
  EXPECT_TRUE(envelope && envelope->message()) << reply.body;
  return es::status_of(envelope->message()->message);
}

std::size_t answers_of(const Bench& bench, std::string_view function) {
  std::size_t count = 0;
  for (const Sent& sent : bench.to_others) count += sent.message.function->name == function;
  return count;
}

TEST(Line, ASynchronousFunctionIsHeldUntilTheSmSrHasAnswered) {
  Bench bench;
  const es::Message request = bench.request("GetEIS");
  const lines::Taken first = bench.post(request);
  ASSERT_TRUE(first.held);
  EXPECT_FALSE(bench.held_answer(*first.held));
  const lines::Taken again = bench.post(request);
  ASSERT_TRUE(again.held) << "the same call, not another";
  bench.settle();
  EXPECT_EQ(bench.to_smsr.size(), 1u);
  const auto reply = bench.held_answer(*first.held);
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->status, 200);
  EXPECT_TRUE(status_in(*reply).ok());
  const lines::Taken after = bench.post(request);
  EXPECT_FALSE(after.held);
  EXPECT_TRUE(status_in(after.reply).ok());
  bench.settle();
  EXPECT_EQ(bench.to_smsr.size(), 1u);
  EXPECT_TRUE(bench.to_others.empty()) << "no callback for a synchronous function";
}

TEST(Line, ARefusalOfASynchronousFunctionIsOnItsExchange) {
  Bench bench;
  es::Message request = bench.request("GetEIS");
  request.content.set("Smsr-id", "9.9.9");
  const lines::Taken taken = bench.post(request);
  EXPECT_FALSE(taken.held);
  EXPECT_EQ(taken.reply.status, 200);
  EXPECT_TRUE(status_in(taken.reply).is(Failure::SmSrUnknown));
}

TEST(Line, AHeldExchangeHearsOfTheEndOfItsValidity) {
  Bench bench;
  bench.smsr = [](const es::Message&) { return std::nullopt; };
  es::Message request = bench.request("GetEIS");
  request.content.set_number("ValidityPeriod", 20);
  const lines::Taken taken = bench.post(request);
  bench.settle();
  bench.pass(20);
  const auto reply = bench.held_answer(*taken.held);
  ASSERT_TRUE(reply);
  EXPECT_TRUE(status_in(*reply).is(Failure::TimeToLive));
}

TEST(Line, ARepeatedDownloadIsNotExecutedTwice) {
  Bench bench;
  const std::string iccid = bench.stock("777");
  const es::Message order = bench.download(iccid);
  EXPECT_EQ(bench.post(order).reply.status, 202);
  EXPECT_EQ(bench.post(order).reply.status, 202);
  EXPECT_EQ(bench.counts().jobs, 1u);
  bench.settle();
  const std::size_t calls = bench.to_smsr.size();
  EXPECT_EQ(answers_of(bench, "DownloadProfile"), 1u);
  EXPECT_EQ(bench.post(order).reply.status, 202);
  bench.settle();
  EXPECT_EQ(bench.to_smsr.size(), calls);
  EXPECT_EQ(answers_of(bench, "DownloadProfile"), 2u) << "the answer again";
  EXPECT_EQ(bench.to_others[0].message, bench.to_others[1].message);
}

TEST(Line, AnotherCallUnderTheSameIdentifierIsRefused) {
  Bench bench;
  const std::string iccid = bench.stock("777");
  es::Message order = bench.download(iccid);
  bench.post(order);
  order.content.set_flag("EnableProfile", true);
  EXPECT_TRUE(status_in(bench.post(order).reply).is(Failure::ParameterInvalid));
  EXPECT_EQ(bench.counts().jobs, 1u);
}

TEST(Line, ARefusalOfAnAsynchronousFunctionIsACallback) {
  Bench bench;
  EXPECT_EQ(bench.post(bench.download("8999901000000000001")).reply.status, 202);
  bench.settle();
  ASSERT_EQ(bench.to_others.size(), 1u);
  EXPECT_TRUE(es::status_of(bench.to_others[0].message).is(Failure::IccidUnknown));
  EXPECT_EQ(bench.to_others[0].header.relates_to, "//" + operator_id + "/1");
}

TEST(Line, AMissingFieldIsRefusedBeforeAnythingElse) {
  Bench bench;
  const std::string iccid = bench.stock("777");
  es::Message order = bench.download(iccid);
  order.content.remove("Eid");
  bench.post(order);
  bench.settle();
  ASSERT_EQ(bench.to_others.size(), 1u);
  EXPECT_TRUE(es::status_of(bench.to_others[0].message).is(Failure::ParameterMissing));
  EXPECT_EQ(bench.item(iccid).used_by, "");
}

/// The call of ES3 that was posted last, answered by a post of `sender`.
lines::Taken call_back(Bench& bench, const std::string& sender) {
  const Sent& call = bench.to_smsr.back();
  es::soap::Header header;
  header.message_id = "//" + sender + "/callback";
  header.relates_to = call.header.message_id;
  return bench.post(header, es::response_of(*call.message.function, {}), sender);
}

TEST(Line, TheSmSrAnswersWithAPostOfItsOwn) {
  Bench bench;
  const std::string iccid = bench.stock("777");
  bench.outcome(bench.download(iccid));
  bench.to_others.clear();
  bench.smsr = [](const es::Message&) { return std::nullopt; };
  es::Message request = bench.request("EnableProfile");
  request.content.set("Iccid", iccid);
  bench.post(request);
  bench.settle();
  for (const std::string& stranger : {operator_id, eum_id, std::string("9.9.9")}) {
    EXPECT_GE(call_back(bench, stranger).reply.status, 400) << stranger;
    EXPECT_FALSE(bench.answer_to(request)) << stranger;
  }
  EXPECT_EQ(call_back(bench, smsr_id).reply.status, 202);
  ASSERT_TRUE(bench.answer_to(request));
  EXPECT_TRUE(es::status_of(*bench.answer_to(request)).ok());
  EXPECT_EQ(call_back(bench, smsr_id).reply.status, 202) << "once more";
  bench.settle();
  EXPECT_EQ(answers_of(bench, "EnableProfile"), 1u);
}

TEST(Line, ARepeatedNotificationIsForwardedOnce) {
  Bench bench;
  es::Message told(es::function_named(es::Interface::Es3, "HandleProfileEnabledNotification"),
                   es::Kind::Notification);
  told.content.set("Eid", eid).set("Iccid", "8999901000000000001").set("Mno-id", operator_id);
  told.content.set_time("CompletionTimestamp", bench.now);
  es::soap::Header header;
  header.message_id = "//smsr/1";
  EXPECT_EQ(bench.post(header, told, smsr_id).reply.status, 202);
  EXPECT_EQ(bench.post(header, told, smsr_id).reply.status, 202);
  bench.settle();
  EXPECT_EQ(bench.to_others.size(), 1u);
  header.message_id = "//smsr/2";
  bench.post(header, told, smsr_id);
  bench.settle();
  EXPECT_EQ(bench.to_others.size(), 2u);
}

// Several SM-DPs on one database

/// One try after another for a profile of the type, until there is none; what was had.
void take_all(store::Store& store, int tries, std::vector<std::string>& had) {
  for (int i = 0; i < tries; ++i) {
    es::DownloadProfile request;
    request.caller.id = operator_id;
    request.eid = eid;
    request.profile_type = "gold";
    auto open = store.begin();
    ASSERT_TRUE(open) << open.error().what;
    const auto reserved = servers::smdp::Stock(**open).reserve(request, "job");
    const bool raced = (!reserved && reserved.error().code == host::ErrorCode::WrongState);
    if (!raced) {
      ASSERT_TRUE(reserved) << reserved.error().what;
    }
    if (raced || !(*open)->commit()) {
      --i;
      continue;
    }
    if (reserved->status.ok()) had.push_back(reserved->item.iccid);
  }
}

TEST(SharedStock, NoProfileIsUsedTwice) {
  const auto folder = tools::TemporaryFolder::make("smdp").value();
  const std::string address = "sqlite:" + (folder.path() / "smdp.db").string();
  constexpr int profiles = 10;
  auto one = store::Store::open(address, test_master_key()).value();
  auto other = store::Store::open(address, test_master_key()).value();
  auto package = host::profile::template_package();
  for (int i = 0; i < profiles; ++i) {
    host::profile::Personalisation values;
    values.iccid = "8999901000000007" + std::to_string(10 + i);
    values.imsi = "001010000000042";
    ASSERT_TRUE(host::profile::personalise(package, values));
    auto open = one->begin().value();
    ASSERT_TRUE(servers::smdp::Stock(*open).add(package.encode(), operator_id, "gold", {}, {}));
    ASSERT_TRUE(open->commit());
  }
  std::vector<std::string> first, second;
  std::thread thread([&] { take_all(*one, profiles, first); });
  take_all(*other, profiles, second);
  thread.join();
  std::set<std::string> all(first.begin(), first.end());
  all.insert(second.begin(), second.end());
  EXPECT_EQ(first.size() + second.size(), static_cast<std::size_t>(profiles));
  EXPECT_EQ(all.size(), static_cast<std::size_t>(profiles));
}

}  // namespace
}  // namespace sixline::tests::smdp
