// A folder with everything that a laboratory of six kinds of roles needs: certificates, keys, one
// configuration for each. TEST ONLY.
#pragma once

#include <map>

#include "tools/sixline/workspace.hpp"

namespace sixline::tools {

/// One role in the lab. `name` is that of its files: "smsr.toml", "smsr.pem".
struct LabRole {
  std::string_view name;
  std::string_view id;
  std::string_view role;  ///< as [[peer]] names it
  bool listens;           ///< an EUM only calls
  /// Names of the roles it speaks with, all others when empty: a caller with one server of each kind does not
  /// have to say which it means.
  std::string_view knows;
};
std::span<const LabRole> lab_roles();

/// What an SM-SR says to the lab's message centre. TEST ONLY.
inline constexpr std::string_view lab_smpp_password = "lab";

struct LabPlan {
  std::filesystem::path folder{};
  host::crypto::Curve curve = host::crypto::Curve::P256;
  /// Of both servers: empty for SQLite files in the folder, else a URL to which the name of the role is
  /// added.
  std::string store{};
  std::string log_level = "info";
};

/// Ports that were free a moment ago, by role; "admin-smsr", "admin-smdp" and "smpp" beside the roles.
struct Lab {
  std::filesystem::path folder{};
  std::map<std::string, std::uint16_t, std::less<>> ports{};

  std::filesystem::path configuration(std::string_view role) const {
    return folder / (std::string(role) + ".toml");
  }
};

/// Makes what is missing; configurations are written anew, with free ports. Errors: Storage, Transport.
host::Result<Lab> make_lab(const LabPlan& plan);

}  // namespace sixline::tools
