// PROC-EN and PROC-DIS at the SM-SR, without a card.
#include "tests/servers/flow/steps.hpp"

namespace sixline::servers::flow {
namespace {

class SwitchProfileTest : public testing::Test {
 protected:
  SwitchProfileTest() {
    steps.add("from", 0x0010, es::ProfileState::Enabled);
    steps.add("to", 0x0011, es::ProfileState::Disabled);
    steps.transaction.kind = Kind::EnableProfile;
    steps.transaction.answer_to = AnswerTo::Es4;
    steps.transaction.caller.id = "mno-to";
    steps.transaction.iccid = steps.transaction.to_iccid = "to";
    steps.transaction.isd_p_aid = isd_p(0x0011);
    steps.transaction.from_iccid = "from";
  }
  Notified notification(NotificationType type, std::uint16_t number_of_isd_p) {
    return Notified{{"", type, 5, isd_p(number_of_isd_p), {}}};
  }
  es::ProfileState state(const std::string& iccid) { return steps.eis.find(iccid)->state; }
  Steps steps;
};

TEST_F(SwitchProfileTest, TheEisFollowsTheNotificationNotTheAnswer) {
  steps.step(Started{});
  EXPECT_TRUE(steps.answer("9000").empty());
  EXPECT_EQ(state("to"), es::ProfileState::Disabled);
  const Actions confirm = steps.step(notification(NotificationType::ChangeSucceeded, 0x0011));
  EXPECT_EQ(sent(confirm).substr(4), "80E28900073A08044E02000500");
  EXPECT_EQ(state("to"), es::ProfileState::Enabled);
  EXPECT_EQ(answered(confirm), nullptr);
  const Actions end = steps.answer("9000");
  ASSERT_NE(answered(end), nullptr);
  EXPECT_TRUE(answered(end)->status.ok());
  EXPECT_EQ(notified(end), std::vector{es::ProfileEvent::Disabled});
}

TEST_F(SwitchProfileTest, RefusalsOfTheCardKeepTheirMeaning) {
  for (const auto& [word, failure] :
       {std::pair{"69E1", es::Failure::Pol1}, std::pair{"6985", es::Failure::CardRefused},
        std::pair{"6A88", es::Failure::CardRefused}}) {
    Steps fresh = steps;
    fresh.step(Started{});
    EXPECT_TRUE(answered(fresh.answer(word))->status.is(failure)) << word;
    EXPECT_EQ(fresh.eis.find("from")->state, es::ProfileState::Enabled);
  }
}

TEST_F(SwitchProfileTest, DeletedByPol1IsReadFromTheConfirmation) {
  steps.step(Started{});
  steps.answer("9000");
  steps.step(notification(NotificationType::ChangeSucceeded, 0x0011));
  const Actions end = steps.answer("80124F10" + host::to_hex(isd_p(0x0010)) + "9000");
  EXPECT_EQ(steps.eis.find("from"), nullptr);
  EXPECT_EQ(notified(end).back(), es::ProfileEvent::Deleted);
}

TEST_F(SwitchProfileTest, AFailedPol2DeletionIsAWarning) {
  steps.eis.find("from")->fall_back = false;
  steps.eis.find("from")->pol2.rules = {{es::PolicyAction::Disable, es::PolicyQualification::AutoDelete}};
  steps.step(Started{});
  steps.answer("9000");
  steps.step(notification(NotificationType::ChangeSucceeded, 0x0011));
  EXPECT_EQ(sent(steps.answer("9000")).substr(4, 8), "80E40040");
  EXPECT_EQ(answered(steps.answer("69E1"))->status.execution, es::Execution::Warning);
  EXPECT_EQ(state("from"), es::ProfileState::Disabled);
}

TEST_F(SwitchProfileTest, TheFallBackProfileIsNeverDeletedByPolicy) {
  steps.eis.find("from")->pol2.rules = {{es::PolicyAction::Disable, es::PolicyQualification::AutoDelete}};
  steps.step(Started{});
  steps.answer("9000");
  steps.step(notification(NotificationType::ChangeSucceeded, 0x0011));
  const Actions end = steps.answer("9000");
  EXPECT_TRUE(sent(end).empty());
  EXPECT_EQ(answered(end)->status.execution, es::Execution::Success);
}

TEST_F(SwitchProfileTest, RollBackIsConfirmedAndAnsweredAsFailed) {
  steps.step(Started{});
  steps.answer("9000");
  steps.step(notification(NotificationType::RolledBack, 0x0010));
  const Actions end = steps.answer("9000");
  EXPECT_TRUE(answered(end)->status.is(es::Failure::RolledBack));
  EXPECT_TRUE(notified(end).empty());
  EXPECT_EQ(state("from"), es::ProfileState::Enabled);
}

TEST_F(SwitchProfileTest, AfterTheValidityPeriodSuccessIsNotConfirmed) {
  steps.step(Started{});
  steps.answer("9000");
  EXPECT_TRUE(answered(steps.step(ValidityEnded{}))->status.is(es::Failure::NoResponse));
  EXPECT_TRUE(steps.step(notification(NotificationType::ChangeSucceeded, 0x0011)).empty());
  EXPECT_EQ(state("to"), es::ProfileState::Disabled);
  EXPECT_FALSE(steps.transaction.ended());
  EXPECT_FALSE(sent(steps.step(notification(NotificationType::RolledBack, 0x0010))).empty());
  const Actions end = steps.answer("9000");
  EXPECT_EQ(answered(end), nullptr) << "the requester has its answer already";
  EXPECT_TRUE(steps.transaction.ended());
}

TEST_F(SwitchProfileTest, AMissingConfirmationAnswerDelaysButDoesNotSpoil) {
  steps.step(Started{});
  steps.answer("9000");
  steps.step(notification(NotificationType::ChangeSucceeded, 0x0011));
  EXPECT_FALSE(sent(steps.step(CardSilent{})).empty());
  EXPECT_FALSE(sent(steps.step(CardSilent{})).empty());
  const Actions end = steps.step(CardSilent{});
  EXPECT_TRUE(answered(end)->status.ok());
  EXPECT_TRUE(steps.suspect);
}

TEST_F(SwitchProfileTest, OnlyFittingNotificationsBelongToIt) {
  steps.step(Started{});
  steps.answer("9000");
  const auto fits = [&](NotificationType type, std::uint16_t number) {
    return awaits(steps.transaction, steps.eis, {"", type, 1, isd_p(number), {}});
  };
  EXPECT_TRUE(fits(NotificationType::ChangeSucceeded, 0x0011));
  EXPECT_TRUE(fits(NotificationType::RolledBack, 0x0010));
  EXPECT_FALSE(fits(NotificationType::ChangeSucceeded, 0x0010));
  EXPECT_FALSE(fits(NotificationType::RolledBack, 0x0011));
  EXPECT_FALSE(fits(NotificationType::FirstAttachment, 0x0011));
}

TEST_F(SwitchProfileTest, ADamagedSavedFormIsAnError) {
  nlohmann::json saved = to_json(steps.transaction);
  saved["stage"] = 99;
  EXPECT_FALSE(transaction_from_json(saved));
  saved = to_json(steps.transaction);
  saved.erase("to");
  EXPECT_FALSE(transaction_from_json(saved));
  saved = to_json(steps.transaction);
  saved["isdPAid"] = "XY";
  EXPECT_FALSE(transaction_from_json(saved));
}

}  // namespace
}  // namespace sixline::servers::flow
