// What an Operator grants an M2M SP (PLMA), and what it does not want to hear (ONC).  [SGP.02 §3.20, §3.21]
#pragma once

#include <string>
#include <vector>

namespace sixline::host::es {

/// One for each Operator, profile type and M2M SP; a new one replaces the old, an empty one revokes.
struct Plma {
  std::string mno_id{};
  std::string profile_type{};
  std::string m2m_sp_id{};
  std::vector<std::string> operations{};  ///< names of functions and notifications
  bool operator==(const Plma&) const = default;
};

/// One for each Operator and profile type; a new one replaces the old, an empty one removes.
struct Onc {
  std::string mno_id{};
  std::string profile_type{};
  std::vector<std::string> discarded{};  ///< names of notifications
  bool operator==(const Onc&) const = default;
};

}  // namespace sixline::host::es
