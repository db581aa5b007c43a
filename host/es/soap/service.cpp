#include "host/es/soap/service.hpp"

#include <algorithm>
#include <array>

namespace sixline::host::es::soap {

namespace {

using enum Interface;

constexpr auto rows = std::to_array<Service>({
    {Es1, Role::SmSr, "ES1SmSrService", "ES1SmSr", "registration"},
    {Es2, Role::SmDp, "ES2SmDpService", "ES2SmDp", "requests"},
    {Es2, Role::Operator, "ES2MnoService", "ES2Mno", "notifications and callbacks"},
    {Es3, Role::SmSr, "ES3SmSrService", "ES3SmSr", "requests"},
    {Es3, Role::SmDp, "ES3SmDpService", "ES3SmDp", "notifications and callbacks"},
    {Es4, Role::SmSr, "ES4SmSrService", "ES4SmSr", "requests"},
    {Es4, Role::Operator, "ES4MnoService", "ES4Mno", "notifications and callbacks"},
    {Es4a, Role::SmSr, "ES4ASmSrService", "ES4ASmSr", "authorisations and notification settings"},
    {Es7, Role::SmSr, "ES7SmSrProvider", "ES7SmSrProvider", "requests"},
    {Es7, Role::SmSr, "ES7SmSrRequester", "ES7SmSrRequester", "callbacks"},
    {Es7, Role::SmSr, "ES7SmSr", "ES7SmSr", "notification of another SM-SR"},
});

constexpr std::string_view base_path = "/esim-messaging/3/";
constexpr std::string_view action_base = "http://gsma.com/";

struct IrregularAction {
  Interface interface;
  std::string_view function;
  std::string_view spelling;
};
/// Functions whose action is not spelt like their message.
constexpr auto irregular_actions = std::to_array<IrregularAction>({
    {Es3, "ProfileDownloadCompleted", "ProfileDownloadedCompleted"},
});

std::string_view action_name(const Function& function) {
  for (const IrregularAction& row : irregular_actions)
    if (row.interface == function.interface && row.function == function.name) return row.spelling;
  return function.name;
}

/// What follows the name in an action of this message.
std::string_view action_ending(const Function& function, Kind kind) {
  if (function.style != Style::Synchronous) return {};
  return kind == Kind::Request ? "Request" : "Response";
}

}  // namespace

std::string_view name_of(Role role) {
  constexpr std::array<std::string_view, 4> names{"EUM", "Operator", "SM-DP", "SM-SR"};
  return names[static_cast<std::size_t>(role)];
}

std::span<const Service> services() {
  return rows;
}

Role caller_role(const Function& function) {
  constexpr std::array<Role, 9> callers{Role::Eum,      Role::Operator, Role::SmDp, Role::SmDp, Role::SmSr,
                                        Role::Operator, Role::SmSr,     Role::SmSr, Role::SmSr};
  return callers[static_cast<std::size_t>(function.direction)];
}

Role provider_role(const Function& function) {
  constexpr std::array<Role, 9> providers{Role::SmSr, Role::SmDp,     Role::Operator, Role::SmSr, Role::SmDp,
                                          Role::SmSr, Role::Operator, Role::SmSr,     Role::SmSr};
  return providers[static_cast<std::size_t>(function.direction)];
}

const Service& service_of(const Function& function, Kind kind) {
  if (function.interface == Es7) return rows[kind == Kind::Request ? 8 : kind == Kind::Response ? 9 : 10];
  const bool callback = kind == Kind::Response && function.style == Style::Asynchronous;
  const Role role = callback ? caller_role(function) : provider_role(function);
  return *std::find_if(rows.begin(), rows.end(), [&](const Service& row) {
    return row.interface == function.interface && row.offered_by == role;
  });
}

std::string path_of(const Service& service) {
  return std::string(base_path) + std::string(es::name_of(service.interface)) + "/" +
         std::string(service.name);
}

const Service* find_service(std::string_view path) {
  path = path.substr(0, path.find('?'));
  while (path.ends_with('/')) path.remove_suffix(1);
  const std::size_t slash = path.rfind('/');
  if (slash != std::string_view::npos) path.remove_prefix(slash + 1);
  for (const Service& row : rows)
    if (same_name(row.name, path)) return &row;
  return nullptr;
}

std::string action_of(const Function& function, Kind kind) {
  const bool callback = kind == Kind::Response && function.style == Style::Asynchronous;
  const std::string interface(es::name_of(function.interface));
  std::string action(action_base);
  action.append(interface)
      .append("/")
      .append(es::name_of(function.group))
      .append(callback ? "CallBack/" : "/");
  action.append(interface).append("-").append(action_name(function)).append(action_ending(function, kind));
  return action;
}

bool action_fits(const Function& function, Kind kind, std::string_view action) {
  const std::size_t slash = action.rfind('/');
  std::string_view name = slash == std::string_view::npos ? action : action.substr(slash + 1);
  const std::size_t hyphen = name.find('-');
  if (hyphen == std::string_view::npos) return false;
  name.remove_prefix(hyphen + 1);
  std::vector<std::string_view> spellings = aliases_of(function);
  spellings.push_back(function.name);
  spellings.push_back(action_name(function));
  for (std::string_view spelling : spellings) {
    const std::string bare(spelling);
    if (same_name(name, bare + std::string(action_ending(function, kind)))) return true;
    // A stack may name the action of an asynchronous message like its body element.
    if (function.style == Style::Asynchronous &&
        same_name(name, bare + (kind == Kind::Request ? "Request" : "Response")))
      return true;
  }
  return false;
}

}  // namespace sixline::host::es::soap
