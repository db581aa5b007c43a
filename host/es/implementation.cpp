#include "host/es/implementation.hpp"

#include <algorithm>
#include <array>

namespace sixline::host::es {

namespace {

using enum Interface;

/// Served between processes, in the envelope, by the provider that the function's direction names.
constexpr std::string_view implemented = "implemented";
/// What the change of the SM-SR and the attributes of a profile still wait for.
constexpr std::string_view refused =
    "servers: judged, then refused with 1.6/3.1; the procedure is not there yet";
/// What tells of them.
constexpr std::string_view not_yet =
    "servers: received and passed on; the procedure that causes it is not there yet";

struct Row {
  Interface interface;
  std::string_view name;
  std::string_view status;
};

/// What is not named here is `not_yet`.
constexpr auto rows = std::to_array<Row>({
    {Es1, "RegisterEIS", implemented},
    {Es1, "UpdateEISAdditionalProperties", implemented},
    {Es2, "GetEIS", implemented},
    {Es2, "DownloadProfile", implemented},
    {Es2, "UpdatePolicyRules", implemented},
    {Es2, "UpdateSubscriptionAddress", implemented},
    {Es2, "EnableProfile", implemented},
    {Es2, "DisableProfile", implemented},
    {Es2, "DeleteProfile", implemented},
    {Es2, "AuditEIS", implemented},
    {Es2, "HandleProfileDisabledNotification", implemented},
    {Es2, "HandleProfileEnabledNotification", implemented},
    {Es2, "HandleProfileDeletedNotification", implemented},
    {Es2, "HandleProfileDownloadedNotification", implemented},
    {Es2, "HandleProfilePOL2UpdatedNotification", implemented},
    {Es2, "HandlePLMASettingNotification", implemented},
    {Es2, "SetPLMA", implemented},
    {Es2, "GetPLMA", implemented},
    {Es2, "SetONC", implemented},
    {Es2, "GetONC", implemented},
    {Es2, "SetEmergencyProfileAttribute", refused},
    {Es2, "SetFallBackAttribute", refused},
    {Es3, "GetEIS", implemented},
    {Es3, "AuditEIS", implemented},
    {Es3, "CreateISDP", implemented},
    {Es3, "SendData", implemented},
    {Es3, "ProfileDownloadCompleted", implemented},
    {Es3, "UpdatePolicyRules", implemented},
    {Es3, "UpdateSubscriptionAddress", implemented},
    {Es3, "EnableProfile", implemented},
    {Es3, "DisableProfile", implemented},
    {Es3, "DeleteISDP", implemented},
    {Es3, "UpdateConnectivityParameters", implemented},
    {Es3, "HandleProfileDisabledNotification", implemented},
    {Es3, "HandleProfileEnabledNotification", implemented},
    {Es3, "HandleProfileDeletedNotification", implemented},
    {Es3, "HandleProfileDownloadedNotification", implemented},
    {Es3, "HandleProfilePOL2UpdatedNotification", implemented},
    {Es3, "HandlePLMASettingNotification", implemented},
    {Es3, "SetPLMA", implemented},
    {Es3, "GetPLMA", implemented},
    {Es3, "SetONC", implemented},
    {Es3, "GetONC", implemented},
    {Es3, "SetEmergencyProfileAttribute", refused},
    {Es3, "SetFallBackAttribute", refused},
    {Es4, "GetEIS", implemented},
    {Es4, "UpdatePolicyRules", implemented},
    {Es4, "UpdateSubscriptionAddress", implemented},
    {Es4, "AuditEIS", implemented},
    {Es4, "EnableProfile", implemented},
    {Es4, "DisableProfile", implemented},
    {Es4, "DeleteProfile", implemented},
    {Es4, "HandleProfileDisabledNotification", implemented},
    {Es4, "HandleProfileEnabledNotification", implemented},
    {Es4, "HandleProfileDeletedNotification", implemented},
    {Es4, "HandleProfileDownloadedNotification", implemented},
    {Es4, "HandleProfilePOL2UpdatedNotification", implemented},
    {Es4, "HandlePLMASettingNotification", implemented},
    {Es4, "GetPLMA", implemented},
    {Es4, "SetEmergencyProfileAttribute", refused},
    {Es4, "SetFallBackAttribute", refused},
    {Es4, "PrepareSMSRChange", refused},
    {Es4, "SMSRChange", refused},
    {Es4a, "SetPLMA", implemented},
    {Es4a, "GetPLMA", implemented},
    {Es4a, "SetONC", implemented},
    {Es4a, "GetONC", implemented},
    {Es7, "HandoverEUICC", refused},
    {Es7, "AuthenticateSMSR", refused},
    {Es7, "CreateAdditionalKeySet", refused},
});

}  // namespace

std::string_view implementation_of(const Function& function) {
  const auto found = std::find_if(rows.begin(), rows.end(), [&](const Row& row) {
    return row.interface == function.interface && row.name == function.name;
  });
  return found == rows.end() ? not_yet : found->status;
}

}  // namespace sixline::host::es
