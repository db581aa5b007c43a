#include "servers/smsr/authorisation.hpp"

#include <algorithm>
#include <array>

#include "host/es/functions.hpp"

namespace sixline::servers::smsr {

namespace {

constexpr auto grantable = std::to_array<std::string_view>(
    {"GetEIS", "AuditEIS", "UpdateSubscriptionAddress", "EnableProfile", "DisableProfile", "DeleteProfile",
     "SetFallBackAttribute", "UnsetFallBackAttribute", "SetEmergencyProfileAttribute",
     "UnsetEmergencyProfileAttribute"});

}  // namespace

bool is_grantable(std::string_view operation) {
  if (std::find(grantable.begin(), grantable.end(), operation) != grantable.end()) return true;
  const es::Function* function = es::find_function(es::Interface::Es4, operation);
  return function != nullptr && function->is_notification() && function->name == operation &&
         operation != "HandleSMSRChangeNotification" && operation != "HandlePLMASettingNotification";
}

bool is_granted(store::Unit& unit, const std::string& m2m_sp_id, const es::EisProfile& profile,
                std::string_view operation) {
  const auto plmas = unit.plmas(profile.mno_id, profile.profile_type, m2m_sp_id);
  // An empty profile type would match every row: a profile without one is nobody's but its owner's.
  if (!plmas || profile.profile_type.empty() || m2m_sp_id.empty()) return false;
  return std::any_of(plmas->begin(), plmas->end(), [&](const es::Plma& plma) {
    return std::find(plma.operations.begin(), plma.operations.end(), operation) != plma.operations.end();
  });
}

}  // namespace sixline::servers::smsr
