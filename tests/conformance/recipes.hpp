// The recipes by subject, and what all of them are written with.
#pragma once

#include "tests/conformance/cases.hpp"

namespace sixline::conformance {

using es::Failure;

inline constexpr const char* nobody = "1.3.6.1.4.1.99999.88";
inline constexpr const char* unknown_eid = "89001012012341234012345678901321";
inline constexpr const char* unknown_iccid = "8999901000000000997";
/// Of a profile on an eUICC that exists on paper, World::register_other().
inline constexpr const char* other_isd_p_aid = "A0000005591010FFFFFFFF8900001300";

bool has(const Call& call, std::string_view field);
/// The first of these fields that the function has gets this value.
bool put(Call& call, std::initializer_list<std::string_view> fields, std::string_view text);
/// Is it one of these?
bool is_one_of(const Call& call, std::initializer_list<std::string_view> functions);

// recipes.cpp: callers, identities, ownership, policy at the servers.
std::span<const Recipe> entry_recipes();
// card_recipes.cpp: an eUICC that is away, busy, or does not agree with its EIS.
std::span<const Recipe> card_recipes();
// supply_recipes.cpp: the SM-DP's stock, and what an EUM delivers.
std::span<const Recipe> supply_recipes();

/// A listed failure that no test brings about.
struct Exemption {
  Failure failure;
  /// Name of the function, with or without its interface.
  std::string_view function;
  std::string_view reason;
};
std::span<const Exemption> exemptions();
bool covers(const Exemption& row, const es::Function& function, Failure failure);

}  // namespace sixline::conformance
