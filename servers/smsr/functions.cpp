#include "servers/smsr/functions.hpp"

#include <algorithm>
#include <array>

namespace sixline::servers::smsr {

namespace {

using enum es::Interface;

constexpr auto rows = std::to_array<FunctionRow>({
    {Es1, "RegisterEIS", register_eis},
    {Es1, "UpdateEISAdditionalProperties", update_eis_additional_properties},
    {Es3, "GetEIS", get_eis},
    {Es3, "AuditEIS", run_procedure},
    {Es3, "CreateISDP", run_procedure},
    {Es3, "SendData", run_procedure},
    {Es3, "ProfileDownloadCompleted", run_procedure},
    {Es3, "UpdatePolicyRules", update_policy_rules},
    {Es3, "UpdateSubscriptionAddress", update_subscription_address},
    {Es3, "EnableProfile", run_procedure},
    {Es3, "DisableProfile", run_procedure},
    {Es3, "DeleteISDP", run_procedure},
    {Es3, "UpdateConnectivityParameters", update_connectivity_parameters},
    {Es3, "SetPLMA", set_plma},
    {Es3, "GetPLMA", get_plma},
    {Es3, "SetONC", set_onc},
    {Es3, "GetONC", get_onc},
    {Es3, "SetEmergencyProfileAttribute", set_attribute},
    {Es3, "SetFallBackAttribute", set_attribute},
    {Es4, "GetEIS", get_eis},
    {Es4, "UpdatePolicyRules", update_policy_rules},
    {Es4, "UpdateSubscriptionAddress", update_subscription_address},
    {Es4, "AuditEIS", run_procedure},
    {Es4, "EnableProfile", run_procedure},
    {Es4, "DisableProfile", run_procedure},
    {Es4, "DeleteProfile", run_procedure},
    {Es4, "PrepareSMSRChange", change_smsr},
    {Es4, "SMSRChange", change_smsr},
    {Es4, "GetPLMA", get_plma},
    {Es4, "SetEmergencyProfileAttribute", set_attribute},
    {Es4, "SetFallBackAttribute", set_attribute},
    {Es4a, "SetPLMA", set_plma},
    {Es4a, "GetPLMA", get_plma},
    {Es4a, "SetONC", set_onc},
    {Es4a, "GetONC", get_onc},
    {Es7, "HandoverEUICC", change_smsr},
    {Es7, "AuthenticateSMSR", change_smsr},
    {Es7, "CreateAdditionalKeySet", change_smsr},
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

}  // namespace sixline::servers::smsr
