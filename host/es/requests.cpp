#include "host/es/requests.hpp"

#include <array>

namespace sixline::host::es {

const Caller& caller_of(const Es3Request& request) {
  return std::visit([](const auto& r) -> const Caller& { return r.caller; }, request);
}

const std::string& eid_of(const Es3Request& request) {
  return std::visit([](const auto& r) -> const std::string& { return r.eid; }, request);
}

std::string_view function_name(const Es3Request& request) {
  constexpr std::array<std::string_view, std::variant_size_v<Es3Request>> names{
      "GetEIS",        "CreateISDP",     "SendData",   "ProfileDownloadCompleted",
      "EnableProfile", "DisableProfile", "DeleteISDP", "AuditEIS"};
  return names[request.index()];
}

std::string_view function_name(ProfileEvent event) {
  switch (event) {
    case ProfileEvent::Enabled: return "HandleProfileEnabledNotification";
    case ProfileEvent::Disabled: return "HandleProfileDisabledNotification";
    case ProfileEvent::Deleted: return "HandleProfileDeletedNotification";
    case ProfileEvent::Downloaded: return "HandleProfileDownloadedNotification";
  }
  return "";
}

}  // namespace sixline::host::es
