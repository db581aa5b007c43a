// ES3.SendData at the SM-SR: cut between TLVs, stop at the first error (PROC-DL-20).
#include "tests/servers/flow/steps.hpp"

namespace sixline::servers::flow {
namespace {

Steps sending(ByteString data) {
  Steps steps;
  steps.transaction.kind = Kind::SendData;
  steps.transaction.answer_to = AnswerTo::Es3;
  steps.transaction.isd_p_aid = isd_p(0x0011);
  steps.transaction.data = std::move(data);
  return steps;
}

ByteString segment(std::size_t size) {
  ByteString out{0x86, 0x82, static_cast<std::uint8_t>(size >> 8), static_cast<std::uint8_t>(size)};
  out.resize(4 + size, 0xAB);
  return out;
}

const SendToCard& script(const Actions& actions) {
  return std::get<SendToCard>(actions.at(0));
}

TEST(SendData, ApdusGoToTheIsdRAndTunnelledTlvsToTheIsdP) {
  Steps apdus =
      sending(*host::from_hex("220480CA0000"
                              "220480CA0001"));
  const Actions first = apdus.step(Started{});
  EXPECT_TRUE(script(first).definite);
  EXPECT_EQ(host::to_hex(script(first).tar.bytes), "000001");
  EXPECT_EQ(script(first).commands, apdus.transaction.data);
  Steps tunnelled =
      sending(*host::from_hex("840130"
                              "850133"));
  const Actions second = tunnelled.step(Started{});
  EXPECT_FALSE(script(second).definite);
  EXPECT_EQ(host::to_hex(script(second).tar.bytes), "000011");
}

TEST(SendData, LongRunsAreCutBetweenTlvs) {
  ByteString data;
  for (int i = 0; i < 3; ++i) host::append(data, segment(1016));
  Steps steps = sending(data);
  EXPECT_EQ(script(steps.step(Started{})).commands, segment(1016));
  EXPECT_EQ(script(steps.step(CardAnswered{*host::from_hex("8600")})).commands, segment(1016));
  EXPECT_EQ(script(steps.step(CardAnswered{*host::from_hex("8600")})).commands, segment(1016));
  const Actions last = steps.step(CardAnswered{*host::from_hex("860155")});
  ASSERT_NE(answered(last), nullptr);
  EXPECT_EQ(host::to_hex(answered(last)->euicc_response), "86008600860155");
}

TEST(SendData, AnErrorEndsTheRun) {
  for (const char* bad : {"9F460102", "23026985", "230100"}) {
    Steps steps = sending(host::concat({segment(1016), segment(1016)}));
    steps.step(Started{});
    const Actions actions = steps.step(CardAnswered{*host::from_hex(bad)});
    ASSERT_NE(answered(actions), nullptr) << bad;
    EXPECT_TRUE(answered(actions)->status.is(es::Failure::IsdPRefused));
    EXPECT_EQ(host::to_hex(answered(actions)->euicc_response), bad);
    EXPECT_TRUE(steps.transaction.ended());
  }
}

TEST(SendData, WhatIsNoRunOfTlvsIsRefused) {
  Steps steps = sending(*host::from_hex("2210"));
  EXPECT_TRUE(answered(steps.step(Started{}))->status.is(es::Failure::ParameterInvalid));
}

TEST(SendData, ALostAnswerIsReportedAndNothingRepeated) {
  Steps steps = sending(segment(100));
  steps.step(Started{});
  const Actions actions = steps.step(CardSilent{});
  EXPECT_TRUE(sent(actions).empty());
  EXPECT_TRUE(answered(actions)->status.is(es::Failure::NoResponse));
}

/// What reached the card, or was to, is written down once, when it ends (PROC-GEN-16, PROC-AUD-03).
TEST(SendData, LeavesARecordHoweverItEnds) {
  struct Case {
    Event event;
    es::Execution execution;
  };
  for (const Case& row :
       {Case{CardAnswered{*host::from_hex("8600")}, es::Execution::Success},
        Case{CardAnswered{*host::from_hex("9F460102")}, es::Execution::Failed},
        Case{CardSilent{}, es::Execution::Expired}, Case{ValidityEnded{}, es::Execution::Expired}}) {
    Steps steps = sending(segment(100));
    steps.add("8901", 0x0011, es::ProfileState::Created);
    steps.transaction.function = "ES3.SendData";
    steps.transaction.caller = {"dp", "mno", "call-1", 60};
    steps.step(Started{});
    EXPECT_TRUE(steps.eis.audit_trail.empty()) << "it has not ended";
    steps.step(row.event);
    ASSERT_EQ(steps.eis.audit_trail.size(), 1u);
    const es::AuditRecord& record = steps.eis.audit_trail[0];
    EXPECT_EQ(record.operation, es::AuditOperation::SendData);
    EXPECT_EQ(record.requester, "mno");
    EXPECT_EQ(record.isd_p_aid, isd_p(0x0011));
    EXPECT_EQ(record.iccid, "8901");
    ASSERT_TRUE(record.status);
    EXPECT_EQ(record.status->execution, row.execution);
  }
}

/// PROC-CP-01
TEST(SendData, OfConnectivityParametersLeavesARecordOfItsOwn) {
  Steps steps = sending(segment(100));
  steps.transaction.function = "ES3.UpdateConnectivityParameters";
  steps.step(Started{});
  steps.step(CardAnswered{*host::from_hex("8600")});
  ASSERT_EQ(steps.eis.audit_trail.size(), 1u);
  EXPECT_EQ(steps.eis.audit_trail[0].operation, es::AuditOperation::UpdateConnectivityParameters);
}

TEST(SendData, LeavesNoRecordOfWhatNeverWentToTheCard) {
  Steps steps = sending(*host::from_hex("2210"));
  steps.step(Started{});
  EXPECT_TRUE(steps.eis.audit_trail.empty());
}

}  // namespace
}  // namespace sixline::servers::flow
