// What objects of Kind::FileIds hold, by the `a` of their key.
#pragma once

#include <cstdint>

namespace sixline::card::uicc::file_ids {

inline constexpr std::uint16_t next = 0;   ///< b: 0; next free node and next free body
inline constexpr std::uint16_t place = 1;  ///< b: node; parent node and FID of that directory
inline constexpr std::uint16_t links = 2;  ///< b: body; how many files share it, where more than one does
inline constexpr std::uint16_t newest =
    3;                                   ///< b: body; slot of the newest record of a cyclic file, 0 if absent
inline constexpr std::uint16_t tlv = 4;  ///< b: body; where the data objects of a BER-TLV file stand

}  // namespace sixline::card::uicc::file_ids
