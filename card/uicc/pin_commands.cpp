// VERIFY, CHANGE, DISABLE, ENABLE and UNBLOCK PIN.  [TS 102 221 §11.1.9 to §11.1.13]
#include "card/crypto/secret.hpp"
#include "card/uicc/handlers.hpp"
#include "card/uicc/pin_place.hpp"

namespace sixline::card::uicc {
namespace {

namespace sw = wire::sw;

constexpr std::size_t pin_size = 8;
/// P1 of DISABLE PIN: the universal PIN takes the place of this one.
constexpr std::uint8_t replace_by_universal = 0x80 | universal_pin;

StatusWord store(Uicc& uicc, const PinPlace& place) {
  return uicc.pins().store(place.node, place.reference, place.record);
}

/// Spends a try of `record` for good before it looks at `value`, so that cutting the power cannot buy a
/// free guess. On ok the caller has the full tries back in `record`, to be stored with its own change.
StatusWord present(Uicc& uicc, std::uint16_t node, std::uint8_t reference, PinRecord& record, Bytes value) {
  if (record.tries_left == 0) return sw::blocked;
  --record.tries_left;
  if (const StatusWord stored = uicc.pins().store(node, reference, record); stored != sw::ok) return stored;
  if (const StatusWord durable = uicc.commit(); durable != sw::ok) return durable;
  if (!crypto::equal_constant_time(record.value, value)) return sw::tries_left(record.tries_left);
  record.tries_left = record.max_tries;
  return sw::ok;
}

StatusWord present_pin(Uicc& uicc, Session& session, PinPlace& place, Bytes value) {
  const StatusWord status = present(uicc, place.node, place.reference, place.record, value);
  if (status != sw::ok) set_verified(session, place, false);
  return status;
}

/// Stores what a successful command changed; only then the PIN counts as verified.
StatusWord finish(Uicc& uicc, Session& session, const PinPlace& place) {
  if (const StatusWord stored = store(uicc, place); stored != sw::ok) return stored;
  if (const StatusWord durable = uicc.commit(); durable != sw::ok) return durable;
  set_verified(session, place, true);
  return sw::ok;
}

Result<PinPlace, StatusWord> locate(const Uicc& uicc, const Session& session, const CommandApdu& command) {
  return locate_pin(uicc.files(), uicc.pins(), session.directory, command.p2);
}

StatusWord tell_tries(const PinRecord& record) {
  return record.tries_left == 0 ? sw::blocked : sw::tries_left(record.tries_left);
}

bool has_attribute(const PinPlace& place, std::uint8_t attribute) {
  return (place.record.attributes & attribute) != 0;
}

void set_attribute(PinPlace& place, std::uint8_t attribute, bool on) {
  const unsigned others = place.record.attributes & ~unsigned{attribute};
  place.record.attributes = static_cast<std::uint8_t>(others | (on ? attribute : 0u));
}

void set_value(PinRecord& record, Bytes value) {
  std::copy_n(value.begin(), pin_size, record.value.begin());
}

}  // namespace

StatusWord verify_pin(Uicc& uicc, Session& session, const CommandApdu& command, ResponseApdu&) {
  if (command.p1 != 0) return sw::wrong_p1p2;
  auto place = locate(uicc, session, command);
  if (!place) return place.error();
  if (command.data.empty()) return tell_tries(place->record);
  if (command.data.size() != pin_size) return sw::wrong_length;
  if (!place->is_enabled()) return sw::reference_not_usable;
  const StatusWord status = present_pin(uicc, session, *place, command.data);
  return status == sw::ok ? finish(uicc, session, *place) : status;
}

StatusWord change_pin(Uicc& uicc, Session& session, const CommandApdu& command, ResponseApdu&) {
  if (command.p1 != 0) return sw::wrong_p1p2;
  auto place = locate(uicc, session, command);
  if (!place) return place.error();
  if (command.data.size() != 2 * pin_size) return sw::wrong_length;
  if (!place->is_enabled()) return sw::reference_not_usable;
  if (!has_attribute(*place, pin_attribute::may_be_changed)) return sw::conditions_not_satisfied;
  const StatusWord status = present_pin(uicc, session, *place, command.data.first(pin_size));
  if (status != sw::ok) return status;
  set_value(place->record, command.data.subspan(pin_size));
  return finish(uicc, session, *place);
}

StatusWord disable_pin(Uicc& uicc, Session& session, const CommandApdu& command, ResponseApdu&) {
  if (command.p1 != 0 && command.p1 != replace_by_universal) return sw::wrong_p1p2;
  const bool replace = command.p1 == replace_by_universal;
  auto place = locate(uicc, session, command);
  if (!place) return place.error();
  if (replace) {
    if (place->reference == universal_pin || !is_global_pin(place->reference)) return sw::wrong_p1p2;
    const auto universal = locate_pin(uicc.files(), uicc.pins(), mf_node, universal_pin);
    if (!universal) return universal.error();
  }
  if (command.data.size() != pin_size) return sw::wrong_length;
  if (!place->is_enabled() || !has_attribute(*place, pin_attribute::may_be_disabled))
    return sw::conditions_not_satisfied;
  const StatusWord status = present_pin(uicc, session, *place, command.data);
  if (status != sw::ok) return status;
  set_attribute(*place, pin_attribute::enabled, false);
  set_attribute(*place, pin_attribute::replaced, replace);
  return finish(uicc, session, *place);
}

StatusWord enable_pin(Uicc& uicc, Session& session, const CommandApdu& command, ResponseApdu&) {
  if (command.p1 != 0) return sw::wrong_p1p2;
  auto place = locate(uicc, session, command);
  if (!place) return place.error();
  if (command.data.size() != pin_size) return sw::wrong_length;
  if (place->is_enabled() || !has_attribute(*place, pin_attribute::may_be_disabled))
    return sw::conditions_not_satisfied;
  const StatusWord status = present_pin(uicc, session, *place, command.data);
  if (status != sw::ok) return status;
  set_attribute(*place, pin_attribute::enabled, true);
  set_attribute(*place, pin_attribute::replaced, false);
  return finish(uicc, session, *place);
}

StatusWord unblock_pin(Uicc& uicc, Session& session, const CommandApdu& command, ResponseApdu&) {
  if (command.p1 != 0) return sw::wrong_p1p2;
  auto place = locate(uicc, session, command);
  if (!place) return place.error();
  Pins pins = uicc.pins();
  const std::uint8_t puk_reference = place->record.unblock;
  auto puk = pins.find_puk(place->node, puk_reference);
  if (!puk) return puk.error();
  if (command.data.empty()) return tell_tries(*puk);
  if (command.data.size() != 2 * pin_size) return sw::wrong_length;
  const StatusWord status = present(uicc, place->node, puk_reference, *puk, command.data.first(pin_size));
  if (status != sw::ok) return status;
  if (const StatusWord stored = pins.store(place->node, puk_reference, *puk); stored != sw::ok) return stored;
  set_value(place->record, command.data.subspan(pin_size));
  place->record.tries_left = place->record.max_tries;
  set_attribute(*place, pin_attribute::enabled, true);
  set_attribute(*place, pin_attribute::replaced, false);
  return finish(uicc, session, *place);
}

}  // namespace sixline::card::uicc
