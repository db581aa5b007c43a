// What an SM-DP has in stock and what an EUM delivers: missing, used up, or not as it should be.
// [SGP.02 §5.2, §5.3.2]
#include "tests/conformance/recipes.hpp"

namespace sixline::conformance {

namespace {

bool eid_in_use(World& world, Call& call) {
  return world.send(call).ok();
}

bool iccid_in_use(World& world, Call& call) {
  if (call.message.function->name == "CreateISDP") return put(call, {"Iccid"}, world.bootstrap_iccid);
  // Another eUICC has got it.
  Call first = call;
  if (!world.send(first).ok()) return false;
  const es::Eis other = world.register_other("8999901000000000963", other_isd_p_aid);
  return put(call, {"Eid"}, other.eid());
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

/// It stays in stock until an eUICC is found that has what it needs.
bool iccid_unusable(World& world, Call& call) {
  world.stock("multos", std::string(tools::operator_id), "602", {}, Needs::Multos);
  return put(call, {"Iccid"}, world.iccid);
}

bool type_unusable(World& world, Call& call) {
  world.stock("multos", std::string(tools::operator_id), "602", {}, Needs::Multos);
  call.message.content.remove("Iccid");
  return put(call, {"ProfileType"}, "multos");
}

bool eum_signature(World& world, Call& call) {
  world.eis.signature_xml.replace(world.eis.signature_xml.find("<ds:SignatureValue>") + 19, 4, "AAAA");
  call = nominal_call(world, *call.message.function);
  return true;
}

/// Under a right signature of the EUM.
bool with_certificate(World& world, Call& call, const host::ByteString& certificate) {
  world.eis.signed_block.ecasd.key_sets.at(0).certificates.at(0).value = certificate;
  world.sign();
  // Or the SM-SR has had it for a long time, and the SM-DP is the first to look at it again.
  if (is_one_of(call, {"DownloadProfile"}))
    world.put_eis();
  else
    call = nominal_call(world, *call.message.function);
  return true;
}

bool ecasd_certificate(World& world, Call& call) {
  host::ByteString changed = world.eis.signed_block.ecasd.key_sets.at(0).certificates.at(0).value;
  changed.back() ^= 1;
  return with_certificate(world, call, changed);
}

bool ecasd_certificate_expired(World& world, Call& call) {
  using std::chrono::sys_days, std::chrono::year;
  return with_certificate(
      world, call,
      world.ecasd_certificate(world.eid, {sys_days(year(2024) / 2 / 1), sys_days(year(2024) / 12 / 31)}));
}

bool eis_invalid(World& world, Call& call) {
  world.eis.profiles.push_back(world.eis.profiles.at(0));
  call = nominal_call(world, *call.message.function);
  return true;
}

constexpr auto rows = std::to_array<Recipe>({
    {Failure::EidInUse, std::nullopt, eid_in_use},
    {Failure::IccidInUse, std::nullopt, iccid_in_use},
    {Failure::ProfileTypeUnknown, std::nullopt, type_unknown},
    {Failure::ProfileTypeNotAllowed, std::nullopt, type_not_allowed},
    {Failure::ProfileTypeUsedUp, std::nullopt, type_used_up},
    {Failure::IccidUnusable, std::nullopt, iccid_unusable},
    {Failure::ProfileTypeUnusable, std::nullopt, type_unusable},
    {Failure::EumSignatureInvalid, std::nullopt, eum_signature},
    {Failure::EcasdCertificate, std::nullopt, ecasd_certificate},
    {Failure::EcasdCertificateExpired, std::nullopt, ecasd_certificate_expired},
    {Failure::EisInvalid, std::nullopt, eis_invalid},
});

}  // namespace

std::span<const Recipe> supply_recipes() {
  return rows;
}

}  // namespace sixline::conformance
