#include "host/ota/script.hpp"

#include <gtest/gtest.h>

#include "tests/host/hex.hpp"

namespace sixline::host::ota {
namespace {

using test::hex;

TEST(CommandScript, WritesTheWorkedScripts) {
  EXPECT_EQ(to_hex(CommandScript().apdu(hex("80F24002094F005C054F9F70538F00")).bytes()),
            "AA11220F80F24002094F005C054F9F70538F00");
  EXPECT_EQ(to_hex(CommandScript().apdu(hex("80E28900073A08044E02000500")).bytes()),
            "AA0F220D80E28900073A08044E02000500");
  EXPECT_EQ(to_hex(CommandScript().apdu(hex("80E28800153A03124F10A0000005591010FFFFFFFF8900001000")).bytes()),
            "AA1C221A80E28800153A03124F10A0000005591010FFFFFFFF8900001000");
}

TEST(CommandScript, FramesTlvsInTheIndefiniteForm) {
  EXPECT_EQ(to_hex(CommandScript(ScriptForm::Indefinite)
                       .tlv(hex("840A30000001020304050607"))
                       .tlv(hex("851133BA01992045E44BA61D01B8FA67E0F19F"))
                       .bytes()),
            "AE80840A30000001020304050607851133BA01992045E44BA61D01B8FA67E0F19F0000");
}

TEST(CommandScript, LengthsAreBer) {
  for (std::size_t size : {0x7Fu, 0x80u, 0xFFu, 0x100u}) {
    const ByteString bytes = CommandScript().apdu(ByteString(size, 0x11)).bytes();
    auto script = Script::parse(bytes);
    ASSERT_TRUE(script) << size;
    ASSERT_EQ(script->elements.size(), 1u);
    EXPECT_EQ(script->elements[0].tag, 0x22u);
    EXPECT_EQ(script->elements[0].value.size(), size);
  }
  EXPECT_EQ(to_hex(Bytes(CommandScript().apdu(ByteString(0x80)).bytes()).first(6)), "AA8183228180");
}

TEST(CommandScript, AnEmptyScriptIsStillAScript) {
  EXPECT_TRUE(CommandScript().empty());
  EXPECT_EQ(to_hex(CommandScript().bytes()), "AA00");
  EXPECT_EQ(to_hex(CommandScript(ScriptForm::Indefinite).bytes()), "AE800000");
}

TEST(Script, ReadsBothForms) {
  auto definite = Script::parse(hex("AA05 2201AA 2200"));
  EXPECT_EQ(definite->elements.size(), 2u);
  auto indefinite = Script::parse(hex("AE80 2201AA 8500 0000"));
  EXPECT_EQ(indefinite->tag, 0xAEu);
  ASSERT_EQ(indefinite->elements.size(), 2u);
  EXPECT_EQ(to_hex(indefinite->elements[1].whole), "8500");
}

TEST(Script, ZerosInsideAValueAreNotTheEnd) {
  auto script = Script::parse(hex("AF80 2304 00009000 0000"));
  ASSERT_TRUE(script);
  EXPECT_EQ(to_hex(script->elements[0].value), "00009000");
}

TEST(Script, RefusesMalformedFrames) {
  for (const char* text :
       {"", "AA", "AA01", "AA0522019000", "AB0023029000", "AE80", "AE8000", "AE8023029000", "AE802302900000",
        "AE80230290000000FF", "AF8023059000 0000", "AF802382 0000", "2200", "AC00", "AA80220190 0000"})
    EXPECT_FALSE(Script::parse(hex(text))) << text;
}

TEST(Script, RefusesEveryTruncation) {
  for (const char* text : {"AF802302900084010286020000 0000", "AB07800101230290 00"}) {
    const ByteString good = hex(text);
    ASSERT_TRUE(Script::parse(good)) << text;
    for (std::size_t size = 0; size < good.size(); ++size)
      EXPECT_FALSE(Script::parse(Bytes(good).first(size))) << text << " " << size;
  }
}

TEST(ResponseScript, ReadsTheWorkedResponses) {
  auto one = ResponseScript::parse(hex("AB0780010123029000"));
  EXPECT_EQ(one->executed, 1u);
  ASSERT_EQ(one->answers.size(), 1u);
  EXPECT_EQ(one->answers[0].status, wire::sw::ok);
  EXPECT_TRUE(one->answers[0].data.empty());

  auto status = ResponseScript::parse(
      hex("AB28800101 2323 E31F4F10A0000005591010FFFFFFFF89000010009F70011F5301008F0400010000 9000"));
  EXPECT_EQ(status->last_answer("GET STATUS")->size(), 33u);
}

TEST(ResponseScript, KeepsTunnelledTlvsWhole) {
  auto response = ResponseScript::parse(hex("AF80 9F440103 8600 0000"));
  ASSERT_EQ(response->tunnelled.size(), 2u);
  EXPECT_EQ(to_hex(response->tunnelled[0]), "9F440103");
  EXPECT_EQ(to_hex(response->tunnelled[1]), "8600");
  EXPECT_FALSE(response->executed);
}

TEST(ResponseScript, ReportsWhatWentWrong) {
  EXPECT_EQ(ResponseScript::parse(hex("AF80900101 0000"))->last_answer("script").error().what,
            "script: script format error, unknown tag");
  EXPECT_FALSE(ResponseScript::parse(hex("AB03810101"))->last_answer("script"));
  EXPECT_FALSE(ResponseScript::parse(hex("AB03830101"))->last_answer("script"));
  EXPECT_FALSE(ResponseScript::parse(hex("AB03800100"))->last_answer("script"));
  auto refused = ResponseScript::parse(hex("AB0B 800102 23026985 23029000"))->last_answer("enable");
  EXPECT_EQ(refused.error().code, ErrorCode::CardRefused);
  EXPECT_EQ(refused.error().status, wire::sw::conditions_not_satisfied);
}

TEST(ResponseScript, RefusesImpossibleContent) {
  for (const char* text : {"AA022200", "AB03230190", "AB022300", "AB028000", "AB07800500000000 00",
                           "AB029000", "AB0490020101", "AB028100", "AB028300"})
    EXPECT_FALSE(ResponseScript::parse(hex(text))) << text;
}

}  // namespace
}  // namespace sixline::host::ota
