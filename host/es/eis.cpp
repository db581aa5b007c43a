#include "host/es/eis.hpp"

#include <algorithm>
#include <set>

namespace sixline::host::es {

bool Pol2::has(const PolicyRule& rule) const {
  return std::find(rules.begin(), rules.end(), rule) != rules.end();
}

bool Pol2::well_formed() const {
  for (auto rule = rules.begin(); rule != rules.end(); ++rule) {
    if (rule->qualification == PolicyQualification::AutoDelete && rule->action != PolicyAction::Disable)
      return false;
    if (std::find(rule + 1, rules.end(), *rule) != rules.end()) return false;
  }
  return true;
}

std::string_view name_of(ProfileState state) {
  switch (state) {
    case ProfileState::InCreation: return "InCreation";
    case ProfileState::Created: return "Created";
    case ProfileState::Disabled: return "Disabled";
    case ProfileState::Enabled: return "Enabled";
  }
  return "Created";
}

namespace {

template <class Profiles, class Wanted>
auto* first(Profiles& profiles, Wanted wanted) {
  const auto found = std::find_if(profiles.begin(), profiles.end(), wanted);
  return found == profiles.end() ? nullptr : &*found;
}

void drop_values(EisSecurityDomain& domain) {
  domain.key_sets.clear();
}

}  // namespace

const EisProfile* Eis::find(std::string_view iccid) const {
  return first(profiles, [&](const EisProfile& p) { return p.iccid == iccid; });
}
EisProfile* Eis::find(std::string_view iccid) {
  return first(profiles, [&](const EisProfile& p) { return p.iccid == iccid; });
}
EisProfile* Eis::find_aid(Bytes aid) {
  return first(profiles, [&](const EisProfile& p) { return wire::equal(p.isd_p_aid, aid); });
}
EisProfile* Eis::enabled() {
  return first(profiles, [](const EisProfile& p) { return p.state == ProfileState::Enabled; });
}
EisProfile* Eis::fall_back() {
  return first(profiles, [](const EisProfile& p) { return p.fall_back; });
}
void Eis::remove(std::string_view iccid) {
  std::erase_if(profiles, [&](const EisProfile& p) { return p.iccid == iccid; });
}

std::optional<std::string> breach_of(const Eis& eis) {
  std::set<std::string> iccids;
  std::set<ByteString> aids;
  int enabled = 0, fall_back = 0, emergency = 0;
  for (const EisProfile& profile : eis.profiles) {
    enabled += profile.state == ProfileState::Enabled;
    fall_back += profile.fall_back;
    emergency += profile.emergency;
    if (profile.fall_back && profile.emergency) return "one profile is fall-back and emergency profile";
    if (profile.test && (profile.fall_back || profile.emergency)) return "a test profile holds an attribute";
    if (!iccids.insert(profile.iccid).second) return "ICCID " + profile.iccid + " twice";
    if (!aids.insert(profile.isd_p_aid).second) return "ISD-P " + to_hex(profile.isd_p_aid) + " twice";
  }
  if (enabled > 1) return "more than one profile is enabled";
  if (fall_back > 1 || emergency > 1) return "an attribute has two holders";
  const bool usable = std::any_of(eis.profiles.begin(), eis.profiles.end(),
                                  [](const EisProfile& p) { return p.state >= ProfileState::Disabled; });
  if (usable && fall_back == 0) return "no profile holds the Fall-Back Attribute";
  return std::nullopt;
}

Eis view_of_smdp(const Eis& eis, std::string_view smdp_id) {
  Eis view = eis;
  drop_values(view.isd_r);
  view.audit_trail.clear();
  view.last_audit.reset();
  std::erase_if(view.profiles, [&](const EisProfile& p) {
    return p.smdp_id != smdp_id || p.state == ProfileState::InCreation;
  });
  return view;
}

Eis view_of_profiles(const Eis& eis) {
  Eis view = eis;
  view.isd_r = {};
  view.signed_block.ecasd = {};
  view.signed_block.isd_p_load_file_aid.clear();
  view.signed_block.isd_p_module_aid.clear();
  view.signed_xml.clear();
  view.audit_trail.clear();
  view.last_audit.reset();
  std::erase_if(view.profiles, [](const EisProfile& p) { return p.state == ProfileState::InCreation; });
  return view;
}

Eis view_of_operator(const Eis& eis, std::string_view mno_id) {
  Eis view = view_of_profiles(eis);
  std::erase_if(view.profiles,
                [&](const EisProfile& p) { return p.mno_id != mno_id || p.state < ProfileState::Disabled; });
  return view;
}

}  // namespace sixline::host::es
