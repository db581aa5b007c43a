// ES5.FinaliseISDRhandover: the new SM-SR names the keys that stay, and the old SM-SR's are gone.
// [SGP.02 §4.1.1.9] PROC-SRC-10
//
//   F2 03 <KVN> <first KID> <last KID>, once or several times
//
// The sources do not say whether the ranges are kept or deleted; kept, because only the new SM-SR knows all
// of them. Commands whose own keys would go are refused, so that a misunderstanding locks nobody out.
#include "card/isdr/isd_r.hpp"
#include "card/wire/tags.hpp"

namespace sixline::card::isdr {
namespace {

namespace sw = wire::sw;

constexpr std::uint8_t no_receipt[] = {0x00};

struct KeyRange {
  std::uint8_t version = 0;
  std::uint8_t first = 0;
  std::uint8_t last = 0;
  static std::optional<KeyRange> parse(const wire::Tlv& field) {
    constexpr std::size_t size = 3;
    const Bytes value = field.value;
    if (field.tag != wire::tag::euicc::kept_keys || value.size() != size || value[1] > value[2]) return {};
    return KeyRange{value[0], value[1], value[2]};
  }
  bool contains(gp::KeyReference key) const {
    return key.version == version && first <= key.id && key.id <= last;
  }
};

bool all_ranges(Bytes data) {
  auto fields = wire::TlvReader::ber(data);
  while (!fields.at_end()) {
    const auto field = fields.next();
    if (!field || !KeyRange::parse(*field)) return false;
  }
  return true;
}

bool kept(Bytes ranges, gp::KeyReference key) {
  auto fields = wire::TlvReader::ber(ranges);
  while (!fields.at_end()) {
    const auto field = fields.next();
    const auto range = field ? KeyRange::parse(*field) : std::nullopt;
    if (range && range->contains(key)) return true;
  }
  return false;
}

/// Every key of the version is.
bool version_kept(const gp::KeyStore& keys, Bytes ranges, std::uint8_t version) {
  for (auto key = keys.next(gp::isd_r_id, {}); key; key = keys.next(gp::isd_r_id, *key)) {
    if (key->version == version && !kept(ranges, *key)) return false;
  }
  return true;
}

bool has_key_of(const gp::KeyStore& keys, std::uint8_t version) {
  for (auto key = keys.next(gp::isd_r_id, {}); key; key = keys.next(gp::isd_r_id, *key)) {
    if (key->version == version) return true;
  }
  return false;
}

StatusWord remove_key(gp::KeyStore& keys, gp::KeyReference key) {
  const StatusWord removed = keys.remove(gp::isd_r_id, key);
  // With the last key of a version its counter goes too.
  return !removed.ok() || has_key_of(keys, key.version) ? removed
                                                        : keys.remove_version(gp::isd_r_id, key.version);
}

}  // namespace

StatusWord finalise_isd_r_handover(IsdR& isd_r, const Request& request, ResponseApdu& response) {
  if (request.command.p2 != 0) return sw::wrong_p1p2;
  const Bytes ranges = request.data;
  gp::KeyStore& keys = isd_r.keys();
  const std::uint8_t protecting = isd_r.security().key_version;
  if (!all_ranges(ranges) || !version_kept(keys, ranges, protecting)) return sw::wrong_data;
  auto key = keys.next(gp::isd_r_id, {});
  while (key) {
    const auto next = keys.next(gp::isd_r_id, *key);
    if (!kept(ranges, *key)) {
      const StatusWord removed = remove_key(keys, *key);
      if (!removed.ok()) return removed;
    }
    key = next;
  }
  response.data().put(no_receipt);
  return sw::ok;
}

}  // namespace sixline::card::isdr
