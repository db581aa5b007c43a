// PROC-DL-07 to DL-13 at the SM-SR.
#include "tests/servers/flow/steps.hpp"

namespace sixline::servers::flow {
namespace {

class CreateIsdPTest : public testing::Test {
 protected:
  CreateIsdPTest() {
    steps.eis.remaining_memory = 1000;
    es::EisProfile& entry = steps.add("8901", 0x0011, es::ProfileState::InCreation);
    entry.fall_back = false;
    entry.allocated_memory = 300;
    steps.transaction.kind = Kind::CreateIsdP;
    steps.transaction.answer_to = AnswerTo::Es3;
    steps.transaction.iccid = "8901";
    steps.transaction.isd_p_aid = isd_p(0x0011);
    steps.transaction.memory = 300;
  }
  std::string present() {
    return "E316"
           "4F10" +
           host::to_hex(isd_p(0x0011)) +
           "9F700107"
           "9000";
  }
  Steps steps;
};

TEST_F(CreateIsdPTest, CreatesAndCountsTheMemory) {
  EXPECT_EQ(sent(steps.step(Started{})).substr(4, 8), "80E60C00");
  const Actions actions = steps.answer("009000");
  ASSERT_NE(answered(actions), nullptr);
  EXPECT_TRUE(answered(actions)->status.ok());
  EXPECT_EQ(answered(actions)->isd_p_aid, isd_p(0x0011));
  EXPECT_EQ(steps.eis.profiles[0].state, es::ProfileState::Created);
  EXPECT_EQ(steps.eis.remaining_memory, 700u);
  EXPECT_TRUE(steps.transaction.ended());
}

TEST_F(CreateIsdPTest, ARefusalRemovesTheEntry) {
  for (const auto& [word, failure] :
       {std::pair{"6A84", es::Failure::Memory}, std::pair{"6985", es::Failure::CardRefused}}) {
    Steps fresh = steps;
    fresh.step(Started{});
    const Actions actions = fresh.answer(word);
    EXPECT_TRUE(answered(actions)->status.is(failure));
    EXPECT_TRUE(fresh.eis.profiles.empty());
  }
}

TEST_F(CreateIsdPTest, ALostAnswerIsLookedUp) {
  steps.step(Started{});
  EXPECT_EQ(sent(steps.step(CardSilent{})).substr(4, 4), "80F2");
  EXPECT_TRUE(answered(steps.answer(present()))->status.ok());
}

TEST_F(CreateIsdPTest, WhatTheCardDoesNotHaveIsSentAgain) {
  steps.step(Started{});
  steps.step(CardSilent{});
  EXPECT_EQ(sent(steps.answer("6A88")).substr(4, 4), "80E6");
}

TEST_F(CreateIsdPTest, InDoubtTheEntryStaysForTheCleanUp) {
  steps.step(Started{});
  for (int i = 0; i < 2; ++i) steps.step(CardSilent{});
  const Actions actions = steps.step(CardSilent{});
  ASSERT_NE(answered(actions), nullptr);
  EXPECT_EQ(answered(actions)->status.execution, es::Execution::Expired);
  EXPECT_EQ(steps.eis.profiles[0].state, es::ProfileState::Created);
  EXPECT_TRUE(steps.suspect);
}

TEST_F(CreateIsdPTest, NeverDeliveredMeansNothingWasCreated) {
  steps.step(Started{});
  for (int i = 0; i < 2; ++i) EXPECT_EQ(sent(steps.step(CardUnreachable{})).substr(4, 4), "80E6");
  const Actions actions = steps.step(CardUnreachable{});
  EXPECT_TRUE(answered(actions)->status.is(es::Failure::TimeToLive));
  EXPECT_TRUE(steps.eis.profiles.empty());
}

TEST_F(CreateIsdPTest, AnswersToOlderScriptsDoNotCount) {
  steps.step(Started{});
  steps.step(CardSilent{});
  Context context{steps.eis, 0, false};
  EXPECT_TRUE(flow::step(steps.transaction, CardAnswered{r_apdu("6985"), 1}, context).empty());
  EXPECT_EQ(steps.eis.profiles.size(), 1u);
}

}  // namespace
}  // namespace sixline::servers::flow
