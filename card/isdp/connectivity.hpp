// What DGI 3A07 brings to an ISD-P, from its SM-DP or from its operator.  [SGP.02 §4.1.2.2, §4.1.3.4] PROC-CP
#pragma once

#include "card/gp/isd_p_record.hpp"

namespace sixline::card::isdp {

using wire::Bytes;
using wire::StatusWord;

inline constexpr std::uint16_t dgi_connectivity = 0x3A07;

/// Stores `value`, a sequence of the templates A0 (SMS), A1 (HTTPS) and A2 (CAT_TP), in the open transaction;
/// an empty template deletes, an absent one changes nothing. wrong_data: no template, or one whose content
/// this card could not use.
StatusWord store_connectivity(storage::Store& store, storage::Owner slot, Bytes value);

}  // namespace sixline::card::isdp
