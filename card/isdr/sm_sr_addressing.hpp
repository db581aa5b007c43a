// How the card reaches its SM-SR: an address for short messages, one more for each ISD-P that has its own,
// and what CAT_TP and HTTPS need.  [SGP.02 §4.1.1.10] PROC-ADR-01
#pragma once

#include "card/gp/registry.hpp"
#include "card/wire/sms.hpp"

namespace sixline::card::isdr {

using storage::Owner;
using wire::Bytes;
using wire::StatusWord;

/// Where notifications go while `enabled` is the enabled profile: the address bound to it, else the general
/// one; empty when neither was ever set.  PROC-ADR-03
wire::SmsAddress sm_sr_address(const storage::Store& store, Owner enabled);

/// In the open transaction. An empty address deletes.
StatusWord set_sm_sr_address(storage::Store& store, const wire::SmsAddress& address);
/// The address for one ISD-P; it disappears with the ISD-P.
StatusWord bind_sm_sr_address(storage::Store& store, Owner slot, const wire::SmsAddress& address);
/// The general address and every bound one.
StatusWord erase_sm_sr_addresses(storage::Store& store);

/// Content of A4 respectively A5 as it was sent; empty when never set. Valid until the store changes.
Bytes cat_tp_addressing(const storage::Store& store);
Bytes https_addressing(const storage::Store& store);
/// In the open transaction; empty deletes.
StatusWord set_cat_tp_addressing(storage::Store& store, Bytes content);
StatusWord set_https_addressing(storage::Store& store, Bytes content);

}  // namespace sixline::card::isdr
