// What is tried of every function, from its declaration: the nominal case, every field missing and malformed,
// every status that the function may end with.
#pragma once

#include "tests/conformance/world.hpp"

namespace sixline::conformance {

enum class Attempt : std::uint8_t {
  Nominal,
  Fields,    ///< each mandatory one missing, each of a simple type malformed, a namespace of another edition
  Refusal,   ///< one of the statuses that the function lists, or that all do
  Repeated,  ///< the same call again, then another one under its name
};

struct Case {
  const es::Function* function = nullptr;
  Attempt attempt = Attempt::Nominal;
  es::Failure failure{};

  /// "ES2_DownloadProfile_Refusal_E_EID_UNKNOWN"
  std::string name() const;
};

std::vector<Case> cases();
void run(const Case& one);

/// How a failure is brought about; recipes.hpp says where its row is.
struct Recipe {
  es::Failure failure;
  /// Where the profile must be before, unless the function says otherwise.
  std::optional<Stage> stage;
  /// Changes world and call so that it must end with this failure; false: not possible with this function.
  bool (*prepare)(World& world, Call& call);
};
const Recipe* find_recipe(es::Failure failure);
/// Why a listed failure of this function has no case; empty when it must have one.
std::string_view exemption(const es::Function& function, es::Failure failure);

/// How far the profile must be for the function to succeed.
Stage stage_of(const es::Function& function);
/// The call that must succeed at that stage.
Call nominal_call(World& world, const es::Function& function);
/// The procedure is with the card.
bool needs_card(const es::Function& function);

}  // namespace sixline::conformance
