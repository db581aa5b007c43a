// How failures are brought about: callers, identities, ownership, policy.  [SGP.02 §5.1.6] (procedures §18)
#include "tests/conformance/recipes.hpp"

namespace sixline::conformance {

namespace {

bool caller_unknown(World&, Call& call) {
  call.as = "nobody";
  return true;
}

bool caller_denied(World&, Call& call) {
  const es::Interface interface = call.message.function->interface;
  call.as = interface == es::Interface::Es4a  ? "m2m-sp"
            : interface == es::Interface::Es1 ? "operator"
                                              : "eum";
  return true;
}

bool validity_refused(World&, Call& call) {
  call.validity = World::shortest_validity - 1;
  return true;
}

bool condition_missing(World&, Call& call) {
  if (call.message.function->name == "DownloadProfile")
    call.message.content.remove("Iccid");
  else if (has(call, "newSubscriptionAddress")) {
    call.message.content.remove("newSubscriptionAddress");
    call.message.content.add("newSubscriptionAddress");
  } else
    return false;
  return true;
}

bool eid_unknown(World&, Call& call) {
  return put(call, {"Eid"}, unknown_eid);
}

bool iccid_unknown(World&, Call& call) {
  return put(call, {"Iccid"}, unknown_iccid);
}

/// The caller's own, and known to his SM-DP.
bool iccid_elsewhere(World& world, Call& call) {
  world.stock("elsewhere", std::string(tools::operator_id), "963");
  world.register_other(world.iccid, other_isd_p_aid);
  return put(call, {"Iccid"}, world.iccid);
}

bool not_allowed(World& world, Call& call) {
  const es::Interface interface = call.message.function->interface;
  if (interface == es::Interface::Es3) {
    if (has(call, "Plma") || has(call, "Onc")) return put(call, {"Mno-id"}, nobody);
    if (has(call, "Mno-id")) return put(call, {"Mno-id"}, nobody);
    return put(call, {"Iccid"}, world.bootstrap_iccid);
  }
  if (has(call, "Plma")) {
    call.as = "other-operator";
    return true;
  }
  call.as = "other-operator";
  return true;
}

bool pol2(World& world, Call& call) {
  const std::string_view name = call.message.function->name;
  const char* action = name == "EnableProfile" ? "ENABLE" : name == "DisableProfile" ? "DISABLE" : "DELETE";
  if (name != "EnableProfile" && name != "DisableProfile" && name != "DeleteProfile" && name != "DeleteISDP")
    return false;
  Call rule = nominal_call(world, es::function_named(es::Interface::Es4, "UpdatePolicyRules"));
  rule.message.content.remove("pol2");
  rule.message.content.add("pol2")
      .add("Rule")
      .set("Subject", "PROFILE")
      .set("Action", action)
      .set("Qualification", "Not-Allowed");
  return world.send(rule).ok();
}

bool unsupported(World& world, Call&) {
  world.restart_without_onc();
  return true;
}

bool pol2_invalid(World&, Call& call) {
  if (!has(call, "pol2")) return false;
  call.message.content.remove("pol2");
  es::Value& rules = call.message.content.add("pol2");
  for (const char* qualification : {"Not-Allowed", "Auto-Delete"})
    rules.add("Rule").set("Subject", "PROFILE").set("Action", "DELETE").set("Qualification", qualification);
  return true;
}

bool aid_unknown(World&, Call& call) {
  return put(call, {"Sd-aid"}, "A0000005591010FFFFFFFF8900001E00");
}

bool address_not_allowed(World&, Call& call) {
  call.as = "other-operator";
  return true;
}

bool smsr_unknown(World&, Call& call) {
  return put(call, {"Smsr-id", "SmSr-id", "Target-Smsr-id"}, nobody);
}

bool profiles_not_allowed(World&, Call& call) {
  call.message.content.remove("Iccid");
  call.message.content.add_text("Iccid", unknown_iccid);
  return true;
}

/// Nothing on the eUICC is the caller's; nor has he made it, who is its EUM.
bool eis_not_allowed(World& world, Call& call) {
  switch (call.message.function->interface) {
    case es::Interface::Es1: call.as = "other-eum"; return true;
    case es::Interface::Es2: call.as = "other-operator"; return true;
    case es::Interface::Es3:
      world.edit_profile([](es::EisProfile& profile) { profile.smdp_id = nobody; });
      return true;
    default: call.as = "m2m-sp"; return true;
  }
}

bool euicc_not_allowed(World&, Call& call) {
  call.as = "other-operator";
  return true;
}

constexpr auto rows = std::to_array<Recipe>({
    {Failure::CallerUnknown, Stage::NoCard, caller_unknown},
    {Failure::CallerDenied, Stage::NoCard, caller_denied},
    {Failure::ValidityRefused, std::nullopt, validity_refused},
    {Failure::ConditionMissing, std::nullopt, condition_missing},
    {Failure::EidUnknown, std::nullopt, eid_unknown},
    {Failure::IccidUnknown, std::nullopt, iccid_unknown},
    {Failure::IccidElsewhere, std::nullopt, iccid_elsewhere},
    {Failure::NotAllowed, std::nullopt, not_allowed},
    {Failure::Unsupported, std::nullopt, unsupported},
    {Failure::Pol2, std::nullopt, pol2},
    {Failure::Pol2Invalid, std::nullopt, pol2_invalid},
    {Failure::AidUnknown, std::nullopt, aid_unknown},
    {Failure::AddressNotAllowed, std::nullopt, address_not_allowed},
    {Failure::SmSrUnknown, std::nullopt, smsr_unknown},
    {Failure::ProfilesNotAllowed, std::nullopt, profiles_not_allowed},
    {Failure::EisNotAllowed, std::nullopt, eis_not_allowed},
    {Failure::EuiccNotAllowed, Stage::Registered, euicc_not_allowed},
});

}  // namespace

bool has(const Call& call, std::string_view field) {
  return call.message.content.shape().find(field) != nullptr;
}

bool put(Call& call, std::initializer_list<std::string_view> fields, std::string_view text) {
  for (const std::string_view field : fields) {
    if (!has(call, field)) continue;
    call.message.content.set(field, text);
    return true;
  }
  return false;
}

bool is_one_of(const Call& call, std::initializer_list<std::string_view> functions) {
  return std::find(functions.begin(), functions.end(), call.message.function->name) != functions.end();
}

std::span<const Recipe> entry_recipes() {
  return rows;
}

const Recipe* find_recipe(Failure failure) {
  for (const std::span<const Recipe> subject : {entry_recipes(), card_recipes(), supply_recipes()})
    for (const Recipe& row : subject)
      if (row.failure == failure) return &row;
  return nullptr;
}

}  // namespace sixline::conformance
