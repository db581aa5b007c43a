#include "card/isdr/pending_switch.hpp"

namespace sixline::card::isdr {
namespace {

namespace sw = wire::sw;
using gp::status_of;
using storage::Store;
using wire::Bytes;

constexpr std::size_t pending_size = 6;

StatusWord write_byte(Store& store, Item item, std::uint8_t value) {
  return status_of(store.write(key_of(item), Bytes(&value, 1)));
}

Owner read_slot(const Store& store, Item item) {
  const auto stored = store.read(key_of(item));
  return stored && stored->size() == 1 ? (*stored)[0] : storage::card_owner;
}

/// The card itself stands for none.
StatusWord write_slot(Store& store, Item item, Owner slot) {
  return slot == storage::card_owner ? status_of(store.erase(key_of(item))) : write_byte(store, item, slot);
}

}  // namespace

std::optional<PendingSwitch> read_pending_switch(const Store& store) {
  const auto stored = store.read(key_of(Item::PendingSwitch));
  if (!stored || stored->size() != pending_size) return std::nullopt;
  const Bytes bytes = *stored;
  return PendingSwitch{.from = bytes[0],
                       .to = bytes[1],
                       .type = static_cast<NotificationType>(bytes[2]),
                       .sequence = static_cast<std::uint16_t>(wire::read_be(bytes.subspan(3, 2))),
                       .phase = static_cast<PendingSwitch::Phase>(bytes[5])};
}

StatusWord write_pending_switch(Store& store, const PendingSwitch& pending) {
  std::array<std::uint8_t, pending_size> bytes;
  wire::Writer out(bytes);
  out.put_all(pending.from, pending.to, pending.type);
  out.put_be(pending.sequence, 2);
  out.put(static_cast<std::uint8_t>(pending.phase));
  return status_of(store.write(key_of(Item::PendingSwitch), bytes));
}

StatusWord erase_pending_switch(Store& store) {
  return status_of(store.erase(key_of(Item::PendingSwitch)));
}

Result<std::uint16_t, StatusWord> take_sequence(Store& store) {
  const auto stored = store.read(key_of(Item::NextSequence));
  const auto sequence = static_cast<std::uint16_t>(stored ? wire::read_be(*stored) : 0);
  std::array<std::uint8_t, 2> next;
  wire::write_be(sequence + 1U, next);
  const StatusWord written = status_of(store.write(key_of(Item::NextSequence), next));
  if (!written.ok()) return wire::fail(written);
  return sequence;
}

bool is_declared(const Store& store) {
  return store.exists(key_of(Item::Declared));
}

StatusWord set_declared(Store& store) {
  return write_byte(store, Item::Declared, 1);
}

Owner fall_back_pin(const Store& store) {
  return read_slot(store, Item::FallBackPin);
}

StatusWord set_fall_back_pin(Store& store, Owner slot) {
  return write_slot(store, Item::FallBackPin, slot);
}

Owner return_profile(const Store& store) {
  return read_slot(store, Item::ReturnProfile);
}

StatusWord set_return_profile(Store& store, Owner slot) {
  return write_slot(store, Item::ReturnProfile, slot);
}

}  // namespace sixline::card::isdr
