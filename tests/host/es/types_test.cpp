// Values of simple types: the one spelling we keep, and what is none of them.
#include "host/es/types.hpp"

#include <gtest/gtest.h>
#include <set>

#include "host/es/functions.hpp"
#include "tests/host/es/golden.hpp"

namespace sixline::host::es {
namespace {

using Spelling = std::optional<std::string>;

TEST(Types, SamplesAreTheirOwnSpelling) {
  for (const TypeRow& row : types()) {
    if (row.base == Base::Fields || row.base == Base::Foreign) continue;
    EXPECT_EQ(normalise(row.type, test::sample_text(row.type)), test::sample_text(row.type)) << row.name;
    const std::string wrong = test::wrong_text(row.type);
    if (!wrong.empty()) {
      EXPECT_EQ(normalise(row.type, wrong), std::nullopt) << row.name;
    }
  }
}

TEST(Types, AreNormalised) {
  EXPECT_EQ(normalise(Type::Iccid, "893301FFFF"), "893301");
  EXPECT_EQ(normalise(Type::Iccid, " 8933010000000000010f\n"), "8933010000000000010");
  EXPECT_EQ(normalise(Type::Hex, "0aFf"), "0AFF");
  EXPECT_EQ(normalise(Type::Hex, ""), "");
  EXPECT_EQ(normalise(Type::Boolean, "1"), "true");
  EXPECT_EQ(normalise(Type::Boolean, "0"), "false");
  EXPECT_EQ(normalise(Type::PositiveInteger, "+007"), "7");
  EXPECT_EQ(normalise(Type::Integer, "-12"), "-12");
  EXPECT_EQ(normalise(Type::DateTime, "2018-12-19T02:44:49.123+02:00"), "2018-12-19T00:44:49Z");
  EXPECT_EQ(normalise(Type::DateTime, "2018-12-19T02:44:49"), "2018-12-19T02:44:49Z");
  EXPECT_EQ(normalise(Type::Oid, "7"), "7");
  EXPECT_EQ(normalise(Type::String100, std::string(99, 'a') + "\xC3\xA9"), std::string(99, 'a') + "\xC3\xA9");
  EXPECT_EQ(normalise(Type::State, " Enabled "), "Enabled");
}

TEST(Types, RefuseWhatOnlyLooksLikeThem) {
  const std::vector<std::pair<Type, std::string>> wrong{
      {Type::Iccid, "89330"},
      {Type::Iccid, "89F330100"},
      {Type::Iccid, "893301000000000001012"},
      {Type::Iccid, "89FFFFFF"},
      {Type::Eid, ""},
      {Type::Eid, "8900101201234123401234567890122A"},
      {Type::Hex, "0 1"},
      {Type::Hex, "0x01"},
      {Type::Boolean, "TRUE"},
      {Type::PositiveInteger, "99999999999999999999"},
      {Type::PositiveInteger, ""},
      {Type::Integer, "1e3"},
      {Type::Integer, "+-1"},
      {Type::DateTime, "0000-06-01T00:00:00Z"},
      {Type::DateTime, "0001-01-01T00:00:00+01:00"},
      {Type::DateTime, "9999-12-31T23:59:59-01:00"},
      {Type::DateTime, "2018-12-19"},
      {Type::DateTime, "2018-12-19T24:00:00Z"},
      {Type::DateTime, "2018-12-19T02:44:49+15:00"},
      {Type::DateTime, "2018-12-19T02:44:49Zz"},
      {Type::DateTime, "2018-12-19T02:44:49."},
      {Type::Oid, ""},
      {Type::Oid, "1.2."},
      {Type::Oid, ".1"},
      {Type::Version, "1.2.3.4"},
      {Type::State, "enabled"},
      {Type::State, "InCreation"},
      {Type::PropertyKey, ""},
      {Type::Msisdn, "12"},
  };
  for (const auto& [type, text] : wrong) EXPECT_EQ(normalise(type, text), std::nullopt) << text;
}

TEST(Types, EveryTypeIsUsedAndNamedOnce) {
  std::set<std::string_view> names;
  for (const TypeRow& row : types()) {
    EXPECT_TRUE(names.insert(row.name).second) << row.name;
    EXPECT_FALSE(row.meaning.empty()) << row.name;
    EXPECT_EQ(row.base == Base::Fields, !row.fields.empty()) << row.name;
  }
}

TEST(Types, NotificationNamesAreThoseOfEs4) {
  std::set<std::string_view> of_es4;
  for (const Function& function : functions())
    if (function.interface == Interface::Es4 && function.is_notification()) of_es4.insert(function.name);
  const auto words = row_of(Type::NotificationName).words;
  EXPECT_EQ(std::set<std::string_view>(words.begin(), words.end()), of_es4);
  for (std::string_view word : row_of(Type::AuthorisedOperation).words)
    EXPECT_TRUE(word.starts_with("Unset") || find_function(Interface::Es4, word)) << word;
}

TEST(Functions, EachIsFoundByItsNameAndItsAliases) {
  for (const Function& function : functions()) {
    EXPECT_EQ(find_function(function.interface, function.name), &function) << qualified_name(function);
    for (std::string_view alias : aliases_of(function))
      EXPECT_EQ(find_function(function.interface, alias), &function) << alias;
    EXPECT_TRUE(function.is_notification() ? function.failures.empty() && function.output.empty() : true)
        << qualified_name(function);
    std::set<Failure> seen(common_failures().begin(), common_failures().end());
    for (Failure failure : function.failures)
      EXPECT_TRUE(seen.insert(failure).second) << qualified_name(function) << " " << code_of(failure).label;
  }
}

TEST(Functions, CiteTheirClause) {
  EXPECT_EQ(citation_of(function_named(Interface::Es2, "DownloadProfile")), "SGP.02 §5.3.2");
  EXPECT_EQ(citation_of(function_named(Interface::Es3, "SendData")), "SGP.02 §5.4.4");
  EXPECT_EQ(citation_of(function_named(Interface::Es3, "SetPLMA")), "SGP.02 §5.4");
  EXPECT_EQ(citation_of(function_named(Interface::Es4, "SetFallBackAttribute")), "SGP.02 §5.5.21");
  EXPECT_EQ(citation_of(accepted_only()), "SGP.02 §5.6");
}

}  // namespace
}  // namespace sixline::host::es
