#include "host/es/implementation.hpp"

#include <algorithm>
#include <array>

namespace sixline::host::es {

namespace {

using enum Interface;

/// Served between processes, in the envelope, by the provider that the function's direction names.
[[maybe_unused]] constexpr std::string_view implemented = "implemented";
/// The servers' desks do it, in the envelope; there is no program around them that has a socket.
constexpr std::string_view in_process = "servers: in one process only, not on the network yet";
/// What the change of the SM-SR and the attributes of a profile still wait for.
constexpr std::string_view refused =
    "servers: judged, then refused with 1.6/3.1; the procedure is not there yet";
constexpr std::string_view not_yet = "servers: not yet";

struct Row {
  Interface interface;
  std::string_view name;
  std::string_view status;
};

/// What is not named here is `not_yet`.
constexpr auto rows = std::to_array<Row>({
    {Es1, "RegisterEIS", in_process},
    {Es1, "UpdateEISAdditionalProperties", in_process},
    {Es2, "GetEIS", in_process},
    {Es2, "DownloadProfile", in_process},
    {Es2, "UpdatePolicyRules", in_process},
    {Es2, "UpdateSubscriptionAddress", in_process},
    {Es2, "EnableProfile", in_process},
    {Es2, "DisableProfile", in_process},
    {Es2, "DeleteProfile", in_process},
    {Es2, "AuditEIS", in_process},
    {Es2, "HandleProfileDisabledNotification", in_process},
    {Es2, "HandleProfileEnabledNotification", in_process},
    {Es2, "HandleProfileDeletedNotification", in_process},
    {Es2, "HandleProfileDownloadedNotification", in_process},
    {Es2, "HandleProfilePOL2UpdatedNotification", in_process},
    {Es2, "HandlePLMASettingNotification", in_process},
    {Es2, "SetPLMA", in_process},
    {Es2, "GetPLMA", in_process},
    {Es2, "SetONC", in_process},
    {Es2, "GetONC", in_process},
    {Es2, "SetEmergencyProfileAttribute", refused},
    {Es2, "SetFallBackAttribute", refused},
    {Es3, "GetEIS", in_process},
    {Es3, "AuditEIS", in_process},
    {Es3, "CreateISDP", in_process},
    {Es3, "SendData", in_process},
    {Es3, "ProfileDownloadCompleted", in_process},
    {Es3, "UpdatePolicyRules", in_process},
    {Es3, "UpdateSubscriptionAddress", in_process},
    {Es3, "EnableProfile", in_process},
    {Es3, "DisableProfile", in_process},
    {Es3, "DeleteISDP", in_process},
    {Es3, "UpdateConnectivityParameters", in_process},
    {Es3, "HandleProfileDisabledNotification", in_process},
    {Es3, "HandleProfileEnabledNotification", in_process},
    {Es3, "HandleProfileDeletedNotification", in_process},
    {Es3, "HandleProfileDownloadedNotification", in_process},
    {Es3, "HandleProfilePOL2UpdatedNotification", in_process},
    {Es3, "HandlePLMASettingNotification", in_process},
    {Es3, "SetPLMA", in_process},
    {Es3, "GetPLMA", in_process},
    {Es3, "SetONC", in_process},
    {Es3, "GetONC", in_process},
    {Es3, "SetEmergencyProfileAttribute", refused},
    {Es3, "SetFallBackAttribute", refused},
    {Es4, "GetEIS", in_process},
    {Es4, "UpdatePolicyRules", in_process},
    {Es4, "UpdateSubscriptionAddress", in_process},
    {Es4, "AuditEIS", in_process},
    {Es4, "EnableProfile", in_process},
    {Es4, "DisableProfile", in_process},
    {Es4, "DeleteProfile", in_process},
    {Es4, "HandleProfileDisabledNotification", in_process},
    {Es4, "HandleProfileEnabledNotification", in_process},
    {Es4, "HandleProfileDeletedNotification", in_process},
    {Es4, "HandleProfileDownloadedNotification", in_process},
    {Es4, "HandleProfilePOL2UpdatedNotification", in_process},
    {Es4, "HandlePLMASettingNotification", in_process},
    {Es4, "GetPLMA", in_process},
    {Es4, "SetEmergencyProfileAttribute", refused},
    {Es4, "SetFallBackAttribute", refused},
    {Es4, "PrepareSMSRChange", refused},
    {Es4, "SMSRChange", refused},
    {Es4a, "SetPLMA", in_process},
    {Es4a, "GetPLMA", in_process},
    {Es4a, "SetONC", in_process},
    {Es4a, "GetONC", in_process},
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
