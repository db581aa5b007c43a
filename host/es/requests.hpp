// Requests and answers of the ES functions that exist so far, as plain structs. Elements are in schema
// order.  [SGP.02 §5.2 to §5.5]
#pragma once

#include <variant>

#include "host/es/eis.hpp"
#include "host/es/functions.hpp"

namespace sixline::host::es {

/// What every request carries: who calls, on whose behalf, and for how long the answer is worth waiting.
struct Caller {
  std::string id{};         ///< function caller: OID of the sender
  std::string requester{};  ///< function requester: the Operator behind it; empty when the caller itself
  std::string message_id{};
  std::int64_t validity_seconds = 0;  ///< 0: the provider's default (PROC-TIM-01)

  const std::string& on_behalf_of() const { return requester.empty() ? id : requester; }
};

// ES1
struct RegisterEis {
  Caller caller{};
  Eis eis{};
};

// ES2
struct DownloadProfile {
  Caller caller{};
  std::string eid{};
  std::string smsr_id{};
  std::string profile_type{};
  std::string iccid{};
  bool enable_profile = false;
};

// ES3
struct GetEis {
  Caller caller{};
  std::string eid{};
};
struct CreateIsdP {
  Caller caller{};
  std::string eid{};
  std::string iccid{};
  std::string mno_id{};
  std::uint32_t required_memory = 0;
  bool more_to_do = false;
};
struct SendData {
  Caller caller{};
  std::string eid{};
  ByteString sd_aid{};
  ByteString data{};  ///< C-APDU TLVs 22, or SCP03t TLVs, one after another
  bool more_to_do = false;
};
struct ProfileDownloadCompleted {
  Caller caller{};
  std::string eid{};
  std::string iccid{};
  std::string profile_type{};
  SubscriptionAddress address{};
  Pol2 pol2{};
};

/// What the functions on one profile have in common.
struct ProfileRequest {
  Caller caller{};
  std::string eid{};
  std::string iccid{};
  std::string smsr_id{};  ///< ES2 only
};

struct EnableProfile : ProfileRequest {};
struct DisableProfile : ProfileRequest {};
/// DeleteProfile on ES2 and ES4, DeleteISDP on ES3.
struct DeleteProfile : ProfileRequest {};

struct AuditEis {
  Caller caller{};
  std::string eid{};
  std::vector<std::string> iccids{};  ///< empty: all of the caller's
};

/// Any answer. Fields that a function does not have stay empty.
struct Answer {
  EsStatus status{};
  std::string iccid{};          ///< ES2.DownloadProfile
  ByteString isd_p_aid{};       ///< ES3.CreateISDP
  ByteString euicc_response{};  ///< R-APDU TLVs 23 or SCP03t TLVs, as the card gave them
  std::optional<Eis> eis{};     ///< GetEIS, AuditEIS
};

/// What an SM-DP asks of an SM-SR.
using Es3Request = std::variant<GetEis, CreateIsdP, SendData, ProfileDownloadCompleted, EnableProfile,
                                DisableProfile, DeleteProfile, AuditEis>;
const Caller& caller_of(const Es3Request& request);
const std::string& eid_of(const Es3Request& request);
/// The function on that interface: DeleteISDP of ES3 is DeleteProfile on the others.
const Function& function_of(Interface interface, const Es3Request& request);

/// HandleProfileEnabled-, Disabled-, Deleted- and DownloadedNotification.
enum class ProfileEvent : std::uint8_t { Enabled, Disabled, Deleted, Downloaded };
const Function& function_of(Interface interface, ProfileEvent event);

struct ProfileNotification {
  ProfileEvent event = ProfileEvent::Enabled;
  std::string recipient{};  ///< OID of the Operator
  std::string eid{};
  std::string iccid{};
  Time completed = 0;
  bool operator==(const ProfileNotification&) const = default;
};

}  // namespace sixline::host::es
