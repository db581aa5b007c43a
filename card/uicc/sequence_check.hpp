// Is an authentication fresh?  [TS 33.102 §6.3.5, Annex C]
#pragma once

#include "card/uicc/aka_parameters.hpp"

namespace sixline::card::uicc {

/// SQN is SEQ, then five bits of IND that select one of 32 remembered values.
inline constexpr unsigned ind_bits = 5;

/// SEQ is newer than the one remembered for its IND, and neither too far ahead of nor too far behind the
/// highest one, where the parameters ask for these limits.
bool is_fresh(std::uint64_t sqn, const AkaParameters& parameters, const SequenceNumbers& numbers);
/// Remembers an accepted SQN.
void accept(std::uint64_t sqn, SequenceNumbers& numbers);
/// The highest SQN accepted so far: what the network is told when it must resynchronise.
std::uint64_t highest_sqn(const SequenceNumbers& numbers);

}  // namespace sixline::card::uicc
