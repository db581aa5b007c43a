#include "servers/smdp/functions.hpp"

#include <algorithm>
#include <array>

namespace sixline::servers::smdp {

namespace {

using enum es::Interface;

constexpr auto rows = std::to_array<FunctionRow>({
    {Es2, "GetEIS", relay, "GetEIS"},
    {Es2, "DownloadProfile", download_profile, {}},
    {Es2, "UpdatePolicyRules", relay, "UpdatePolicyRules"},
    {Es2, "UpdateSubscriptionAddress", relay, "UpdateSubscriptionAddress"},
    {Es2, "EnableProfile", relay, "EnableProfile"},
    {Es2, "DisableProfile", relay, "DisableProfile"},
    {Es2, "DeleteProfile", relay, "DeleteISDP"},
    {Es2, "AuditEIS", relay, "AuditEIS"},
    {Es2, "SetPLMA", relay, "SetPLMA"},
    {Es2, "GetPLMA", relay, "GetPLMA"},
    {Es2, "SetONC", relay, "SetONC"},
    {Es2, "GetONC", relay, "GetONC"},
    {Es2, "SetEmergencyProfileAttribute", relay, "SetEmergencyProfileAttribute"},
    {Es2, "SetFallBackAttribute", relay, "SetFallBackAttribute"},
    {Es3, "HandleProfileDisabledNotification", forward, "HandleProfileDisabledNotification"},
    {Es3, "HandleProfileEnabledNotification", forward, "HandleProfileEnabledNotification"},
    {Es3, "HandleSMSRChangeNotification", forward, "HandleSMSRChangeNotification"},
    {Es3, "HandleProfileDeletedNotification", forward, "HandleProfileDeletedNotification"},
    {Es3, "HandleProfileDownloadedNotification", forward, "HandleProfileDownloadedNotification"},
    {Es3, "HandleProfilePOL2UpdatedNotification", forward, "HandleProfilePOL2UpdatedNotification"},
    {Es3, "HandlePLMASettingNotification", forward, "HandlePLMASettingNotification"},
    {Es3, "HandleEmergencyProfileAttributeSetNotification", forward,
     "HandleEmergencyProfileAttributeSetNotification"},
    {Es3, "HandleEmergencyProfileAttributeUnsetNotification", forward,
     "HandleEmergencyProfileAttributeUnsetNotification"},
    {Es3, "HandleFallBackAttributeSetNotification", forward, "HandleFallBackAttributeSetNotification"},
    {Es3, "HandleFallBackAttributeUnsetNotification", forward, "HandleFallBackAttributeUnsetNotification"},
});

}  // namespace

std::span<const FunctionRow> functions() {
  return rows;
}

const FunctionRow* find_function(const es::Function& function) {
  const auto found = std::find_if(rows.begin(), rows.end(), [&](const FunctionRow& row) {
    return row.interface == function.interface && row.name == function.name;
  });
  return found == rows.end() ? nullptr : &*found;
}

}  // namespace sixline::servers::smdp
