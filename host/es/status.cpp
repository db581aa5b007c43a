#include "host/es/status.hpp"

#include <array>

namespace sixline::host::es {

namespace {

using enum Failure;
constexpr Execution failed = Execution::Failed;
constexpr Execution expired = Execution::Expired;

// Subject and reason codes (PROC-ERR). Rows that only this project chose may change here without touching
// any procedure.
constexpr std::array<FailureCode, failure_count> codes{{
    {CallerUnknown, "E-CALLER-UNKNOWN", "1.1", "1.1", failed, "the caller is not known here"},
    {CallerDenied, "E-CALLER-DENIED", "1.1", "1.2", failed, "the caller may not use this function"},
    {CardRefused, "E-EXEC", "8.4", "4.2", failed, "the eUICC refused the command"},
    {Busy, "E-BUSY", "1.2", "4.4", failed, "another operation is in progress for this eUICC"},
    {ValidityRefused, "E-VP-REFUSED", "1.2.1", "3.8", failed, "the validity period is not acceptable"},
    {ParameterInvalid, "E-PARAM-INVALID", "1.6", "2.1", failed, "a parameter is invalid"},
    {ParameterMissing, "E-PARAM-MISSING", "1.6", "2.2", failed, "a mandatory parameter is missing"},
    {ConditionMissing, "E-PARAM-COND", "1.6", "2.3", failed, "a conditional parameter is missing"},
    {TimeToLive, "E-TTL", "1.6", "5.3", expired, "the validity period ended before the eUICC was reached"},
    {NoResponse, "E-NORESP", "1.6", "5.4", expired, "delivered to the eUICC, which did not answer"},
    {Unsupported, "E-UNSUPPORTED", "1.6", "3.1", failed, "not supported here"},
    {EidUnknown, "E-EID-UNKNOWN", "8.1.1", "3.9", failed, "the eUICC is not registered here"},
    {EidInUse, "E-EID-INUSE", "8.1.1", "3.3", failed, "the eUICC is already registered"},
    {EuiccRefused, "E-EUICC-REFUSED", "8.1", "3.8", failed, "the eUICC is not eligible"},
    {Memory, "E-MEM", "8.1", "4.8", failed, "too little memory on the eUICC"},
    {IccidUnknown, "E-ICCID-UNKNOWN", "8.2.1", "3.9", failed, "no such profile on this eUICC"},
    {IccidInUse, "E-ICCID-INUSE", "8.2.1", "3.3", failed, "this profile is already allocated"},
    {NotAllowed, "E-NOT-ALLOWED", "8.2.1", "1.2", failed, "the caller may not act on this profile"},
    {BadState, "E-BAD-STATE", "8.2.1", "3.5", failed, "the profile is not in the state that this needs"},
    {ProfileUnavailable, "E-PROFILE-UNAVAILABLE", "8.2", "3.7", failed, "no such profile in stock"},
    {Pol1, "E-POL1", "8.2.2", "3.8", failed, "refused by POL1 on the eUICC"},
    {Pol2, "E-POL2", "8.2.3", "3.8", failed, "refused by POL2"},
    {FallBackAttribute, "E-FALLBACK-ATTR", "8.2.3", "3.8", failed,
     "the profile holds the Fall-Back Attribute"},
    {EmergencyAttribute, "E-EMERGENCY-ATTR", "8.2.1", "3.8", failed,
     "the profile holds the Emergency Attribute"},
    {RolledBack, "E-ROLLBACK", "8.4", "4.2", failed, "no connectivity, rolled back"},
    {AidUnknown, "E-AID-UNKNOWN", "8.3.1", "3.9", failed, "no such security domain on this eUICC"},
    {EcasdCertificate, "E-ECASD-CERT", "8.5.2", "6.1", failed, "the eUICC certificate does not verify"},
    {SrCertificate, "E-SR-CERT", "8.5.3", "6.1", failed, "the SM-SR certificate does not verify"},
    {EumCertificate, "E-EUM-CERT", "8.6", "6.1", failed, "the EUM certificate does not verify"},
    {Signature, "E-SIGNATURE", "8.6", "6.1", failed, "the signature over the EIS does not verify"},
    {SmSrUnknown, "E-SMSR-UNKNOWN", "8.7", "3.9", failed, "this SM-SR is not known here"},
    {Internal, "E-EXEC", "1.2", "4.2", failed, "internal error"},
    {IccidElsewhere, "E-ICCID-ELSEWHERE", "8.2.1", "3.4", failed, "the profile is on another eUICC"},
    {IccidUnusable, "E-ICCID-UNUSABLE", "8.2.1", "2.1", failed, "the profile does not fit this eUICC"},
    {ProfileTypeUnknown, "E-TYPE-UNKNOWN", "8.2.5", "3.9", failed, "no such profile type"},
    {ProfileTypeNotAllowed, "E-TYPE-DENIED", "8.2.5", "1.2", failed,
     "the caller may not use this profile type"},
    {ProfileTypeUsedUp, "E-TYPE-USED-UP", "8.2.5", "3.7", failed, "no profile of this type is left"},
    {ProfileTypeUnusable, "E-TYPE-UNUSABLE", "8.2.5", "2.1", failed,
     "this profile type does not fit this eUICC"},
    {ProfilesNotAllowed, "E-PROFILES-DENIED", "8.2", "1.2", failed, "some profile is not the caller's"},
    {AttributeRefused, "E-ATTRIBUTE", "8.2", "3.8", failed, "the profile may not hold this attribute"},
    {Pol2Invalid, "E-POL2-INVALID", "8.2.3", "2.1", failed,
     "POL2 is contradictory or has an impossible rule"},
    {AddressNotAllowed, "E-ADDRESS-DENIED", "8.2.6", "1.2", failed,
     "the caller may not change this subscription address"},
    {IsdPRefused, "E-ISDP", "8.3", "4.2", failed, "the ISD-P refused the command"},
    {AidElsewhere, "E-AID-ELSEWHERE", "8.3.1", "3.4", failed, "the security domain is on another eUICC"},
    {EuiccNotAllowed, "E-EUICC-DENIED", "8.1", "1.2", failed, "the caller may not manage this eUICC"},
    {EisNotAllowed, "E-EIS-DENIED", "8.6", "1.2", failed, "the caller may not see or change this EIS"},
    {EisInvalid, "E-EIS-INVALID", "8.6", "2.1", failed, "the EIS is malformed"},
    {EumSignatureInvalid, "E-EUM-SIGNATURE", "8.5.1", "6.1", failed,
     "the signature of the EUM or its certificate does not verify"},
    {EcasdCertificateExpired, "E-ECASD-CERT", "8.5.2", "6.3", failed, "the eUICC certificate expired"},
    {SrCertificateExpired, "E-SR-CERT", "8.5.3", "6.3", failed, "the SM-SR certificate expired"},
    {CannotManage, "E-SR-REFUSED", "1.2", "3", failed, "this SM-SR cannot manage the eUICC"},
    {OncSideEffect, "E-ONC", "1.6", "4.3", failed, "configured, with side effects on the Operator"},
}};

constexpr bool rows_in_order() {
  for (std::size_t i = 0; i < codes.size(); ++i)
    if (static_cast<std::size_t>(codes[i].failure) != i) return false;
  return true;
}
static_assert(rows_in_order(), "a row for every label, in the order of the enumeration");

constexpr std::array<Failure, 10> common{
    CallerUnknown,    CallerDenied,     Internal,         Busy,       ValidityRefused,
    ParameterInvalid, ParameterMissing, ConditionMissing, TimeToLive, NoResponse};

}  // namespace

std::span<const Failure> common_failures() {
  return common;
}

std::optional<Failure> failure_of(std::string_view subject, std::string_view reason) {
  for (const FailureCode& row : codes)
    if (row.subject == subject && row.reason == reason) return row.failure;
  return std::nullopt;
}

std::string_view name_of(Execution execution) {
  switch (execution) {
    case Execution::Success: return "EXECUTED_SUCCESS";
    case Execution::Warning: return "EXECUTED_WITHWARNING";
    case Execution::Failed: return "FAILED";
    case Execution::Expired: return "EXPIRED";
  }
  return "FAILED";
}

const FailureCode& code_of(Failure failure) {
  return codes[static_cast<std::size_t>(failure)];
}

EsStatus EsStatus::of(Failure failure, std::string message, std::string subject_identifier) {
  const FailureCode& row = code_of(failure);
  if (message.empty()) message = row.meaning;
  return {row.status,
          StatusCode{std::string(row.subject), std::string(row.reason), std::move(subject_identifier),
                     std::move(message)},
          failure};
}

EsStatus EsStatus::warning(Failure failure, std::string message, std::string subject_identifier) {
  EsStatus status = of(failure, std::move(message), std::move(subject_identifier));
  status.execution = Execution::Warning;
  return status;
}

std::string EsStatus::describe() const {
  std::string text(name_of(execution));
  if (!code) return text;
  text += ", " + code->subject + "/" + code->reason;
  if (failure) text += " " + std::string(code_of(*failure).label);
  text += ": " + code->message;
  if (!code->subject_identifier.empty()) text += " (" + code->subject_identifier + ")";
  return text;
}

}  // namespace sixline::host::es
