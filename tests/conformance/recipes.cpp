// How every failure is brought about, and why some cannot be.  [SGP.02 §5.1.6] (procedures §18)
#include <array>

#include "tests/conformance/cases.hpp"

namespace sixline::conformance {

namespace {

using es::Failure;

constexpr const char* nobody = "1.3.6.1.4.1.99999.88";
constexpr const char* unknown_eid = "89001012012341234012345678901321";
constexpr const char* unknown_iccid = "8999901000000000997";

/// Seconds; less than the tests let pass.
constexpr std::int64_t a_while = 20;

bool has(const Call& call, std::string_view field) {
  return call.message.content.shape().find(field) != nullptr;
}

/// The first of these fields that the function has gets this value.
bool put(Call& call, std::initializer_list<std::string_view> fields, std::string_view text) {
  for (const std::string_view field : fields) {
    if (!has(call, field)) continue;
    call.message.content.set(field, text);
    return true;
  }
  return false;
}

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

bool busy(World& world, Call& call) {
  // The device is silent: what is begun now stays under way.
  world.reach(tools::Reach::Silent);
  // Of these several may be under way, but none beside a switch.
  const std::string_view name = call.message.function->name;
  if (name == "AuditEIS" || name == "SendData" || name == "UpdateConnectivityParameters") {
    Call first = nominal_call(world, es::function_named(es::Interface::Es4, "EnableProfile"));
    return world.post(first) < 300;
  }
  if (world.post(call) >= 300) return false;
  if (call.message.function->name == "CreateISDP") put(call, {"Iccid"}, unknown_iccid);
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

bool time_to_live(World& world, Call& call) {
  world.reach(tools::Reach::Absent);
  call.validity = a_while;
  return true;
}

bool no_response(World& world, Call& call) {
  world.reach(tools::Reach::Silent);
  call.validity = a_while;
  return true;
}

bool eid_unknown(World&, Call& call) {
  return put(call, {"Eid"}, unknown_eid);
}

bool eid_in_use(World& world, Call& call) {
  return world.send(call).ok();
}

bool iccid_unknown(World&, Call& call) {
  return put(call, {"Iccid"}, unknown_iccid);
}

bool iccid_elsewhere(World& world, Call& call) {
  // On ES2 the SM-DP looks into its own stock first.
  if (!has(call, "Iccid") || call.message.function->interface == es::Interface::Es2) return false;
  world.register_other("8999901000000000963", "A0000005591010FFFFFFFF8900001300");
  return put(call, {"Iccid"}, "8999901000000000963");
}

bool iccid_in_use(World& world, Call& call) {
  if (call.message.function->name == "CreateISDP") return put(call, {"Iccid"}, world.bootstrap_iccid);
  // Another eUICC has got it.
  Call first = call;
  if (!world.send(first).ok()) return false;
  const es::Eis other = world.register_other("8999901000000000963", "A0000005591010FFFFFFFF8900001300");
  return put(call, {"Eid"}, other.eid());
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

/// The call of the wrong moment: enabling what is enabled, disabling what is not.
bool bad_state(World& world, Call& call) {
  Call before = nominal_call(world, es::function_named(es::Interface::Es4, "EnableProfile"));
  const std::string_view name = call.message.function->name;
  if (name == "DisableProfile") {
    before = nominal_call(world, es::function_named(es::Interface::Es4, "DisableProfile"));
    return world.send(before).ok();
  }
  if (name == "EnableProfile" || name == "SetEmergencyProfileAttribute") return world.send(before).ok();
  // Nothing can be done with a profile whose download has not ended.
  return false;
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

/// A rule on the card itself: the profile, or the one that would have to be disabled, forbids it.
bool pol1(World& world, Call& call) {
  constexpr std::uint8_t no_disabling = 0x01, no_deletion = 0x02;
  const std::string_view name = call.message.function->name;
  const bool deletes = name == "DeleteProfile" || name == "DeleteISDP";
  world.stock("ruled", std::string(tools::operator_id), "700", deletes ? no_deletion : no_disabling);
  if (!world.download_stocked(!deletes).ok()) return false;
  // Enabling the other profile would disable this one.
  return name == "EnableProfile" || put(call, {"Iccid"}, world.iccid);
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

bool memory(World&, Call& call) {
  return put(call, {"RequiredMemory"}, "99999999");
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

bool type_unknown(World&, Call& call) {
  if (has(call, "Plma")) {
    for (const es::Value& child : call.message.content.children())
      if (child.field()->type == es::Type::Plma) const_cast<es::Value&>(child).set("ProfileType", "");
    return true;
  }
  call.message.content.remove("Iccid");
  return put(call, {"ProfileType"}, "no such type");
}

bool type_not_allowed(World& world, Call& call) {
  call.message.content.remove("Iccid");
  world.stock("theirs", std::string(tools::other_operator_id), "600");
  return put(call, {"ProfileType"}, "theirs");
}

bool type_used_up(World& world, Call& call) {
  if (!world.send(call).ok()) return false;
  call.message.content.remove("Iccid");
  return put(call, {"ProfileType"}, World::profile_type);
}

bool profiles_not_allowed(World&, Call& call) {
  call.message.content.remove("Iccid");
  call.message.content.add_text("Iccid", unknown_iccid);
  return true;
}

bool eis_not_allowed(World&, Call& call) {
  if (call.message.function->name == "UpdateEISAdditionalProperties") return false;
  if (call.message.function->interface != es::Interface::Es4) return false;
  call.as = "m2m-sp";
  return true;
}

bool euicc_not_allowed(World&, Call& call) {
  call.as = "other-operator";
  return true;
}

bool eum_signature(World& world, Call& call) {
  world.eis.signature_xml.replace(world.eis.signature_xml.find("<ds:SignatureValue>") + 19, 4, "AAAA");
  call = nominal_call(world, *call.message.function);
  return true;
}

/// A card of ours with the certificate of another, under a right signature of the EUM.
bool ecasd_certificate(World& world, Call& call) {
  world.eis.signed_block.ecasd.key_sets.at(0).certificates.at(0).value.back() ^= 1;
  world.sign();
  call = nominal_call(world, *call.message.function);
  return true;
}

bool eis_invalid(World& world, Call& call) {
  world.eis.profiles.push_back(world.eis.profiles.at(0));
  call = nominal_call(world, *call.message.function);
  return true;
}

constexpr auto rows = std::to_array<Recipe>({
    {Failure::CallerUnknown, Stage::NoCard, caller_unknown},
    {Failure::CallerDenied, Stage::NoCard, caller_denied},
    {Failure::Busy, std::nullopt, busy},
    {Failure::ValidityRefused, std::nullopt, validity_refused},
    {Failure::ConditionMissing, std::nullopt, condition_missing},
    {Failure::TimeToLive, std::nullopt, time_to_live},
    {Failure::NoResponse, std::nullopt, no_response},
    {Failure::EidUnknown, std::nullopt, eid_unknown},
    {Failure::EidInUse, std::nullopt, eid_in_use},
    {Failure::IccidUnknown, std::nullopt, iccid_unknown},
    {Failure::IccidElsewhere, std::nullopt, iccid_elsewhere},
    {Failure::IccidInUse, std::nullopt, iccid_in_use},
    {Failure::NotAllowed, std::nullopt, not_allowed},
    {Failure::BadState, std::nullopt, bad_state},
    {Failure::Pol1, Stage::Installed, pol1},
    {Failure::Unsupported, std::nullopt, unsupported},
    {Failure::Pol2, std::nullopt, pol2},
    {Failure::Pol2Invalid, std::nullopt, pol2_invalid},
    {Failure::Memory, std::nullopt, memory},
    {Failure::AidUnknown, std::nullopt, aid_unknown},
    {Failure::AddressNotAllowed, std::nullopt, address_not_allowed},
    {Failure::SmSrUnknown, std::nullopt, smsr_unknown},
    {Failure::ProfileTypeUnknown, std::nullopt, type_unknown},
    {Failure::ProfileTypeNotAllowed, std::nullopt, type_not_allowed},
    {Failure::ProfileTypeUsedUp, std::nullopt, type_used_up},
    {Failure::ProfilesNotAllowed, std::nullopt, profiles_not_allowed},
    {Failure::EisNotAllowed, std::nullopt, eis_not_allowed},
    {Failure::EuiccNotAllowed, Stage::Registered, euicc_not_allowed},
    {Failure::EumSignatureInvalid, std::nullopt, eum_signature},
    {Failure::EcasdCertificate, std::nullopt, ecasd_certificate},
    {Failure::EisInvalid, std::nullopt, eis_invalid},
});

struct Exemption {
  Failure failure;
  /// Function, or empty: all whose recipe cannot do it.
  std::string_view function;
  std::string_view reason;
};

constexpr std::string_view part_of_procedure = "judged inside of a procedure that is not there yet";
constexpr std::string_view right_card = "a right card does not refuse what the SM-SR has judged";
constexpr std::string_view not_chosen = "8.2.1/3.9 or a right status of its own is given instead";

constexpr Exemption exemptions[]{
    {Failure::CardRefused, {}, right_card},
    {Failure::EuiccRefused, {}, right_card},
    {Failure::IsdPRefused, {}, right_card},
    {Failure::IccidUnusable, {}, "a package that no eUICC can take is refused when it is put into stock"},
    {Failure::ProfileTypeUnusable,
     {},
     "a package that no eUICC can take is refused when it is put into stock"},
    {Failure::AidElsewhere, {}, "ISD-P AIDs are the same on every eUICC"},
    {Failure::AttributeRefused, {}, part_of_procedure},
    {Failure::OncSideEffect, {}, "no configuration of ours has side effects"},
    {Failure::CannotManage, {}, part_of_procedure},
    {Failure::EcasdCertificateExpired, {}, part_of_procedure},
    {Failure::SrCertificateExpired, {}, part_of_procedure},
    {Failure::EidUnknown, "HandoverEUICC", part_of_procedure},
    {Failure::EidUnknown, "PrepareSMSRChange", part_of_procedure},
    {Failure::Pol1, "SetEmergencyProfileAttribute", part_of_procedure},
    {Failure::Pol1, "SetFallBackAttribute", part_of_procedure},
    {Failure::Pol2, "SetEmergencyProfileAttribute", part_of_procedure},
    {Failure::Pol2, "SetFallBackAttribute", part_of_procedure},
    {Failure::BadState, "SetFallBackAttribute", "a profile whose download has not ended is not seen"},
    {Failure::BadState, "DeleteProfile", "the SM-SR disables an enabled profile before it deletes it"},
    {Failure::BadState, "DeleteISDP", "the SM-SR disables an enabled profile before it deletes it"},
    {Failure::EisNotAllowed, "ES3.GetEIS", "an SM-DP sees its part of every EIS"},
    {Failure::EisNotAllowed, "ES3.AuditEIS", "an SM-DP may have its part of every EIS audited"},
    {Failure::EisNotAllowed, "ES2.AuditEIS", "an SM-DP may have its part of every EIS audited"},
    {Failure::EisNotAllowed, "UpdateEISAdditionalProperties", "this laboratory has one EUM"},
    {Failure::IccidElsewhere, "ES2.UpdatePolicyRules", not_chosen},
    {Failure::IccidElsewhere, "ES2.EnableProfile", not_chosen},
    {Failure::IccidElsewhere, "ES2.DisableProfile", not_chosen},
    {Failure::IccidElsewhere, "ES2.DeleteProfile", not_chosen},
    {Failure::IccidElsewhere, "ES2.SetEmergencyProfileAttribute", not_chosen},
    {Failure::IccidElsewhere, "ES2.SetFallBackAttribute", not_chosen},
};

}  // namespace

std::string_view exemption(const es::Function& function, Failure failure) {
  for (const Exemption& row : exemptions)
    if (row.failure == failure && (row.function.empty() || row.function == function.name ||
                                   row.function == es::qualified_name(function)))
      return row.reason;
  return {};
}

const Recipe* find_recipe(Failure failure) {
  for (const Recipe& row : rows)
    if (row.failure == failure) return &row;
  return nullptr;
}

}  // namespace sixline::conformance
