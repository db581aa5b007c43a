// The services that messages are sent to, and the action URI that says what a message is.
// [SGP.02 Annex B]
#pragma once

#include "host/es/functions.hpp"

namespace sixline::host::es::soap {

enum class Role : std::uint8_t { Eum, Operator, SmDp, SmSr };
std::string_view name_of(Role role);

struct Service {
  Interface interface;
  Role offered_by;
  std::string_view name;       ///< end of its path: "ES3SmSrService"
  std::string_view port_type;  ///< "ES3SmSr"
  std::string_view meaning;
};
std::span<const Service> services();

/// Where this message of this function is sent; a synchronous response comes from where the request went.
const Service& service_of(const Function& function, Kind kind);
/// "/esim-messaging/3/ES3/ES3SmSrService".
std::string path_of(const Service& service);
/// By the end of a path, in any case; nothing when it is none of ours.
const Service* find_service(std::string_view path);
/// Who calls this function, and who provides it.
Role caller_role(const Function& function);
Role provider_role(const Function& function);

/// "http://gsma.com/ES3/PlatformManagement/ES3-EnableProfile".
std::string action_of(const Function& function, Kind kind);
/// Whether an action that was received can mean this message. Group, case and the known misspellings are not
/// judged: the body element says what a message is, the action only may not contradict it.
bool action_fits(const Function& function, Kind kind, std::string_view action);

}  // namespace sixline::host::es::soap
