// The fields of every type that has some, in schema order and exact spelling; the words of the types that
// are lists of words. Only types.cpp reads this.  [SGP.02 Annex A]
#pragma once

#include <array>

#include "host/es/field.hpp"

namespace sixline::host::es::declared {

using enum Place;
using Words = std::span<const std::string_view>;

inline constexpr std::array<std::string_view, 4> execution_words{"EXECUTED_SUCCESS", "EXECUTED_WITHWARNING",
                                                                 "FAILED", "EXPIRED"};
inline constexpr std::array<std::string_view, 3> state_words{"Created", "Disabled", "Enabled"};
inline constexpr std::array<std::string_view, 2> role_words{"ISD-R", "ECASD"};
inline constexpr std::array<std::string_view, 6> usage_words{
    "SCP80", "SCP03", "SCP81", "TokenGeneration", "ReceiptVerification", "CA"};
inline constexpr std::array<std::string_view, 1> subject_words{"PROFILE"};
inline constexpr std::array<std::string_view, 3> action_words{"ENABLE", "DISABLE", "DELETE"};
inline constexpr std::array<std::string_view, 2> qualification_words{"Not-Allowed", "Auto-Delete"};
inline constexpr std::array<std::string_view, 4> ecc_words{"ECC-256", "ECC-384", "ECC-512", "ECC-521"};
/// What an Operator may let an M2M SP do, and what it may let it know.  [SGP.02 §3.20]
inline constexpr std::array<std::string_view, 21> operation_words{
    "GetEIS",
    "AuditEIS",
    "UpdateSubscriptionAddress",
    "EnableProfile",
    "DisableProfile",
    "DeleteProfile",
    "SetFallBackAttribute",
    "UnsetFallBackAttribute",
    "SetEmergencyProfileAttribute",
    "UnsetEmergencyProfileAttribute",
    "HandleProfileDisabledNotification",
    "HandleProfileEnabledNotification",
    "HandleSMSRChangeNotification",
    "HandleProfileDeletedNotification",
    "HandleProfileDownloadedNotification",
    "HandleProfilePOL2UpdatedNotification",
    "HandlePLMASettingNotification",
    "HandleEmergencyProfileAttributeSetNotification",
    "HandleEmergencyProfileAttributeUnsetNotification",
    "HandleFallBackAttributeSetNotification",
    "HandleFallBackAttributeUnsetNotification"};
inline constexpr std::size_t plain_operations = 10;
inline constexpr Words notification_words = Words(operation_words).subspan(plain_operations);

// Types with fields, in schema order and exact spelling. [SGP.02 Annex A]

inline constexpr Field status_code_data[]{{"Subject", Type::Oid},
                                          {"Reason", Type::Oid},
                                          {"SubjectIdentifier", Type::Text, optional},
                                          {"Message", Type::Text, optional}};
inline constexpr Field execution_status[]{{"Status", Type::ExecutionStatusWord},
                                          {"StatusCodeData", Type::StatusCodeData, optional}};
inline constexpr Field capabilities[]{
    {"CattpSupport", Type::Boolean},        {"CattpVersion", Type::Version, optional},
    {"HttpSupport", Type::Boolean},         {"HttpVersion", Type::Version, optional},
    {"SecurePacketVersion", Type::Version}, {"RemoteProvisioningVersion", Type::Version}};
inline constexpr Field key_component[]{{"type", Type::KeyType, once, Attribute},
                                       {"value", Type::Hex, once, Attribute}};
inline constexpr Field key[]{{"kcv", Type::Hex, once, Attribute},
                             {"Index", Type::KeyIndex},
                             {"KeyComponents", Type::KeyComponent, at_least_once}};
inline constexpr Field certificate[]{{"Index", Type::KeyIndex}, {"CaId", Type::Oid}, {"Value", Type::Hex}};
inline constexpr Field key_set[]{
    {"Version", Type::KeySetVersion},
    {"Type", Type::KeySetUsage, optional},
    {"Cntr", Type::NonNegativeInteger, optional},
    {"Key", Type::Key, {0, mixture_max}, Element, Choice::AnyMixture},
    {"Certificate", Type::Certificate, {0, mixture_max}, Element, Choice::AnyMixture}};
inline constexpr std::uint16_t most_key_sets = 127;
inline constexpr Field security_domain[]{{"Aid", Type::Aid},   {"Tar", Type::Tar, any_number},
                                         {"Sin", Type::Hex16}, {"Sdin", Type::Hex16},
                                         {"Role", Type::Role}, {"Keyset", Type::KeySet, {1, most_key_sets}}};
// [SGP.02 Annex E] an ISD-R is handed over and shown without its key sets
inline constexpr Field isd_r[]{{"Aid", Type::Aid},   {"Tar", Type::Tar, any_number},
                               {"Sin", Type::Hex16}, {"Sdin", Type::Hex16},
                               {"Role", Type::Role}, {"Keyset", Type::KeySet, {0, most_key_sets}}};
inline constexpr Field partial_security_domain[]{
    {"Aid", Type::Aid, optional},   {"Tar", Type::Tar, any_number},
    {"Sin", Type::Hex16, optional}, {"Sdin", Type::Hex16, optional},
    {"Role", Type::Role, optional}, {"Keyset", Type::KeySet, {0, most_key_sets}}};
inline constexpr Field eum_signed_info[]{{"Eid", Type::Eid},
                                         {"Eum-id", Type::Oid},
                                         {"ProductionDate", Type::DateTime},
                                         {"PlatformType", Type::String100},
                                         {"PlatformVersion", Type::Version},
                                         {"Isd-p-loadfile-aid", Type::Aid},
                                         {"Isd-p-module-aid", Type::Aid},
                                         {"Ecasd", Type::SecurityDomain},
                                         {"EuiccCapabilities", Type::Capabilities}};
inline constexpr Field partial_eum_signed_info[]{{"Eid", Type::Eid},
                                                 {"Eum-id", Type::Oid, optional},
                                                 {"ProductionDate", Type::DateTime, optional},
                                                 {"PlatformType", Type::String100, optional},
                                                 {"PlatformVersion", Type::Version, optional},
                                                 {"Isd-p-loadfile-aid", Type::Aid, optional},
                                                 {"Isd-p-module-aid", Type::Aid, optional},
                                                 {"Ecasd", Type::PartialSecurityDomain, optional},
                                                 {"EuiccCapabilities", Type::Capabilities, optional}};
inline constexpr Field subscription_address[]{{"Imsi", Type::Imsi, optional},
                                              {"Msisdn", Type::Msisdn, optional}};
inline constexpr Field pol2_rule[]{{"Subject", Type::PolicySubject},
                                   {"Action", Type::PolicyAction},
                                   {"Qualification", Type::PolicyQualification}};
inline constexpr Field pol2[]{{"Rule", Type::Pol2Rule, any_number}};
inline constexpr Field profile_info[]{{"Iccid", Type::Iccid},
                                      {"Isd-p-aid", Type::Aid},
                                      {"Mno-id", Type::Oid},
                                      {"FallbackAttribute", Type::Boolean},
                                      {"SubscriptionAddress", Type::SubscriptionAddress},
                                      {"State", Type::State},
                                      {"Smdp-id", Type::Oid, optional},
                                      {"ProfileType", Type::String100, optional},
                                      {"AllocatedMemory", Type::NonNegativeInteger},
                                      {"FreeMemory", Type::NonNegativeInteger, optional},
                                      {"pol2", Type::Pol2}};
inline constexpr Field audit_record[]{{"Eid", Type::Eid},
                                      {"Smsr-id", Type::Oid},
                                      {"OperationDate", Type::DateTime},
                                      {"OperationType", Type::OperationType},
                                      {"RequesterId", Type::Oid, optional},
                                      {"OperationExecutionStatus", Type::ExecutionStatus, optional},
                                      {"Isd-p-aid", Type::Aid, optional},
                                      {"Iccid", Type::Iccid, optional},
                                      {"Imei", Type::Hex, optional},
                                      {"Meid", Type::Hex, optional}};
inline constexpr Field audit_trail[]{{"Record", Type::AuditRecord, any_number}};
inline constexpr Field property[]{{"key", Type::PropertyKey, once, Attribute},
                                  {"value", Type::Text, once, Attribute}};
inline constexpr Field additional_properties[]{{"Property", Type::Property, at_least_once}};
inline constexpr Field eis[]{{"EumSignedInfo", Type::EumSignedInfo},
                             {"EumSignature", Type::Signature},
                             {"RemainingMemory", Type::NonNegativeInteger},
                             {"AvailableMemoryForProfiles", Type::NonNegativeInteger},
                             {"LastAuditDate", Type::DateTime, optional},
                             {"Smsr-id", Type::Oid},
                             {"ProfileInfo", Type::ProfileInfo, any_number},
                             {"Isd-r", Type::IsdR},
                             {"AuditTrail", Type::AuditTrail, optional},
                             {"AdditionalProperties", Type::AdditionalProperties, optional}};
inline constexpr Field partial_eis[]{{"EumSignedInfo", Type::PartialEumSignedInfo},
                                     {"EumSignature", Type::Signature, optional},
                                     {"RemainingMemory", Type::NonNegativeInteger, optional},
                                     {"AvailableMemoryForProfiles", Type::NonNegativeInteger, optional},
                                     {"LastAuditDate", Type::DateTime, optional},
                                     {"Smsr-id", Type::Oid, optional},
                                     {"ProfileInfo", Type::ProfileInfo, any_number},
                                     {"Isd-r", Type::PartialSecurityDomain, optional},
                                     {"AuditTrail", Type::AuditTrail, optional},
                                     {"AdditionalProperties", Type::AdditionalProperties, optional}};
inline constexpr Field plma[]{{"Mno-id", Type::Oid},
                              {"ProfileType", Type::String100},
                              {"M2m-sp-id", Type::Oid},
                              {"AuthorisedOperation", Type::AuthorisedOperation, any_number}};
inline constexpr Field onc[]{{"Mno-id", Type::Oid},
                             {"ProfileType", Type::String100},
                             {"DiscardedNotification", Type::NotificationName, any_number}};

}  // namespace sixline::host::es::declared
