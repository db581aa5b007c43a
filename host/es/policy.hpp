// POL2: the policy rules that an SM-SR enforces before it speaks to the card.  [SGP.02 §3.6.2]
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace sixline::host::es {

enum class PolicyAction : std::uint8_t { Enable, Disable, Delete };
enum class PolicyQualification : std::uint8_t { NotAllowed, AutoDelete };

struct PolicyRule {
  PolicyAction action = PolicyAction::Disable;
  PolicyQualification qualification = PolicyQualification::NotAllowed;
  bool operator==(const PolicyRule&) const = default;
};

struct Pol2 {
  std::vector<PolicyRule> rules{};

  bool forbids(PolicyAction action) const { return has({action, PolicyQualification::NotAllowed}); }
  bool deletes_when_disabled() const { return has({PolicyAction::Disable, PolicyQualification::AutoDelete}); }
  /// False for a rule twice, and for deleting on anything but disabling (PROC-POL-05).
  bool well_formed() const;
  bool operator==(const Pol2&) const = default;

 private:
  bool has(const PolicyRule& rule) const;
};

}  // namespace sixline::host::es
