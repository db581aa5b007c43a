// PROC-EN, PROC-DIS, PROC-DEL, PROC-NOT, PROC-POL: switching and deleting profiles.  [SGP.02 §3.2 to §3.6]
#include <algorithm>
#include <gtest/gtest.h>

#include "tests/scenario/world.hpp"

namespace sixline::tests::scenario {
namespace {

using es::Execution;
using es::Failure;
using es::PolicyAction;
using es::PolicyQualification;
using es::ProfileState;

const std::string bootstrap(bootstrap_iccid);

/// A world in which one profile of the Operator is installed.
class SwitchTest : public testing::Test {
 protected:
  std::string install(const std::string& last_digits, bool enable, const es::Pol2& pol2 = {},
                      std::optional<std::uint8_t> pol1 = {}) {
    host::profile::Personalisation values;
    values.iccid = "899990100000000" + last_digits;
    values.imsi = "001010000000" + last_digits;
    values.pol1 = pol1;
    const std::string iccid = world.stock(values, pol2);
    world.download(iccid, enable);
    world.settle();
    EXPECT_TRUE(world.answer && world.answer->status.execution == Execution::Success)
        << (world.answer ? world.answer->status.describe() : "no answer");
    world.notifications.clear();
    return iccid;
  }
  void expect(Failure failure) {
    ASSERT_TRUE(world.answer);
    // What travels is the code; several labels may share one.
    const es::FailureCode& code = es::code_of(failure);
    ASSERT_TRUE(world.answer->status.code) << world.answer->status.describe();
    EXPECT_EQ(world.answer->status.code->subject, code.subject) << world.answer->status.describe();
    EXPECT_EQ(world.answer->status.code->reason, code.reason) << world.answer->status.describe();
  }
  void expect_success() {
    ASSERT_TRUE(world.answer);
    EXPECT_EQ(world.answer->status.execution, Execution::Success) << world.answer->status.describe();
  }
  /// The lock is free and the card agrees with the EIS.
  void expect_settled(std::size_t profiles) {
    world.faults = {};
    EXPECT_EQ(world.profiles_after_audit(), profiles);
    EXPECT_EQ(es::breach_of(world.eis()), std::nullopt);
  }
  World world;
};

TEST_F(SwitchTest, ProcEn01To12EnablesAndTellsTheOthers) {
  const std::string iccid = install("101", false);
  world.enable(iccid);
  world.settle();
  expect_success();
  EXPECT_EQ(world.state_of(iccid), ProfileState::Enabled);
  EXPECT_EQ(world.state_of(bootstrap), ProfileState::Disabled);
  EXPECT_EQ(world.read_iccid(), iccid);
  ASSERT_EQ(world.notifications.size(), 1u);
  EXPECT_EQ(world.notifications[0].iccid, bootstrap);
  expect_settled(2);
}

TEST_F(SwitchTest, ProcEn01RefusesWhatIsNotDisabledOrNotOwned) {
  const std::string iccid = install("102", true);
  world.enable(iccid);
  expect(Failure::BadState);
  world.enable("8999901000000009999");
  expect(Failure::IccidUnknown);
  world.acting = bootstrap_operator_id;
  world.enable(iccid);
  expect(Failure::NotAllowed);
  world.acting = "9.9";
  world.enable(iccid);
  expect(Failure::CallerUnknown);
  world.acting = smdp_id;
  world.enable(iccid);
  expect(Failure::CallerDenied);
  world.acting = operator_id;
  world.enable(iccid, 1);
  expect(Failure::BadState);
}

TEST_F(SwitchTest, ProcEn02Pol2OfTheEnabledProfileForbids) {
  const std::string pinned =
      install("103", true, {{{PolicyAction::Disable, PolicyQualification::NotAllowed}}});
  const std::string other = install("104", false);
  const unsigned packets = world.packets;
  world.enable(other);
  expect(Failure::Pol2);
  world.disable(pinned);
  expect(Failure::Pol2);
  EXPECT_EQ(world.packets, packets) << "POL2 is asked before any message to the card";
}

TEST_F(SwitchTest, ProcEn03Pol2OfTheTargetForbids) {
  const std::string iccid =
      install("105", false, {{{PolicyAction::Enable, PolicyQualification::NotAllowed}}});
  world.enable(iccid);
  expect(Failure::Pol2);
}

TEST_F(SwitchTest, ProcEn05Pol1OfTheEnabledProfileForbidsOnTheCard) {
  const std::string pinned = install("106", true, {}, std::uint8_t{0x01});
  const std::string other = install("107", false);
  world.enable(other);
  world.settle();
  expect(Failure::Pol1);
  world.disable(pinned);
  world.settle();
  expect(Failure::Pol1);
  EXPECT_EQ(world.state_of(pinned), ProfileState::Enabled);
  expect_settled(3);
}

TEST_F(SwitchTest, ProcEn10Pol1DeletesTheFormerProfileAfterTheConfirmation) {
  const std::string former = install("108", true, {}, std::uint8_t{0x04});
  const std::string next = install("109", false);
  world.enable(next);
  world.settle();
  expect_success();
  EXPECT_FALSE(world.knows(former));
  EXPECT_EQ(world.state_of(next), ProfileState::Enabled);
  expect_settled(2);
}

TEST_F(SwitchTest, ProcEn11Pol2DeletesTheFormerProfile) {
  const std::string former =
      install("110", true, {{{PolicyAction::Disable, PolicyQualification::AutoDelete}}});
  const std::string next = install("111", false);
  world.enable(next);
  world.settle();
  expect_success();
  EXPECT_FALSE(world.knows(former));
  expect_settled(2);
}

TEST_F(SwitchTest, ProcEn20To23WithoutNetworkTheCardRollsBack) {
  const std::string iccid = install("112", false);
  world.faults.without_network = {iccid};
  world.enable(iccid);
  world.settle(3600);
  expect(Failure::RolledBack);
  EXPECT_EQ(world.state_of(iccid), ProfileState::Disabled);
  EXPECT_EQ(world.state_of(bootstrap), ProfileState::Enabled);
  EXPECT_EQ(world.read_iccid(), bootstrap);
  EXPECT_TRUE(world.notifications.empty()) << "from the others' view nothing changed (PROC-EN-27)";
  expect_settled(2);
}

TEST_F(SwitchTest, ProcDl51ADownloadWhoseEnablingRollsBackEndsWithAWarning) {
  host::profile::Personalisation values;
  values.iccid = "899990100000000113";
  const std::string iccid = world.stock(values);
  world.faults.without_network = {iccid};
  world.download(iccid, true);
  world.settle(3600);
  ASSERT_TRUE(world.answer);
  EXPECT_EQ(world.answer->status.execution, Execution::Warning) << world.answer->status.describe();
  EXPECT_EQ(world.state_of(iccid), ProfileState::Disabled);
}

TEST_F(SwitchTest, ProcEn26ALateNotificationIsNotConfirmedSoTheCardRollsBack) {
  const std::string iccid = install("114", false);
  // The proof of receipt passes, the first notification is lost, the second comes after the validity period.
  world.faults.lose_message = world.messages + 2;
  world.enable(iccid, 30);
  world.settle(120);
  expect(Failure::NoResponse);
  EXPECT_EQ(world.answer->status.execution, Execution::Expired);
  world.pass(900);
  EXPECT_EQ(world.read_iccid(), bootstrap);
  EXPECT_EQ(world.state_of(bootstrap), ProfileState::Enabled);
  EXPECT_EQ(world.state_of(iccid), ProfileState::Disabled);
  expect_settled(2);
}

TEST_F(SwitchTest, ProcNot11ALostConfirmationIsSentAgain) {
  const std::string iccid = install("115", false);
  world.enable(iccid);
  const unsigned sent = world.packets;
  // Everything that follows the command is lost for a while: the confirmation goes to nowhere.
  bool armed = false;
  world.after_delivery = [&] {
    if (armed || world.packets != sent + 1) return;
    armed = true;
    world.faults.lose_to_card = 1;
  };
  world.settle(900);
  expect_success();
  EXPECT_EQ(world.state_of(iccid), ProfileState::Enabled);
  world.pass(600);
  EXPECT_EQ(world.read_iccid(), iccid) << "the card was released from roll-back";
  expect_settled(2);
}

TEST_F(SwitchTest, ProcTim04EveryLostAnswerOfAnEnablingIsSurvived) {
  const std::string iccid = install("116", false);
  for (unsigned k = 1; k <= 2; ++k) {
    SCOPED_TRACE("answer " + std::to_string(k));
    world.faults.lose_answer_to = world.packets + k;
    world.enable(iccid);
    world.settle(1200);
    expect_success();
    EXPECT_EQ(world.state_of(iccid), ProfileState::Enabled);
    expect_settled(2);
    world.disable(iccid);
    world.settle();
    expect_success();
  }
}

TEST_F(SwitchTest, ProcTim09TheSmSrMayDieAfterEveryStepOfASwitch) {
  const std::string iccid = install("117", false);
  for (bool before : {true, false})
    for (unsigned k = 1; k <= 2; ++k) {
      SCOPED_TRACE(std::string(before ? "before" : "after") + " packet " + std::to_string(k));
      const unsigned wanted = world.packets + k;
      bool killed = false;
      auto kill = [&] {
        if (killed || world.packets != wanted) return;
        killed = true;
        world.restart_sm_sr();
      };
      (before ? world.before_delivery : world.after_delivery) = kill;
      world.enable(iccid);
      world.settle(1200);
      world.before_delivery = {};
      world.after_delivery = {};
      EXPECT_TRUE(killed);
      expect_success();
      EXPECT_EQ(world.state_of(iccid), ProfileState::Enabled);
      world.disable(iccid);
      world.settle();
      expect_success();
    }
  expect_settled(2);
}

TEST_F(SwitchTest, ProcDis01To07DisablesToTheFallBackProfile) {
  const std::string iccid = install("118", true);
  world.disable(iccid);
  world.settle();
  expect_success();
  EXPECT_EQ(world.state_of(iccid), ProfileState::Disabled);
  EXPECT_EQ(world.state_of(bootstrap), ProfileState::Enabled);
  EXPECT_EQ(world.read_iccid(), bootstrap);
  world.disable(iccid);
  expect(Failure::BadState);
  world.acting = bootstrap_operator_id;
  world.disable(bootstrap);
  expect(Failure::EuiccRefused);
  expect_settled(2);
}

TEST_F(SwitchTest, ProcDis10RollsBackWhenTheFallBackProfileHasNoNetwork) {
  const std::string iccid = install("119", true);
  world.faults.without_network = {bootstrap};
  world.disable(iccid);
  world.settle(3600);
  expect(Failure::RolledBack);
  EXPECT_EQ(world.state_of(iccid), ProfileState::Enabled);
  EXPECT_EQ(world.read_iccid(), iccid);
  expect_settled(2);
}

TEST_F(SwitchTest, ProcDel04DeletesADisabledProfile) {
  const std::string iccid = install("120", false);
  world.remove(iccid);
  world.settle();
  expect_success();
  EXPECT_FALSE(world.knows(iccid));
  const es::Eis eis = world.eis();
  EXPECT_EQ(eis.remaining_memory, eis.available_memory);
  world.remove(iccid);
  expect(Failure::IccidUnknown);
  expect_settled(1);
}

TEST_F(SwitchTest, ProcDel03AnEnabledProfileIsDisabledFirst) {
  const std::string iccid = install("121", true);
  world.remove(iccid);
  world.settle();
  expect_success();
  EXPECT_FALSE(world.knows(iccid));
  EXPECT_EQ(world.state_of(bootstrap), ProfileState::Enabled);
  EXPECT_EQ(world.read_iccid(), bootstrap);
  expect_settled(1);
}

TEST_F(SwitchTest, ProcDel01To04PoliciesAndAttributesProtect) {
  const std::string by_pol2 =
      install("122", false, {{{PolicyAction::Delete, PolicyQualification::NotAllowed}}});
  const std::string by_pol1 = install("123", false, {}, std::uint8_t{0x02});
  world.remove(by_pol2);
  expect(Failure::Pol2);
  world.remove(by_pol1);
  world.settle();
  expect(Failure::Pol1);
  world.acting = bootstrap_operator_id;
  world.remove(bootstrap);
  expect(Failure::FallBackAttribute);
  world.acting = operator_id;
  expect_settled(3);
}

TEST_F(SwitchTest, ProcDel08ALostAnswerIsFoundOut) {
  for (bool command_lost : {false, true}) {
    const std::string iccid = install(command_lost ? "124" : "125", false);
    if (command_lost)
      world.faults.lose_to_card = 1;
    else
      world.faults.lose_answer_to = world.packets + 1;
    world.remove(iccid);
    world.settle(900);
    expect_success();
    EXPECT_FALSE(world.knows(iccid));
    expect_settled(1);
  }
}

TEST_F(SwitchTest, ProcGen13NothingElseWhileASwitchIsUnderWay) {
  const std::string first = install("126", false);
  const std::string second = install("127", false);
  world.faults.lose_to_card = 1;
  world.enable(first);
  world.enable(second);
  expect(Failure::Busy);
  world.remove(second);
  expect(Failure::Busy);
  world.audit();
  expect(Failure::Busy);
}

TEST_F(SwitchTest, ProcTim03WhatCannotBeDeliveredExpires) {
  const std::string iccid = install("128", false);
  world.faults.undeliverable = true;
  world.enable(iccid);
  world.settle(60);
  expect(Failure::TimeToLive);
  EXPECT_EQ(world.answer->status.execution, Execution::Expired);
  EXPECT_EQ(world.state_of(iccid), ProfileState::Disabled);
  expect_settled(2);
}

TEST_F(SwitchTest, ProcAud01EveryOperationLeavesARecord) {
  const std::string iccid = install("129", true);
  std::vector<es::AuditOperation> operations;
  for (const es::AuditRecord& record : world.eis().audit_trail) operations.push_back(record.operation);
  // One for each run of TLVs.
  operations.erase(std::unique(operations.begin(), operations.end()), operations.end());
  const std::vector<es::AuditOperation> expected{
      es::AuditOperation::FirstAttachment, es::AuditOperation::CreateIsdP, es::AuditOperation::SendData,
      es::AuditOperation::ChangeSucceeded, es::AuditOperation::EnableProfile};
  EXPECT_EQ(operations, expected);
}

TEST_F(SwitchTest, ProcEis01ViewsShowOnlyWhatBelongsToTheCaller) {
  install("130", false);
  es::GetEis request{{std::string(smdp_id), std::string(operator_id), "view", 0}, std::string(test_eid)};
  const auto seen = world.sm_sr->call(servers::flow::AnswerTo::Es3, request);
  ASSERT_TRUE(seen && seen->eis);
  EXPECT_EQ(seen->eis->profiles.size(), 1u);
  EXPECT_TRUE(seen->eis->isd_r.key_sets.empty());
  EXPECT_TRUE(seen->eis->audit_trail.empty());
  EXPECT_FALSE(seen->eis->signed_block.ecasd.key_sets.empty());
  world.audit();
  world.settle();
  ASSERT_TRUE(world.answer && world.answer->eis);
  EXPECT_TRUE(world.answer->eis->signed_block.ecasd.key_sets.empty());
  EXPECT_EQ(world.answer->eis->profiles.size(), 1u);
}

}  // namespace
}  // namespace sixline::tests::scenario
