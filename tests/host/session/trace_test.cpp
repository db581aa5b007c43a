#include "host/session/trace.hpp"

#include <gtest/gtest.h>

#include "host/session/card_session.hpp"
#include "tests/host/session/scripted_card.hpp"

namespace sixline::host::session {
namespace {

struct Lines {
  std::string text;
  Trace trace(TraceOptions options = {}) {
    return Trace([this](std::string_view line) { text.append(line).append("\n"); }, options);
  }
};

TEST(Trace, ShowsNameMeaningAndContent) {
  Lines lines;
  lines.trace().exchange(hex("00A40004023F00"), hex("62048202782 1 9000"));
  EXPECT_EQ(lines.text,
            "> 00A40004 02 3F00    # SELECT\n"
            "< 620482027821 9000    # success\n"
            "    62 file control parameters\n"
            "      82 file descriptor: 7821\n");
}

TEST(Trace, NeverShowsAPinUnlessAsked) {
  const ByteString verify = hex("0020000108 3132333435363738");
  Lines masked;
  masked.trace().exchange(verify, hex("63C2"));
  EXPECT_EQ(masked.text.find("3132"), std::string::npos) << masked.text;
  Lines shown;
  shown.trace({.decode = true, .show_pins = true}).exchange(verify, hex("9000"));
  EXPECT_NE(shown.text.find("3132333435363738"), std::string::npos) << shown.text;
}

TEST(Trace, CanLeaveDecodingOut) {
  Lines lines;
  lines.trace({.decode = false, .show_pins = false})
      .exchange(hex("00A40004023F00"), hex("620482027821 9000"));
  EXPECT_EQ(lines.text.find("file descriptor"), std::string::npos);
}

TEST(Trace, SeesEveryExchangeOfASession) {
  ScriptedCard card;
  card.on("00A40004023F00", "6102").on("00C0000002", "6200 9000");
  CardSession session(card);
  Lines lines;
  session.set_trace(lines.trace());
  ASSERT_TRUE(session.reset());
  ASSERT_TRUE(session.transmit(hex("00A40004023F00")));
  EXPECT_NE(lines.text.find("reset\n< 3B9F\n"), std::string::npos);
  EXPECT_NE(lines.text.find("GET RESPONSE"), std::string::npos);
}

}  // namespace
}  // namespace sixline::host::session
