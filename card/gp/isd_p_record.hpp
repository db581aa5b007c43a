// What the card remembers of an ISD-P beside its registry entry and keys, and where a profile puts the
// things that concern the whole ISD-P: policy rules and connectivity parameters.
// [SGP.02 §2.2.1.3, §2.4.1, §3.6]
#pragma once

#include "card/gp/registry.hpp"

namespace sixline::card::gp {

/// Policy rules of a profile, one byte as in the profile header (`pol`) and in ES6.UpdatePOL1byMNO.
/// [SGP.02 §3.6.2] PROC-POL-01
struct Pol1 {
  std::uint8_t bits = 0;
  constexpr bool disable_not_allowed() const { return (bits & 0x01) != 0; }
  constexpr bool delete_not_allowed() const { return (bits & 0x02) != 0; }
  constexpr bool delete_when_disabled() const { return (bits & 0x04) != 0; }
  constexpr bool operator==(const Pol1&) const = default;
};

struct IsdPRecord {
  bool installing = false;   ///< a profile is half there; what was written is erased at the next reset
  bool provisional = false;  ///< until its first profile is complete the ISD-P itself does not count either
  bool fall_back = false;
  bool emergency = false;
  bool test = false;  ///< loaded at manufacture, comes and goes by ESx only
  Pol1 pol1{};
  std::uint32_t granted_memory = 0;  ///< bytes of non-volatile memory; 0 = no limit

  /// Enabled and disabled by the device alone, never by the SM-SR.  PROC-EMG-05 PROC-ESX-07
  constexpr bool is_local() const { return emergency || test; }
  constexpr bool operator==(const IsdPRecord&) const = default;
};

/// reference_not_found for an unused slot.
Result<IsdPRecord, StatusWord> read_isd_p(const storage::Store& store, storage::Owner slot);
StatusWord write_isd_p(storage::Store& store, storage::Owner slot, const IsdPRecord& record);

/// Stores POL1 of a slot in the open transaction; what the profile header calls.
StatusWord store_pol1(storage::Store& store, storage::Owner slot, Pol1 pol1);
/// Stores connectivity parameters in the open transaction. `templates` is a sequence of A0 (SMS), A1
/// (HTTPS) and A2 (CAT_TP); each replaces what was there, an empty one deletes it. wrong_data.
/// [SGP.02 §4.1.3.4]
StatusWord store_connectivity(storage::Store& store, storage::Owner slot, Bytes templates);
/// Content of one connectivity template; empty when absent. Valid until the store changes.
Bytes connectivity(const storage::Store& store, storage::Owner slot, std::uint8_t template_tag);

inline constexpr std::uint8_t connectivity_sms = 0xA0;
inline constexpr std::uint8_t connectivity_https = 0xA1;
inline constexpr std::uint8_t connectivity_cat_tp = 0xA2;

/// Slot of the holder of the Fall-back attribute; card_owner when there is none.
storage::Owner fall_back_slot(const storage::Store& store);
/// Slot of the holder of the Emergency Profile attribute, and of the test profile; card_owner for none.
storage::Owner emergency_slot(const storage::Store& store);
storage::Owner test_slot(const storage::Store& store);
/// Bytes that profile content of the slot occupies now.
std::uint32_t used_memory(const storage::Store& store, storage::Owner slot);
/// Erases the profile of a slot in the open transaction and keeps the ISD-P itself, its keys and its grant;
/// a provisional ISD-P is erased with it. PROC-DL-30
StatusWord erase_profile(storage::Store& store, storage::Owner slot);

}  // namespace sixline::card::gp
