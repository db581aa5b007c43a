// The subscription concealed identifier that a USIM computes itself.  [TS 31.102 §7.5] [TS 33.501 §6.12.2]
#pragma once

#include "card/uicc/uicc.hpp"

namespace sixline::card::uicc {

/// The mobile identity of type SUCI, from its first octet on: format and type, network, routing indicator,
/// protection scheme, key identifier, scheme output.  [TS 24.501 §9.11.3.4] conditions_not_satisfied when the
/// files of the USIM at `adf` give no identity; no_precise_diagnosis when the engine fails.
StatusWord put_concealed_identity(const Uicc& uicc, std::uint16_t adf, wire::Writer& out);

}  // namespace sixline::card::uicc
