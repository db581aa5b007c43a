// What the rows of functions.cpp are made of: lists of fields and of failures. Only functions.cpp reads
// this.  [SGP.02 §5.2 to §5.7]
#pragma once

#include "host/es/field.hpp"
#include "host/es/status.hpp"

namespace sixline::host::es::declared {

using enum Failure;

// [SGP.02 §5.1.4] what every request and every response begins with
inline constexpr Field base_request[]{{"FunctionCallIdentifier", Type::Text},
                                      {"ValidityPeriod", Type::PositiveInteger, optional}};
inline constexpr Field base_response[]{{"ProcessingStart", Type::DateTime, optional},
                                       {"ProcessingEnd", Type::DateTime, optional},
                                       {"AcceptableValidityPeriod", Type::PositiveInteger, optional},
                                       {"FunctionExecutionStatus", Type::ExecutionStatus}};

inline constexpr Field eid{"Eid", Type::Eid};
inline constexpr Field iccid{"Iccid", Type::Iccid};
inline constexpr Field maybe_iccid{"Iccid", Type::Iccid, optional};
inline constexpr Field iccids{"Iccid", Type::Iccid, any_number};
inline constexpr Field smsr{"Smsr-id", Type::Oid};
/// Two functions of ES2 spell it so.
inline constexpr Field irregular_smsr{"SmSr-id", Type::Oid};
inline constexpr Field mno{"Mno-id", Type::Oid};
inline constexpr Field maybe_profile_type{"ProfileType", Type::String100, optional};
inline constexpr Field maybe_m2m_sp{"M2m-sp-id", Type::Oid, optional};
inline constexpr Field maybe_pol2{"pol2", Type::Pol2, optional};
inline constexpr Field new_address{"newSubscriptionAddress", Type::SubscriptionAddress};
inline constexpr Field completed{"CompletionTimestamp", Type::DateTime};
inline constexpr Field seen_eis{"Eis", Type::PartialEis};
inline constexpr Field plma_field{"Plma", Type::Plma};
inline constexpr Field onc_field{"Onc", Type::Onc};
inline constexpr Field more_to_do{"MoreToDo", Type::Boolean, optional};

// Requests. "Irregular" names are those of the published schema.
inline constexpr Field register_eis[]{{"Eis", Type::Eis}};
inline constexpr Field update_properties[]{eid, {"AdditionalProperties", Type::AdditionalProperties}};
inline constexpr Field eid_only[]{eid};
inline constexpr Field eid_smsr[]{eid, smsr};
inline constexpr Field es2_download[]{
    eid, irregular_smsr, maybe_profile_type, maybe_iccid, {"EnableProfile", Type::Boolean}};
inline constexpr Field es2_policy[]{eid, iccid, smsr, maybe_pol2};
inline constexpr Field es2_address[]{eid, smsr, iccid, new_address};
inline constexpr Field es2_enable[]{eid, irregular_smsr, iccid};
inline constexpr Field eid_smsr_iccid[]{eid, smsr, iccid};
inline constexpr Field eid_iccid_smsr[]{eid, iccid, smsr};
inline constexpr Field es2_audit[]{eid, smsr, iccids};
inline constexpr Field es2_set_plma[]{smsr, plma_field};
inline constexpr Field es2_get_plma[]{smsr, maybe_profile_type, maybe_m2m_sp};
inline constexpr Field es2_set_onc[]{smsr, onc_field};
inline constexpr Field es2_get_onc[]{smsr, maybe_profile_type};
inline constexpr Field eid_iccid[]{eid, iccid};
inline constexpr Field eid_iccids[]{eid, iccids};
inline constexpr Field create_isd_p[]{
    eid, iccid, mno, {"RequiredMemory", Type::NonNegativeInteger}, more_to_do};
inline constexpr Field send_data[]{eid, {"Sd-aid", Type::Aid}, {"Data", Type::Hex}, more_to_do};
inline constexpr Field download_completed[]{
    eid, iccid, maybe_profile_type, {"SubscriptionAddress", Type::SubscriptionAddress, optional}, maybe_pol2};
inline constexpr Field policy[]{eid, iccid, maybe_pol2};
inline constexpr Field es4_policy[]{eid, iccid, {"pol2", Type::Pol2}};
inline constexpr Field address[]{eid, iccid, new_address};
inline constexpr Field connectivity[]{eid, iccid, {"ConnectivityParameters", Type::Hex}};
inline constexpr Field es3_set_plma[]{mno, plma_field};
inline constexpr Field es3_get_plma[]{mno, maybe_profile_type, maybe_m2m_sp};
inline constexpr Field es3_set_onc[]{mno, onc_field};
inline constexpr Field es3_get_onc[]{mno, maybe_profile_type};
inline constexpr Field es4_get_plma[]{{"Mno-id", Type::Oid, optional}, maybe_profile_type};
inline constexpr Field prepare_change[]{eid, {"CurrentSMSRid", Type::Oid}};
inline constexpr Field change[]{eid, {"Target-Smsr-id", Type::Oid}};
inline constexpr Field set_plma[]{plma_field};
inline constexpr Field get_plma[]{maybe_profile_type, maybe_m2m_sp};
inline constexpr Field set_onc[]{onc_field};
inline constexpr Field get_onc[]{maybe_profile_type};
// The schema has Eis where the text means Eid: both are read, Eid is sent.
inline constexpr Field authenticate[]{{"Eid", Type::Eid, once, Place::Element, Choice::OneOf},
                                      {"Eis", Type::PartialEis, once, Place::Element, Choice::OneOf},
                                      {"SmsrCertificate", Type::Hex}};
inline constexpr Field create_key_set[]{eid,
                                        {"KeyVersionNumber", Type::KeySetVersion},
                                        {"InitialSequenceCounter", Type::Integer},
                                        {"ECCKeyLength", Type::EccKeyLength},
                                        {"ScenarioParameter", Type::Octet},
                                        {"HostId", Type::Hex},
                                        {"EphemeralPublicKey", Type::Hex},
                                        {"Signature", Type::Hex}};

// Notifications. On ES3 they name the Operator to whom the SM-DP forwards them.
inline constexpr Field profile_event[]{eid, iccid, completed};
inline constexpr Field pol2_event[]{eid, iccid, maybe_pol2, completed};
inline constexpr Field change_event[]{seen_eis, completed};
inline constexpr Field plma_event[]{plma_field, completed};
inline constexpr Field es3_profile_event[]{eid, iccid, mno, completed};
inline constexpr Field es3_pol2_event[]{eid, iccid, mno, maybe_pol2, completed};
inline constexpr Field es3_change_event[]{seen_eis, mno, {"completionTimestamp", Type::DateTime}};
inline constexpr Field es3_plma_event[]{mno, plma_field, completed};

// Responses. What the schema requires also of a failed function is optional here: it does not exist then.
inline constexpr Field eis_answer[]{{"Eis", Type::PartialEis, optional}};
inline constexpr Field iccid_answer[]{maybe_iccid};
inline constexpr Field euicc_answer[]{{"EuiccResponseData", Type::Hex, optional}};
inline constexpr Field isd_p_answer[]{{"Isd-p-aid", Type::Aid, optional},
                                      {"EuiccResponseData", Type::Hex, optional}};
inline constexpr Field plma_answer[]{{"Plma", Type::Plma, any_number}};
inline constexpr Field onc_answer[]{{"Onc", Type::Onc, any_number}};
inline constexpr Field challenge_answer[]{{"RandomChallenge", Type::Hex, optional}};
inline constexpr Field key_set_answer[]{{"DerivationRandom", Type::Hex, optional},
                                        {"Receipt", Type::Hex, optional}};

// Failures.
inline constexpr Failure register_codes[]{EidInUse, EumSignatureInvalid, EisInvalid,
                                          // PROC-REG-02
                                          EcasdCertificate, EcasdCertificateExpired};
inline constexpr Failure properties_codes[]{EidUnknown, EisNotAllowed};
inline constexpr Failure es2_get_codes[]{SmSrUnknown, EidUnknown};
inline constexpr Failure es2_download_codes[]{
    EidUnknown, IccidUnknown, NotAllowed, ProfileTypeUnknown, ProfileTypeNotAllowed, CardRefused, SmSrUnknown,
    ProfileTypeUsedUp, IccidInUse, IccidUnusable, ProfileTypeUnusable,
    // what the SM-DP finds when it looks whether the eUICC is eligible (PROC-DL-05)
    Memory, EcasdCertificate, EcasdCertificateExpired};
inline constexpr Failure es2_policy_codes[]{EidUnknown, IccidUnknown, IccidElsewhere, Pol2Invalid,
                                            SmSrUnknown};
inline constexpr Failure es2_address_codes[]{SmSrUnknown, EidUnknown, IccidUnknown};
inline constexpr Failure es2_switch_codes[]{EidUnknown, IccidUnknown, IccidElsewhere, NotAllowed,
                                            Pol1,       Pol2,         CardRefused,    SmSrUnknown};
inline constexpr Failure es2_disable_codes[]{EidUnknown, IccidUnknown, IccidElsewhere, NotAllowed,  Pol1,
                                             Pol2,       CardRefused,  SmSrUnknown,    EuiccRefused};
inline constexpr Failure es2_attribute_codes[]{EidUnknown,  IccidUnknown, IccidElsewhere,
                                               NotAllowed,  Pol1,         Pol2,
                                               CardRefused, SmSrUnknown,  AttributeRefused};
inline constexpr Failure es2_audit_codes[]{SmSrUnknown, EidUnknown, ProfilesNotAllowed, EisNotAllowed};
inline constexpr Failure es2_set_plma_codes[]{SmSrUnknown, ProfileTypeUnknown};
inline constexpr Failure smsr_codes[]{SmSrUnknown};
inline constexpr Failure es2_set_onc_codes[]{SmSrUnknown, Unsupported, OncSideEffect};
inline constexpr Failure es2_get_onc_codes[]{SmSrUnknown, Unsupported};
// An SM-DP sees its part of every EIS: it asks before it serves a profile there (PROC-DL-02, PROC-DL-03).
inline constexpr Failure es3_get_codes[]{EidUnknown};
inline constexpr Failure get_codes[]{EidUnknown, EisNotAllowed};
inline constexpr Failure audit_codes[]{EidUnknown, EisNotAllowed, ProfilesNotAllowed};
inline constexpr Failure create_codes[]{EidUnknown, IccidInUse, CardRefused, Memory};
inline constexpr Failure send_data_codes[]{EidUnknown, AidUnknown, AidElsewhere, IsdPRefused};
inline constexpr Failure policy_codes[]{EidUnknown, IccidUnknown, IccidElsewhere, Pol2Invalid};
inline constexpr Failure address_codes[]{EidUnknown, IccidUnknown, NotAllowed};
inline constexpr Failure es4_address_codes[]{EidUnknown, IccidUnknown, AddressNotAllowed};
inline constexpr Failure switch_codes[]{EidUnknown, IccidUnknown, IccidElsewhere, NotAllowed,
                                        Pol1,       Pol2,         CardRefused,    BadState};
inline constexpr Failure disable_codes[]{EidUnknown, IccidUnknown, IccidElsewhere, NotAllowed,  Pol1,
                                         Pol2,       CardRefused,  BadState,       EuiccRefused};
// IccidElsewhere is only named for ES2 and ES4; but what ES2 says is what this function has said.
inline constexpr Failure delete_codes[]{EidUnknown, IccidUnknown, IccidElsewhere, NotAllowed,
                                        Pol1,       Pol2,         CardRefused};
inline constexpr Failure attribute_codes[]{EidUnknown, IccidUnknown, IccidElsewhere, NotAllowed,      Pol1,
                                           Pol2,       CardRefused,  BadState,       AttributeRefused};
inline constexpr Failure connectivity_codes[]{EidUnknown, IccidUnknown, IccidElsewhere, IsdPRefused};
inline constexpr Failure es3_set_plma_codes[]{NotAllowed, ProfileTypeUnknown};
inline constexpr Failure set_onc_codes[]{Unsupported, OncSideEffect};
inline constexpr Failure onc_codes[]{Unsupported};
inline constexpr Failure prepare_codes[]{CannotManage, EidUnknown};
inline constexpr Failure change_codes[]{EidUnknown, EuiccNotAllowed, CardRefused, EcasdCertificateExpired,
                                        SmSrUnknown};
inline constexpr Failure set_plma_codes[]{ProfileTypeUnknown};
inline constexpr Failure handover_codes[]{EidUnknown, EcasdCertificateExpired, EumSignatureInvalid,
                                          EcasdCertificate};
inline constexpr Failure authenticate_codes[]{SrCertificateExpired, EidUnknown};
inline constexpr Failure key_set_codes[]{EidUnknown, CardRefused};

}  // namespace sixline::host::es::declared
