// What the rules of EF.ARR allow.  [TS 102 221 §9.2]
#include "card/uicc/access_rules.hpp"

#include <set>

#include "tests/card/uicc/small_card.hpp"

namespace sixline::tests {
namespace {

using card::uicc::Access;
using card::uicc::allows;
namespace access_mode = card::uicc::access_mode;

class Verified final : public card::uicc::KeyReferences {
 public:
  Verified(std::initializer_list<std::uint8_t> references) : references_(references) {}
  bool satisfied(std::uint8_t reference) const override { return references_.count(reference) != 0; }

 private:
  std::set<std::uint8_t> references_;
};

bool rule_allows(std::string_view rule, const Access& access, const Verified& verified) {
  const ExactCopy exact(hex(rule));
  return allows(exact, access, verified);
}

constexpr Access mode(std::uint8_t bit) {
  return {.mode = bit};
}
constexpr Access increase_command{.mode = access_mode::by_command_only, .cla = 0x80, .ins = 0x32};

/// Who may do what, by the meaning of the fourteen rules: A always, N never, 1 PIN 1, 2 local PIN, D ADM.
struct Expected {
  char read, update, deactivate, activate, remove, increase;
};
constexpr std::array<Expected, 14> meaning{{
    {'A', '1', 'D', 'D', 'D', 'N'},
    {'1', 'D', 'D', 'D', 'D', 'N'},
    {'D', 'D', 'D', 'D', 'D', 'N'},
    {'A', 'N', 'N', 'N', 'D', 'N'},
    {'1', '1', 'D', 'D', 'D', 'N'},
    {'1', 'D', 'D', '1', 'D', 'N'},
    {'1', '1', 'D', 'D', 'D', '1'},
    {'1', '2', 'D', 'D', 'D', 'N'},
    {'A', '1', '1', '1', 'D', 'N'},
    {'A', 'D', 'D', 'D', 'D', 'N'},
    {'A', 'N', 'D', 'D', 'N', 'N'},
    {'1', 'N', 'N', 'N', 'N', 'N'},
    {'1', '1', 'D', '1', 'D', 'N'},
    {'N', 'D', 'D', 'D', 'D', 'N'},
}};

bool expected_for(char who, const std::string& verified) {
  return who == 'A' || (who != 'N' && verified.find(who) != std::string::npos);
}

TEST(AccessRules, TheFourteenRulesOfTheTemplates) {
  const std::array<std::pair<std::string, Verified>, 4> holders{
      {{"", {}}, {"1", {0x01}}, {"2", {0x81}}, {"D", {0x0A}}}};
  for (std::size_t i = 0; i < default_rules.size(); ++i) {
    const Expected& row = meaning[i];
    const std::array<std::pair<char, Access>, 6> operations{{{row.read, mode(access_mode::read)},
                                                             {row.update, mode(access_mode::update)},
                                                             {row.deactivate, mode(access_mode::deactivate)},
                                                             {row.activate, mode(access_mode::activate)},
                                                             {row.remove, mode(access_mode::remove)},
                                                             {row.increase, increase_command}}};
    for (const auto& [who, verified] : holders)
      for (const auto& [condition, access] : operations)
        EXPECT_EQ(rule_allows(default_rules[i], access, verified), expected_for(condition, who))
            << "rule " << i + 1 << ", mode " << int{access.mode} << ", verified '" << who << "'";
  }
}

TEST(AccessRules, WhatIsNotMentionedIsNeverAllowed) {
  EXPECT_FALSE(rule_allows("8001019000", mode(access_mode::update), {0x01, 0x0A}));
  EXPECT_FALSE(rule_allows("", mode(access_mode::read), {0x01}));
  EXPECT_FALSE(rule_allows("FFFFFFFF", mode(access_mode::read), {0x01}));
}

TEST(AccessRules, PaddingEndsTheRule) {
  EXPECT_TRUE(rule_allows("8001019000FFFFFF", mode(access_mode::read), {}));
  EXPECT_FALSE(rule_allows("8001019000FFFF8001029000", mode(access_mode::update), {}));
}

TEST(AccessRules, OneOfSeveralConditionsIsEnough) {
  const std::string_view rule = "800101A406830101950108A40683010A950108";
  EXPECT_FALSE(rule_allows(rule, mode(access_mode::read), {}));
  EXPECT_TRUE(rule_allows(rule, mode(access_mode::read), {0x01}));
  EXPECT_TRUE(rule_allows(rule, mode(access_mode::read), {0x0A}));
}

TEST(AccessRules, OrTemplate) {
  const std::string_view rule = "800101A010A406830101950108A40683010A950108";
  EXPECT_FALSE(rule_allows(rule, mode(access_mode::read), {0x02}));
  EXPECT_TRUE(rule_allows(rule, mode(access_mode::read), {0x01}));
  EXPECT_TRUE(rule_allows(rule, mode(access_mode::read), {0x0A}));
}

TEST(AccessRules, AndTemplate) {
  const std::string_view rule = "800101A710A406830101950108A40683010A950108";
  EXPECT_FALSE(rule_allows(rule, mode(access_mode::read), {0x01}));
  EXPECT_FALSE(rule_allows(rule, mode(access_mode::read), {0x0A}));
  EXPECT_TRUE(rule_allows(rule, mode(access_mode::read), {0x01, 0x0A}));
}

TEST(AccessRules, NotTemplate) {
  const std::string_view rule = "800101AF08A406830101950108";
  EXPECT_TRUE(rule_allows(rule, mode(access_mode::read), {}));
  EXPECT_FALSE(rule_allows(rule, mode(access_mode::read), {0x01}));
}

TEST(AccessRules, ANegatedUnknownConditionOpensNothing) {
  EXPECT_FALSE(rule_allows("800101AF03B40101", mode(access_mode::read), {}));
  EXPECT_FALSE(rule_allows("800101AF00", mode(access_mode::read), {}));
  EXPECT_FALSE(rule_allows("800101A700", mode(access_mode::read), {}));
  EXPECT_FALSE(rule_allows("8001019E0120", mode(access_mode::read), {0x01}));
}

TEST(AccessRules, CommandHeaders) {
  const Access resize{.mode = 0, .cla = 0x80, .ins = 0xD4, .p1 = 0x01, .p2 = 0x02};
  EXPECT_TRUE(rule_allows("8401D49000", resize, {}));
  EXPECT_TRUE(rule_allows("840232D49000", resize, {}));
  EXPECT_FALSE(rule_allows("8401329000", resize, {}));
  EXPECT_TRUE(rule_allows("8C0280D49000", resize, {}));
  EXPECT_FALSE(rule_allows("8C0200D49000", resize, {}));
  EXPECT_TRUE(rule_allows("8F0480D401029000", resize, {}));
  EXPECT_FALSE(rule_allows("8F0480D401039000", resize, {}));
  EXPECT_TRUE(rule_allows("8702D401D401029000", resize, {}) || rule_allows("8703D401029000", resize, {}));
  EXPECT_FALSE(rule_allows("84009000", resize, {}));
}

TEST(AccessRules, ConditionsBeforeAnyModeAreIgnored) {
  EXPECT_FALSE(rule_allows("90008001019700", mode(access_mode::read), {}));
}

TEST(AccessRules, AConditionThatIsNotForUserAuthenticationDoesNotCount) {
  EXPECT_FALSE(rule_allows("800101A406830101950180", mode(access_mode::read), {0x01}));
  EXPECT_FALSE(rule_allows("800101A403830101", mode(access_mode::read), {0x01}));
  EXPECT_FALSE(rule_allows("800101A407830201019501 08", mode(access_mode::read), {0x01}));
}

TEST(AccessRules, EveryTruncationIsSurvivedAndNeverOpensMore) {
  const auto whole = hex(default_rules[6]);
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const ExactCopy cut(Bytes(whole).first(size));
    EXPECT_FALSE(allows(cut, mode(access_mode::update), Verified{0x0A}));
    EXPECT_FALSE(allows(cut, increase_command, Verified{0x01})) << size;
  }
}

// ------------------------------------------------------------------------------------------ compact form

bool compact_allows(std::string_view rule, std::uint8_t bit, const Verified& verified) {
  const ExactCopy exact(hex(rule));
  return card::uicc::allows_compact(exact, mode(bit), 0x01, verified);
}

TEST(CompactRules, OneConditionForEachBitFromTheHighestDown) {
  // Delete never, update for the user, read always.
  const std::string_view rule = "43FF1000";
  EXPECT_FALSE(compact_allows(rule, access_mode::remove, {0x01}));
  EXPECT_FALSE(compact_allows(rule, access_mode::update, {}));
  EXPECT_TRUE(compact_allows(rule, access_mode::update, {0x01}));
  EXPECT_FALSE(compact_allows(rule, access_mode::update, {0x0A}));
  EXPECT_TRUE(compact_allows(rule, access_mode::read, {}));
  EXPECT_FALSE(compact_allows(rule, access_mode::deactivate, {0x01, 0x0A}));
  EXPECT_FALSE(compact_allows(rule, access_mode::by_command_only, {0x01, 0x0A}));
}

TEST(CompactRules, SeveralGroupsFollowEachOther) {
  EXPECT_TRUE(compact_allows("0100 0210", access_mode::update, {0x01}));
  EXPECT_FALSE(compact_allows("0100 0210", access_mode::update, {}));
  EXPECT_TRUE(compact_allows("0210 0200", access_mode::update, {}));
}

TEST(CompactRules, WhatIsNotUnderstoodOpensNothing) {
  const Verified all{0x01, 0x0A};
  EXPECT_FALSE(compact_allows("", access_mode::read, all));
  EXPECT_FALSE(compact_allows("01", access_mode::read, all));
  EXPECT_FALSE(compact_allows("8100", access_mode::read, all));
  EXPECT_FALSE(compact_allows("0120", access_mode::read, all));
  EXPECT_FALSE(compact_allows("0140", access_mode::read, all));
  EXPECT_FALSE(compact_allows("0130", access_mode::read, all));
  EXPECT_FALSE(compact_allows("0190", access_mode::read, {}));
  EXPECT_TRUE(compact_allows("0191", access_mode::read, all));
  EXPECT_TRUE(compact_allows("0111", access_mode::read, all));
  EXPECT_FALSE(compact_allows("0112", access_mode::read, all));
  EXPECT_FALSE(compact_allows("0101", access_mode::read, all));
  EXPECT_FALSE(compact_allows("7F000000", access_mode::read, all));
}

}  // namespace
}  // namespace sixline::tests
