#include "host/es/functions.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>

#include "host/es/function_fields.hpp"

namespace sixline::host::es {

namespace {

using namespace declared;
using enum Interface;
using enum Style;
using enum Direction;
using enum Group;

constexpr std::span<const Field> none{};
constexpr std::span<const Failure> no_failures{};

constexpr std::array<Function, 85> rows{{
    {Es1, "RegisterEIS", Synchronous, EumToSmSr, EuiccManagement, register_eis, none, register_codes},
    {Es1, "UpdateEISAdditionalProperties", Synchronous, EumToSmSr, EuiccManagement, update_properties, none,
     properties_codes},
    {Es2, "GetEIS", Synchronous, OperatorToSmDp, DataPreparation, eid_smsr, eis_answer, es2_get_codes},
    {Es2, "DownloadProfile", Asynchronous, OperatorToSmDp, ProfileManagement, es2_download, iccid_answer,
     es2_download_codes},
    {Es2, "UpdatePolicyRules", Synchronous, OperatorToSmDp, ProfileManagement, es2_policy, none,
     es2_policy_codes},
    {Es2, "UpdateSubscriptionAddress", Synchronous, OperatorToSmDp, ProfileManagement, es2_address, none,
     es2_address_codes},
    {Es2, "EnableProfile", Asynchronous, OperatorToSmDp, PlatformManagement, es2_enable, none,
     es2_switch_codes},
    {Es2, "DisableProfile", Asynchronous, OperatorToSmDp, PlatformManagement, eid_smsr_iccid, none,
     es2_disable_codes},
    {Es2, "DeleteProfile", Asynchronous, OperatorToSmDp, PlatformManagement, eid_iccid_smsr, none,
     es2_switch_codes},
    {Es2, "HandleProfileDisabledNotification", Notification, SmDpToOperator, PlatformManagement,
     profile_event, none, no_failures},
    {Es2, "HandleProfileEnabledNotification", Notification, SmDpToOperator, PlatformManagement, profile_event,
     none, no_failures},
    {Es2, "HandleSMSRChangeNotification", Notification, SmDpToOperator, EuiccManagement, change_event, none,
     no_failures},
    {Es2, "HandleProfileDeletedNotification", Notification, SmDpToOperator, PlatformManagement, profile_event,
     none, no_failures},
    {Es2, "AuditEIS", Asynchronous, OperatorToSmDp, ProfileManagement, es2_audit, eis_answer,
     es2_audit_codes},
    {Es2, "SetPLMA", Synchronous, OperatorToSmDp, PlatformManagement, es2_set_plma, none, es2_set_plma_codes},
    {Es2, "GetPLMA", Synchronous, OperatorToSmDp, PlatformManagement, es2_get_plma, plma_answer, smsr_codes},
    {Es2, "HandleProfileDownloadedNotification", Notification, SmDpToOperator, ProfileManagement,
     profile_event, none, no_failures},
    {Es2, "HandleProfilePOL2UpdatedNotification", Notification, SmDpToOperator, ProfileManagement, pol2_event,
     none, no_failures},
    {Es2, "HandlePLMASettingNotification", Notification, SmDpToOperator, PlatformManagement, plma_event, none,
     no_failures},
    {Es2, "SetONC", Synchronous, OperatorToSmDp, PlatformManagement, es2_set_onc, none, es2_set_onc_codes},
    {Es2, "GetONC", Synchronous, OperatorToSmDp, PlatformManagement, es2_get_onc, onc_answer,
     es2_get_onc_codes},
    {Es2, "SetEmergencyProfileAttribute", Asynchronous, OperatorToSmDp, PlatformManagement, eid_smsr_iccid,
     none, es2_attribute_codes},
    {Es2, "HandleEmergencyProfileAttributeSetNotification", Notification, SmDpToOperator, PlatformManagement,
     profile_event, none, no_failures},
    {Es2, "HandleEmergencyProfileAttributeUnsetNotification", Notification, SmDpToOperator,
     PlatformManagement, profile_event, none, no_failures},
    {Es2, "SetFallBackAttribute", Asynchronous, OperatorToSmDp, PlatformManagement, eid_smsr_iccid, none,
     es2_attribute_codes},
    {Es2, "HandleFallBackAttributeSetNotification", Notification, SmDpToOperator, PlatformManagement,
     profile_event, none, no_failures},
    {Es2, "HandleFallBackAttributeUnsetNotification", Notification, SmDpToOperator, PlatformManagement,
     profile_event, none, no_failures},
    {Es3, "GetEIS", Synchronous, SmDpToSmSr, ProfileManagement, eid_only, eis_answer, es3_get_codes},
    {Es3, "AuditEIS", Asynchronous, SmDpToSmSr, ProfileManagement, eid_iccids, eis_answer, audit_codes},
    {Es3, "CreateISDP", Asynchronous, SmDpToSmSr, ProfileManagement, create_isd_p, isd_p_answer,
     create_codes},
    {Es3, "SendData", Asynchronous, SmDpToSmSr, ProfileManagement, send_data, euicc_answer, send_data_codes},
    {Es3, "ProfileDownloadCompleted", Synchronous, SmDpToSmSr, ProfileManagement, download_completed, none,
     policy_codes},
    {Es3, "UpdatePolicyRules", Synchronous, SmDpToSmSr, ProfileManagement, policy, none, policy_codes},
    {Es3, "UpdateSubscriptionAddress", Synchronous, SmDpToSmSr, ProfileManagement, address, none,
     address_codes},
    {Es3, "EnableProfile", Asynchronous, SmDpToSmSr, PlatformManagement, eid_iccid, euicc_answer,
     switch_codes},
    {Es3, "DisableProfile", Asynchronous, SmDpToSmSr, PlatformManagement, eid_iccid, euicc_answer,
     disable_codes},
    {Es3, "DeleteISDP", Asynchronous, SmDpToSmSr, PlatformManagement, eid_iccid, euicc_answer, delete_codes},
    {Es3, "UpdateConnectivityParameters", Asynchronous, SmDpToSmSr, PlatformManagement, connectivity,
     euicc_answer, connectivity_codes},
    {Es3, "HandleProfileDisabledNotification", Notification, SmSrToSmDp, PlatformManagement,
     es3_profile_event, none, no_failures},
    {Es3, "HandleProfileEnabledNotification", Notification, SmSrToSmDp, PlatformManagement, es3_profile_event,
     none, no_failures},
    {Es3, "HandleSMSRChangeNotification", Notification, SmSrToSmDp, PlatformManagement, es3_change_event,
     none, no_failures},
    {Es3, "HandleProfileDeletedNotification", Notification, SmSrToSmDp, PlatformManagement, es3_profile_event,
     none, no_failures},
    {Es3, "SetPLMA", Synchronous, SmDpToSmSr, PlatformManagement, es3_set_plma, none, es3_set_plma_codes},
    {Es3, "GetPLMA", Synchronous, SmDpToSmSr, PlatformManagement, es3_get_plma, plma_answer, no_failures},
    {Es3, "HandleProfileDownloadedNotification", Notification, SmSrToSmDp, ProfileManagement,
     es3_profile_event, none, no_failures},
    {Es3, "HandleProfilePOL2UpdatedNotification", Notification, SmSrToSmDp, ProfileManagement, es3_pol2_event,
     none, no_failures},
    {Es3, "HandlePLMASettingNotification", Notification, SmSrToSmDp, PlatformManagement, es3_plma_event, none,
     no_failures},
    {Es3, "SetONC", Synchronous, SmDpToSmSr, PlatformManagement, es3_set_onc, none, set_onc_codes},
    {Es3, "GetONC", Synchronous, SmDpToSmSr, PlatformManagement, es3_get_onc, onc_answer, onc_codes},
    {Es3, "SetEmergencyProfileAttribute", Asynchronous, SmDpToSmSr, PlatformManagement, eid_iccid,
     euicc_answer, attribute_codes},
    {Es3, "HandleEmergencyProfileAttributeSetNotification", Notification, SmSrToSmDp, PlatformManagement,
     es3_profile_event, none, no_failures},
    {Es3, "HandleEmergencyProfileAttributeUnsetNotification", Notification, SmSrToSmDp, PlatformManagement,
     es3_profile_event, none, no_failures},
    {Es3, "SetFallBackAttribute", Asynchronous, SmDpToSmSr, PlatformManagement, eid_iccid, euicc_answer,
     attribute_codes},
    {Es3, "HandleFallBackAttributeSetNotification", Notification, SmSrToSmDp, PlatformManagement,
     es3_profile_event, none, no_failures},
    {Es3, "HandleFallBackAttributeUnsetNotification", Notification, SmSrToSmDp, PlatformManagement,
     es3_profile_event, none, no_failures},
    {Es4, "GetEIS", Synchronous, OperatorToSmSr, ProfileManagement, eid_only, eis_answer, get_codes},
    {Es4, "UpdatePolicyRules", Synchronous, OperatorToSmSr, ProfileManagement, es4_policy, none,
     policy_codes},
    {Es4, "UpdateSubscriptionAddress", Synchronous, OperatorToSmSr, ProfileManagement, address, none,
     es4_address_codes},
    {Es4, "AuditEIS", Asynchronous, OperatorToSmSr, ProfileManagement, eid_iccids, eis_answer, audit_codes},
    {Es4, "EnableProfile", Asynchronous, OperatorToSmSr, PlatformManagement, eid_iccid, euicc_answer,
     switch_codes},
    {Es4, "DisableProfile", Asynchronous, OperatorToSmSr, PlatformManagement, eid_iccid, euicc_answer,
     disable_codes},
    {Es4, "DeleteProfile", Asynchronous, OperatorToSmSr, PlatformManagement, eid_iccid, euicc_answer,
     switch_codes},
    {Es4, "PrepareSMSRChange", Asynchronous, OperatorToSmSr, EuiccManagement, prepare_change, none,
     prepare_codes},
    {Es4, "SMSRChange", Asynchronous, OperatorToSmSr, EuiccManagement, change, none, change_codes},
    {Es4, "HandleProfileDisabledNotification", Notification, SmSrToOperator, PlatformManagement,
     profile_event, none, no_failures},
    {Es4, "HandleProfileEnabledNotification", Notification, SmSrToOperator, PlatformManagement, profile_event,
     none, no_failures},
    {Es4, "HandleSMSRChangeNotification", Notification, SmSrToOperator, EuiccManagement, change_event, none,
     no_failures},
    {Es4, "HandleProfileDeletedNotification", Notification, SmSrToOperator, PlatformManagement, profile_event,
     none, no_failures},
    {Es4, "HandleProfileDownloadedNotification", Notification, SmSrToOperator, ProfileManagement,
     profile_event, none, no_failures},
    {Es4, "HandleProfilePOL2UpdatedNotification", Notification, SmSrToOperator, ProfileManagement, pol2_event,
     none, no_failures},
    {Es4, "HandlePLMASettingNotification", Notification, SmSrToOperator, PlatformManagement, plma_event, none,
     no_failures},
    {Es4, "GetPLMA", Synchronous, OperatorToSmSr, PlatformManagement, es4_get_plma, plma_answer, no_failures},
    {Es4, "SetEmergencyProfileAttribute", Asynchronous, OperatorToSmSr, PlatformManagement, eid_iccid,
     euicc_answer, attribute_codes},
    {Es4, "HandleEmergencyProfileAttributeSetNotification", Notification, SmSrToOperator, PlatformManagement,
     profile_event, none, no_failures},
    {Es4, "HandleEmergencyProfileAttributeUnsetNotification", Notification, SmSrToOperator,
     PlatformManagement, profile_event, none, no_failures},
    {Es4, "SetFallBackAttribute", Asynchronous, OperatorToSmSr, PlatformManagement, eid_iccid, euicc_answer,
     attribute_codes},
    {Es4, "HandleFallBackAttributeSetNotification", Notification, SmSrToOperator, PlatformManagement,
     profile_event, none, no_failures},
    {Es4, "HandleFallBackAttributeUnsetNotification", Notification, SmSrToOperator, PlatformManagement,
     profile_event, none, no_failures},
    {Es4a, "SetPLMA", Synchronous, OperatorToSmSr, PlatformManagement, set_plma, none, set_plma_codes},
    {Es4a, "GetPLMA", Synchronous, OperatorToSmSr, PlatformManagement, get_plma, plma_answer, no_failures},
    {Es4a, "SetONC", Synchronous, OperatorToSmSr, PlatformManagement, set_onc, none, set_onc_codes},
    {Es4a, "GetONC", Synchronous, OperatorToSmSr, PlatformManagement, get_onc, onc_answer, onc_codes},
    {Es7, "HandoverEUICC", Asynchronous, OldToNewSmSr, EuiccManagement, register_eis, none, handover_codes},
    {Es7, "AuthenticateSMSR", Asynchronous, NewToOldSmSr, EuiccManagement, authenticate, challenge_answer,
     authenticate_codes},
    {Es7, "CreateAdditionalKeySet", Asynchronous, NewToOldSmSr, EuiccManagement, create_key_set,
     key_set_answer, key_set_codes},
}};

// [SGP.02 §5.6] in the schema, but no function of ES7 by the document's own count
constexpr Function uncounted{Es7,
                             "HandleSMSRChangeNotification",
                             Notification,
                             OldToNewSmSr,
                             EuiccManagement,
                             change_event,
                             none,
                             no_failures};

struct Alias {
  Interface interface;
  std::string_view alias;
  std::string_view name;
};

/// Names that other documents and later editions give the same functions.
constexpr auto aliases = std::to_array<Alias>({
    {Es2, "GetEUICCInfo", "GetEIS"},
    {Es4, "GetEUICCInfo", "GetEIS"},
    {Es2, "UpdateEUICCInfo", "UpdateSubscriptionAddress"},
    {Es4, "UpdateEUICCInfo", "UpdateSubscriptionAddress"},
    {Es2, "AuditEUICCInfo", "AuditEIS"},
    {Es4, "AuditEUICCInfo", "AuditEIS"},
    {Es2, "UpdatePolicy", "UpdatePolicyRules"},
    {Es2, "SetAuthorisationsOfM2MSP", "SetPLMA"},
    {Es3, "SetAuthorisationsOfM2MSP", "SetPLMA"},
    {Es2, "GetAuthorisationsOfM2MSP", "GetPLMA"},
    {Es3, "GetAuthorisationsOfM2MSP", "GetPLMA"},
    {Es4, "GetAuthorisationsOfM2MSP", "GetPLMA"},
    {Es2, "HandleSetPLMANotification", "HandlePLMASettingNotification"},
    {Es3, "HandleSetPLMANotification", "HandlePLMASettingNotification"},
    {Es4, "HandleSetPLMANotification", "HandlePLMASettingNotification"},
    {Es3, "EstablishISDPKeySet", "SendData"},
    {Es3, "DownloadProfile", "SendData"},
    {Es3, "ProfileDownloadedCompleted", "ProfileDownloadCompleted"},
    {Es3, "DeleteProfile", "DeleteISDP"},
    {Es7, "AuthenticateSM-SR", "AuthenticateSMSR"},
});

constexpr std::string_view request_ending = "Request";
constexpr std::string_view response_ending = "Response";

const Function* row_named(Interface interface, std::string_view name) {
  for (const Function& row : rows)
    if (row.interface == interface && same_name(row.name, name)) return &row;
  return interface == Es7 && same_name(uncounted.name, name) ? &uncounted : nullptr;
}

/// Takes `ending` off `name`, in any case.
bool take_ending(std::string_view& name, std::string_view ending) {
  if (name.size() <= ending.size() || !same_name(name.substr(name.size() - ending.size()), ending))
    return false;
  name.remove_suffix(ending.size());
  return true;
}

std::optional<MessageName> message_of(Interface interface, std::string_view name) {
  if (const Function* function = find_function(interface, name); function && function->is_notification())
    return MessageName{function, Kind::Notification};
  const Kind kind = take_ending(name, response_ending) ? Kind::Response : Kind::Request;
  if (kind == Kind::Request && !take_ending(name, request_ending)) return std::nullopt;
  const Function* function = find_function(interface, name);
  if (!function || function->is_notification()) return std::nullopt;
  return MessageName{function, kind};
}

}  // namespace

std::span<const Function> functions() {
  return rows;
}

const Function& accepted_only() {
  return uncounted;
}

const Function* find_function(Interface interface, std::string_view name) {
  if (const Function* row = row_named(interface, name)) return row;
  for (const Alias& alias : aliases)
    if (alias.interface == interface && same_name(alias.alias, name)) return row_named(interface, alias.name);
  return nullptr;
}

const Function& function_named(Interface interface, std::string_view name) {
  if (const Function* row = row_named(interface, name)) return *row;
  std::fprintf(stderr, "no function %.*s\n", static_cast<int>(name.size()), name.data());
  std::abort();
}

std::vector<std::string_view> aliases_of(const Function& function) {
  std::vector<std::string_view> out;
  for (const Alias& alias : aliases)
    if (alias.interface == function.interface && alias.name == function.name) out.push_back(alias.alias);
  return out;
}

std::optional<MessageName> find_message(std::string_view element) {
  const std::size_t hyphen = element.find('-');
  if (hyphen == std::string_view::npos) return std::nullopt;
  const std::string_view name = element.substr(hyphen + 1);
  for (Interface interface : {Es1, Es2, Es3, Es4, Es4a, Es7}) {
    if (!same_name(element.substr(0, hyphen), name_of(interface))) continue;
    auto found = message_of(interface, name);
    // [SGP.02 §5.7] the prefix of ES4A is not certain
    return found || interface != Es4 ? found : message_of(Es4a, name);
  }
  return std::nullopt;
}

Shape shape_of(const Function& function, Kind kind) {
  switch (kind) {
    case Kind::Request: return {base_request, function.input};
    case Kind::Response: return {base_response, function.output};
    case Kind::Notification: return {{}, function.input};
  }
  return {};
}

std::string element_name(const Function& function, Kind kind) {
  std::string name = std::string(name_of(function.interface)) + "-" + std::string(function.name);
  if (kind == Kind::Request) name += request_ending;
  if (kind == Kind::Response) name += response_ending;
  return name;
}

std::string_view name_of(Interface interface) {
  constexpr std::array<std::string_view, 6> names{"ES1", "ES2", "ES3", "ES4", "ES4A", "ES7"};
  return names[static_cast<std::size_t>(interface)];
}

std::string_view name_of(Style style) {
  constexpr std::array<std::string_view, 3> names{"synchronous", "asynchronous", "notification"};
  return names[static_cast<std::size_t>(style)];
}

std::string_view name_of(Direction direction) {
  constexpr std::array<std::string_view, 9> names{
      "EUM to SM-SR",      "Operator to SM-DP",      "SM-DP to Operator",
      "SM-DP to SM-SR",    "SM-SR to SM-DP",         "Operator to SM-SR",
      "SM-SR to Operator", "old SM-SR to new SM-SR", "new SM-SR to old SM-SR"};
  return names[static_cast<std::size_t>(direction)];
}

std::string_view name_of(Group group) {
  constexpr std::array<std::string_view, 4> names{"eUICCManagement", "ProfileManagement",
                                                  "PlatformManagement", "DataPreparation"};
  return names[static_cast<std::size_t>(group)];
}

std::string qualified_name(const Function& function) {
  return std::string(name_of(function.interface)) + "." + std::string(function.name);
}

std::string citation_of(const Function& function) {
  constexpr std::array<std::string_view, 6> clauses{"5.2", "5.3", "5.4", "5.5", "5.7", "5.6"};
  const std::string citation =
      "SGP.02 §" + std::string(clauses[static_cast<std::size_t>(function.interface)]);
  // The clauses of ES2 and ES4 are known to be in the order of the rows, of ES3 only the first.
  constexpr int known_of_es3 = 11;
  if (function.interface != Es2 && function.interface != Es3 && function.interface != Es4) return citation;
  int number = 0;
  for (const Function& row : rows) {
    if (row.interface == function.interface) ++number;
    if (&row == &function) break;
  }
  return function.interface == Es3 && number > known_of_es3 ? citation
                                                            : citation + "." + std::to_string(number);
}

std::string count_line() {
  std::string line;
  for (Interface interface : {Es1, Es2, Es3, Es4, Es4a, Es7}) {
    const auto count = std::count_if(rows.begin(), rows.end(),
                                     [&](const Function& row) { return row.interface == interface; });
    line += std::string(name_of(interface)) + " " + std::to_string(count) + ", ";
  }
  return line + "total " + std::to_string(rows.size());
}

}  // namespace sixline::host::es
