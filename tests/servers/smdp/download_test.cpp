// ES2.DownloadProfile: reservation, the sequence on ES3, failures, restarts.  [SGP.02 §5.3.2, §3.1] (PROC-DL)
#include <gtest/gtest.h>
#include <map>
#include <set>

#include "host/es/eis_content.hpp"
#include "host/es/signature/eum_signature.hpp"
#include "host/profile/template_package.hpp"
#include "tests/servers/smdp/bench.hpp"

namespace sixline::tests::smdp {
namespace {

using es::Execution;
using es::Failure;
using Names = std::vector<std::string>;

Names called(const Bench& bench) {
  Names names;
  for (const Sent& sent : bench.to_smsr) names.emplace_back(sent.message.function->name);
  return names;
}

/// The calls of a download whose package travels in `segment_calls` calls.
Names sequence(std::size_t segment_calls, bool enable = false) {
  Names names{"GetEIS", "CreateISDP", "SendData", "SendData", "SendData"};
  names.insert(names.end(), segment_calls, "SendData");
  names.emplace_back("ProfileDownloadCompleted");
  if (enable) names.emplace_back("EnableProfile");
  return names;
}

std::size_t segment_calls(const Bench& bench) {
  constexpr std::size_t per_call = 8 * host::scp::scp03t::largest_segment;
  return (bench.card.package_size + per_call - 1) / per_call;
}

const Sent& the_call(const Bench& bench, std::string_view name, std::size_t n = 0) {
  for (const Sent& sent : bench.to_smsr)
    if (sent.message.function->name == name && n-- == 0) return sent;
  ADD_FAILURE() << "no call of " << name;
  return bench.to_smsr.front();
}

es::EisProfile created(const std::string& iccid, const std::string& smdp = smdp_id) {
  es::EisProfile profile;
  profile.iccid = iccid;
  profile.isd_p_aid = host::to_byte_string(wire::aid::euicc(0x0015).view());
  profile.mno_id = operator_id;
  profile.smdp_id = smdp;
  profile.state = es::ProfileState::Created;
  return profile;
}

TEST(DownloadProfile, CallsTheSmSrInTheOrderOfTheProcedure) {
  for (const bool enable : {false, true}) {
    Bench bench;
    es::Pol2 pol2{{{es::PolicyAction::Delete, es::PolicyQualification::NotAllowed}}};
    const std::string iccid = bench.stock("777", operator_id, "gold", pol2);
    const es::Message order = bench.download(iccid, enable);
    const es::EsStatus status = bench.outcome(order);
    EXPECT_EQ(status.execution, Execution::Success) << status.describe();
    EXPECT_EQ(called(bench), sequence(segment_calls(bench), enable));
    EXPECT_EQ(bench.card.installed(), bench.item(iccid).package);
    const auto answer = bench.answer_to(order);
    EXPECT_EQ(answer->content.text("Iccid"), iccid);
    EXPECT_EQ(bench.item(iccid).used_by, eid);
    EXPECT_EQ(bench.item(iccid).job, "");
    EXPECT_EQ(bench.counts().jobs, 0u);
    ASSERT_EQ(bench.to_others.size(), 1u) << "no ES2.EnableProfile answer of its own";
    EXPECT_EQ(bench.to_others[0].message.function->name, "DownloadProfile");
    EXPECT_EQ(bench.to_others[0].recipient, operator_id);
  }
}

// [SGP.02 §5.4] which fields the calls carry, and what the notes of §5.4.4 ask of SendData
TEST(DownloadProfile, EveryCallCarriesWhatItsFunctionWants) {
  Bench bench;
  es::Pol2 pol2{{{es::PolicyAction::Disable, es::PolicyQualification::AutoDelete}}};
  const std::string iccid = bench.stock("777", operator_id, "gold", pol2);
  es::Message order = bench.download(iccid, true);
  order.content.set_number("ValidityPeriod", 7200);
  EXPECT_TRUE(bench.outcome(order).ok());
  const std::string context = "context-" + order.content.text("FunctionCallIdentifier");
  std::set<std::string> call_ids;
  for (const Sent& sent : bench.to_smsr) {
    EXPECT_EQ(sent.message.content.text("Eid"), eid);
    EXPECT_EQ(sent.header.context_id, context);
    EXPECT_TRUE(call_ids.insert(sent.message.content.text("FunctionCallIdentifier")).second);
    EXPECT_LE(sent.message.content.number("ValidityPeriod"), 7200);
    EXPECT_GT(sent.message.content.number("ValidityPeriod"), 7000);
  }
  const es::Value& create = the_call(bench, "CreateISDP").message.content;
  EXPECT_EQ(create.text("Iccid"), iccid);
  EXPECT_EQ(create.text("Mno-id"), operator_id);
  EXPECT_GE(create.number("RequiredMemory"), static_cast<std::int64_t>(bench.card.package_size));
  EXPECT_TRUE(create.flag("MoreToDo"));
  const std::size_t data_calls = 3 + segment_calls(bench);
  for (std::size_t i = 0; i < data_calls; ++i) {
    const es::Value& data = the_call(bench, "SendData", i).message.content;
    EXPECT_EQ(data.bytes("Sd-aid"), host::to_byte_string(wire::aid::euicc(0x0011).view()));
    EXPECT_EQ(data.flag("MoreToDo"), i + 1 < data_calls) << "the last one lets the session go";
    EXPECT_NE(data.bytes("Data")[0], 0xAA) << "no command scripting template";
  }
  const es::Value& completed = the_call(bench, "ProfileDownloadCompleted").message.content;
  EXPECT_EQ(completed.text("Iccid"), iccid);
  EXPECT_EQ(completed.text("ProfileType"), "gold");
  EXPECT_EQ(es::read_address(*completed.find("SubscriptionAddress")).imsi, "001010000000777");
  EXPECT_EQ(es::read_pol2(*completed.find("pol2")), pol2);
  EXPECT_EQ(the_call(bench, "EnableProfile").message.content.text("Iccid"), iccid);
}

/// The elements of a call, as they stood on the wire.
Names fields_of(const Sent& sent) {
  Names names;
  for (const es::Value& child : sent.message.content.children()) names.emplace_back(child.field()->name);
  return names;
}

TEST(DownloadProfile, EveryCallHasTheseFieldsInThisOrder) {
  Bench bench;
  bench.eis.profiles = {created("8999901000000000555")};
  EXPECT_TRUE(bench.outcome(bench.download(bench.stock("777"), true)).ok());
  const std::map<std::string, Names> own{
      {"GetEIS", {"Eid"}},
      {"DeleteISDP", {"Eid", "Iccid"}},
      {"CreateISDP", {"Eid", "Iccid", "Mno-id", "RequiredMemory", "MoreToDo"}},
      {"SendData", {"Eid", "Sd-aid", "Data", "MoreToDo"}},
      {"ProfileDownloadCompleted", {"Eid", "Iccid", "ProfileType", "SubscriptionAddress", "pol2"}},
      {"EnableProfile", {"Eid", "Iccid"}}};
  std::set<std::string> seen;
  for (std::size_t i = 0; i < bench.to_smsr.size(); ++i) {
    const Sent& sent = bench.to_smsr[i];
    const std::string name(sent.message.function->name);
    seen.insert(name);
    Names wanted{"FunctionCallIdentifier", "ValidityPeriod"};
    wanted.insert(wanted.end(), own.at(name).begin(), own.at(name).end());
    const bool last_data = name == "SendData" && bench.to_smsr[i + 1].message.function->name != name;
    if (last_data) wanted.pop_back();
    EXPECT_EQ(fields_of(sent), wanted) << name;
  }
  EXPECT_EQ(seen.size(), own.size());
}

TEST(DownloadProfile, AnEmptyPol2IsSaid) {
  Bench bench;
  EXPECT_TRUE(bench.outcome(bench.download(bench.stock("777"))).ok());
  EXPECT_NE(the_call(bench, "ProfileDownloadCompleted").message.content.find("pol2"), nullptr);
}

TEST(DownloadProfile, AProfileOfTheTypeIsPicked) {
  Bench bench;
  bench.stock("776", other_operator_id);
  const std::string own = bench.stock("777"), next = bench.stock("778");
  es::Message order = bench.download({});
  order.content.set("ProfileType", "gold");
  EXPECT_TRUE(bench.outcome(order).ok());
  EXPECT_EQ(bench.answer_to(order)->content.text("Iccid"), own) << "told, because nobody else knows";
  order = bench.download({});
  order.content.set("ProfileType", "gold");
  EXPECT_TRUE(bench.outcome(order).ok());
  EXPECT_EQ(bench.answer_to(order)->content.text("Iccid"), next);
  order = bench.download({});
  order.content.set("ProfileType", "gold");
  EXPECT_TRUE(bench.outcome(order).is(Failure::ProfileTypeUsedUp));
}

TEST(DownloadProfile, RefusalsReserveNothing) {
  Bench bench;
  const std::string iccid = bench.stock("777"), foreign = bench.stock("778", other_operator_id, "tin");
  const auto refused = [&](auto change, const std::string& sender = operator_id) {
    es::Message order = bench.download(iccid);
    change(order.content);
    const auto answer = bench.call(order, sender);
    return answer ? es::status_of(*answer).failure : std::nullopt;
  };
  const auto nothing = [](es::Value&) {};
  EXPECT_EQ(refused(nothing, "9.9.9"), Failure::CallerUnknown);
  EXPECT_EQ(refused(nothing, eum_id), Failure::CallerDenied);
  EXPECT_EQ(refused(nothing, other_operator_id), Failure::NotAllowed);
  EXPECT_EQ(refused(nothing, m2m_sp_id), Failure::CallerDenied) << "PROC-PATH-08";
  for (const std::string& id : {std::string("9.9.9"), operator_id, smsr_without_address})
    EXPECT_EQ(refused([&](auto& c) { c.set("SmSr-id", id); }), Failure::SmSrUnknown);
  EXPECT_EQ(refused([](auto& c) { c.remove("Iccid"); }), Failure::ConditionMissing);
  EXPECT_EQ(refused([](auto& c) { c.set("Iccid", "8999901000000000001"); }), Failure::IccidUnknown);
  EXPECT_EQ(refused([&](auto& c) { c.set("Iccid", foreign); }), Failure::NotAllowed);
  EXPECT_EQ(refused([](auto& c) { c.set("ProfileType", "tin"); }), Failure::ParameterInvalid);
  EXPECT_EQ(refused([](auto& c) { c.remove("Iccid"), c.set("ProfileType", "lead"); }),
            Failure::ProfileTypeUnknown);
  EXPECT_EQ(refused([](auto& c) { c.remove("Iccid"), c.set("ProfileType", "tin"); }),
            Failure::ProfileTypeNotAllowed);
  bench.settle();
  EXPECT_TRUE(bench.to_smsr.empty());
  EXPECT_EQ(bench.counts().jobs, 0u);
  EXPECT_EQ(bench.item(iccid).used_by, "");
  EXPECT_EQ(bench.item(foreign).used_by, "");
}

TEST(DownloadProfile, AProfileInUseIsRefused) {
  Bench bench;
  const std::string iccid = bench.stock("777");
  const es::Message first = bench.download(iccid);
  EXPECT_FALSE(bench.call(first));
  const auto again = bench.call(bench.download(iccid));
  ASSERT_TRUE(again);
  EXPECT_TRUE(es::status_of(*again).is(Failure::Busy)) << "this very moment";
  es::Message elsewhere = bench.download(iccid);
  elsewhere.content.set("Eid", other_eid);
  EXPECT_TRUE(es::status_of(*bench.call(elsewhere)).is(Failure::IccidInUse));
  bench.settle();
  EXPECT_TRUE(es::status_of(*bench.answer_to(first)).ok());
  EXPECT_TRUE(es::status_of(*bench.call(elsewhere)).is(Failure::IccidInUse)) << "for good";
}

TEST(DownloadProfile, SeveralAtOnceUseDifferentProfiles) {
  Bench bench;
  std::vector<es::Message> orders;
  const Names stocked{bench.stock("771"), bench.stock("772"), bench.stock("773")};
  for (int i = 0; i < 4; ++i) {
    orders.push_back(bench.download({}));
    orders.back().content.set("ProfileType", "gold");
    const auto refused = bench.call(orders.back());
    EXPECT_EQ(refused.has_value(), i == 3);
  }
  std::set<std::string> jobs;
  for (const std::string& iccid : stocked) jobs.insert(bench.item(iccid).job);
  EXPECT_EQ(jobs.size(), 3u);
}

TEST(DownloadProfile, WhatTheSmSrRefusesBeforeCreationIsPassedOnAndTheProfileIsFree) {
  for (const auto& [function, failure] :
       {std::pair{"GetEIS", Failure::EidUnknown}, std::pair{"GetEIS", Failure::EisNotAllowed},
        std::pair{"CreateISDP", Failure::Busy}, std::pair{"CreateISDP", Failure::Memory}}) {
    SCOPED_TRACE(function);
    Bench bench;
    const std::string iccid = bench.stock("777");
    bench.statuses[function] = {es::EsStatus::of(failure, "said by the SM-SR")};
    const es::EsStatus status = bench.outcome(bench.download(iccid));
    EXPECT_TRUE(status.is(failure)) << status.describe();
    EXPECT_EQ(status.code->message, "said by the SM-SR");
    EXPECT_EQ(called(bench).back(), function) << "nothing is undone";
    EXPECT_EQ(bench.item(iccid).used_by, "");
    EXPECT_EQ(bench.counts().jobs, 0u);
    bench.statuses.clear();
    EXPECT_TRUE(bench.outcome(bench.download(iccid)).ok()) << "the same again";
  }
}

std::string signature_with(const host::pki::X509Certificate& certificate) {
  const std::string pem = certificate.pem();
  const std::size_t begin = pem.find('\n') + 1;
  return "<rps:EumSignature xmlns:rps=\"http://namespaces.gsma.org/esim-messaging/3\" "
         "xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"><ds:KeyInfo><ds:X509Data><ds:X509Certificate>" +
         pem.substr(begin, pem.find("-----END") - begin) +
         "</ds:X509Certificate></ds:X509Data></ds:KeyInfo></rps:EumSignature>";
}

TEST(DownloadProfile, IneligibleCardsAreRefused) {
  const auto outcome = [](auto change) {
    Bench bench;
    const std::string iccid = bench.stock("777");
    change(bench);
    const es::EsStatus status = bench.outcome(bench.download(iccid));
    EXPECT_EQ(called(bench), Names{"GetEIS"});
    EXPECT_EQ(bench.item(iccid).used_by, "");
    return status.failure;
  };
  EXPECT_EQ(outcome([](Bench& b) { b.eis.remaining_memory = 1000; }), Failure::Memory);
  EXPECT_EQ(outcome([](Bench& b) {
              b.smsr = [](const es::Message& request) { return es::response_of(*request.function, {}); };
            }),
            Failure::Internal)
      << "GetEIS without an EIS";
  const auto other =
      host::pki::CertificateSet::generate(host::crypto::Curve::P256,
                                          {std::chrono::sys_days(std::chrono::year(2020) / 1 / 1),
                                           std::chrono::sys_days(std::chrono::year(2049) / 12 / 31)})
          .value();
  EXPECT_EQ(outcome([](Bench& b) {
              b.eums.clear();
              b.eis.signature_xml.clear();
            }),
            Failure::EcasdCertificate);
  EXPECT_EQ(outcome([&](Bench& b) {
              b.eums.insert_or_assign(eum_id, other.eum().certificate);
              b.eis.signature_xml.clear();
            }),
            Failure::EcasdCertificate);
  EXPECT_EQ(outcome([&](Bench& b) { b.eis.signature_xml = signature_with(other.eum().certificate); }),
            Failure::EcasdCertificate);
  EXPECT_EQ(outcome([&](Bench& b) { b.eis.signed_block.ecasd.key_sets.clear(); }), Failure::EcasdCertificate);
  EXPECT_EQ(outcome([&](Bench& b) { b.eis.signed_block.eid = other_eid; }), Failure::EcasdCertificate);
}

TEST(DownloadProfile, TheSignatureOfTheEisMayBringTheCertificateOfTheEum) {
  Bench bench;
  bench.eums.clear();
  bench.eis.signature_xml = signature_with(bench.pki.eum().certificate);
  EXPECT_TRUE(bench.outcome(bench.download(bench.stock("777"))).ok());
  for (const std::string text : {"", "<x/>", "<x><x>", "<s:EumSignature xmlns:s='s'/>"}) {
    es::Eis eis;
    eis.signature_xml = text;
    EXPECT_FALSE(es::signature::certificate_in(eis)) << text;
  }
  std::string broken = bench.eis.signature_xml;
  broken.replace(broken.find("MI"), 2, "??");
  es::Eis eis;
  eis.signature_xml = broken;
  EXPECT_FALSE(es::signature::certificate_in(eis));
}

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
    EXPECT_EQ(status.execution, Execution::Failed);
    EXPECT_NE(status.describe().find(text), std::string::npos) << status.describe();
    EXPECT_EQ(called(bench).back(), "DeleteISDP");
    EXPECT_EQ(the_call(bench, "DeleteISDP").message.content.text("Iccid"), iccid);
    EXPECT_EQ(bench.item(iccid).used_by, "") << "it is on no card";
  }
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
