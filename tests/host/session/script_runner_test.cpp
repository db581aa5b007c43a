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
  Result<void> secure(const SecurePath& path) override {
    paths.push_back(path);
    return {};
  }
  /// TLVs have no status word.
  Result<SecuredAnswer> transmit_secured(Bytes command) override {
    auto reply = session_.transmit_raw(concat({hex("84C20000"), command}));
    if (!reply) return wire::fail(reply.error());
    if (paths.back().protocol == "tlvs") return SecuredAnswer{reply->data};
    return SecuredAnswer{reply->data, reply->final_status};
  }
  Result<ByteString> sign(std::string_view signer, Bytes message) override {
    if (signer != "sm-dp") return fail(ErrorCode::NotFound, "no such signer");
    return concat({hex("51"), message});
  }
  Result<void> agree_keys(const ByteString& aid, Bytes control_reference, Bytes answer) override {
    agreed = to_hex(concat({aid, control_reference, answer}));
    if (answer.empty()) return fail(ErrorCode::NotAuthentic, "no receipt");
    return {};
  }
  Result<ByteString> take_notification() override {
    if (notifications.empty()) return fail(ErrorCode::NotFound, "no notification");
    ByteString oldest = notifications.front();
    notifications.erase(notifications.begin());
    return oldest;
  }
  Result<void> wait(unsigned seconds) override {
    waited += seconds;
    return {};
  }
  std::vector<SecurePath> paths;
  std::vector<ByteString> notifications;
  std::string agreed;
  unsigned waited = 0;

 private:
  CardSession session_;
};

ScriptResult run(ScriptedCard& card, std::string_view text) {
  auto script = parse_script("test.apdu", text);
  EXPECT_TRUE(script) << script.error().what;
  FakeScriptCard script_card(card);
  return run_script(*script, script_card);
}

ScriptResult run(FakeScriptCard& script_card, std::string_view text) {
  auto script = parse_script("test.apdu", text);
  EXPECT_TRUE(script) << script.error().what;
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

TEST(ScriptRunner, ADomainIsAWordOrAnAid) {
  ScriptedCard card;
  FakeScriptCard script_card(card);
  auto result = run(script_card, "load one\nsecure isd-r scp80\nsecure $isdp1 scp03t\n");
  EXPECT_EQ(result.outcome, Outcome::Passed) << result.message;
  ASSERT_EQ(script_card.paths.size(), 2u);
  EXPECT_EQ(script_card.paths[0].domain, "isd-r");
  EXPECT_EQ(script_card.paths[1].domain, "");
  EXPECT_EQ(to_hex(script_card.paths[1].aid), "A0A1");
  EXPECT_EQ(script_card.paths[1].protocol, "scp03t");
  EXPECT_EQ(run(script_card, "secure $isdp2 scp03t\n").message, "test.apdu:1: undefined variable $isdp2");
}

TEST(ScriptRunner, AnswersWithoutStatusWordAreComparedWhole) {
  ScriptedCard card;
  card.on("84C20000AA00", "86009000").on("84C20000AA00", "86009000");
  FakeScriptCard script_card(card);
  EXPECT_EQ(run(script_card, "secure isd-r tlvs\n> AA00\n< 8600\n").outcome, Outcome::Passed);
  EXPECT_EQ(run(script_card, "secure isd-r tlvs\n> AA00\n< 8600 9000\n").outcome, Outcome::Failed);
}

TEST(ScriptRunner, AResetEndsTheSecuredPath) {
  ScriptedCard card;
  card.on("00B0000001", "6982");
  auto result = run(card, "secure isd-r scp80\nreset\n> 00B0000001\n< 6982\n");
  EXPECT_EQ(result.outcome, Outcome::Passed) << result.message;
}

TEST(ScriptRunner, SignaturesBecomeVariables) {
  ScriptedCard card;
  card.on("00B0510A", "9000");
  auto result = run(card, "let a = 0A\nlet s = signature sm-dp $a\n> 00B0 $s\n< 9000\n");
  EXPECT_EQ(result.outcome, Outcome::Passed) << result.message;
  EXPECT_EQ(run(card, "let s = signature nobody 00\n").message, "test.apdu:1: no such signer");
}

TEST(ScriptRunner, KeysAreTakenFromTheLastAnswer) {
  ScriptedCard card;
  card.on("84C2000080E2880000", "86019000");
  FakeScriptCard script_card(card);
  auto result =
      run(script_card, "load one\nsecure isd-r scp80\n> 80E2880000\n< 8601 9000\nkeys $isdp1 A6 { 90 }\n");
  EXPECT_EQ(result.outcome, Outcome::Passed) << result.message;
  EXPECT_EQ(script_card.agreed, "A0A1A601908601");
  EXPECT_EQ(run(script_card, "load one\nkeys $isdp1 A600\n").outcome, Outcome::Failed);
}

TEST(ScriptRunner, NotificationsAreTakenInOrderAndCaptured) {
  ScriptedCard card;
  card.on("00B00102", "9000");
  FakeScriptCard script_card(card);
  script_card.notifications = {hex("E1020102"), hex("E100")};
  auto result = run(script_card,
                    "notification\n< E1 { .. .. }\nlet n = response[2]\n> 00B0 $n\n< 9000\n"
                    "notification\n< E100\n");
  EXPECT_EQ(result.outcome, Outcome::Passed) << result.message;
  EXPECT_EQ(run(script_card, "notification\n< *\n").message, "test.apdu:1: no notification");
  script_card.notifications = {hex("E100")};
  EXPECT_EQ(run(script_card, "notification\n< E101\n").outcome, Outcome::Failed);
}

TEST(ScriptRunner, WaitLetsTimePass) {
  ScriptedCard card;
  FakeScriptCard script_card(card);
  EXPECT_EQ(run(script_card, "wait 5\nwait 70\n").outcome, Outcome::Passed);
  EXPECT_EQ(script_card.waited, 75u);
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
       {"load one\n", "secure isd-r scp80\n> 00B0000001\n< 9000\n", "needs aes\nreset\n", "wait 1\n",
        "let s = signature sm-dp 00\n", "let d = A0\nkeys $d A600\n", "notification\n< *\n"}) {
    auto result = run_script(parse_script("f.apdu", text).value(), found);
    EXPECT_EQ(result.outcome, Outcome::Skipped) << text;
    EXPECT_FALSE(result.message.empty());
  }
}

}  // namespace
}  // namespace sixline::host::session
