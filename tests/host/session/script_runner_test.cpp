#include <gtest/gtest.h>

#include "host/session/script.hpp"
#include "tests/host/session/scripted_card.hpp"

namespace sixline::host::session {
namespace {

/// A card with one fixture and one secure channel that sets the first byte of the class.
class FakeScriptCard : public ScriptCard {
 public:
  explicit FakeScriptCard(ScriptedCard& card) : session_(card) {}
  CardSession& session() override { return session_; }
  bool offers(std::string_view feature) const override { return feature == "aes"; }
  Result<void> load(std::string_view fixture, Variables& variables) override {
    if (fixture == "unknown") return fail(ErrorCode::NotFound, "no fixture of that name");
    variables["isdp1"] = hex("A0A1");
    return {};
  }
  Result<void> secure(const std::vector<std::string>& words) override {
    target_ = words[0];
    return {};
  }
  Result<Reply> transmit_secured(Bytes command) override {
    return session_.transmit_raw(concat({hex("84C20000"), command}));
  }
  std::string target_;

 private:
  CardSession session_;
};

ScriptResult run(ScriptedCard& card, std::string_view text) {
  auto script = parse_script("test.apdu", text);
  EXPECT_TRUE(script) << script.error().what;
  FakeScriptCard script_card(card);
  return run_script(*script, script_card);
}

TEST(ScriptRunner, PassesWhatFits) {
  ScriptedCard card;
  card.on("00A40004023F00", "6204820278219000").on("81CA005A00", "5A02AABB9000").on("00B0AABB01", "6B00");
  auto result = run(card,
                    "let mf = 3F00\n"
                    "> 00A40004 { $mf }\n< 62 * 9000\n"
                    "channel 1\n> 80CA005A00\n< 5A { .. .. } 9000\n"
                    "let eid = response[2,2]\n"
                    "channel 0\n> 00B0 $eid 01\n< 6B00\n");
  EXPECT_EQ(result.outcome, Outcome::Passed) << result.message;
  EXPECT_EQ(result.exchanges, 3u);
  EXPECT_EQ(card.resets, 1u);
}

TEST(ScriptRunner, AWrongExpectationFailsWithAllThatHelps) {
  ScriptedCard card;
  card.on("00A40004023F00", "62048202782 19000");
  auto result = run(card, "# comment\n> 00A40004023F00\n< 6204820241.. 9000\n");
  EXPECT_EQ(result.outcome, Outcome::Failed);
  EXPECT_EQ(result.message,
            "test.apdu:2: the card answered otherwise\n"
            "  sent      00A40004 02 3F00  SELECT\n"
            "  expected  6204820241..9000  (line 3)\n"
            "  got       6204820278219000  (success)\n"
            "  differs at byte 4\n"
            "    62 file control parameters\n"
            "      82 file descriptor: 7821");
}

TEST(ScriptRunner, AnotherStatusWordFails) {
  ScriptedCard card;
  card.on("00A40004023F00", "6A82");
  EXPECT_EQ(run(card, "> 00A40004023F00\n< 9000\n").outcome, Outcome::Failed);
}

TEST(ScriptRunner, APendingCommandIsNotPlainSuccess) {
  ScriptedCard card;
  card.on("00A4000C023F00", "910B");
  EXPECT_EQ(run(card, "> 00A4000C023F00\n< 9000\n").outcome, Outcome::Failed);
}

TEST(ScriptRunner, MoreDataThanExpectedFails) {
  ScriptedCard card;
  card.on("00B0000001", "00019000");
  EXPECT_EQ(run(card, "> 00B0000001\n< 00 9000\n").outcome, Outcome::Failed);
}

TEST(ScriptRunner, StopsAtTheFirstFailure) {
  ScriptedCard card;
  card.on("00B0000001", "6982");
  EXPECT_EQ(run(card, "> 00B0000001\n< 9000\n> 00B0000002\n< 9000\n").exchanges, 1u);
}

TEST(ScriptRunner, RawCommandsShowTheProtocol) {
  ScriptedCard card;
  card.on("00A40004023F00", "6104").on("00C0000004", "620082009000");
  auto result = run(card, ">> 00A40004023F00\n< 61..\n>> 00C0000004\n< 62 * 9000\n");
  EXPECT_EQ(result.outcome, Outcome::Passed) << result.message;
}

TEST(ScriptRunner, LoadDefinesVariablesAndResets) {
  ScriptedCard card;
  card.on("00A4040402A0A1", "9000");
  auto result = run(card, "load one_profile\n> 00A40404 { $isdp1 }\n< 9000\n");
  EXPECT_EQ(result.outcome, Outcome::Passed) << result.message;
  EXPECT_EQ(card.resets, 1u);
}

TEST(ScriptRunner, AnUnknownFixtureFailsTheScript) {
  ScriptedCard card;
  auto result = run(card, "load unknown\n> 00B0000001\n< 9000\n");
  EXPECT_EQ(result.outcome, Outcome::Failed);
  EXPECT_EQ(result.message, "test.apdu:1: no fixture of that name");
}

TEST(ScriptRunner, SecuredCommandsGoThroughTheCard) {
  ScriptedCard card;
  card.on("84C2000080E28800013A", "9000").on("00B0000001", "6982");
  auto result = run(card, "secure isd-r scp80\n> 80E28800013A\n< 9000\nplain\n> 00B0000001\n< 6982\n");
  EXPECT_EQ(result.outcome, Outcome::Passed) << result.message;
}

TEST(ScriptRunner, PinIsPaddedAndMustSucceed) {
  ScriptedCard right;
  right.on("002000010831323334FFFFFFFF", "9000");
  EXPECT_EQ(run(right, "pin 01 \"1234\"\n").outcome, Outcome::Passed);
  ScriptedCard wrong;
  wrong.on("002000010831323334FFFFFFFF", "63C2");
  EXPECT_EQ(run(wrong, "pin 01 \"1234\"\n").outcome, Outcome::Failed);
  ScriptedCard silent;
  EXPECT_EQ(run(silent, "pin 01\n").outcome, Outcome::Failed);
  EXPECT_EQ(run(silent, "pin 01 \"123456789\"\n").outcome, Outcome::Failed);
}

TEST(ScriptRunner, FailuresDoNotPrintPins) {
  ScriptedCard card;
  card.on("0020000108 3132333435363738", "63C2");
  auto result = run(card, "> 00200001 { \"12345678\" }\n< 9000\n");
  EXPECT_EQ(result.outcome, Outcome::Failed);
  EXPECT_EQ(result.message.find("3132333435363738"), std::string::npos) << result.message;
}

TEST(ScriptRunner, MissingFeaturesSkip) {
  ScriptedCard card;
  auto result = run(card, "needs aes brainpool\nreset\n");
  EXPECT_EQ(result.outcome, Outcome::Skipped);
  EXPECT_EQ(result.message, "needs brainpool");
}

TEST(ScriptRunner, CapturesStayInsideTheAnswer) {
  for (const char* range :
       {"[0,3]", "[3]", "[1,2]", "[18446744073709551615,1]", "[1,18446744073709551615]"}) {
    ScriptedCard card;
    card.on("00B0000002", "AABB9000");
    auto result = run(card, std::string("> 00B0000002\n< AABB 9000\nlet x = response") + range + "\n");
    EXPECT_EQ(result.outcome, Outcome::Failed) << range;
  }
}

TEST(ScriptRunner, UndefinedVariablesFail) {
  ScriptedCard card;
  auto result = run(card, "> 00A40404 { $isdp9 }\n< 9000\n");
  EXPECT_EQ(result.outcome, Outcome::Failed);
  EXPECT_EQ(result.message, "test.apdu:1: undefined variable $isdp9");
}

TEST(ScriptRunner, TheAtrCanBeExpected) {
  ScriptedCard card;
  EXPECT_EQ(run(card, "reset\n< 3B..\n").outcome, Outcome::Passed);
  EXPECT_EQ(run(card, "reset\n< 3F..\n").outcome, Outcome::Failed);
}

TEST(FoundCard, SkipsWhatNeedsAPreparedCard) {
  ScriptedCard card;
  CardSession session(card);
  FoundCard found(session);
  for (const char* text :
       {"load one\n", "secure isd-r scp80\n> 00B0000001\n< 9000\n", "needs aes\nreset\n"}) {
    auto result = run_script(parse_script("f.apdu", text).value(), found);
    EXPECT_EQ(result.outcome, Outcome::Skipped) << text;
    EXPECT_FALSE(result.message.empty());
  }
}

}  // namespace
}  // namespace sixline::host::session
