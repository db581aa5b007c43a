// Functions that pass through the SM-DP.  [SGP.02 §5.3] (PROC-PATH-02, -05, -06)
#include <gtest/gtest.h>
#include <set>
#include <sqlite3.h>

#include "host/es/eis_content.hpp"
#include "servers/smdp/functions.hpp"
#include "tests/servers/smdp/bench.hpp"
#include "tools/sixline/temporary_folder.hpp"

namespace sixline::tests::smdp {
namespace {

using es::Execution;
using es::Failure;
using es::Interface;

constexpr std::string_view on_one_profile[]{
    "UpdatePolicyRules", "UpdateSubscriptionAddress",    "EnableProfile",       "DisableProfile",
    "DeleteProfile",     "SetEmergencyProfileAttribute", "SetFallBackAttribute"};
constexpr std::string_view all_relayed[]{"GetEIS",
                                         "UpdatePolicyRules",
                                         "UpdateSubscriptionAddress",
                                         "EnableProfile",
                                         "DisableProfile",
                                         "DeleteProfile",
                                         "AuditEIS",
                                         "SetPLMA",
                                         "GetPLMA",
                                         "SetONC",
                                         "GetONC",
                                         "SetEmergencyProfileAttribute",
                                         "SetFallBackAttribute"};

/// A request with everything that its function wants.
es::Message filled(Bench& bench, std::string_view function, const std::string& iccid) {
  es::Message out = bench.request(function);
  const auto has = [&](std::string_view name) { return out.content.shape().find(name) != nullptr; };
  if (has("Iccid")) out.content.set("Iccid", iccid);
  if (has("newSubscriptionAddress")) out.content.add("newSubscriptionAddress").set("Msisdn", "46700000001");
  if (has("pol2"))
    es::write_pol2(out.content.add("pol2"),
                   {{{es::PolicyAction::Delete, es::PolicyQualification::NotAllowed}}});
  if (has("Plma"))
    es::write_plma(out.content.add("Plma"), {operator_id, "gold", m2m_sp_id, {"EnableProfile"}});
  if (has("Onc"))
    es::write_onc(out.content.add("Onc"), {operator_id, "gold", {"HandleProfileEnabledNotification"}});
  return out;
}

TEST(SmDpFunctions, TheTableHasEverythingThatAnSmDpReceives) {
  std::set<std::pair<Interface, std::string_view>> wanted;
  std::set<std::pair<Interface, std::string_view>> there;
  for (const es::Function& function : es::functions())
    if (function.direction == es::Direction::OperatorToSmDp ||
        function.direction == es::Direction::SmSrToSmDp)
      wanted.insert({function.interface, function.name});
  for (const auto& row : servers::smdp::functions()) {
    EXPECT_TRUE(there.insert({row.interface, row.name}).second) << row.name;
    if (row.counterpart.empty()) continue;
    const Interface other = row.interface == Interface::Es2 ? Interface::Es3 : Interface::Es2;
    EXPECT_NE(es::find_function(other, row.counterpart), nullptr) << row.name;
  }
  EXPECT_EQ(there, wanted);
}

TEST(Relay, EveryFunctionReachesTheSmSrAndItsAnswerTheOperator) {
  for (const std::string_view name : all_relayed) {
    SCOPED_TRACE(name);
    Bench bench;
    const std::string iccid = bench.used_profile();
    const es::Message request = filled(bench, name, iccid);
    EXPECT_FALSE(bench.call(request)) << "answered later";
    EXPECT_FALSE(bench.answer_to(request));
    bench.settle();
    ASSERT_EQ(bench.to_smsr.size(), 1u);
    const Sent& sent = bench.to_smsr.front();
    EXPECT_EQ(sent.message.function->name, name == "DeleteProfile" ? "DeleteISDP" : name);
    EXPECT_EQ(sent.message.function->interface, Interface::Es3);
    EXPECT_EQ(sent.header.context_id, "context-" + request.content.text("FunctionCallIdentifier"));
    EXPECT_NE(sent.message.content.text("FunctionCallIdentifier"),
              request.content.text("FunctionCallIdentifier"))
        << "its own call";
    for (const std::string_view field : {"Eid", "Iccid"})
      if (request.content.shape().find(field) != nullptr) {
        EXPECT_EQ(sent.message.content.text(field), request.content.text(field));
      }
    for (const std::string_view field : {"pol2", "newSubscriptionAddress", "Plma", "Onc"})
      if (request.content.shape().find(field) != nullptr) {
        EXPECT_EQ(sent.message.content.find(field)->children(), request.content.find(field)->children());
      }
    if (sent.message.content.shape().find("Mno-id") != nullptr) {
      EXPECT_EQ(sent.message.content.text("Mno-id"), operator_id);
    }
    const auto answer = bench.answer_to(request);
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->function, request.function);
    EXPECT_EQ(es::status_of(*answer).execution, Execution::Success);
    EXPECT_EQ(bench.counts().jobs, 0u);
    const bool asynchronous = request.function->style == es::Style::Asynchronous;
    EXPECT_EQ(bench.to_others.size(), asynchronous ? 1u : 0u) << "a callback, or the exchange of the request";
  }
}

TEST(Relay, StatusAndContentPassUnchanged) {
  for (const std::string_view name : all_relayed) {
    SCOPED_TRACE(name);
    Bench bench;
    const std::string iccid = bench.used_profile();
    const std::string es3 = name == "DeleteProfile" ? "DeleteISDP" : std::string(name);
    es::EsStatus strange = es::EsStatus::of(Failure::Unsupported, "not before part five", "89");
    strange.code->subject = "8.99";  // a pair that nobody here knows
    strange.failure.reset();
    for (const es::EsStatus& status :
         {es::EsStatus::of(Failure::Unsupported, "function not supported"),
          es::EsStatus::of(Failure::Pol2, {}, iccid), es::EsStatus::warning(Failure::OncSideEffect, "muted"),
          es::EsStatus::of(Failure::NoResponse), strange}) {
      bench.statuses[es3] = {status};
      const es::EsStatus heard = bench.outcome(filled(bench, name, iccid));
      EXPECT_EQ(heard.execution, status.execution);
      EXPECT_EQ(heard.code, status.code);
    }
  }
}

TEST(Relay, TheAcceptableValidityOfTheSmSrPassesToo) {
  Bench bench;
  const std::string iccid = bench.used_profile();
  bench.smsr = [&](const es::Message& request) {
    es::Message out = es::response_of(*request.function, es::EsStatus::of(Failure::ValidityRefused));
    out.content.set_number("AcceptableValidityPeriod", 600);
    return out;
  };
  const es::Message request = filled(bench, "EnableProfile", iccid);
  EXPECT_TRUE(bench.outcome(request).is(Failure::ValidityRefused));
  EXPECT_EQ(bench.answer_to(request)->content.number("AcceptableValidityPeriod"), 600);
}

TEST(Relay, AnEisIsCutToTheOperatorsPart) {
  Bench bench;
  es::EisProfile own, foreign;
  own.iccid = "8999901000000000111";
  own.isd_p_aid = host::to_byte_string(wire::aid::euicc(0x0011).view());
  own.mno_id = operator_id;
  own.smdp_id = smdp_id;
  own.state = es::ProfileState::Disabled;
  foreign = own;
  foreign.iccid = "8999901000000000112";
  foreign.isd_p_aid = host::to_byte_string(wire::aid::euicc(0x0012).view());
  foreign.mno_id = other_operator_id;
  bench.eis.profiles = {own, foreign};
  for (const std::string_view name : {"GetEIS", "AuditEIS"}) {
    SCOPED_TRACE(name);
    const es::Message request = bench.request(name);
    ASSERT_TRUE(bench.outcome(request).ok());
    const auto answer = bench.answer_to(request);
    ASSERT_NE(answer->content.find("Eis"), nullptr);
    const auto eis = es::read_eis(*answer->content.find("Eis"));
    ASSERT_TRUE(eis);
    EXPECT_EQ(eis->eid(), eid);
    ASSERT_EQ(eis->profiles.size(), 1u);
    EXPECT_EQ(eis->profiles[0].iccid, own.iccid);
    EXPECT_TRUE(eis->signed_block.ecasd.key_sets.empty());
  }
}

TEST(Relay, AnAuditOfNothingOwnIsRefused) {
  Bench bench;
  es::EisProfile foreign;
  foreign.iccid = bench.used_profile("778", other_operator_id);
  foreign.isd_p_aid = host::to_byte_string(wire::aid::euicc(0x0012).view());
  foreign.mno_id = other_operator_id;
  foreign.smdp_id = smdp_id;
  foreign.state = es::ProfileState::Disabled;
  bench.eis.profiles = {foreign};
  const es::Message request = bench.request("AuditEIS");
  EXPECT_TRUE(bench.outcome(request).is(Failure::EisNotAllowed));
  EXPECT_EQ(bench.answer_to(request)->content.find("Eis"), nullptr);
  EXPECT_TRUE(bench.outcome(bench.request("AuditEIS"), other_operator_id).ok());
  bench.eis.profiles.clear();
  EXPECT_TRUE(bench.outcome(filled(bench, "AuditEIS", bench.used_profile())).ok())
      << "his own, which the card has lost";
}

TEST(Relay, ListsOfAuthorisationsComeBackWhole) {
  Bench bench;
  bench.smsr = [&](const es::Message& request) {
    es::Message out = es::response_of(*request.function, {});
    es::write_plma(out.content.add("Plma"), {operator_id, "gold", m2m_sp_id, {"EnableProfile"}});
    es::write_plma(out.content.add("Plma"), {operator_id, "tin", m2m_sp_id, {"DisableProfile"}});
    return out;
  };
  es::Message request = bench.request("GetPLMA");
  request.content.set("M2m-sp-id", m2m_sp_id);
  ASSERT_TRUE(bench.outcome(request).ok());
  EXPECT_EQ(bench.to_smsr.front().message.content.text("M2m-sp-id"), m2m_sp_id);
  const auto answer = bench.answer_to(request);
  const auto all = answer->content.all("Plma");
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(es::read_plma(*all[1]).profile_type, "tin");
}

TEST(Relay, ValidityIsNeverLongerThanWhatIsLeft) {
  Bench bench;
  const std::string iccid = bench.used_profile();
  es::Message request = filled(bench, "EnableProfile", iccid);
  request.content.set_number("ValidityPeriod", 100);
  bench.outcome(request);
  EXPECT_LE(bench.to_smsr.front().message.content.number("ValidityPeriod"), 100);
  EXPECT_GE(bench.to_smsr.front().message.content.number("ValidityPeriod"), 90);
  request = filled(bench, "EnableProfile", iccid);
  request.content.set_number("ValidityPeriod", 1);
  bench.outcome(request);
  EXPECT_EQ(bench.to_smsr.back().message.content.number("ValidityPeriod"), 1);
}

/// Nothing reached the SM-SR, nothing is kept.
void expect_refused(Bench& bench, const es::Message& request, const std::string& sender, Failure failure) {
  const std::size_t before = bench.to_smsr.size();
  const auto refused = bench.call(request, sender);
  ASSERT_TRUE(refused);
  EXPECT_TRUE(es::status_of(*refused).is(failure)) << es::status_of(*refused).describe();
  EXPECT_EQ(refused->function, request.function);
  bench.settle();
  EXPECT_EQ(bench.to_smsr.size(), before);
  EXPECT_EQ(bench.counts().jobs, 0u);
}

TEST(Relay, UnknownCallersAndOtherRolesAreRefused) {
  Bench bench;
  const std::string iccid = bench.used_profile();
  for (const std::string_view name : all_relayed) {
    SCOPED_TRACE(name);
    expect_refused(bench, filled(bench, name, iccid), "9.9.9", Failure::CallerUnknown);
    expect_refused(bench, filled(bench, name, iccid), eum_id, Failure::CallerDenied);
    expect_refused(bench, filled(bench, name, iccid), smsr_id, Failure::CallerDenied);
    expect_refused(bench, filled(bench, name, iccid), m2m_sp_id, Failure::CallerDenied);
  }
}

TEST(Relay, AnSmSrThatIsUnknownOrHasNoAddressIsRefused) {
  Bench bench;
  const std::string iccid = bench.used_profile();
  for (const std::string_view name : all_relayed)
    for (const std::string& id : {std::string("9.9.9"), operator_id, smsr_without_address}) {
      SCOPED_TRACE(std::string(name) + " " + id);
      es::Message request = filled(bench, name, iccid);
      request.content.set(request.content.shape().match("Smsr-id", es::Place::Element)->name, id);
      expect_refused(bench, request, operator_id, Failure::SmSrUnknown);
    }
}

TEST(Relay, ProfilesOfOtherOperatorsAreRefused) {
  Bench bench;
  const std::string iccid = bench.used_profile();
  for (const std::string_view name : on_one_profile) {
    SCOPED_TRACE(name);
    expect_refused(bench, filled(bench, name, iccid), other_operator_id, Failure::NotAllowed);
    expect_refused(bench, filled(bench, name, "8999901000000000888"), operator_id, Failure::IccidUnknown);
  }
  expect_refused(bench, filled(bench, "AuditEIS", iccid), other_operator_id, Failure::ProfilesNotAllowed);
  es::Message mixed = filled(bench, "AuditEIS", iccid);
  mixed.content.add_text("Iccid", bench.used_profile("778", other_operator_id));
  expect_refused(bench, mixed, operator_id, Failure::ProfilesNotAllowed);
}

TEST(Relay, AuthorisationsInTheNameOfOthersAreRefused) {
  Bench bench;
  for (const std::string_view name : {"SetPLMA", "SetONC"})
    expect_refused(bench, filled(bench, name, {}), other_operator_id, Failure::NotAllowed);
}

TEST(Relay, FunctionsOfOtherServersAreRefused) {
  Bench bench;
  es::Message request(es::function_named(Interface::Es4, "GetEIS"), es::Kind::Request);
  es::write_call(request, {operator_id, {}, "x", 0});
  expect_refused(bench, request, operator_id, Failure::CallerDenied);
}

TEST(Relay, WithoutAnAnswerInTimeTheOperatorHearsExpiredAndNothingAfter) {
  for (const std::string_view name : all_relayed) {
    SCOPED_TRACE(name);
    Bench bench;
    const std::string iccid = bench.used_profile();
    bench.smsr = [](const es::Message&) { return std::nullopt; };
    es::Message request = filled(bench, name, iccid);
    request.content.set_number("ValidityPeriod", 60);
    EXPECT_FALSE(bench.call(request));
    bench.settle();
    bench.pass(59);
    EXPECT_FALSE(bench.answer_to(request));
    bench.pass(1);
    ASSERT_TRUE(bench.answer_to(request));
    const es::EsStatus status = es::status_of(*bench.answer_to(request));
    EXPECT_EQ(status.execution, Execution::Expired);
    EXPECT_TRUE(status.is(Failure::TimeToLive));
    bench.settle();
    const std::size_t said = bench.to_others.size();
    bench.give(bench.to_smsr.back().header.message_id, bench.respond(bench.to_smsr.back().message));
    bench.settle();
    EXPECT_EQ(bench.to_others.size(), said);
    EXPECT_EQ(es::status_of(*bench.answer_to(request)), status);
    EXPECT_EQ(bench.counts().jobs, 0u) << "nothing is owed any more";
    EXPECT_NE(bench.log.back().text.find("late"), std::string::npos) << bench.log.back().text;
  }
}

TEST(Relay, DefaultValidityDependsOnWhetherTheCardIsReached) {
  Bench bench;
  const std::string iccid = bench.used_profile();
  bench.smsr = [](const es::Message&) { return std::nullopt; };
  const es::Message server = filled(bench, "UpdatePolicyRules", iccid),
                    card = filled(bench, "EnableProfile", iccid);
  bench.call(server);
  bench.call(card);
  bench.pass(300);
  EXPECT_TRUE(bench.answer_to(server));
  EXPECT_FALSE(bench.answer_to(card));
  bench.pass(86'400 - 300);
  EXPECT_TRUE(bench.answer_to(card));
}

TEST(Relay, ALateAnswerIsForgottenInTheEnd) {
  Bench bench;
  const std::string iccid = bench.used_profile();
  bench.smsr = [](const es::Message&) { return std::nullopt; };
  bench.call(filled(bench, "GetEIS", iccid));
  bench.settle();
  bench.pass(300);
  EXPECT_EQ(bench.counts().jobs, 1u);
  bench.pass(86'400);
  EXPECT_EQ(bench.counts().jobs, 0u);
  bench.give(bench.to_smsr.back().header.message_id, bench.respond(bench.to_smsr.back().message));
  EXPECT_NE(bench.log.back().text.find("nobody waits"), std::string::npos);
}

TEST(Relay, AnAnswerCountsOnceAndOnlyThatOfItsFunction) {
  Bench bench;
  const std::string iccid = bench.used_profile();
  bench.smsr = [](const es::Message&) { return std::nullopt; };
  const es::Message request = filled(bench, "EnableProfile", iccid);
  bench.call(request);
  bench.settle();
  const Sent sent = bench.to_smsr.back();
  bench.give("uuid:of-nobody", bench.respond(sent.message));
  bench.give(sent.header.message_id,
             es::response_of(es::function_named(Interface::Es3, "DisableProfile"), {}));
  bench.give(sent.header.message_id,
             es::response_of(es::function_named(Interface::Es4, "EnableProfile"), {}));
  EXPECT_FALSE(bench.answer_to(request));
  bench.give(sent.header.message_id, bench.respond(sent.message));
  bench.give(sent.header.message_id,
             es::response_of(*sent.message.function, es::EsStatus::of(Failure::Internal)));
  bench.settle();
  ASSERT_TRUE(bench.answer_to(request));
  EXPECT_TRUE(es::status_of(*bench.answer_to(request)).ok());
  EXPECT_EQ(bench.to_others.size(), 1u);
}

/// PROC-GEN-01
TEST(Relay, AnAnswerCountsOnlyFromWhoWasAsked) {
  Bench bench;
  const std::string iccid = bench.used_profile();
  bench.smsr = [](const es::Message&) { return std::nullopt; };
  const es::Message request = filled(bench, "EnableProfile", iccid);
  bench.call(request);
  bench.settle();
  const Sent sent = bench.to_smsr.back();
  for (const std::string& other : {smsr_without_address, operator_id, smdp_id, std::string()}) {
    bench.give(sent.header.message_id, bench.respond(sent.message), other);
    EXPECT_FALSE(bench.answer_to(request)) << other;
    EXPECT_EQ(bench.log.back().level, lines::LogLine::Level::Warning);
    EXPECT_NE(bench.log.back().text.find(other + ", who was not asked"), std::string::npos);
  }
  bench.give(sent.header.message_id, bench.respond(sent.message));
  ASSERT_TRUE(bench.answer_to(request));
  EXPECT_TRUE(es::status_of(*bench.answer_to(request)).ok());
}

/// A store in a file, two calls whose time ends one after the other, and what the database holds of the
/// first.
TEST(Relay, AJobThatCannotBeReadHarmsNobodyElse) {
  for (const char* state :
       {"x'0011'", "x''", "x'00112233445566778899AABBCCDDEEFF00112233445566778899AABB'"}) {
    SCOPED_TRACE(state);
    const auto folder = tools::TemporaryFolder::make("smdp");
    const std::string path = (folder->path() / "store").string();
    Bench bench(store::Store::open("sqlite:" + path, test_master_key()).value());
    es::Message first = bench.request("GetEIS"), second = bench.request("GetEIS");
    first.content.set_number("ValidityPeriod", 30);
    second.content.set_number("ValidityPeriod", 31);
    bench.call(first);
    bench.call(second);
    sqlite3* database = nullptr;
    ASSERT_EQ(sqlite3_open(path.c_str(), &database), SQLITE_OK);
    const std::string spoil =
        "UPDATE job SET state = " + std::string(state) + " WHERE wake_at = " + std::to_string(bench.now + 30);
    EXPECT_EQ(sqlite3_exec(database, spoil.c_str(), nullptr, nullptr, nullptr), SQLITE_OK);
    sqlite3_close(database);
    bench.pass(40);
    EXPECT_FALSE(bench.answer_to(first));
    ASSERT_TRUE(bench.answer_to(second));
    EXPECT_TRUE(es::status_of(*bench.answer_to(second)).is(Failure::TimeToLive));
    std::size_t told = 0;
    for (const lines::LogLine& line : bench.log) told += line.level == lines::LogLine::Level::Error ? 1 : 0;
    EXPECT_EQ(told, 1u);
    bench.pass(10 * 86'400);
    EXPECT_EQ(bench.counts().jobs, 1u) << "for whoever looks into it";
  }
}

TEST(Relay, AnSmSrThatCannotBeReachedIsSaid) {
  Bench bench;
  const std::string iccid = bench.used_profile();
  bench.undeliverable = [](const store::OutboxRow& row) { return row.recipient == smsr_id; };
  const es::EsStatus status = bench.outcome(filled(bench, "UpdatePolicyRules", iccid));
  EXPECT_EQ(status.execution, Execution::Failed);
  EXPECT_TRUE(status.is(Failure::Internal));
  EXPECT_EQ(bench.counts().jobs, 0u);
}

TEST(Relay, ALostCallbackChangesNothing) {
  Bench bench;
  const std::string iccid = bench.used_profile();
  bench.undeliverable = [](const store::OutboxRow& row) { return row.recipient == operator_id; };
  EXPECT_TRUE(bench.outcome(filled(bench, "EnableProfile", iccid)).ok());
  EXPECT_EQ(bench.log.back().level, lines::LogLine::Level::Warning);
}

TEST(Relay, ADeletedProfileCanGoToAnotherCard) {
  Bench bench;
  const std::string iccid = bench.used_profile();
  EXPECT_EQ(bench.item(iccid).used_by, eid);
  bench.statuses["DeleteISDP"] = {es::EsStatus::of(Failure::Pol1), {}};
  EXPECT_TRUE(bench.outcome(filled(bench, "DeleteProfile", iccid)).is(Failure::Pol1));
  EXPECT_EQ(bench.item(iccid).used_by, eid);
  EXPECT_TRUE(bench.outcome(filled(bench, "DeleteProfile", iccid)).ok());
  EXPECT_EQ(bench.item(iccid).used_by, "");
}

}  // namespace
}  // namespace sixline::tests::smdp
