// The failures that a function lists and no test brings about, each with its reason.  [SGP.02 §5]
#include "tests/conformance/recipes.hpp"

namespace sixline::conformance {

namespace {

constexpr std::string_view part_of_procedure = "judged inside of a procedure that is not there yet";

constexpr auto rows = std::to_array<Exemption>({
    {Failure::CardRefused, "SetEmergencyProfileAttribute", part_of_procedure},
    {Failure::CardRefused, "SetFallBackAttribute", part_of_procedure},
    {Failure::CardRefused, "SMSRChange", part_of_procedure},
    {Failure::CardRefused, "CreateAdditionalKeySet", part_of_procedure},
    {Failure::AidElsewhere, "SendData", "ISD-P AIDs are the same on every eUICC"},
    {Failure::OncSideEffect, "SetONC", "no configuration of ours has side effects"},
    {Failure::CannotManage, "PrepareSMSRChange", part_of_procedure},
    {Failure::EcasdCertificateExpired, "SMSRChange", part_of_procedure},
    {Failure::SrCertificateExpired, "AuthenticateSMSR", part_of_procedure},
    {Failure::EidUnknown, "HandoverEUICC", part_of_procedure},
    {Failure::EidUnknown, "PrepareSMSRChange", part_of_procedure},
    {Failure::Pol1, "SetEmergencyProfileAttribute", part_of_procedure},
    {Failure::Pol1, "SetFallBackAttribute", part_of_procedure},
    {Failure::Pol2, "SetEmergencyProfileAttribute", part_of_procedure},
    {Failure::Pol2, "SetFallBackAttribute", part_of_procedure},
});

}  // namespace

std::span<const Exemption> exemptions() {
  return rows;
}

bool covers(const Exemption& row, const es::Function& function, Failure failure) {
  return row.failure == failure &&
         (row.function == function.name || row.function == es::qualified_name(function));
}

std::string_view exemption(const es::Function& function, Failure failure) {
  for (const Exemption& row : rows)
    if (covers(row, function, failure)) return row.reason;
  return {};
}

}  // namespace sixline::conformance
