#include "host/session/byte_expression.hpp"

#include <gtest/gtest.h>

#include "tests/host/session/scripted_card.hpp"

namespace sixline::host::session {
namespace {

using Use = ByteExpression::Use;

const Variables variables{{"isdp", hex("A000000559")}, {"long", ByteString(200, 0x55)}, {"empty", {}}};

std::string written(std::string_view text, Use use = Use::Command) {
  auto expression = ByteExpression::parse(text, use);
  if (!expression) return "parse: " + expression.error().what;
  auto bytes = expression->evaluate(variables);
  return bytes ? to_hex(bytes->exact()) : "evaluate: " + bytes.error().what;
}

TEST(ByteExpression, BracesWriteLengths) {
  EXPECT_EQ(written("80E28800 { 3A03 { 4F { $isdp } } }"), "80E288000A3A03074F05A000000559");
  EXPECT_EQ(written("80E28800 { 3A03 { 4F { $isdp } } } 00"), "80E288000A3A03074F05A00000055900");
}

TEST(ByteExpression, OnlyTheBraceAfterFourBytesIsLc) {
  EXPECT_EQ(written("80E28800 { $long }").substr(0, 10), "80E28800C8") << "Lc has no 81";
  EXPECT_EQ(written("22 { $long }").substr(0, 6), "2281C8") << "BER elsewhere";
  EXPECT_EQ(written("80E28800 { $long }", Use::Value).substr(0, 12), "80E2880081C8");
  EXPECT_EQ(written("80E28800 { $long $long }").substr(0, 14), "80E28800000190") << "extended Lc";
}

TEST(ByteExpression, ParenthesesWriteDgiLengths) {
  EXPECT_EQ(written("7F21 ( $long )").substr(0, 6), "7F21C8");
  EXPECT_EQ(written("7F21 ( $long $long )").substr(0, 10), "7F21FF0190");
}

TEST(ByteExpression, TextIsAscii) {
  EXPECT_EQ(written("\"12 4\""), "31322034");
}

TEST(ByteExpression, WhatIsWrongIsSaid) {
  EXPECT_EQ(written("80E2 { 3A"), "parse: a missing } at column 10");
  EXPECT_EQ(written("80E2 }"), "parse: '}' where a hex digit is due at column 6");
  EXPECT_EQ(written("80E"), "parse: ' ' where a hex digit is due at column 3");
  EXPECT_EQ(written("8 0"), "parse: ' ' where a hex digit is due at column 1");
  EXPECT_EQ(written("80 $ 00"), "parse: a $ without a name at column 5");
  EXPECT_EQ(written("\"1234"), "parse: a missing \" at column 1");
  EXPECT_EQ(written("$unknown"), "evaluate: undefined variable $unknown");
  EXPECT_EQ(written("80E28800 { }"), "evaluate: Lc braces around nothing");
  EXPECT_EQ(written("80E28800 { $empty }"), "evaluate: Lc braces around nothing");
}

TEST(ByteExpression, CommandsHaveNoWildcards) {
  EXPECT_EQ(written(".."), "parse: a wildcard where bytes are written at column 1");
  EXPECT_EQ(written("9x"), "parse: 'x' where a hex digit is due at column 1");
  EXPECT_EQ(written("*"), "parse: a * where bytes are written at column 1");
}

bool matches(std::string_view pattern, std::string_view actual) {
  auto expression = ByteExpression::parse(pattern, Use::Expectation);
  EXPECT_TRUE(expression) << pattern;
  return !expression->evaluate(variables)->mismatch(hex(actual));
}

TEST(BytePattern, WildcardsMatchWhatTheySay) {
  EXPECT_TRUE(matches("9000", "9000"));
  EXPECT_TRUE(matches("910b", "910B"));
  EXPECT_TRUE(matches("63Cx", "63C2"));
  EXPECT_TRUE(matches(".. 9000", "AA9000"));
  EXPECT_TRUE(matches("* 9000", "9000"));
  EXPECT_TRUE(matches("62 * 9000", "6210AABB9000"));
  EXPECT_TRUE(matches("6F { 84 { $isdp } } *", "6F078405A000000559 9000"));
  EXPECT_TRUE(matches("6F { .. .. } 9000", "6F02AABB9000"));
}

TEST(BytePattern, AndNothingElse) {
  EXPECT_FALSE(matches("9000", "9001"));
  EXPECT_FALSE(matches("9000", "90"));
  EXPECT_FALSE(matches("9000", "009000"));
  EXPECT_FALSE(matches("9000", "900000"));
  EXPECT_FALSE(matches("63Cx", "63D2"));
  EXPECT_FALSE(matches("x3C0", "6340"));
  EXPECT_FALSE(matches(".. 9000", "9000"));
  EXPECT_FALSE(matches("62 * 9000", "6290"));
  EXPECT_FALSE(matches("6290 * 9000", "629000")) << "bytes are not counted twice";
  EXPECT_FALSE(matches("* 9000", "6A82"));
}

TEST(BytePattern, ExpectationsHaveOneGapAndNoneInBraces) {
  EXPECT_FALSE(ByteExpression::parse("* 00 * 9000", Use::Expectation));
  auto inside = ByteExpression::parse("6F { * } 9000", Use::Expectation);
  ASSERT_TRUE(inside);
  EXPECT_EQ(inside->evaluate(variables).error().code, ErrorCode::BadFormat);
}

TEST(BytePattern, PrintsItself) {
  auto expression = ByteExpression::parse("62.. 6x x3 * 90 00", Use::Expectation);
  EXPECT_EQ(expression->evaluate(variables)->text(), "62..6xx3 * 9000");
}

TEST(BytePattern, TellsWhereItDiffers) {
  auto expression = ByteExpression::parse("6201 * 9000", Use::Expectation);
  const BytePattern pattern = expression->evaluate(variables).value();
  EXPECT_EQ(pattern.mismatch(hex("6202 9000")), 1u);
  EXPECT_EQ(pattern.mismatch(hex("6201 AA 6A82")), 3u);
  EXPECT_EQ(pattern.mismatch(hex("6201 90")), 3u);
}

}  // namespace
}  // namespace sixline::host::session
