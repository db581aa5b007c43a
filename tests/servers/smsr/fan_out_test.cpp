// Who hears what, on which line, and who does not.  [SGP.02 §3.20, §3.21] (PROC-FAN, PROC-PLMA-05,
// PROC-ONC-01)
#include "servers/smsr/visit.hpp"
#include "tests/servers/smsr/bench.hpp"
#include "tests/servers/smsr/card_messages.hpp"

namespace sixline::tests::smsr {

namespace {

using Names = std::vector<std::string>;
/// As Bench::notified() says it.
std::string to(const std::string& id, const std::string& function) {
  return id.substr(id.rfind('.') + 1) + ":" + function;
}

class FanOut : public testing::TestWithParam<const char*> {
 protected:
  std::string name() const { return GetParam(); }
  std::string news() const { return "Handle" + name() + "Notification"; }
  bool downloaded() const { return name() == "ProfileDownloaded"; }

  /// `owner`, `requester`: who hears what of a change of a gold profile.
  Names told(const std::string& owner, const std::string& requester, const std::string& smdp = smdp_id) {
    bench.unit([&](store::Unit& unit) {
      Visit visit(office, unit, bench.effects, bench.now);
      const ProfileChange change{name(), eid, disabled_iccid, owner, smdp, "gold", requester, bench.now, {}};
      return fan_out(visit, change, nullptr);
    });
    return bench.notified();
  }
  /// What is told to the owner where it is told at all.
  Names owner_alone() const { return downloaded() ? Names{} : Names{to(operator_id, "ES4." + news())}; }

  Bench bench;
  SmSrOffice office = bench.office();
};

INSTANTIATE_TEST_SUITE_P(, FanOut,
                         testing::Values("ProfileEnabled", "ProfileDisabled", "ProfileDeleted",
                                         "ProfileDownloaded", "ProfilePOL2Updated", "FallBackAttributeSet",
                                         "FallBackAttributeUnset", "EmergencyProfileAttributeSet",
                                         "EmergencyProfileAttributeUnset"),
                         [](const auto& tested) { return std::string(tested.param); });

TEST_P(FanOut, TellsTheOwnerWhoDidNotAsk) {
  EXPECT_EQ(told(operator_id, {}), owner_alone());
  EXPECT_EQ(told(operator_id, other_operator_id), owner_alone());
  EXPECT_EQ(told(operator_id, operator_id), Names{});
}

TEST_P(FanOut, TellsM2mSpsWhatTheyAreGranted) {
  bench.grant({operator_id, "gold", m2m_sp_id, {news()}});
  bench.grant({operator_id, "gold", other_m2m_sp_id, {"HandleNothing", "EnableProfile"}});
  bench.grant({operator_id, "silver", other_m2m_sp_id, {news()}});
  bench.grant({other_operator_id, "gold", other_m2m_sp_id, {news()}});
  Names expected = owner_alone();
  expected.push_back(to(m2m_sp_id, "ES4." + news()));
  EXPECT_EQ(told(operator_id, {}), expected);
  // PROC-FAN-01: never the requester, whoever he is
  EXPECT_EQ(told(operator_id, m2m_sp_id), owner_alone());
  EXPECT_EQ(told(operator_id, operator_id), Names{to(m2m_sp_id, "ES4." + news())});
}

/// PROC-ONC-01: a filter of the owner's for its own profiles, and for nobody else
TEST_P(FanOut, LeavesOutWhatTheOwnerDoesNotWant) {
  bench.grant({operator_id, "gold", m2m_sp_id, {news()}});
  bench.mute({operator_id, "gold", {news()}});
  EXPECT_EQ(told(operator_id, {}), Names{to(m2m_sp_id, "ES4." + news())});
  bench.mute({operator_id, "gold", {"HandleProfileOtherNotification"}});
  bench.mute({operator_id, "silver", {news()}});
  bench.mute({other_operator_id, "gold", {news()}});
  Names expected = owner_alone();
  expected.push_back(to(m2m_sp_id, "ES4." + news()));
  EXPECT_EQ(told(operator_id, {}), expected);
}

/// PROC-ONC-03: what was configured before it lost its support does not hold
TEST_P(FanOut, SendsAllWithoutSupportOfOnc) {
  bench.mute({operator_id, "gold", {news()}});
  office.supports_onc = false;
  EXPECT_EQ(told(operator_id, {}), owner_alone());
}

/// PROC-FAN-02, offcard 4.7: the SM-DP has to know whom it is for
TEST_P(FanOut, GoesThroughTheSmDpWithTheOperatorsName) {
  bench.grant({carried_operator_id, "gold", m2m_sp_id, {news()}});
  bench.grant({operator_id, "gold", carried_operator_id, {news()}});
  for (const std::string& owner : {carried_operator_id, operator_id}) {
    bench.unit([&](store::Unit& unit) {
      Visit visit(office, unit, bench.effects, bench.now);
      const ProfileChange change{name(), eid, disabled_iccid, owner, smdp_id, "gold", {}, bench.now, {}};
      return fan_out(visit, change, nullptr);
    });
    unsigned carried = 0;
    for (const Sent& message : bench.sent()) {
      const es::Value& content = message.message.content;
      EXPECT_EQ(content.text("Eid"), eid);
      EXPECT_EQ(content.text("Iccid"), disabled_iccid);
      EXPECT_EQ(content.time("CompletionTimestamp"), bench.now);
      if (message.message.function->interface != Interface::Es3) continue;
      EXPECT_EQ(message.recipient, smdp_id);
      EXPECT_EQ(message.url, "https://peer-" + smdp_id + "/esim-messaging/3/ES3/ES3SmDpService");
      EXPECT_EQ(content.text("Mno-id"), carried_operator_id);
      ++carried;
    }
    EXPECT_EQ(carried, downloaded() && owner == carried_operator_id ? 0u : 1u) << owner;
  }
}

TEST_P(FanOut, SaysWhomItCannotReach) {
  EXPECT_EQ(told(carried_operator_id, {}, {}), Names{});
  EXPECT_EQ(told(stranger_id, {}, stranger_id), Names{});
  if (downloaded()) return;
  EXPECT_EQ(bench.effects.log.back().level, lines::LogLine::Level::Warning);
  EXPECT_NE(bench.effects.log.back().text.find("no way to " + stranger_id), std::string::npos);
}

// Through the desk
class News : public testing::Test {
 protected:
  Bench bench;
};

TEST_F(News, PolicyIsToldToAllButItsOwner) {
  const std::string news = "HandleProfilePOL2UpdatedNotification";
  bench.grant({operator_id, "gold", m2m_sp_id, {news}});
  const auto update = [&](Interface interface) {
    es::Message request = bench.request(interface, "UpdatePolicyRules");
    es::write_pol2(request.content.add("pol2"),
                   {{{es::PolicyAction::Delete, es::PolicyQualification::NotAllowed}}});
    return request;
  };
  EXPECT_EQ(bench.verdict(update(Interface::Es4), operator_id), "EXECUTED_SUCCESS");
  const auto sent = bench.sent();
  ASSERT_EQ(sent.size(), 1u);
  EXPECT_EQ(sent[0].recipient, m2m_sp_id);
  EXPECT_EQ(es::read_pol2(*sent[0].message.content.find("pol2")).rules.size(), 1u);
  // Its SM-DP acts for it (PROC-POL-25).
  EXPECT_EQ(bench.verdict(update(Interface::Es3), smdp_id), "EXECUTED_SUCCESS");
  EXPECT_EQ(bench.notified(), Names{to(m2m_sp_id, "ES4." + news)});
}

TEST_F(News, DownloadIsToldOnce) {
  const std::string news = "HandleProfileDownloadedNotification";
  bench.grant({operator_id, "gold", m2m_sp_id, {news}});
  const auto complete = [&] {
    es::Message request = bench.request(Interface::Es3, "ProfileDownloadCompleted", created_iccid);
    request.content.set("ProfileType", "gold");
    return request;
  };
  EXPECT_EQ(bench.verdict(complete(), smdp_id), "EXECUTED_SUCCESS");
  EXPECT_EQ(bench.notified(), Names{to(m2m_sp_id, "ES4." + news)});
  EXPECT_EQ(bench.verdict(complete(), smdp_id), "EXECUTED_SUCCESS");  // said again under another name
  EXPECT_EQ(bench.notified(), Names{});
}

/// PROC-PLMA-05
TEST_F(News, GrantIsToldToWhomItIsGiven) {
  const std::string news = "HandlePLMASettingNotification";
  const auto set = [&](Interface interface, const std::string& beneficiary) {
    es::Message request = bench.request(interface, "SetPLMA");
    if (interface == Interface::Es3) request.content.set("Mno-id", operator_id);
    es::write_plma(request.content.add("Plma"), {operator_id, "gold", beneficiary, {"GetEIS"}});
    return request;
  };
  EXPECT_EQ(bench.verdict(set(Interface::Es4a, m2m_sp_id), operator_id), "EXECUTED_SUCCESS");
  EXPECT_EQ(bench.notified(), Names{to(m2m_sp_id, "ES4." + news)});
  EXPECT_EQ(bench.verdict(set(Interface::Es3, other_operator_id), smdp_id), "EXECUTED_SUCCESS");
  EXPECT_EQ(bench.notified(), Names{to(other_operator_id, "ES4." + news)});
  EXPECT_EQ(bench.verdict(set(Interface::Es3, carried_operator_id), smdp_id), "EXECUTED_SUCCESS");
  const auto sent = bench.sent();
  ASSERT_EQ(sent.size(), 1u);
  EXPECT_EQ(sent[0].recipient, smdp_id);
  EXPECT_EQ(sent[0].message.content.text("Mno-id"), carried_operator_id);
  EXPECT_EQ(es::read_plma(*sent[0].message.content.find("Plma")).m2m_sp_id, carried_operator_id);
  EXPECT_EQ(bench.verdict(set(Interface::Es4a, carried_operator_id), operator_id), "EXECUTED_SUCCESS");
  EXPECT_EQ(bench.notified(), Names{});  // nobody knows the way
}

/// PROC-FAN-02: on ES4A nobody brought the news who could carry it on; the SM-DP of the recipient can
TEST_F(News, GrantToAnOperatorWithoutEs4GoesByItsSmDp) {
  lines::Peer carried = *bench.peers.find(carried_operator_id);
  const auto set = [&] {
    es::Message request = bench.request(Interface::Es4a, "SetPLMA");
    es::write_plma(request.content.add("Plma"), {operator_id, "gold", carried_operator_id, {"GetEIS"}});
    return request;
  };
  for (const std::string& nobody : {stranger_id, m2m_sp_id, carried_operator_id}) {
    carried.served_by = nobody;
    bench.peers.add(carried);
    EXPECT_EQ(bench.verdict(set(), operator_id), "EXECUTED_SUCCESS");
    EXPECT_EQ(bench.notified(), Names{}) << nobody;
  }
  carried.served_by = other_smdp_id;
  bench.peers.add(carried);
  EXPECT_EQ(bench.verdict(set(), operator_id), "EXECUTED_SUCCESS");
  const auto sent = bench.sent();
  ASSERT_EQ(sent.size(), 1u);
  EXPECT_EQ(sent[0].recipient, other_smdp_id);
  EXPECT_EQ(es::qualified_name(*sent[0].message.function), "ES3.HandlePLMASettingNotification");
  EXPECT_EQ(sent[0].message.content.text("Mno-id"), carried_operator_id);
}

// What a card says of itself
/// PROC-FAN-06: nobody asked, so everybody entitled hears of both profiles
TEST_F(News, FallBackIsToldToTheOwnersOfBothProfiles) {
  bench.switch_over();
  bench.grant({operator_id, "gold", m2m_sp_id, {"HandleProfileDisabledNotification"}});
  CardMessages card(bench);
  card.notify(servers::flow::NotificationType::FallBack, 7, fall_back_iccid);
  EXPECT_EQ(bench.profile(fall_back_iccid).state, es::ProfileState::Enabled);
  EXPECT_EQ(bench.profile(disabled_iccid).state, es::ProfileState::Disabled);
  EXPECT_EQ(bench.notified(), Names{});  // not before the card has its confirmation, or cannot be reached
  card.notify(servers::flow::NotificationType::FallBack, 7, fall_back_iccid);
  bench.pass(86'401);
  EXPECT_EQ(bench.notified(), (Names{to(operator_id, "ES4.HandleProfileDisabledNotification"),
                                     to(m2m_sp_id, "ES4.HandleProfileDisabledNotification"),
                                     to(bootstrap_operator_id, "ES4.HandleProfileEnabledNotification")}));
  EXPECT_EQ(bench.audit().size(), 1u);  // the repetition is no second fact
}

TEST_F(News, FirstAttachmentAndRollBackAreNoNews) {
  CardMessages card(bench);
  card.notify(servers::flow::NotificationType::FirstAttachment, 1, fall_back_iccid);
  card.notify(servers::flow::NotificationType::RolledBack, 2, fall_back_iccid);
  bench.pass(86'401);
  EXPECT_EQ(bench.notified(), Names{});
  EXPECT_EQ(bench.audit().size(), 2u);
}

TEST_F(News, NotificationOfAnotherCardOrWithOtherKeysLeavesNoTrace) {
  CardMessages card(bench);
  const std::string before = bench.snapshot();
  const std::size_t entries = bench.audit().size();
  card.notify(servers::flow::NotificationType::FallBack, 7, disabled_iccid, other_eid);
  card.with_key(0x77);
  card.notify(servers::flow::NotificationType::FallBack, 8, disabled_iccid);
  EXPECT_EQ(bench.snapshot(), before);
  EXPECT_EQ(bench.audit().size(), entries);
  EXPECT_EQ(bench.notified(), Names{});
}

}  // namespace

}  // namespace sixline::tests::smsr
