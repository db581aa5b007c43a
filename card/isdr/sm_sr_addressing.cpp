#include "card/isdr/sm_sr_addressing.hpp"

#include "card/isdr/pending_switch.hpp"

namespace sixline::card::isdr {
namespace {

using gp::status_of;
using storage::Key;
using storage::Store;

/// Beside the record of the ISD-P, so that deleting the ISD-P deletes its binding.
constexpr std::uint16_t bound_address = 1;

constexpr Key bound_key(Owner slot) {
  return {slot, storage::Kind::IsdP, bound_address, 0};
}

wire::SmsAddress read_address(const Store& store, const Key& key) {
  const auto stored = store.read(key);
  if (!stored) return {};
  const auto address = wire::SmsAddress::parse(*stored);
  return address ? *address : wire::SmsAddress{};
}

StatusWord write_address(Store& store, const Key& key, const wire::SmsAddress& address) {
  if (address.empty()) return status_of(store.erase(key));
  std::array<std::uint8_t, wire::SmsAddress::max_encoded> buffer;
  wire::Writer out(buffer);
  address.encode(out);
  return status_of(store.write(key, out.view()));
}

Bytes read_content(const Store& store, Item item) {
  const auto stored = store.read(key_of(item));
  return stored ? *stored : Bytes{};
}

StatusWord write_content(Store& store, Item item, Bytes content) {
  return status_of(content.empty() ? store.erase(key_of(item)) : store.write(key_of(item), content));
}

}  // namespace

wire::SmsAddress sm_sr_address(const Store& store, Owner enabled) {
  const auto bound =
      enabled == storage::card_owner ? wire::SmsAddress{} : read_address(store, bound_key(enabled));
  return bound.empty() ? read_address(store, key_of(Item::SmSrAddress)) : bound;
}

StatusWord set_sm_sr_address(Store& store, const wire::SmsAddress& address) {
  return write_address(store, key_of(Item::SmSrAddress), address);
}

StatusWord bind_sm_sr_address(Store& store, Owner slot, const wire::SmsAddress& address) {
  return write_address(store, bound_key(slot), address);
}

StatusWord erase_sm_sr_addresses(Store& store) {
  StatusWord status = set_sm_sr_address(store, {});
  for (Owner slot = 1; status.ok() && slot <= limits::max_profiles; ++slot) {
    status = bind_sm_sr_address(store, slot, {});
  }
  return status;
}

Bytes cat_tp_addressing(const Store& store) {
  return read_content(store, Item::CatTpAddressing);
}

Bytes https_addressing(const Store& store) {
  return read_content(store, Item::HttpsAddressing);
}

StatusWord set_cat_tp_addressing(Store& store, Bytes content) {
  return write_content(store, Item::CatTpAddressing, content);
}

StatusWord set_https_addressing(Store& store, Bytes content) {
  return write_content(store, Item::HttpsAddressing, content);
}

}  // namespace sixline::card::isdr
