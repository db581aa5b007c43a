#include "host/es/requests.hpp"

#include <array>

namespace sixline::host::es {

const Caller& caller_of(const Es3Request& request) {
  return std::visit([](const auto& r) -> const Caller& { return r.caller; }, request);
}

const std::string& eid_of(const Es3Request& request) {
  return std::visit([](const auto& r) -> const std::string& { return r.eid; }, request);
}

const Function& function_of(Interface interface, const Es3Request& request) {
  constexpr std::array<std::string_view, std::variant_size_v<Es3Request>> names{
      "GetEIS",        "CreateISDP",     "SendData",   "ProfileDownloadCompleted",
      "EnableProfile", "DisableProfile", "DeleteISDP", "AuditEIS"};
  const bool deletion = std::holds_alternative<DeleteProfile>(request) && interface != Interface::Es3;
  return function_named(interface, deletion ? "DeleteProfile" : names[request.index()]);
}

const Function& function_of(Interface interface, ProfileEvent event) {
  constexpr std::array<std::string_view, 4> names{
      "HandleProfileEnabledNotification", "HandleProfileDisabledNotification",
      "HandleProfileDeletedNotification", "HandleProfileDownloadedNotification"};
  return function_named(interface, names[static_cast<std::size_t>(event)]);
}

}  // namespace sixline::host::es
