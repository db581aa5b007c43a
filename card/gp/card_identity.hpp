// Who the card is: written once, at issuance.  [SGP.02 §2.2.2]
#pragma once

#include "card/gp/registry.hpp"

namespace sixline::card::gp {

/// Nothing on a card that was not issued.
std::optional<wire::Eid> card_identity(const storage::Store& store);
/// In the open transaction. conditions_not_satisfied when the card has an identity already.
StatusWord store_card_identity(storage::Store& store, const wire::Eid& eid);

}  // namespace sixline::card::gp
