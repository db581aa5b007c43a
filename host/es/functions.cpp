#include "host/es/functions.hpp"

#include <array>

namespace sixline::host::es {

namespace {

using enum Interface;
using enum Style;
using enum Direction;

constexpr std::array<Function, 85> rows{{
    {Es1, "RegisterEIS", Synchronous, EumToSmSr, 1},
    {Es1, "UpdateEISAdditionalProperties", Synchronous, EumToSmSr, 3},
    {Es2, "GetEIS", Synchronous, OperatorToSmDp, 3},
    {Es2, "DownloadProfile", Asynchronous, OperatorToSmDp, 1},
    {Es2, "UpdatePolicyRules", Synchronous, OperatorToSmDp, 3},
    {Es2, "UpdateSubscriptionAddress", Synchronous, OperatorToSmDp, 3},
    {Es2, "EnableProfile", Asynchronous, OperatorToSmDp, 1},
    {Es2, "DisableProfile", Asynchronous, OperatorToSmDp, 1},
    {Es2, "DeleteProfile", Asynchronous, OperatorToSmDp, 1},
    {Es2, "HandleProfileDisabledNotification", Notification, SmDpToOperator, 3},
    {Es2, "HandleProfileEnabledNotification", Notification, SmDpToOperator, 3},
    {Es2, "HandleSMSRChangeNotification", Notification, SmDpToOperator, 5},
    {Es2, "HandleProfileDeletedNotification", Notification, SmDpToOperator, 3},
    {Es2, "AuditEIS", Asynchronous, OperatorToSmDp, 3},
    {Es2, "SetPLMA", Synchronous, OperatorToSmDp, 3},
    {Es2, "GetPLMA", Synchronous, OperatorToSmDp, 3},
    {Es2, "HandleProfileDownloadedNotification", Notification, SmDpToOperator, 3},
    {Es2, "HandleProfilePOL2UpdatedNotification", Notification, SmDpToOperator, 3},
    {Es2, "HandlePLMASettingNotification", Notification, SmDpToOperator, 3},
    {Es2, "SetONC", Synchronous, OperatorToSmDp, 3},
    {Es2, "GetONC", Synchronous, OperatorToSmDp, 3},
    {Es2, "SetEmergencyProfileAttribute", Asynchronous, OperatorToSmDp, 5},
    {Es2, "HandleEmergencyProfileAttributeSetNotification", Notification, SmDpToOperator, 5},
    {Es2, "HandleEmergencyProfileAttributeUnsetNotification", Notification, SmDpToOperator, 5},
    {Es2, "SetFallBackAttribute", Asynchronous, OperatorToSmDp, 5},
    {Es2, "HandleFallBackAttributeSetNotification", Notification, SmDpToOperator, 5},
    {Es2, "HandleFallBackAttributeUnsetNotification", Notification, SmDpToOperator, 5},
    {Es3, "GetEIS", Synchronous, SmDpToSmSr, 1},
    {Es3, "AuditEIS", Asynchronous, SmDpToSmSr, 1},
    {Es3, "CreateISDP", Asynchronous, SmDpToSmSr, 1},
    {Es3, "SendData", Asynchronous, SmDpToSmSr, 1},
    {Es3, "ProfileDownloadCompleted", Synchronous, SmDpToSmSr, 1},
    {Es3, "UpdatePolicyRules", Synchronous, SmDpToSmSr, 3},
    {Es3, "UpdateSubscriptionAddress", Synchronous, SmDpToSmSr, 3},
    {Es3, "EnableProfile", Asynchronous, SmDpToSmSr, 1},
    {Es3, "DisableProfile", Asynchronous, SmDpToSmSr, 1},
    {Es3, "DeleteISDP", Asynchronous, SmDpToSmSr, 1},
    {Es3, "UpdateConnectivityParameters", Asynchronous, SmDpToSmSr, 3},
    {Es3, "HandleProfileDisabledNotification", Notification, SmSrToSmDp, 3},
    {Es3, "HandleProfileEnabledNotification", Notification, SmSrToSmDp, 3},
    {Es3, "HandleSMSRChangeNotification", Notification, SmSrToSmDp, 5},
    {Es3, "HandleProfileDeletedNotification", Notification, SmSrToSmDp, 3},
    {Es3, "SetPLMA", Synchronous, SmDpToSmSr, 3},
    {Es3, "GetPLMA", Synchronous, SmDpToSmSr, 3},
    {Es3, "HandleProfileDownloadedNotification", Notification, SmSrToSmDp, 3},
    {Es3, "HandleProfilePOL2UpdatedNotification", Notification, SmSrToSmDp, 3},
    {Es3, "HandlePLMASettingNotification", Notification, SmSrToSmDp, 3},
    {Es3, "SetONC", Synchronous, SmDpToSmSr, 3},
    {Es3, "GetONC", Synchronous, SmDpToSmSr, 3},
    {Es3, "SetEmergencyProfileAttribute", Asynchronous, SmDpToSmSr, 5},
    {Es3, "HandleEmergencyProfileAttributeSetNotification", Notification, SmSrToSmDp, 5},
    {Es3, "HandleEmergencyProfileAttributeUnsetNotification", Notification, SmSrToSmDp, 5},
    {Es3, "SetFallBackAttribute", Asynchronous, SmDpToSmSr, 5},
    {Es3, "HandleFallBackAttributeSetNotification", Notification, SmSrToSmDp, 5},
    {Es3, "HandleFallBackAttributeUnsetNotification", Notification, SmSrToSmDp, 5},
    {Es4, "GetEIS", Synchronous, OperatorToSmSr, 3},
    {Es4, "UpdatePolicyRules", Synchronous, OperatorToSmSr, 3},
    {Es4, "UpdateSubscriptionAddress", Synchronous, OperatorToSmSr, 3},
    {Es4, "AuditEIS", Asynchronous, OperatorToSmSr, 1},
    {Es4, "EnableProfile", Asynchronous, OperatorToSmSr, 1},
    {Es4, "DisableProfile", Asynchronous, OperatorToSmSr, 1},
    {Es4, "DeleteProfile", Asynchronous, OperatorToSmSr, 1},
    {Es4, "PrepareSMSRChange", Asynchronous, OperatorToSmSr, 5},
    {Es4, "SMSRChange", Asynchronous, OperatorToSmSr, 5},
    {Es4, "HandleProfileDisabledNotification", Notification, SmSrToOperator, 1},
    {Es4, "HandleProfileEnabledNotification", Notification, SmSrToOperator, 1},
    {Es4, "HandleSMSRChangeNotification", Notification, SmSrToOperator, 5},
    {Es4, "HandleProfileDeletedNotification", Notification, SmSrToOperator, 1},
    {Es4, "HandleProfileDownloadedNotification", Notification, SmSrToOperator, 3},
    {Es4, "HandleProfilePOL2UpdatedNotification", Notification, SmSrToOperator, 3},
    {Es4, "HandlePLMASettingNotification", Notification, SmSrToOperator, 3},
    {Es4, "GetPLMA", Synchronous, OperatorToSmSr, 3},
    {Es4, "SetEmergencyProfileAttribute", Asynchronous, OperatorToSmSr, 5},
    {Es4, "HandleEmergencyProfileAttributeSetNotification", Notification, SmSrToOperator, 5},
    {Es4, "HandleEmergencyProfileAttributeUnsetNotification", Notification, SmSrToOperator, 5},
    {Es4, "SetFallBackAttribute", Asynchronous, OperatorToSmSr, 5},
    {Es4, "HandleFallBackAttributeSetNotification", Notification, SmSrToOperator, 5},
    {Es4, "HandleFallBackAttributeUnsetNotification", Notification, SmSrToOperator, 5},
    {Es4a, "SetPLMA", Synchronous, OperatorToSmSr, 3},
    {Es4a, "GetPLMA", Synchronous, OperatorToSmSr, 3},
    {Es4a, "SetONC", Synchronous, OperatorToSmSr, 3},
    {Es4a, "GetONC", Synchronous, OperatorToSmSr, 3},
    {Es7, "HandoverEUICC", Asynchronous, OldToNewSmSr, 5},
    {Es7, "AuthenticateSMSR", Asynchronous, NewToOldSmSr, 5},
    {Es7, "CreateAdditionalKeySet", Asynchronous, NewToOldSmSr, 5},
}};

}  // namespace

std::string_view name_of(Interface interface) {
  switch (interface) {
    case Es1: return "ES1";
    case Es2: return "ES2";
    case Es3: return "ES3";
    case Es4: return "ES4";
    case Es4a: return "ES4A";
    case Es7: return "ES7";
  }
  return "ES?";
}

std::span<const Function> functions() {
  return rows;
}

std::string count_line() {
  std::string line;
  for (Interface interface : {Es1, Es2, Es3, Es4, Es4a, Es7}) {
    int count = 0;
    for (const Function& row : rows) count += row.interface == interface;
    line += std::string(name_of(interface)) + " " + std::to_string(count) + ", ";
  }
  return line + "total " + std::to_string(rows.size());
}

}  // namespace sixline::host::es
