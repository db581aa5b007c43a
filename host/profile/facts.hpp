// What a package says about the subscription it carries.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "host/profile/aka.hpp"
#include "host/profile/package.hpp"

namespace sixline::host::profile {

/// A PIN, PUK or ADM key of a pinCodes or pukCodes element.  [TCA-PP §8.5]
struct PinFact {
  bool unblocks = false;        ///< it is a PUK
  std::uint8_t reference = 0;   ///< key reference, e.g. 01, 81, 0A
  ByteString value{};           ///< eight bytes
  std::uint8_t attributes = 7;  ///< b1: enabled
};

struct KeyFact {
  std::uint8_t version = 0;
  std::uint8_t id = 0;
  std::uint8_t type = 0;
  std::size_t size = 0;
};

/// A securityDomain element; the first one is the MNO-SD.  [TCA-PP §8.6]
struct DomainFact {
  ByteString aid{};
  ByteString parent{};  ///< the domain it is extradited to; empty: the MNO-SD, or none above it
};

/// An rfm element.  [TCA-PP §8.8]
struct RemoteFilesFact {
  ByteString aid{};
  std::vector<ByteString> tars{};
  std::uint8_t minimum_security = 0;
  ByteString adf{};  ///< the application it also serves; empty: the MF alone
};

struct ProfileFacts {
  std::uint32_t major = 0, minor = 0;
  std::string profile_type{};
  std::string iccid{};     ///< digits of the header
  std::string ef_iccid{};  ///< digits of EF.ICCID
  std::string imsi{};      ///< digits of EF.IMSI; empty when the package has none
  std::optional<std::uint8_t> pol1{};
  ByteString usim_aid{};
  std::optional<AkaParameters> aka{};  ///< of the USIM
  std::vector<PinFact> pins{};
  std::vector<KeyFact> keys{};
  std::vector<DomainFact> domains{};
  std::vector<RemoteFilesFact> remote_files{};
  bool iot = false;  ///< an IoT minimal profile
  std::vector<std::string> services{};

  const PinFact* pin(std::uint8_t reference) const;
};

/// Errors: BadFormat, naming the element, when a field is malformed or the ICCID is missing.
Result<ProfileFacts> facts_of(Package package);

/// The algorithm parameters (choice A1 of akaParameter) that the USIM uses; null when there are none.
DerNode* usim_algorithm(Package& package);
Result<AkaParameters> read_algorithm(const DerNode& algorithm);
/// EF.IMSI of the USIM, in its template or in genericFileManagement.
std::optional<FileContent> imsi_file(Package& package);

/// Two or more lines for a person; `--json` gives the same facts as an object. Keys and PIN values are
/// never part of either.
std::string describe(const Package& package, const ProfileFacts& facts);
std::string describe_json(const Package& package, const ProfileFacts& facts);

}  // namespace sixline::host::profile
