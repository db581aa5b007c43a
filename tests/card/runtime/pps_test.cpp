// Answer to reset, and protocol and parameters selection.  [ISO 7816-3 §8, §9]
#include "card/runtime/pps.hpp"

#include <gtest/gtest.h>

#include "tests/support/test_platform.hpp"

namespace sixline::card::runtime {
namespace {

using tests::support::ExactCopy;
using tests::support::hex;
using tests::support::to_hex;

TEST(AnswerToReset, OffersWhatWasChosen) {
  EXPECT_EQ(to_hex(answer_to_reset(Protocols::T0)), "3B9F96801F878031E073FE211F4D324D455549434398");
  EXPECT_EQ(to_hex(answer_to_reset(Protocols::T0AndT1)),
            "3B9F9680B1FE451F878031E073FE211F4D324D455549434392");
}

TEST(AnswerToReset, EndsWithItsCheckByte) {
  for (const Protocols protocols : {Protocols::T0, Protocols::T0AndT1}) {
    std::uint8_t check = 0;
    for (const std::uint8_t byte : answer_to_reset(protocols).subspan(1))
      check = static_cast<std::uint8_t>(check ^ byte);
    EXPECT_EQ(check, 0);
  }
}

/// Protocol, speed and answer; "mute" when there is none.
std::string select(std::string_view request, Protocols offered = Protocols::T0AndT1) {
  const ExactCopy exact(hex(request));
  const auto choice = negotiate(exact, offered);
  if (!choice) return "mute";
  return to_hex(std::array{choice->protocol, choice->speed}) + " " + to_hex(choice->answer.view());
}

TEST(Pps, KnownSpeedsAreAgreedTo) {
  EXPECT_EQ(select("FF109679"), "0096 FF109679");
  EXPECT_EQ(select("FF119678"), "0196 FF119678");
  EXPECT_EQ(select("FF10957A"), "0095 FF10957A");
  EXPECT_EQ(select("FF10947B"), "0094 FF10947B");
  EXPECT_EQ(select("FF1011FE"), "0011 FF1011FE");
}

TEST(Pps, WithoutParametersTheDefaultStands) {
  EXPECT_EQ(select("FF00FF"), "0011 FF00FF");
  EXPECT_EQ(select("FF01FE"), "0111 FF01FE");
}

TEST(Pps, WhatTheCardDoesNotHaveIsLeftOut) {
  EXPECT_EQ(select("FF109778"), "0011 FF00FF");
  EXPECT_EQ(select("FF200ED1"), "0011 FF00FF");
  EXPECT_EQ(select("FF7096010217" + std::string()), "mute");
  EXPECT_EQ(select("FF709601021A"), "0096 FF109679");
}

TEST(Pps, AProtocolThatIsNotOfferedStaysUnanswered) {
  EXPECT_EQ(select("FF119678", Protocols::T0), "mute");
  EXPECT_EQ(select("FF109679", Protocols::T0), "0096 FF109679");
  EXPECT_EQ(select("FF02FD"), "mute");
  EXPECT_EQ(select("FF0FF0"), "mute");
}

TEST(Pps, MalformedRequestsStayUnanswered) {
  for (const char* request :
       {"", "FF", "FF10", "FF1096", "FF109678", "FF10967900", "FE109678", "FF8087F8", "FF807F", "FF3096"})
    EXPECT_EQ(select(request), "mute") << request;
  const auto good = hex("FF109679");
  for (std::size_t bit = 0; bit < 8 * good.size(); ++bit) {
    auto damaged = good;
    damaged[bit / 8] = static_cast<std::uint8_t>(damaged[bit / 8] ^ 1u << bit % 8);
    EXPECT_EQ(select(to_hex(damaged)), "mute") << bit;
  }
}

TEST(Pps, SizeFollowsFromTheSecondByte) {
  EXPECT_EQ(pps_size(0x00), 3u);
  EXPECT_EQ(pps_size(0x11), 4u);
  EXPECT_EQ(pps_size(0x70), 6u);
}

}  // namespace
}  // namespace sixline::card::runtime
