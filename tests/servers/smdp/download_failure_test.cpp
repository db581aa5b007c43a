// ES2.DownloadProfile when something fails, is left over, comes late or never.  [SGP.02 §5.3.2, §3.1]
// (PROC-DL)
#include "tests/servers/smdp/download_bench.hpp"

namespace sixline::tests::smdp {
namespace {

TEST(DownloadProfile, FailuresOnTheCardEndInErrorManagement) {
  const std::vector<std::pair<const char*, std::function<void(Bench&)>>> cases{
      {"receipt", [](Bench& b) { b.card.wrong_receipt = true; }},
      {"installation", [](Bench& b) { b.card.abort_installation = true; }},
      {"did not report", [](Bench& b) { b.card.silent_at_the_end = true; }},
      {"refused here",
       [](Bench& b) { b.statuses["SendData"] = {es::EsStatus::of(Failure::IsdPRefused, "refused here")}; }}};
  for (const auto& [text, change] : cases) {
    SCOPED_TRACE(text);
    Bench bench;
    const std::string iccid = bench.stock("777");
    change(bench);
    const es::EsStatus status = bench.outcome(bench.download(iccid));
    EXPECT_TRUE(status.is(Failure::CardRefused))
        << "on ES2 whatever the ISD-P refuses: " << status.describe();
    EXPECT_NE(status.describe().find(text), std::string::npos) << status.describe();
    EXPECT_EQ(called(bench).back(), "DeleteISDP");
    EXPECT_EQ(the_call(bench, "DeleteISDP").message.content.text("Iccid"), iccid);
    EXPECT_EQ(bench.item(iccid).used_by, "") << "it is on no card";
  }
}

TEST(DownloadProfile, WhatTheEuiccLacksIsSaidOfWhatWasOrdered) {
  const auto outcome = [](std::uint8_t status, bool by_type) {
    Bench bench;
    const std::string iccid = bench.stock("777");
    bench.card.abort_installation = true;
    bench.card.abort_status = status;
    es::Message order = bench.download(by_type ? std::string() : iccid);
    if (by_type) order.content.set("ProfileType", "gold");
    const es::EsStatus said = bench.outcome(order);
    EXPECT_EQ(called(bench).back(), "DeleteISDP");
    EXPECT_EQ(bench.item(iccid).used_by, "") << "another eUICC may take it";
    return said.code->subject + "/" + said.code->reason;
  };
  constexpr std::uint8_t not_supported[]{1, 7, 8, 9, 10, 31};
  for (const std::uint8_t status : not_supported) {
    EXPECT_EQ(outcome(status, false), "8.2.1/2.1") << int{status};
    EXPECT_EQ(outcome(status, true), "8.2.5/2.1") << int{status};
  }
  EXPECT_EQ(outcome(4, true), "8.1/4.8") << "not enough memory";
  constexpr std::uint8_t others[]{2, 3, 5, 6, 11};
  for (const std::uint8_t status : others) EXPECT_EQ(outcome(status, true), "8.4/4.2") << int{status};
}

TEST(DownloadProfile, AFailedCleanUpKeepsTheCauseAndTheProfile) {
  for (const auto& undo : {es::EsStatus::of(Failure::NoResponse), es::EsStatus::of(Failure::CardRefused)}) {
    Bench bench;
    const std::string iccid = bench.stock("777");
    bench.card.wrong_receipt = true;
    bench.statuses["DeleteISDP"] = {undo};
    const es::EsStatus status = bench.outcome(bench.download(iccid));
    EXPECT_NE(status.describe().find("receipt"), std::string::npos) << status.describe();
    EXPECT_EQ(bench.item(iccid).used_by, eid) << "nobody else may have it";
    bench.card.wrong_receipt = false;
    bench.statuses.clear();
    bench.eis.profiles = {created(iccid)};
    EXPECT_TRUE(bench.outcome(bench.download(iccid)).ok()) << "the same card may";
  }
}

TEST(DownloadProfile, Pol1OnTheCardMeansThatItWasComplete) {
  Bench bench;
  const std::string iccid = bench.stock("777");
  bench.card.silent_at_the_end = true;
  bench.statuses["DeleteISDP"] = {es::EsStatus::of(Failure::Pol1)};
  EXPECT_EQ(bench.outcome(bench.download(iccid, true)).execution, Execution::Success);
  EXPECT_EQ(called(bench).back(), "EnableProfile");
  EXPECT_EQ(bench.item(iccid).used_by, eid);
}

TEST(DownloadProfile, LeftOversGoFirst) {
  Bench bench;
  const std::string old = bench.stock("776"), iccid = bench.stock("777");
  bench.statuses["DeleteISDP"] = {es::EsStatus::of(Failure::NoResponse)};
  bench.card.wrong_receipt = true;
  bench.outcome(bench.download(old));
  EXPECT_EQ(bench.item(old).used_by, eid);
  bench.card.wrong_receipt = false;
  bench.statuses.clear();
  bench.to_smsr.clear();
  bench.eis.profiles = {created(old), created("8999901000000000555", "1.2.3")};
  EXPECT_TRUE(bench.outcome(bench.download(iccid)).ok());
  Names wanted = sequence(segment_calls(bench));
  wanted.insert(wanted.begin() + 1, "DeleteISDP");
  EXPECT_EQ(called(bench), wanted) << "not those of another SM-DP";
  EXPECT_EQ(the_call(bench, "DeleteISDP").message.content.text("Iccid"), old);
  EXPECT_EQ(bench.item(old).used_by, "") << "free again";
}

TEST(DownloadProfile, AnotherDownloadToTheSameCardIsNoLeftOver) {
  Bench bench;
  const std::string first = bench.stock("776"), second = bench.stock("777");
  const es::Message one = bench.download(first), other = bench.download(second);
  bench.call(one);
  while (called(bench).empty() || called(bench).back() != "SendData") ASSERT_TRUE(bench.deliver_one());
  bench.eis.profiles = {created(first)};
  bench.statuses["CreateISDP"] = {es::EsStatus::of(Failure::Busy)};
  EXPECT_TRUE(bench.outcome(other).is(Failure::Busy)) << "the SM-SR's lock";
  const Names names = called(bench);
  EXPECT_EQ(std::count(names.begin(), names.end(), "DeleteISDP"), 0);
  EXPECT_TRUE(es::status_of(*bench.answer_to(one)).ok());
  EXPECT_EQ(bench.item(second).used_by, "");
}

TEST(DownloadProfile, ALeftOverThatPol1KeepsIsCompletedWithItsOwnData) {
  Bench bench;
  const std::string old = bench.stock("776", operator_id, "silver"), iccid = bench.stock("777");
  bench.eis.profiles = {created(old)};
  bench.statuses["DeleteISDP"] = {es::EsStatus::of(Failure::Pol1)};
  EXPECT_TRUE(bench.outcome(bench.download(iccid)).ok());
  const es::Value& first = the_call(bench, "ProfileDownloadCompleted", 0).message.content;
  EXPECT_EQ(first.text("Iccid"), old);
  EXPECT_EQ(first.text("ProfileType"), "silver");
  EXPECT_EQ(es::read_address(*first.find("SubscriptionAddress")).imsi, "001010000000776");
  EXPECT_EQ(the_call(bench, "ProfileDownloadCompleted", 1).message.content.text("Iccid"), iccid);
}

TEST(DownloadProfile, ItsOwnLeftOverThatPol1KeepsIsOnlyCompleted) {
  Bench bench;
  const std::string iccid = bench.stock("777");
  bench.eis.profiles = {created(iccid)};
  bench.statuses["DeleteISDP"] = {es::EsStatus::of(Failure::Pol1)};
  EXPECT_TRUE(bench.outcome(bench.download(iccid)).ok());
  EXPECT_EQ(called(bench), (Names{"GetEIS", "DeleteISDP", "ProfileDownloadCompleted"}));
}

TEST(DownloadProfile, AnUnreachableCardInTheCleanUpEndsIt) {
  Bench bench;
  const std::string iccid = bench.stock("777");
  bench.eis.profiles = {created("8999901000000000555")};
  bench.statuses["DeleteISDP"] = {es::EsStatus::of(Failure::TimeToLive)};
  EXPECT_TRUE(bench.outcome(bench.download(iccid)).is(Failure::TimeToLive));
  EXPECT_EQ(bench.item(iccid).used_by, "");
}

TEST(DownloadProfile, CompletionIsTriedAgainWithTheSameData) {
  Bench bench;
  const std::string iccid = bench.stock("777");
  bench.statuses["ProfileDownloadCompleted"] = {
      es::EsStatus::of(Failure::Busy), es::EsStatus::of(Failure::Internal), {}};
  EXPECT_EQ(bench.outcome(bench.download(iccid)).execution, Execution::Success);
  es::Value first = the_call(bench, "ProfileDownloadCompleted", 0).message.content;
  es::Value third = the_call(bench, "ProfileDownloadCompleted", 2).message.content;
  EXPECT_NE(first.text("FunctionCallIdentifier"), third.text("FunctionCallIdentifier"));
  first.remove("FunctionCallIdentifier"), third.remove("FunctionCallIdentifier");
  first.remove("ValidityPeriod"), third.remove("ValidityPeriod");
  EXPECT_EQ(first, third);
}

TEST(DownloadProfile, CompletionIsNotTriedForEverOrWithoutHope) {
  for (const auto& [failure, calls] : {std::pair{Failure::Busy, 3u}, std::pair{Failure::BadState, 1u}}) {
    Bench bench;
    const std::string iccid = bench.stock("777");
    bench.statuses["ProfileDownloadCompleted"] = {es::EsStatus::of(failure)};
    EXPECT_TRUE(bench.outcome(bench.download(iccid)).is(failure));
    const Names all = called(bench);
    EXPECT_EQ(std::count(all.begin(), all.end(), "ProfileDownloadCompleted"), calls);
    EXPECT_EQ(all.back(), "ProfileDownloadCompleted") << "the entry stays for the next clean-up";
    EXPECT_EQ(bench.item(iccid).used_by, eid) << "it is on the card";
  }
}

TEST(DownloadProfile, AFailedEnablingIsAWarning) {
  for (const auto failure : {Failure::Pol2, Failure::Busy, Failure::RolledBack, Failure::NoResponse}) {
    Bench bench;
    const std::string iccid = bench.stock("777");
    bench.statuses["EnableProfile"] = {es::EsStatus::of(failure)};
    const es::EsStatus status = bench.outcome(bench.download(iccid, true));
    EXPECT_EQ(status.execution, Execution::Warning);
    EXPECT_EQ(status.code->subject, es::code_of(failure).subject);
    EXPECT_EQ(status.code->reason, es::code_of(failure).reason);
    EXPECT_EQ(bench.item(iccid).used_by, eid);
  }
}

TEST(DownloadProfile, ACounterThatWasNotPredictedOpensAnotherSession) {
  Bench bench;
  const std::string iccid = bench.stock("777");
  bench.card.forgotten_sessions = 5;
  EXPECT_TRUE(bench.outcome(bench.download(iccid)).ok());
  EXPECT_EQ(bench.card.sessions(), 7u);
  EXPECT_EQ(bench.card.installed(), bench.item(iccid).package);
}

/// Number of the call, from 1, that gets no answer.
es::EsStatus expired_at(Bench& bench, std::size_t call, const std::string& iccid, bool enable) {
  bench.smsr = [&bench, call](const es::Message& request) -> std::optional<es::Message> {
    if (bench.to_smsr.size() == call) return std::nullopt;
    return bench.respond(request);
  };
  es::Message order = bench.download(iccid, enable);
  order.content.set_number("ValidityPeriod", 600);
  EXPECT_FALSE(bench.call(order));
  bench.settle();
  EXPECT_FALSE(bench.answer_to(order));
  bench.pass(600);
  bench.settle();
  EXPECT_EQ(bench.to_smsr.size(), call) << "nothing is sent after the end";
  const auto answer = bench.answer_to(order);
  EXPECT_TRUE(answer);
  return es::status_of(*answer);
}

TEST(DownloadProfile, EveryCallMayGoUnanswered) {
  std::size_t total = 0;
  {
    Bench bench;
    total = sequence((bench.stock("777"), segment_calls(bench)), true).size();
  }
  for (std::size_t call = 1; call <= total; ++call) {
    SCOPED_TRACE("call " + std::to_string(call));
    Bench bench;
    const std::string iccid = bench.stock("777");
    const es::EsStatus status = expired_at(bench, call, iccid, true);
    EXPECT_EQ(status.execution, call == total ? Execution::Warning : Execution::Expired);
    EXPECT_TRUE(status.is(call == 1 ? Failure::TimeToLive : Failure::NoResponse));
    EXPECT_EQ(bench.item(iccid).used_by, call == 1 ? "" : eid);
    EXPECT_EQ(bench.item(iccid).job, "") << "it can be tried again";
    // The late answer changes nothing that was said.
    const std::size_t said = bench.to_others.size();
    bench.give(bench.to_smsr.back().header.message_id, bench.respond(bench.to_smsr.back().message));
    bench.settle();
    EXPECT_EQ(bench.to_others.size(), said);
    EXPECT_EQ(bench.to_smsr.size(), call);
    EXPECT_EQ(bench.counts().jobs, 0u);
  }
}

TEST(DownloadProfile, ALateDeletionFreesTheProfile) {
  Bench bench;
  const std::string iccid = bench.stock("777");
  bench.card.wrong_receipt = true;
  const es::EsStatus status = expired_at(bench, 5, iccid, false);
  EXPECT_EQ(bench.to_smsr.back().message.function->name, "DeleteISDP");
  EXPECT_NE(status.describe().find("receipt"), std::string::npos) << "the original cause";
  EXPECT_EQ(bench.item(iccid).used_by, eid);
  bench.give(bench.to_smsr.back().header.message_id, bench.respond(bench.to_smsr.back().message));
  EXPECT_EQ(bench.item(iccid).used_by, "");
}

TEST(DownloadProfile, EveryAnswerMayComeTwice) {
  Bench bench;
  const std::string iccid = bench.stock("777");
  const es::Message order = bench.download(iccid, true);
  bench.call(order);
  bool more = true;
  while (more) {
    more = bench.deliver_one();
    if (!bench.to_smsr.empty())
      bench.give(
          bench.to_smsr.back().header.message_id,
          es::response_of(*bench.to_smsr.back().message.function, es::EsStatus::of(Failure::Internal)));
  }
  EXPECT_TRUE(es::status_of(*bench.answer_to(order)).ok());
  EXPECT_EQ(called(bench), sequence(segment_calls(bench), true));
}

TEST(DownloadProfile, CallsThatCannotBeDeliveredAreFailures) {
  std::size_t total = 0;
  {
    Bench bench;
    total = sequence((bench.stock("777"), segment_calls(bench)), false).size();
  }
  for (std::size_t call = 1; call <= total; ++call) {
    SCOPED_TRACE("call " + std::to_string(call));
    Bench bench;
    const std::string iccid = bench.stock("777");
    bool lost = false;
    bench.undeliverable = [&](const store::OutboxRow& row) {
      return row.recipient == smsr_id && !lost && bench.to_smsr.size() + 1 == call && (lost = true);
    };
    const es::EsStatus status = bench.outcome(bench.download(iccid));
    EXPECT_TRUE(lost);
    // Completion is repeated; all else fails, and what was created goes.
    EXPECT_EQ(status.ok(), call == total) << status.describe();
    const bool undone = call > 2 && call < total;
    const Names names = called(bench);
    EXPECT_EQ(!names.empty() && names.back() == "DeleteISDP", undone);
    EXPECT_EQ(bench.item(iccid).used_by, call == total ? eid : "");
    EXPECT_EQ(bench.counts().jobs, 0u);
  }
}

}  // namespace
}  // namespace sixline::tests::smdp
