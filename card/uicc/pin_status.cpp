#include "card/uicc/pin_status.hpp"

#include "card/wire/tlv.hpp"

namespace sixline::card::uicc {
namespace {

constexpr std::uint8_t ps_do = 0x90;
constexpr wire::Tag usage_qualifier = 0x95;
constexpr wire::Tag key_reference = 0x83;
constexpr std::uint8_t first_application_pin = 0x01;
constexpr std::uint8_t last_application_pin = 0x08;

}  // namespace

// 90 is no key reference, so the first byte tells the forms apart.
PinList::PinList(wire::Bytes pin_status)
    : rest_(pin_status), is_template_(!pin_status.empty() && pin_status[0] == ps_do) {}

std::optional<ListedPin> PinList::next() {
  if (!is_template_) {
    if (rest_.empty()) return std::nullopt;
    const ListedPin pin{rest_[0], std::nullopt};
    rest_ = rest_.subspan(1);
    return pin;
  }
  wire::TlvReader reader = wire::TlvReader::ber(rest_);
  ListedPin pin;
  while (!reader.at_end()) {
    const auto object = reader.next();
    if (!object || object->value.empty()) break;
    if (object->tag == usage_qualifier) pin.usage = object->value[0];
    if (object->tag != key_reference) continue;
    pin.reference = object->value[0];
    rest_ = reader.rest();
    return pin;
  }
  rest_ = {};
  return std::nullopt;
}

std::uint8_t application_pin(wire::Bytes pin_status) {
  PinList list(pin_status);
  while (const auto pin = list.next())
    if (pin->reference >= first_application_pin && pin->reference <= last_application_pin)
      return pin->reference;
  return first_application_pin;
}

}  // namespace sixline::card::uicc
