// The eUICC Information Set: what an SM-SR knows of one eUICC.  [SGP.02 §5.1.1.2.5]
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "host/bytes.hpp"
#include "host/es/date_time.hpp"
#include "host/es/policy.hpp"
#include "host/es/status.hpp"

namespace sixline::host::es {

enum class ProfileState : std::uint8_t {
  InCreation,  ///< ES5.CreateISDP is on its way; never shown to anybody
  Created,
  Disabled,
  Enabled,
};
std::string_view name_of(ProfileState state);

struct SubscriptionAddress {
  std::string imsi{};
  std::string msisdn{};
  bool operator==(const SubscriptionAddress&) const = default;
};

/// One entry of ProfileInfo.
struct EisProfile {
  std::string iccid{};
  ByteString isd_p_aid{};
  std::string mno_id{};
  std::string smdp_id{};  ///< empty when loaded at manufacture
  std::string profile_type{};
  SubscriptionAddress address{};
  ProfileState state = ProfileState::InCreation;
  bool fall_back = false;
  bool emergency = false;
  bool test = false;
  std::uint32_t allocated_memory = 0;
  Pol2 pol2{};
  std::optional<std::uint32_t> free_memory{};
  bool operator==(const EisProfile&) const = default;
};

struct EisKeyComponent {
  std::uint8_t type = 0;
  ByteString value{};
  bool operator==(const EisKeyComponent&) const = default;
};

struct EisKey {
  std::uint8_t index = 0;
  std::uint8_t type = 0;
  ByteString check_value{};
  ByteString value{};  ///< present between EUM and SM-SR and inside the SM-SR only
  std::vector<EisKeyComponent> more_components{};  ///< an RSA or ECC key has several; the first is above
  bool operator==(const EisKey&) const = default;
};

struct EisCertificate {
  std::uint8_t index = 0;
  std::string ca_id{};
  ByteString value{};  ///< TLV 7F21
  bool operator==(const EisCertificate&) const = default;
};

struct EisKeySet {
  std::uint8_t version = 0;
  std::uint64_t counter = 0;
  std::vector<EisKey> keys{};
  std::vector<EisCertificate> certificates{};
  std::string usage{};  ///< "SCP80" and so on; empty when the version says it
  bool operator==(const EisKeySet&) const = default;
};

/// ISD-R or ECASD.
struct EisSecurityDomain {
  ByteString aid{};
  ByteString sin{};
  ByteString sdin{};
  std::vector<EisKeySet> key_sets{};
  std::vector<ByteString> tars{};  ///< none: octets 13 to 15 of the AID
  bool operator==(const EisSecurityDomain&) const = default;
};

struct EuiccCapabilities {
  bool cat_tp = false;
  bool http = false;
  std::string secure_packet_version = "8.0.0";
  std::string remote_provisioning_version = "4.2.0";
  std::string cat_tp_version{};  ///< empty without CAT_TP, and the next without HTTP
  std::string http_version{};
  bool operator==(const EuiccCapabilities&) const = default;
};

/// The part that the EUM signs.
struct EumSignedBlock {
  std::string eid{};
  std::string eum_id{};
  Time production_date = 0;
  std::string platform_type{};
  std::string platform_version{};
  ByteString isd_p_load_file_aid{};
  ByteString isd_p_module_aid{};
  EisSecurityDomain ecasd{};
  EuiccCapabilities capabilities{};
  bool operator==(const EumSignedBlock&) const = default;
};

/// Two octets of OperationType.  [SGP.02 §5.1.1.3.12] Every operation that reaches the card leaves a record
/// (PROC-GEN-16), also those that the document has no code for: theirs are private (PROC-AUD-02), above what
/// it numbers in steps of 0100 and may go on with.
enum class AuditOperation : std::uint16_t {
  FirstAttachment = 0x0001,
  ChangeSucceeded = 0x0002,
  RolledBack = 0x0003,
  FallBack = 0x0005,
  CreateIsdP = 0x0100,
  EnableProfile = 0x0200,
  DisableProfile = 0x0300,
  DeleteProfile = 0x0400,
  CapabilityAudit = 0x0500,
  SendData = 0xF100,
  UpdateConnectivityParameters = 0xF200,
};

struct AuditRecord {
  std::string smsr_id{};
  Time date = 0;
  AuditOperation operation = AuditOperation::CapabilityAudit;
  std::string requester{};           ///< empty when the eUICC spoke first
  std::optional<EsStatus> status{};  ///< absent for notifications
  ByteString isd_p_aid{};
  std::string iccid{};
  ByteString imei{};
  ByteString meid{};
  bool operator==(const AuditRecord&) const = default;
};

/// A property with a key that no field has; kept and given back untouched.
struct EisProperty {
  std::string key{};
  std::string value{};
  bool operator==(const EisProperty&) const = default;
};

struct Eis {
  EumSignedBlock signed_block{};
  /// EumSignedInfo and EumSignature exactly as they came, each able to stand alone; what the signature
  /// covers is these bytes, not the block above. Empty when made here.
  std::string signed_xml{};
  std::string signature_xml{};
  std::uint32_t remaining_memory = 0;
  std::uint32_t available_memory = 0;  ///< for profiles, when none is loaded
  std::optional<Time> last_audit{};
  std::string smsr_id{};
  std::vector<EisProfile> profiles{};
  EisSecurityDomain isd_r{};
  std::vector<AuditRecord> audit_trail{};
  ByteString imei{};
  std::vector<EisProperty> properties{};

  const std::string& eid() const { return signed_block.eid; }
  const EisProfile* find(std::string_view iccid) const;
  EisProfile* find(std::string_view iccid);
  EisProfile* find_aid(Bytes aid);
  EisProfile* enabled();
  EisProfile* fall_back();
  void remove(std::string_view iccid);
  bool operator==(const Eis&) const = default;
};

/// What is wrong with the whole, or nothing (PROC-EIS-11): more than one profile enabled, no or several
/// holders of the Fall-Back Attribute, an ICCID or AID twice.
std::optional<std::string> breach_of(const Eis& eis);

/// The view of an SM-DP on ES3: ECASD but no ISD-R keys, its own entries, no audit trail (PROC-EIS-02).
Eis view_of_smdp(const Eis& eis, std::string_view smdp_id);
/// The view of an Operator on ES4: own profiles, neither ECASD nor ISD-R (PROC-EIS-01).
Eis view_of_operator(const Eis& eis, std::string_view mno_id);
/// The same of all profiles, for a caller who may see those of others too; which, is for him to say who asks
/// (PROC-EIS-03).
Eis view_of_profiles(const Eis& eis);

}  // namespace sixline::host::es
