#include "card/uicc/pins.hpp"

#include "card/crypto/secret.hpp"
#include "card/uicc/file_system.hpp"
#include "card/uicc/store_status.hpp"

namespace sixline::card::uicc {
namespace {

using storage::Key;
using storage::Kind;
namespace sw = wire::sw;

// PINs and PUKs share their numbers, so the second byte of the key tells them apart.
constexpr std::uint16_t puk_page = 0x0100;
constexpr std::uint16_t share_page = 0x0200;

/// value 8 | maximum tries and tries left, a nibble each | PUK | attributes
constexpr std::size_t record_size = 11;
constexpr std::uint8_t most_tries = 0x0F;

}  // namespace

Key Pins::key_of(std::uint16_t node, std::uint8_t reference, bool is_puk) const {
  if (is_puk) return {owner_, Kind::Pin, mf_node, static_cast<std::uint16_t>(puk_page | reference)};
  return {owner_, Kind::Pin, is_global_pin(reference) ? mf_node : holder(node), reference};
}

wire::Result<PinRecord, wire::StatusWord> Pins::read(const Key& key) const {
  const auto stored = store_.read(key);
  if (!stored) return wire::fail(status_of(stored.error(), sw::reference_not_found));
  if (stored->size() != record_size) return wire::fail(sw::memory_failure);
  const wire::Bytes bytes = *stored;
  PinRecord record;
  std::copy_n(bytes.begin(), record.value.size(), record.value.begin());
  record.max_tries = bytes[8] >> 4;
  record.tries_left = bytes[8] & most_tries;
  record.unblock = bytes[9];
  record.attributes = bytes[10];
  record.is_puk = (key.b & puk_page) != 0;
  return record;
}

wire::Result<PinRecord, wire::StatusWord> Pins::find(std::uint16_t node, std::uint8_t reference) const {
  return read(key_of(node, reference, false));
}

wire::Result<PinRecord, wire::StatusWord> Pins::find_puk(std::uint16_t node, std::uint8_t reference) const {
  return read(key_of(node, reference, true));
}

wire::StatusWord Pins::store(std::uint16_t node, std::uint8_t reference, const PinRecord& record) {
  if (record.max_tries > most_tries || record.tries_left > record.max_tries) return sw::wrong_data;
  std::array<std::uint8_t, record_size> bytes;
  wire::Writer out(bytes);
  out.put(record.value);
  out.put(static_cast<std::uint8_t>(record.max_tries << 4 | record.tries_left));
  out.put(record.unblock);
  out.put(record.attributes);
  const auto written = store_.write(key_of(node, reference, record.is_puk), out.view());
  crypto::wipe(bytes);
  return status_of(written);
}

wire::StatusWord Pins::share(std::uint16_t node, std::uint16_t other) {
  std::array<std::uint8_t, 2> value;
  const std::uint16_t source = holder(other);
  if (source == node) return sw::wrong_data;
  wire::write_be(source, value);
  return status_of(store_.write({owner_, Kind::Pin, node, share_page}, value));
}

std::uint16_t Pins::holder(std::uint16_t node) const {
  const auto shared = store_.read({owner_, Kind::Pin, node, share_page});
  return shared && shared->size() == 2 ? static_cast<std::uint16_t>(wire::read_be(*shared)) : node;
}

}  // namespace sixline::card::uicc
