#include "host/es/implementation.hpp"

#include <algorithm>
#include <array>

namespace sixline::host::es {

namespace {

using enum Interface;

/// Served between processes, in the envelope, by the provider that the function's direction names.
[[maybe_unused]] constexpr std::string_view implemented = "implemented";
/// The procedure works between objects of one process.
constexpr std::string_view in_process = "servers: in one process only, not on the network yet";
constexpr std::string_view not_yet = "servers: not yet";

struct Row {
  Interface interface;
  std::string_view name;
  std::string_view status;
};

/// What is not named here is `not_yet`.
constexpr auto rows = std::to_array<Row>({
    {Es1, "RegisterEIS", in_process},
    {Es2, "DownloadProfile", in_process},
    {Es2, "EnableProfile", in_process},
    {Es2, "DisableProfile", in_process},
    {Es2, "DeleteProfile", in_process},
    {Es3, "GetEIS", in_process},
    {Es3, "AuditEIS", in_process},
    {Es3, "CreateISDP", in_process},
    {Es3, "SendData", in_process},
    {Es3, "ProfileDownloadCompleted", in_process},
    {Es3, "EnableProfile", in_process},
    {Es3, "DisableProfile", in_process},
    {Es3, "DeleteISDP", in_process},
    {Es4, "AuditEIS", in_process},
    {Es4, "EnableProfile", in_process},
    {Es4, "DisableProfile", in_process},
    {Es4, "DeleteProfile", in_process},
    {Es4, "HandleProfileDisabledNotification", in_process},
    {Es4, "HandleProfileEnabledNotification", in_process},
    {Es4, "HandleProfileDeletedNotification", in_process},
});

}  // namespace

std::string_view implementation_of(const Function& function) {
  const auto found = std::find_if(rows.begin(), rows.end(), [&](const Row& row) {
    return row.interface == function.interface && row.name == function.name;
  });
  return found == rows.end() ? not_yet : found->status;
}

}  // namespace sixline::host::es
