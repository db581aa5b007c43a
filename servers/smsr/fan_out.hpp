// Who hears of a change, and on which line.  [SGP.02 §3.20, §3.21] (PROC-FAN, PROC-ONC, PROC-PLMA)
#pragma once

#include "servers/smsr/visit.hpp"

namespace sixline::servers::smsr {

/// "ProfileEnabled" and so on, the middle of the notification's name.
std::string_view name_of_event(es::ProfileEvent event);

struct ProfileChange {
  std::string name{};  ///< "ProfileEnabled", "ProfilePOL2Updated"
  std::string eid{};
  std::string iccid{};
  std::string owner{};  ///< Operator of the profile
  std::string smdp_id{};
  std::string profile_type{};
  std::string requester{};  ///< has his answer, and hears nothing more about this profile
  es::Time completed = 0;
  std::optional<es::Pol2> pol2{};
};

/// Puts the notifications into the outbox: to the owner unless his ONC discards it, to M2M SPs whose PLMA
/// lists it; on ES4 where there is a direct link, else on ES3 to the profile's SM-DP. Somebody without any
/// address is said in the log. Errors: Storage.
host::Result<void> fan_out(Visit& visit, const ProfileChange& change, const lines::soap::Header* cause);
/// Tells the M2M SP what he was granted. `carrier`: the SM-DP that brought the PLMA, if one did; it takes the
/// news to an Operator without ES4 (PROC-PLMA-05). Errors: Storage.
host::Result<void> tell_of_plma(Visit& visit, const es::Plma& plma, const std::string& carrier,
                                const lines::soap::Header* cause);

}  // namespace sixline::servers::smsr
