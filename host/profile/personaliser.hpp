// Puts a subscription into a package: any package, ours or a TS.48 file. Lengths follow.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "host/profile/aka.hpp"
#include "host/profile/package.hpp"

namespace sixline::host::profile {

struct DomainKeys {
  ByteString kic{}, kid{}, kik{};
};

/// What to change; what is absent stays.
struct Personalisation {
  std::optional<std::string> iccid{};  ///< 18 digits get their check digit, 19 or 20 are taken as they are
  std::optional<std::string> imsi{};
  std::optional<AkaParameters> aka{};          ///< replaces every algoParameter of the package
  std::optional<ByteString> ki{}, opc{};       ///< only the keys, the algorithm stays
  std::map<std::uint8_t, std::string> pins{};  ///< by key reference: 01 PIN1, 81 PIN2, 0A ADM1
  std::map<std::uint8_t, std::string> puks{};
  std::optional<std::string> smsc{};     ///< service centre in EF.SMSP
  std::optional<std::string> msisdn{};   ///< EF.MSISDN
  std::optional<DomainKeys> mno_keys{};  ///< first AES key set for SCP80 of the MNO-SD
  std::optional<std::string> profile_type{};
  std::optional<std::uint8_t> pol1{};
};

/// Errors: BadInput (a value is malformed), NotFound (the package has no place for it). On error the
/// package may be half changed: work on a copy.
Result<void> personalise(Package& package, const Personalisation& values);

/// Sets K, OPc and the algorithm of one algoParameter.
void write_algorithm(DerNode& node, const AkaParameters& parameters);

}  // namespace sixline::host::profile
