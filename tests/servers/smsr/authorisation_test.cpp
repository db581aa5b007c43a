// What Operators grant to M2M SPs and do not want to hear: who may say so, and what follows.
// [SGP.02 §3.20, §3.21] (PROC-PLMA, PROC-ONC)
#include "servers/smsr/authorisation.hpp"

#include "tests/servers/smsr/rows.hpp"

namespace sixline::tests::smsr {

namespace {

constexpr const char* enabled_news = "HandleProfileEnabledNotification";
constexpr const char* deleted_news = "HandleProfileDeletedNotification";

class Authorisation : public testing::Test {
 protected:
  void expect_refusal(Failure failure, const es::Message& request, const std::string& sender) {
    const std::string before = bench.snapshot();
    const std::size_t entries = bench.trail(request).size();
    EXPECT_EQ(bench.verdict(request, sender), pair_of(failure)) << es::to_xml(request);
    EXPECT_EQ(bench.snapshot(), before);
    bench.expect_noted(request, sender, pair_of(failure), entries);
    EXPECT_EQ(bench.notified(), std::vector<std::string>{});
  }
  es::Message set_plma(Interface interface, const es::Plma& plma, const std::string& mno = operator_id) {
    es::Message request = bench.request(interface, "SetPLMA");
    if (interface == Interface::Es3) request.content.set("Mno-id", mno);
    es::write_plma(request.content.add("Plma"), plma);
    return request;
  }
  es::Message set_onc(Interface interface, const es::Onc& onc, const std::string& mno = operator_id) {
    es::Message request = bench.request(interface, "SetONC");
    if (interface == Interface::Es3) request.content.set("Mno-id", mno);
    es::write_onc(request.content.add("Onc"), onc);
    return request;
  }
  es::Message get(Interface interface, std::string_view function, const std::string& mno = operator_id) {
    es::Message request = bench.request(interface, function);
    if (interface == Interface::Es3) request.content.set("Mno-id", mno);
    return request;
  }
  std::vector<es::Plma> plmas(const es::Message& request, const std::string& sender) {
    std::vector<es::Plma> out;
    const es::Message shown = bench.response(request, sender);
    EXPECT_TRUE(es::status_of(shown).ok());
    for (const es::Value* plma : shown.content.all("Plma")) out.push_back(es::read_plma(*plma));
    return out;
  }
  std::vector<es::Onc> oncs(const es::Message& request, const std::string& sender) {
    std::vector<es::Onc> out;
    const es::Message shown = bench.response(request, sender);
    EXPECT_TRUE(es::status_of(shown).ok());
    for (const es::Value* onc : shown.content.all("Onc")) out.push_back(es::read_onc(*onc));
    return out;
  }

  Bench bench;
  const es::Plma gold{operator_id, "gold", m2m_sp_id, {"EnableProfile", enabled_news}};
  const es::Onc quiet{operator_id, "gold", {enabled_news}};
};

// Who may grant
TEST_F(Authorisation, OnlyTheOperatorItselfGrants) {
  expect_refusal(Failure::CallerDenied, set_plma(Interface::Es4a, gold), other_operator_id);
  expect_refusal(Failure::CallerDenied, set_plma(Interface::Es4a, gold), m2m_sp_id);
  expect_refusal(Failure::CallerDenied, set_plma(Interface::Es4a, gold), smdp_id);
  expect_refusal(Failure::NotAllowed, set_plma(Interface::Es3, gold, other_operator_id), smdp_id);
  expect_refusal(Failure::NotAllowed, set_plma(Interface::Es3, gold, stranger_id), smdp_id);
  es::Plma of_a_service_provider = gold;
  of_a_service_provider.mno_id = m2m_sp_id;
  expect_refusal(Failure::NotAllowed, set_plma(Interface::Es3, of_a_service_provider, m2m_sp_id), smdp_id);
}

/// PROC-PLMA-03
TEST_F(Authorisation, OnlyWhoIsKnownIsGranted) {
  es::Plma plma = gold;
  for (const std::string& nobody : {stranger_id, eum_id, smdp_id}) {
    plma.m2m_sp_id = nobody;
    expect_refusal(Failure::CallerUnknown, set_plma(Interface::Es4a, plma), operator_id);
    expect_refusal(Failure::CallerUnknown, set_plma(Interface::Es3, plma), smdp_id);
  }
  const es::EsStatus status = bench.outcome(set_plma(Interface::Es3, plma), smdp_id);
  EXPECT_EQ(status.code->subject_identifier, smdp_id);
  EXPECT_EQ(status.code->message, "the M2M SP is not known here");
}

TEST_F(Authorisation, NobodyGrantsToHimself) {
  es::Plma plma = gold;
  plma.m2m_sp_id = operator_id;
  expect_refusal(Failure::ParameterInvalid, set_plma(Interface::Es4a, plma), operator_id);
  expect_refusal(Failure::ParameterInvalid, set_plma(Interface::Es3, plma), smdp_id);
}

/// PROC-PLMA-02
TEST_F(Authorisation, WhatNobodyMayGrantIsRefused) {
  for (const char* operation :
       {"UpdatePolicyRules", "SMSRChange", "PrepareSMSRChange", "SetPLMA", "GetPLMA", "SetONC", "CreateISDP",
        "HandleSMSRChangeNotification", "HandlePLMASettingNotification", "enableprofile"}) {
    EXPECT_FALSE(is_grantable(operation)) << operation;
    es::Plma plma = gold;
    plma.operations.push_back(operation);
    expect_refusal(Failure::ParameterInvalid, set_plma(Interface::Es4a, plma), operator_id);
  }
}

TEST_F(Authorisation, IsForOneTypeOfProfiles) {
  es::Plma plma = gold;
  plma.profile_type.clear();
  for (const auto& [interface, sender] :
       {std::pair{Interface::Es4a, operator_id}, std::pair{Interface::Es3, smdp_id}}) {
    const std::string before = bench.snapshot();
    EXPECT_NE(bench.verdict(set_plma(interface, plma), sender), "EXECUTED_SUCCESS");
    EXPECT_EQ(bench.snapshot(), before);
  }
}

TEST_F(Authorisation, ReplacesAndRevokes) {
  EXPECT_EQ(bench.verdict(set_plma(Interface::Es4a, gold), operator_id), "EXECUTED_SUCCESS");
  es::Plma less = gold;
  less.operations = {"GetEIS"};
  EXPECT_EQ(bench.verdict(set_plma(Interface::Es3, less), smdp_id), "EXECUTED_SUCCESS");
  EXPECT_EQ(plmas(get(Interface::Es4a, "GetPLMA"), operator_id), std::vector{less});
  less.operations.clear();
  EXPECT_EQ(bench.verdict(set_plma(Interface::Es4a, less), operator_id), "EXECUTED_SUCCESS");
  EXPECT_TRUE(plmas(get(Interface::Es4a, "GetPLMA"), operator_id).empty());
  EXPECT_EQ(bench.verdict(bench.request(Interface::Es4, "GetEIS"), m2m_sp_id),
            pair_of(Failure::EisNotAllowed));
}

// Who reads what
TEST_F(Authorisation, EachReadsOwnGrants) {
  const es::Plma silver{operator_id, "silver", other_m2m_sp_id, {"GetEIS"}};
  const es::Plma foreign{other_operator_id, "silver", m2m_sp_id, {"AuditEIS"}};
  for (const es::Plma& plma : {gold, silver, foreign}) bench.grant(plma);
  EXPECT_EQ(plmas(get(Interface::Es4a, "GetPLMA"), operator_id), (std::vector{gold, silver}));
  EXPECT_EQ(plmas(get(Interface::Es3, "GetPLMA"), smdp_id), (std::vector{gold, silver}));
  EXPECT_EQ(plmas(get(Interface::Es4a, "GetPLMA"), carried_operator_id).size(), 0u);
  EXPECT_EQ(plmas(get(Interface::Es4, "GetPLMA"), m2m_sp_id).size(), 2u);
  EXPECT_EQ(plmas(get(Interface::Es4, "GetPLMA"), other_m2m_sp_id), std::vector{silver});
  EXPECT_EQ(plmas(get(Interface::Es4, "GetPLMA"), operator_id).size(), 0u);  // grants, is granted nothing
  es::Message filtered = get(Interface::Es4a, "GetPLMA");
  filtered.content.set("ProfileType", "silver");
  EXPECT_EQ(plmas(filtered, operator_id), std::vector{silver});
  filtered = get(Interface::Es4a, "GetPLMA");
  filtered.content.set("M2m-sp-id", m2m_sp_id);
  EXPECT_EQ(plmas(filtered, operator_id), std::vector{gold});
  filtered = get(Interface::Es4, "GetPLMA");
  filtered.content.set("Mno-id", other_operator_id);
  EXPECT_EQ(plmas(filtered, m2m_sp_id), std::vector{foreign});
  expect_refusal(Failure::NotAllowed, get(Interface::Es3, "GetPLMA", stranger_id), smdp_id);
}

// What a grant opens: exactly what it says
class GrantedRow : public testing::TestWithParam<FunctionRow> {
 protected:
  static bool is_open(const FunctionRow& row) {
    return is_grantable(row.name) && row.name != "GetEIS" && row.name != "AuditEIS";
  }
  Failure refusal() const {
    return GetParam().name == "UpdateSubscriptionAddress" ? Failure::AddressNotAllowed : Failure::NotAllowed;
  }
  Bench bench;
};
bool is_on_es4(const FunctionRow& row) {
  return row.interface == Interface::Es4 && names_profile(row);
}
INSTANTIATE_TEST_SUITE_P(, GrantedRow, testing::ValuesIn(rows_where(is_on_es4)), test_name);

TEST_P(GrantedRow, IsOpenToWhomItIsGrantedAlone) {
  const FunctionRow& row = GetParam();
  const auto fresh = [&] { return proper(bench, row); };
  // Everything else, another type, another M2M SP, another Operator's word
  std::vector<std::string> others;
  for (const FunctionRow& other : functions())
    if (is_grantable(other.name) && other.name != row.name) others.emplace_back(other.name);
  bench.grant({operator_id, "gold", m2m_sp_id, others});
  bench.grant({operator_id, "silver", m2m_sp_id, {std::string(row.name)}});
  bench.grant({operator_id, "gold", other_m2m_sp_id, {std::string(row.name)}});
  bench.grant({other_operator_id, "gold", m2m_sp_id, {std::string(row.name)}});
  static_cast<void>(fresh());
  const std::string before = bench.snapshot();
  EXPECT_EQ(bench.verdict(fresh(), m2m_sp_id), pair_of(refusal()));
  EXPECT_EQ(bench.verdict(fresh(), other_operator_id), pair_of(refusal()));
  EXPECT_EQ(bench.snapshot(), before);
  bench.grant({operator_id, "gold", m2m_sp_id, {std::string(row.name)}});
  const std::string verdict = bench.verdict(fresh(), m2m_sp_id);
  if (!is_open(row))
    EXPECT_EQ(verdict, pair_of(refusal()));  // PROC-POL-24: not even with a PLMA in the store
  else
    EXPECT_TRUE(verdict == "accepted" || verdict == "EXECUTED_SUCCESS" || is_unsupported(row)) << verdict;
}

/// PROC-PLMA-08
TEST_F(Authorisation, OverridesNoRule) {
  bench.grant({operator_id, "gold", m2m_sp_id, {"DeleteProfile"}});
  bench.edit([](EuiccRecord& record) {
    record.eis.find(disabled_iccid)->pol2.rules = {
        {es::PolicyAction::Delete, es::PolicyQualification::NotAllowed}};
  });
  expect_refusal(Failure::Pol2, bench.request(Interface::Es4, "DeleteProfile"), m2m_sp_id);
}

/// PROC-PLMA-07
TEST_F(Authorisation, RevocationDoesNotStopWhatRuns) {
  bench.grant(gold);
  const es::Message request = bench.request(Interface::Es4, "EnableProfile");
  EXPECT_EQ(bench.verdict(request, m2m_sp_id), "accepted");
  bench.grant({operator_id, "gold", m2m_sp_id, {}});
  EXPECT_EQ(bench.record().transactions.size(), 1u);
  EXPECT_EQ(bench.verdict(bench.request(Interface::Es4, "EnableProfile"), m2m_sp_id),
            pair_of(Failure::NotAllowed));
}

/// A profile without a type is nobody's but its owner's.
TEST_F(Authorisation, ProfileWithoutATypeIsNotOpened) {
  bench.grant(gold);
  bench.edit([](EuiccRecord& record) { record.eis.find(disabled_iccid)->profile_type.clear(); });
  expect_refusal(Failure::NotAllowed, bench.request(Interface::Es4, "EnableProfile"), m2m_sp_id);
}

// ONC
TEST_F(Authorisation, OnlyTheOperatorItselfConfigures) {
  expect_refusal(Failure::CallerDenied, set_onc(Interface::Es4a, quiet), other_operator_id);
  expect_refusal(Failure::CallerDenied, set_onc(Interface::Es4a, quiet), m2m_sp_id);
  expect_refusal(Failure::NotAllowed, set_onc(Interface::Es3, quiet, other_operator_id), smdp_id);
  expect_refusal(Failure::NotAllowed, set_onc(Interface::Es3, quiet, stranger_id), smdp_id);
  expect_refusal(Failure::NotAllowed, get(Interface::Es3, "GetONC", stranger_id), smdp_id);
}

/// PROC-ONC-04
TEST_F(Authorisation, WhatCannotBeMutedIsRefused) {
  for (const char* name :
       {"HandleSMSRChangeNotification", "HandlePLMASettingNotification", "EnableProfile"}) {
    es::Onc onc = quiet;
    onc.discarded.push_back(name);
    expect_refusal(Failure::ParameterInvalid, set_onc(Interface::Es4a, onc), operator_id);
  }
}

TEST_F(Authorisation, ConfigurationIsReplacedRemovedAndReadByItsOwner) {
  EXPECT_EQ(bench.verdict(set_onc(Interface::Es4a, quiet), operator_id), "EXECUTED_SUCCESS");
  const es::Onc other{operator_id, "gold", {deleted_news}};
  EXPECT_EQ(bench.verdict(set_onc(Interface::Es3, other), smdp_id), "EXECUTED_SUCCESS");
  EXPECT_EQ(oncs(get(Interface::Es4a, "GetONC"), operator_id), std::vector{other});
  EXPECT_EQ(oncs(get(Interface::Es3, "GetONC"), smdp_id), std::vector{other});
  EXPECT_TRUE(oncs(get(Interface::Es4a, "GetONC"), other_operator_id).empty());
  es::Message filtered = get(Interface::Es4a, "GetONC");
  filtered.content.set("ProfileType", "silver");
  EXPECT_TRUE(oncs(filtered, operator_id).empty());
  EXPECT_EQ(bench.verdict(set_onc(Interface::Es4a, {operator_id, "gold", {}}), operator_id),
            "EXECUTED_SUCCESS");
  EXPECT_TRUE(oncs(get(Interface::Es4a, "GetONC"), operator_id).empty());
}

/// PROC-ONC-03
TEST_F(Authorisation, AnSmSrWithoutOncSaysSoAndTellsAll) {
  bench.mute({operator_id, "gold", {"HandleProfilePOL2UpdatedNotification"}});
  bench.supports_onc = false;
  expect_refusal(Failure::Unsupported, set_onc(Interface::Es4a, quiet), operator_id);
  expect_refusal(Failure::Unsupported, set_onc(Interface::Es3, quiet), smdp_id);
  expect_refusal(Failure::Unsupported, get(Interface::Es4a, "GetONC"), operator_id);
  expect_refusal(Failure::Unsupported, get(Interface::Es3, "GetONC"), smdp_id);
}

}  // namespace

}  // namespace sixline::tests::smsr
