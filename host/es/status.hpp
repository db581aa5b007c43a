// How an ES function ends: execution status, and subject and reason code when it failed.
// [SGP.02 §5.1.6]
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace sixline::host::es {

enum class Execution : std::uint8_t { Success, Warning, Failed, Expired };
/// "EXECUTED_SUCCESS" and so on, as on the wire.
std::string_view name_of(Execution execution);

/// Why a function was refused or failed. The codes are in the table of status.cpp and nowhere else
/// (PROC-ERR-01).
enum class Failure : std::uint8_t {
  CallerUnknown,
  CallerDenied,
  CardRefused,
  Busy,
  ValidityRefused,
  ParameterInvalid,
  ParameterMissing,
  ConditionMissing,
  TimeToLive,
  NoResponse,
  Unsupported,
  EidUnknown,
  EidInUse,
  EuiccRefused,
  Memory,
  IccidUnknown,
  IccidInUse,
  NotAllowed,
  BadState,
  ProfileUnavailable,
  Pol1,
  Pol2,
  FallBackAttribute,
  EmergencyAttribute,
  RolledBack,
  AidUnknown,
  EcasdCertificate,
  SrCertificate,
  EumCertificate,
  Signature,
  SmSrUnknown,
  Internal,
  IccidElsewhere,
  IccidUnusable,
  ProfileTypeUnknown,
  ProfileTypeNotAllowed,
  ProfileTypeUsedUp,
  ProfileTypeUnusable,
  ProfilesNotAllowed,
  AttributeRefused,
  Pol2Invalid,
  AddressNotAllowed,
  IsdPRefused,
  AidElsewhere,
  EuiccNotAllowed,
  EisNotAllowed,
  EisInvalid,
  EumSignatureInvalid,
  EcasdCertificateExpired,
  SrCertificateExpired,
  CannotManage,
  OncSideEffect,
};
inline constexpr std::size_t failure_count = static_cast<std::size_t>(Failure::OncSideEffect) + 1;

/// One row of the label table.
struct FailureCode {
  Failure failure;
  std::string_view label;    ///< "E-BUSY"
  std::string_view subject;  ///< "1.2"
  std::string_view reason;   ///< "4.4"
  Execution status;          ///< Failed, or Expired for the two time-outs
  std::string_view meaning;
};
const FailureCode& code_of(Failure failure);
/// The label of a pair from the wire: the first row with it, or nothing for a pair that we do not know.
std::optional<Failure> failure_of(std::string_view subject, std::string_view reason);

/// The pairs that every function may return.  [SGP.02 §5.1.6.4]
std::span<const Failure> common_failures();

struct StatusCode {
  std::string subject{};
  std::string reason{};
  std::string subject_identifier{};
  std::string message{};
  bool operator==(const StatusCode&) const = default;
};

/// What every answer carries.
struct EsStatus {
  Execution execution = Execution::Success;
  std::optional<StatusCode> code{};
  std::optional<Failure> failure{};  ///< the label behind the code; not on the wire

  static EsStatus success() { return {}; }
  /// Failed or Expired, as the table says for `failure`.
  static EsStatus of(Failure failure, std::string message = {}, std::string subject_identifier = {});
  /// The main effect happened, `failure` did not spoil it (PROC-GEN-03).
  static EsStatus warning(Failure failure, std::string message = {}, std::string subject_identifier = {});

  bool ok() const { return execution == Execution::Success || execution == Execution::Warning; }
  bool is(Failure wanted) const { return failure == wanted; }
  /// One line for a person.
  std::string describe() const;
  bool operator==(const EsStatus&) const = default;
};

}  // namespace sixline::host::es
