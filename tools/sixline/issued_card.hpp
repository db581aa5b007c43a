// The native card as the tool opens it: with an identity, or not at all.
#pragma once

#include <memory>
#include <string>

#include "hardware/native/native_card.hpp"
#include "host/bytes.hpp"
#include "host/error.hpp"
#include "host/transport/card_channel.hpp"

namespace sixline::tools {

using hardware::native::NativeCard;

/// Opens a card for use. An empty `state` gives a new test card that is gone with the object, and so does a
/// file that is not there, but that card stays in the file. Errors: Storage (locked, damaged, not a card's
/// memory), WrongState (there is a file, but its card was never issued).
host::Result<std::unique_ptr<NativeCard>> open_issued_card(
    const std::string& state, const hardware::native::NativeSettings& settings = {});

/// Makes the card an eUICC with TEST ONLY identity and keys. Errors: WrongState (it is one already),
/// Internal.
host::Result<void> issue_test_card(card::Card& card);
/// The SCP80 keys that issue_test_card gives the ISD-R, key version 01. TEST ONLY.
host::ByteString test_kic();
host::ByteString test_kid();
/// The EID of issue_test_card.
wire::Eid test_eid();

/// A channel to a card in this process. `card` must outlive it.
std::unique_ptr<host::transport::CardChannel> channel_to(NativeCard& card);

}  // namespace sixline::tools
