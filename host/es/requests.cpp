#include "host/es/requests.hpp"

#include <array>

#include "host/es/functions.hpp"

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
  return function_named(Interface::Es3, names[request.index()]).name;
}

std::string_view function_name(ProfileEvent event) {
  constexpr std::array<std::string_view, 4> names{
      "HandleProfileEnabledNotification", "HandleProfileDisabledNotification",
      "HandleProfileDeletedNotification", "HandleProfileDownloadedNotification"};
  return function_named(Interface::Es3, names[static_cast<std::size_t>(event)]).name;
}

}  // namespace sixline::host::es
