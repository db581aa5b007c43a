// The types of the ES functions: tables, views, saved form.
#include "host/es/eis.hpp"

#include <gtest/gtest.h>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "host/es/eis_json.hpp"
#include "host/es/functions.hpp"

namespace sixline::host::es {
namespace {

TEST(Functions, CountAsTheSpecificationDoes) {
  EXPECT_EQ(count_line(), "ES1 2, ES2 25, ES3 28, ES4 23, ES4A 4, ES7 3, total 85");
  std::set<std::pair<Interface, std::string_view>> names;
  for (const Function& row : functions()) {
    EXPECT_TRUE(names.insert({row.interface, row.name}).second) << row.name;
    const bool one_way = row.name.starts_with("Handle") && row.name != "HandoverEUICC";
    EXPECT_EQ(row.style == Style::Notification, one_way) << row.name;
  }
}

TEST(Status, EveryLabelHasItsCodes) {
  EXPECT_EQ(EsStatus::of(Failure::Pol2).code->subject, "8.2.3");
  EXPECT_EQ(EsStatus::of(Failure::Pol2).code->reason, "3.8");
  EXPECT_EQ(EsStatus::of(Failure::TimeToLive).execution, Execution::Expired);
  EXPECT_EQ(EsStatus::of(Failure::Busy).execution, Execution::Failed);
  EXPECT_EQ(EsStatus::warning(Failure::Busy).execution, Execution::Warning);
  EXPECT_TRUE(EsStatus::warning(Failure::Busy).ok());
  EXPECT_FALSE(EsStatus::of(Failure::Busy).ok());
  EXPECT_EQ(EsStatus::of(Failure::IccidUnknown, {}, "89").describe(),
            "FAILED, 8.2.1/3.9 E-ICCID-UNKNOWN: no such profile on this eUICC (89)");
}

Eis sample() {
  Eis eis;
  eis.signed_block.eid = "89001012012341234012345678901224";
  eis.signed_block.ecasd.key_sets.push_back({0x74, 0, {}, {{1, "ci", {0x7F, 0x21, 0x00}}}});
  eis.isd_r.key_sets.push_back({1, 7, {{1, 0x88, {1, 2, 3}, ByteString(16, 9)}}, {}});
  eis.remaining_memory = 5;
  eis.last_audit = 77;
  for (int i = 0; i < 3; ++i) {
    EisProfile profile;
    profile.iccid = "890" + std::to_string(i);
    profile.isd_p_aid = ByteString(16, static_cast<std::uint8_t>(i));
    profile.mno_id = i == 2 ? "b" : "a";
    profile.smdp_id = i == 0 ? "" : "dp";
    profile.state = i == 0 ? ProfileState::Enabled : i == 1 ? ProfileState::Created : ProfileState::Disabled;
    profile.fall_back = i == 0;
    profile.pol2.rules = {{PolicyAction::Disable, PolicyQualification::AutoDelete}};
    eis.profiles.push_back(profile);
  }
  eis.audit_trail.push_back(
      {"sr", 1, AuditOperation::EnableProfile, "a", EsStatus::of(Failure::Pol1), {1}, "8900", {}});
  eis.audit_trail.push_back({"sr", 2, AuditOperation::FallBack, "", {}, {1}, "", {1, 2}});
  return eis;
}

TEST(EisJson, GivesBackWhatItWasGiven) {
  const auto again = eis_from_json(nlohmann::json::parse(to_json(sample()).dump()));
  ASSERT_TRUE(again) << again.error().what;
  EXPECT_EQ(*again, sample());
}

TEST(EisJson, AnyMissingFieldIsAnError) {
  const nlohmann::json whole = to_json(sample());
  for (const auto& [key, value] : whole.items()) {
    if (key == "lastAudit") continue;
    nlohmann::json cut = whole;
    cut.erase(key);
    EXPECT_FALSE(eis_from_json(cut)) << key;
    cut = whole;
    cut[key] = nullptr;
    EXPECT_FALSE(eis_from_json(cut)) << key;
  }
}

TEST(EisViews, TheSmDpSeesItsOwnEntriesAndNoKeys) {
  Eis eis = sample();
  eis.profiles[2].state = ProfileState::InCreation;
  const Eis view = view_of_smdp(eis, "dp");
  ASSERT_EQ(view.profiles.size(), 1u);
  EXPECT_EQ(view.profiles[0].iccid, "8901");
  EXPECT_TRUE(view.isd_r.key_sets.empty());
  EXPECT_TRUE(view.audit_trail.empty());
  EXPECT_FALSE(view.signed_block.ecasd.key_sets.empty());
}

TEST(EisViews, TheOperatorSeesItsOwnProfilesOnly) {
  const Eis view = view_of_operator(sample(), "a");
  ASSERT_EQ(view.profiles.size(), 1u) << "entries in Created are the SM-DP's business";
  EXPECT_EQ(view.profiles[0].iccid, "8900");
  EXPECT_TRUE(view.isd_r.key_sets.empty());
  EXPECT_TRUE(view.signed_block.ecasd.key_sets.empty());
}

TEST(Eis, BreachesAreNamed) {
  EXPECT_EQ(breach_of(sample()), std::nullopt);
  const auto broken = [](auto change) {
    Eis eis = sample();
    change(eis);
    return breach_of(eis).has_value();
  };
  EXPECT_TRUE(broken([](Eis& e) { e.profiles[2].state = ProfileState::Enabled; }));
  EXPECT_TRUE(broken([](Eis& e) { e.profiles[2].fall_back = true; }));
  EXPECT_TRUE(broken([](Eis& e) { e.profiles[0].fall_back = false; }));
  EXPECT_TRUE(broken([](Eis& e) { e.profiles[0].emergency = true; }));
  EXPECT_TRUE(broken([](Eis& e) { e.profiles[0].test = true; }));
  EXPECT_TRUE(broken([](Eis& e) { e.profiles[2].iccid = "8900"; }));
  EXPECT_TRUE(broken([](Eis& e) { e.profiles[2].isd_p_aid = e.profiles[0].isd_p_aid; }));
}

TEST(Pol2, RejectsMalformedRules) {
  const PolicyRule keep{PolicyAction::Disable, PolicyQualification::NotAllowed};
  const PolicyRule drop{PolicyAction::Disable, PolicyQualification::AutoDelete};
  EXPECT_TRUE((Pol2{{keep, drop}}).well_formed()) << "contradictory pairs are legal data";
  EXPECT_FALSE((Pol2{{keep, keep}}).well_formed());
  EXPECT_FALSE((Pol2{{{PolicyAction::Enable, PolicyQualification::AutoDelete}}}).well_formed());
}

}  // namespace
}  // namespace sixline::host::es
