#include <gtest/gtest.h>

#include "host/session/script.hpp"

namespace sixline::host::session {
namespace {

TEST(ScriptParser, ReadsEveryVerb) {
  auto script = parse_script("all.apdu",
                             "# [TS 102 221 §11.1.1] all verbs\n"
                             "reentrant\n"
                             "needs milenage rfm\n"
                             "load two_profiles\n"
                             "reset\n"
                             "< 3B *\n"
                             "let aid = A0 00\n"
                             "channel 1\n"
                             "pin 01 \"1234\"\n"
                             "secure isd-r scp80\n"
                             "> 80E28800 { 3A03 { 4F { $aid } } } # braces write lengths\n"
                             "< 9000\n"
                             "plain\n"
                             ">> 00A40004 \\\n"
                             "   023F00\r\n"
                             "< 61..\n"
                             "let all = response\n"
                             "let some = response[2,16]\n"
                             "let tail = response[ 4 ]\n"
                             "let mark = signature sm-dp 3A02 ( $some )\n"
                             "secure $isdp1 scp03t\n"
                             "keys $isdp1 A6 { 90 { 0309 } }\n"
                             "notification\n"
                             "< E1 *\n"
                             "wait 60\n");
  ASSERT_TRUE(script) << script.error().what;
  EXPECT_TRUE(script->reentrant);
  EXPECT_EQ(script->needs, (std::vector<std::string>{"milenage", "rfm"}));
  EXPECT_EQ(script->citations, (std::vector<std::string>{"TS 102 221 §11.1.1"}));
  std::vector<Verb> verbs;
  for (const Statement& step : script->statements) verbs.push_back(step.verb);
  EXPECT_EQ(verbs, (std::vector<Verb>{Verb::Load, Verb::Reset, Verb::Let, Verb::Channel, Verb::Pin,
                                      Verb::Secure, Verb::Command, Verb::Plain, Verb::RawCommand,
                                      Verb::Capture, Verb::Capture, Verb::Capture, Verb::Sign, Verb::Secure,
                                      Verb::Keys, Verb::Notification, Verb::Wait}));
  EXPECT_EQ(script->statements[12].words, (std::vector<std::string>{"mark", "sm-dp"}));
  EXPECT_EQ(script->statements[14].words, (std::vector<std::string>{"$isdp1"}));
  EXPECT_EQ(script->statements[8].line, 14u);
  EXPECT_EQ(script->statements[8].expected_line, 16u);
  EXPECT_EQ(script->statements[10].offset, 2u);
  EXPECT_EQ(script->statements[10].length, 16u);
  EXPECT_FALSE(script->statements[11].length);
}

struct Bad {
  const char* text;
  const char* complaint;
};

class BadScript : public ::testing::TestWithParam<Bad> {};

TEST_P(BadScript, IsRefusedWithFileAndLine) {
  auto script = parse_script("bad.apdu", GetParam().text);
  ASSERT_FALSE(script);
  EXPECT_EQ(script.error().code, ErrorCode::BadFormat);
  EXPECT_NE(script.error().what.find(GetParam().complaint), std::string::npos) << script.error().what;
  EXPECT_EQ(script.error().what.find("bad.apdu:"), 0u) << script.error().what;
}

INSTANTIATE_TEST_SUITE_P(
    Lines, BadScript,
    ::testing::Values(
        Bad{"", "without a single step"}, Bad{"# only a comment\n", "without a single step"},
        Bad{"> 00B0000001\n", "bad.apdu:1: a command without a < line"},
        Bad{"> 00B0000001\nreset\n", "bad.apdu:1: a command without a < line"},
        Bad{"> 00B0000001\n> 00B0000001\n< 9000\n", ":1: a command without"},
        Bad{"< 9000\n", ":1: a < line without a command"},
        Bad{"> 00B0000001\n< 9000\n< 9000\n", ":3: a < line without a command"},
        Bad{"channel 1\n< 9000\n", ":2: a < line without a command"},
        Bad{"> 00B0000001\n<\n", "an empty < line"}, Bad{">\n< 9000\n", "no bytes"},
        Bad{"> 00B0 *\n< 9000\n", "a * where bytes are written"},
        Bad{"> 00B00000 {\n< 9000\n", "a missing }"}, Bad{"> 00B0000\n< 9000\n", "hex digit"},
        Bad{"> 00B0000001\n< 9Q00\n", "hex digit"}, Bad{"open sesame\n", "unknown verb \"open\""},
        Bad{"resetting\n", "unknown verb"}, Bad{"reset now\n", "0 words are due"},
        Bad{"channel\n", "a channel is a number"}, Bad{"channel x\n", "a channel is a number"},
        Bad{"channel 20\n", "a channel is a number"}, Bad{"channel -1\n", "a channel is a number"},
        Bad{"let = 00\n", "let is followed by"}, Bad{"let a\n", "let is followed by"},
        Bad{"let a b = 00\n", "let is followed by"}, Bad{"let a =\n", "no bytes"},
        Bad{"let a = response[\n", "response[offset,length]"},
        Bad{"let a = response[x]\n", "decimal numbers"}, Bad{"let a = response[1,]\n", "decimal numbers"},
        Bad{"load\n", "1 words are due"}, Bad{"reset\nload one\n", "load is the first step"},
        Bad{"let a = signature \n", "hex digit"}, Bad{"let a = signature sm-dp\n", "signer bytes"},
        Bad{"let a = signature sm-dp 0\n", "hex digit"}, Bad{"keys\n", "$AID bytes"},
        Bad{"keys isd-r A600\n", "$AID bytes"}, Bad{"keys $isdp1\n", "$AID bytes"},
        Bad{"notification\n", ":1: a command without a < line"}, Bad{"notification 1\n< *\n", "0 words"},
        Bad{"wait\n", "number of seconds"}, Bad{"wait x\n", "number of seconds"},
        Bad{"wait -1\n", "number of seconds"}, Bad{"secure isd-r\n", "2 words are due"},
        Bad{"pin\n", "no bytes"}, Bad{"needs\nreset\n", "needs names features"},
        Bad{"reset\nneeds a\n", "before the first step"}, Bad{"reset\nreentrant\n", "before the first"},
        Bad{"reentrant yes\nreset\n", "reentrant stands alone"}));

TEST(ScriptParser, AMissingFileIsNotAnEmptyScript) {
  auto script = read_script("/nonexistent/select.apdu");
  ASSERT_FALSE(script);
  EXPECT_EQ(script.error().code, ErrorCode::NotFound);
}

}  // namespace
}  // namespace sixline::host::session
