// What the ISD-R remembers across resets: the change of profile that is under way, and a few small facts.
// [SGP.02 §3.2, §3.4] PROC-STM-05
#pragma once

#include <optional>

#include "card/gp/registry.hpp"

namespace sixline::card::isdr {

using storage::Owner;
using wire::Result;
using wire::StatusWord;

/// `a` of the keys of Kind::IsdR.
enum class Item : std::uint16_t {
  PendingSwitch = 0,
  NextSequence = 1,     ///< number of the next notification
  Declared = 2,         ///< the first network attachment was announced
  FallBackPin = 3,      ///< slot of the profile that alone may be enabled, PROC-FB-12
  SmSrAddress = 4,      ///< TP-DA of the SM-SR: digit count, TON/NPI, digits
  ReturnProfile = 5,    ///< slot of the profile that a local disable enables again
  CatTpAddressing = 6,  ///< content of A4
  HttpsAddressing = 7,  ///< content of A5
};

constexpr storage::Key key_of(Item item) {
  return {storage::card_owner, storage::Kind::IsdR, static_cast<std::uint16_t>(item), 0};
}

/// Type of a default notification, tag 4D.  [SGP.02 §4.1.1.11]
enum class NotificationType : std::uint8_t {
  Declaration = 0x01,
  ProfileChanged = 0x02,
  RolledBack = 0x03,
  FellBack = 0x05,
};

struct PendingSwitch {
  enum class Phase : std::uint8_t {
    Requested = 1,  ///< accepted; the states are still the old ones
    Switched = 2,   ///< the states are the new ones; the SM-SR has not confirmed
  };

  Owner from = storage::card_owner;  ///< card_owner: there was none
  Owner to = storage::card_owner;
  NotificationType type = NotificationType::ProfileChanged;
  std::uint16_t sequence = 0;
  Phase phase = Phase::Requested;

  /// As long as it is unconfirmed, `from` may have to come back.  PROC-EN-20 PROC-EN-22
  bool can_roll_back() const {
    return type == NotificationType::ProfileChanged && from != storage::card_owner;
  }
  bool operator==(const PendingSwitch&) const = default;
};

std::optional<PendingSwitch> read_pending_switch(const storage::Store& store);
StatusWord write_pending_switch(storage::Store& store, const PendingSwitch& pending);
StatusWord erase_pending_switch(storage::Store& store);

/// Uses up one notification number, in the open transaction. The first is 0000.  PROC-NOT-02
Result<std::uint16_t, StatusWord> take_sequence(storage::Store& store);

bool is_declared(const storage::Store& store);
StatusWord set_declared(storage::Store& store);

/// card_owner when no profile is pinned.
Owner fall_back_pin(const storage::Store& store);
/// card_owner removes the pin.
StatusWord set_fall_back_pin(storage::Store& store, Owner slot);

/// card_owner when no local profile is enabled, or none was enabled before it.  PROC-ESX-01
Owner return_profile(const storage::Store& store);
/// card_owner removes it.
StatusWord set_return_profile(storage::Store& store, Owner slot);

}  // namespace sixline::card::isdr
