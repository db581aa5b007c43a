// The mobile network of a lab, and the eUICCs in it.
#pragma once

#include "host/es/eis.hpp"
#include "tools/sixline/lab/lab.hpp"
#include "tools/sixline/network/sms_network.hpp"

namespace sixline::tests::support {

using host::Result;

/// The message centre that the lab's SM-SR is configured for; no device yet. Errors: those of SmsNetwork.
Result<std::unique_ptr<tools::SmsNetwork>> start_network(const tools::Lab& lab, unsigned devices_at_once);
/// eUICCs as the lab's EUM makes and delivers them, each with a bootstrap profile and in a device that has
/// its EID for a name. Errors: those of the EUM's workspace and of the card.
Result<std::vector<host::es::Eis>> make_cards(const tools::Lab& lab, tools::SmsNetwork& network,
                                              std::size_t count);

}  // namespace sixline::tests::support
