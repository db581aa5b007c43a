// What an SM-SR decides before it speaks to a card: POL2, attributes, states; and what each role sees of an
// EIS.  [SGP.02 §3.6, §4.1.1 Annex E] (PROC-POL, PROC-EIS, PROC-QRY, PROC-GRD)
#include "host/es/request_content.hpp"
#include "tests/servers/smsr/bench.hpp"

namespace sixline::tests::smsr {

namespace {

using es::PolicyAction;
using es::PolicyQualification;

// The matrix: which rule of whose POL2 stops what.
struct Rule {
  const char* name;
  const char* function;  ///< of ES4; the same on ES3, where deletion has another name
  bool on_enabled;       ///< the rule is on the profile that is enabled, else on the one that is disabled
  es::PolicyRule rule;
  bool target_enabled;  ///< the function is called for the profile that is enabled
  bool refused;
};

constexpr es::PolicyRule no_enable{PolicyAction::Enable, PolicyQualification::NotAllowed};
constexpr es::PolicyRule no_disable{PolicyAction::Disable, PolicyQualification::NotAllowed};
constexpr es::PolicyRule no_delete{PolicyAction::Delete, PolicyQualification::NotAllowed};
constexpr es::PolicyRule auto_delete{PolicyAction::Disable, PolicyQualification::AutoDelete};

class PolicyMatrix : public testing::TestWithParam<Rule> {
 protected:
  Bench bench;
};

/// The enabled profile is not the holder of the Fall-Back Attribute here: `disabled_iccid` is enabled, and
/// `others_iccid`, which is given to the same Operator, is not.
TEST_P(PolicyMatrix, IsAskedBeforeTheCard) {
  bench.switch_over();
  const std::string& enabled = disabled_iccid;
  const std::string& disabled = others_iccid;
  bench.edit([&](EuiccRecord& record) {
    es::EisProfile& other = *record.eis.find(disabled);
    other.mno_id = operator_id;
    other.smdp_id = smdp_id;
    record.eis.find(GetParam().on_enabled ? enabled : disabled)->pol2.rules = {GetParam().rule};
  });
  const std::string& target = GetParam().target_enabled ? enabled : disabled;
  for (const Interface interface : {Interface::Es3, Interface::Es4}) {
    const std::string before = bench.snapshot();
    const std::size_t submitted = bench.effects.short_messages.size();
    const bool es3 = interface == Interface::Es3;
    const bool deletes = std::string_view(GetParam().function) == "DeleteProfile";
    const auto request =
        bench.request(interface, es3 && deletes ? "DeleteISDP" : GetParam().function, target);
    EXPECT_EQ(bench.verdict(request, es3 ? smdp_id : operator_id),
              GetParam().refused ? pair_of(Failure::Pol2) : "accepted");
    if (!GetParam().refused) break;  // it runs now
    EXPECT_EQ(bench.snapshot(), before);
    EXPECT_EQ(bench.effects.short_messages.size(), submitted);  // PROC-POL-03: no word to the card
  }
}

INSTANTIATE_TEST_SUITE_P(
    , PolicyMatrix,
    testing::Values(
        Rule{"EnableNotAllowedStopsEnabling", "EnableProfile", false, no_enable, false, true},
        Rule{"DisableOfTheCurrentStopsEnabling", "EnableProfile", true, no_disable, false, true},
        Rule{"EnableOfTheCurrentIsNoMatter", "EnableProfile", true, no_enable, false, false},
        Rule{"DeleteOfTheTargetDoesNotStopEnabling", "EnableProfile", false, no_delete, false, false},
        Rule{"DeleteOfTheCurrentDoesNotStopEnabling", "EnableProfile", true, no_delete, false, false},
        Rule{"AutoDeleteDoesNotStopEnabling", "EnableProfile", true, auto_delete, false, false},
        Rule{"DisableNotAllowedStopsDisabling", "DisableProfile", true, no_disable, true, true},
        Rule{"EnableNotAllowedDoesNotStopDisabling", "DisableProfile", true, no_enable, true, false},
        Rule{"DeleteNotAllowedDoesNotStopDisabling", "DisableProfile", true, no_delete, true, false},
        Rule{"AutoDeleteDoesNotStopDisabling", "DisableProfile", true, auto_delete, true, false},
        Rule{"AnotherProfilesRuleDoesNotStopDisabling", "DisableProfile", false, no_disable, true, false},
        Rule{"DeleteNotAllowedStopsDeleting", "DeleteProfile", false, no_delete, false, true},
        Rule{"DeleteNotAllowedStopsDeletingTheEnabled", "DeleteProfile", true, no_delete, true, true},
        Rule{"DisableNotAllowedStopsDeletingTheEnabled", "DeleteProfile", true, no_disable, true, true},
        Rule{"DisableNotAllowedDoesNotStopDeleting", "DeleteProfile", false, no_disable, false, false},
        Rule{"EnableNotAllowedDoesNotStopDeleting", "DeleteProfile", false, no_enable, false, false},
        Rule{"AutoDeleteDoesNotStopDeleting", "DeleteProfile", false, auto_delete, false, false},
        Rule{"AnotherProfilesRuleDoesNotStopDeleting", "DeleteProfile", true, no_delete, false, false}),
    [](const auto& tested) { return tested.param.name; });

class Policy : public testing::Test {
 protected:
  void expect_refusal(Failure failure, const es::Message& request, const std::string& sender) {
    const std::string before = bench.snapshot();
    const std::size_t entries = bench.trail(request).size();
    EXPECT_EQ(bench.verdict(request, sender), pair_of(failure)) << es::to_xml(request);
    EXPECT_EQ(bench.snapshot(), before);
    bench.expect_noted(request, sender, pair_of(failure), entries);
    EXPECT_EQ(bench.notified(), std::vector<std::string>{});
  }
  es::Message with_rules(Interface interface, const std::vector<es::PolicyRule>& rules) {
    es::Message request = bench.request(interface, "UpdatePolicyRules");
    es::write_pol2(request.content.add("pol2"), {rules});
    return request;
  }
  es::Message with_address(Interface interface, const es::SubscriptionAddress& address) {
    es::Message request = bench.request(interface, "UpdateSubscriptionAddress");
    es::write_address(request.content.add("newSubscriptionAddress"), address);
    return request;
  }
  /// What this role is shown.
  es::Eis seen(Interface interface, const std::string& sender) {
    const es::Message shown = bench.response(bench.request(interface, "GetEIS"), sender);
    EXPECT_EQ(pair_of(es::status_of(shown)), "EXECUTED_SUCCESS");
    xml = es::to_xml(shown);
    return es::answer_of(shown)->eis.value_or(es::Eis{});
  }
  static std::vector<std::string> iccids(const es::Eis& eis) {
    std::vector<std::string> out;
    for (const es::EisProfile& profile : eis.profiles) out.push_back(profile.iccid);
    return out;
  }

  Bench bench;
  std::string xml;
};

// Attributes and states (PROC-GEN-11)
TEST_F(Policy, HolderOfTheFallBackAttributeIsNeitherDisabledNorDeleted) {
  expect_refusal(Failure::EuiccRefused, bench.request(Interface::Es4, "DisableProfile", fall_back_iccid),
                 bootstrap_operator_id);
  expect_refusal(Failure::FallBackAttribute, bench.request(Interface::Es4, "DeleteProfile", fall_back_iccid),
                 bootstrap_operator_id);
}

TEST_F(Policy, WithoutAFallBackProfileNothingIsDisabled) {
  bench.edit([](EuiccRecord& record) { record.eis.fall_back()->fall_back = false; });
  expect_refusal(Failure::EuiccRefused, bench.request(Interface::Es4, "DisableProfile", fall_back_iccid),
                 bootstrap_operator_id);
}

TEST_F(Policy, EmergencyProfileIsNotDeletedAndNotEnabled) {
  bench.edit([](EuiccRecord& record) { record.eis.find(disabled_iccid)->emergency = true; });
  expect_refusal(Failure::EmergencyAttribute, bench.request(Interface::Es4, "DeleteProfile"), operator_id);
  expect_refusal(Failure::BadState, bench.request(Interface::Es4, "EnableProfile"), operator_id);
}

TEST_F(Policy, OwnershipIsAskedBeforeStateAndLockBeforePolicy) {
  bench.edit([](EuiccRecord& record) {
    record.eis.find(disabled_iccid)->pol2.rules = {no_enable};
    record.lock = Lock{LockKind::Delete, "somebody"};
  });
  expect_refusal(Failure::NotAllowed, bench.request(Interface::Es4, "DisableProfile"), other_operator_id);
  expect_refusal(Failure::BadState, bench.request(Interface::Es4, "DisableProfile"), operator_id);
  expect_refusal(Failure::Busy, bench.request(Interface::Es4, "EnableProfile"), operator_id);
}

TEST_F(Policy, CreationWantsMemoryAndAnIccidOfItsOwn) {
  const auto create = [&](const std::string& iccid, const std::string& memory) {
    es::Message request = bench.request(Interface::Es3, "CreateISDP", iccid);
    request.content.set("Iccid", iccid).set("Mno-id", operator_id).set("RequiredMemory", memory);
    return request;
  };
  expect_refusal(Failure::Memory, create(unknown_iccid, "400001"), smdp_id);
  expect_refusal(Failure::IccidInUse, create(disabled_iccid, "1"), smdp_id);
  expect_refusal(Failure::IccidInUse, create(in_creation_iccid, "1"), smdp_id);
}

TEST_F(Policy, DataGoesToOwnSecurityDomainsOnly) {
  const auto send = [&](const host::ByteString& aid, const std::string& data) {
    es::Message request = bench.request(Interface::Es3, "SendData");
    request.content.set_bytes("Sd-aid", aid).set("Data", data);
    return request;
  };
  expect_refusal(Failure::AidUnknown, send(host::ByteString(16, 0xA0), "2200"), smdp_id);
  expect_refusal(Failure::NotAllowed, send(bench.profile(others_iccid).isd_p_aid, "2200"), smdp_id);
}

/// PROC-GRD, note 10: only what is being installed is spoken to
TEST_F(Policy, ConnectivityOfAnotherProfileWaitsForADownload) {
  bench.edit([](EuiccRecord& record) { record.lock = Lock{LockKind::Download, smdp_id}; });
  es::Message request = bench.request(Interface::Es3, "UpdateConnectivityParameters");
  request.content.set("ConnectivityParameters", "220780E20000028001");
  expect_refusal(Failure::Busy, request, smdp_id);
}

TEST_F(Policy, ConnectivityDataIsCarriedUnread) {
  es::Message request = bench.request(Interface::Es3, "UpdateConnectivityParameters");
  request.content.set("ConnectivityParameters", "220780E20000028001");
  EXPECT_EQ(bench.verdict(request, smdp_id), "accepted");
  ASSERT_EQ(bench.effects.short_messages.size(), 1u);
  EXPECT_EQ(bench.effects.short_messages[0].eid, eid);
  EXPECT_EQ(bench.record().transactions.at(0).isd_p_aid, bench.profile(disabled_iccid).isd_p_aid);
}

// Rules and addresses
TEST_F(Policy, RulesThatNoEuiccCouldFollowAreRefused) {
  const es::PolicyRule impossible{PolicyAction::Enable, PolicyQualification::AutoDelete};
  for (const auto& rules : {std::vector{no_delete, no_delete}, std::vector{impossible}}) {
    expect_refusal(Failure::Pol2Invalid, with_rules(Interface::Es3, rules), smdp_id);
    expect_refusal(Failure::Pol2Invalid, with_rules(Interface::Es4, rules), operator_id);
  }
}

TEST_F(Policy, RulesAreReplacedAsAWhole) {
  EXPECT_EQ(bench.verdict(with_rules(Interface::Es4, {no_delete, auto_delete}), operator_id),
            "EXECUTED_SUCCESS");
  EXPECT_EQ(bench.profile(disabled_iccid).pol2.rules, (std::vector{no_delete, auto_delete}));
  EXPECT_EQ(bench.verdict(with_rules(Interface::Es3, {no_disable}), smdp_id), "EXECUTED_SUCCESS");
  EXPECT_EQ(bench.profile(disabled_iccid).pol2.rules, (std::vector{no_disable}));
  EXPECT_EQ(bench.verdict(bench.request(Interface::Es3, "UpdatePolicyRules"), smdp_id), "EXECUTED_SUCCESS");
  EXPECT_TRUE(bench.profile(disabled_iccid).pol2.rules.empty());
}

TEST_F(Policy, AddressWithoutANumberIsRefused) {
  expect_refusal(Failure::ConditionMissing, with_address(Interface::Es3, {}), smdp_id);
  expect_refusal(Failure::ConditionMissing, with_address(Interface::Es4, {}), operator_id);
}

/// PROC-QRY-04: pure change of the EIS; later messages go to the new number
TEST_F(Policy, AddressIsWhereTheCardIsReachedNext) {
  bench.switch_over();
  EXPECT_EQ(bench.verdict(with_address(Interface::Es4, {"001010000000099", "491599"}), operator_id),
            "EXECUTED_SUCCESS");
  EXPECT_EQ(bench.profile(disabled_iccid).address, (es::SubscriptionAddress{"001010000000099", "491599"}));
  EXPECT_TRUE(bench.effects.short_messages.empty());
  EXPECT_EQ(bench.verdict(bench.request(Interface::Es4, "AuditEIS"), operator_id), "accepted");
  ASSERT_EQ(bench.effects.short_messages.size(), 1u);
  EXPECT_EQ(bench.effects.short_messages[0].msisdn, "491599");
}

TEST_F(Policy, AddressOfAProfileThatIsNotEnabledIsNotWhereTheCardIs) {
  EXPECT_EQ(bench.verdict(with_address(Interface::Es3, {"", "491599"}), smdp_id), "EXECUTED_SUCCESS");
  EXPECT_EQ(bench.verdict(bench.request(Interface::Es4, "AuditEIS"), operator_id), "accepted");
  EXPECT_NE(bench.effects.short_messages.at(0).msisdn, "491599");
}

// Views
TEST_F(Policy, OperatorSeesOwnProfilesAndNoKeys) {
  const es::Eis eis = seen(Interface::Es4, operator_id);
  EXPECT_EQ(iccids(eis), (std::vector{disabled_iccid, created_iccid}));
  EXPECT_EQ(eis.smsr_id, smsr_id);
  for (const char* hidden :
       {"Isd-r", "Ecasd", "AuditTrail", "LastAuditDate", "Isd-p-module-aid", "C1C1C1", "C2C2C2"})
    EXPECT_EQ(xml.find(hidden), std::string::npos) << hidden;
}

TEST_F(Policy, SmDpSeesWhatItServesAndTheEcasd) {
  const es::Eis eis = seen(Interface::Es3, smdp_id);
  EXPECT_EQ(iccids(eis), (std::vector{disabled_iccid, created_iccid}));
  EXPECT_NE(xml.find("Ecasd"), std::string::npos);
  for (const char* hidden : {"AuditTrail", "LastAuditDate", "C1C1C1", "C2C2C2", "C3C3C3"})
    EXPECT_EQ(xml.find(hidden), std::string::npos) << hidden;
  EXPECT_TRUE(iccids(seen(Interface::Es3, idle_smdp_id)).empty());
}

TEST_F(Policy, M2mSpSeesWhatItIsGranted) {
  expect_refusal(Failure::EisNotAllowed, bench.request(Interface::Es4, "GetEIS"), m2m_sp_id);
  bench.grant({operator_id, "gold", m2m_sp_id, {"AuditEIS", "EnableProfile"}});
  expect_refusal(Failure::EisNotAllowed, bench.request(Interface::Es4, "GetEIS"), m2m_sp_id);
  bench.grant({other_operator_id, "silver", m2m_sp_id, {"GetEIS"}});
  EXPECT_EQ(iccids(seen(Interface::Es4, m2m_sp_id)), (std::vector{others_iccid}));
  EXPECT_EQ(xml.find("C1C1C1"), std::string::npos);
  EXPECT_EQ(xml.find("Ecasd"), std::string::npos);
}

/// PROC-QRY-02, PROC-QRY-05
TEST_F(Policy, AuditOfForeignProfilesIsRefused) {
  const auto audit = [&](Interface interface, const std::string& iccid) {
    es::Message request = bench.request(interface, "AuditEIS");
    request.content.add_text("Iccid", disabled_iccid).add_text("Iccid", iccid);
    return request;
  };
  for (const std::string& iccid : {others_iccid, unknown_iccid, elsewhere_iccid, in_creation_iccid}) {
    expect_refusal(Failure::ProfilesNotAllowed, audit(Interface::Es4, iccid), operator_id);
    expect_refusal(Failure::ProfilesNotAllowed, audit(Interface::Es3, iccid), smdp_id);
  }
  expect_refusal(Failure::EisNotAllowed, bench.request(Interface::Es4, "AuditEIS"), m2m_sp_id);
  bench.grant({other_operator_id, "silver", m2m_sp_id, {"AuditEIS"}});
  expect_refusal(Failure::ProfilesNotAllowed, audit(Interface::Es4, others_iccid), m2m_sp_id);
  EXPECT_EQ(bench.verdict(bench.request(Interface::Es4, "AuditEIS"), m2m_sp_id), "accepted");
  EXPECT_EQ(bench.record().transactions.at(0).iccids, std::vector{others_iccid});
}

TEST_F(Policy, PropertiesAreReplacedByTheirKey) {
  const auto update = [&](const std::string& key, const std::string& value) {
    es::Message request = bench.request(Interface::Es1, "UpdateEISAdditionalProperties");
    request.content.add("AdditionalProperties").add("Property").set("key", key).set("value", value);
    return request;
  };
  expect_refusal(Failure::EisNotAllowed, update("a", "1"), other_eum_id);
  EXPECT_EQ(bench.verdict(update("a", "1"), eum_id), "EXECUTED_SUCCESS");
  EXPECT_EQ(bench.verdict(update("b", "2"), eum_id), "EXECUTED_SUCCESS");
  EXPECT_EQ(bench.verdict(update("a", "3"), eum_id), "EXECUTED_SUCCESS");
  EXPECT_EQ(bench.record().eis.properties, (std::vector<es::EisProperty>{{"a", "3"}, {"b", "2"}}));
}

}  // namespace

}  // namespace sixline::tests::smsr
