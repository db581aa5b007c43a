// The one list of everything the card keeps. A retired number stays here under an underscore.
#pragma once

#include <compare>
#include <cstdint>

namespace sixline::card::storage {

/// Who an object belongs to: 0 is the card itself (ISD-R, ECASD, minimal MF), 1 and up are ISD-P slots.
/// Deleting a profile erases one owner's whole range.
using Owner = std::uint8_t;
inline constexpr Owner card_owner = 0;

/// What an object is. The comment says what `a` and `b` of its Key select.
enum class Kind : std::uint8_t {
  CardIdentity = 0x01,   ///< a: 0 = EID and issue state
  Application = 0x02,    ///< a: application index in this owner
  KeyValue = 0x03,       ///< a: application index of the security domain, b: KVN << 8 | KID
  KeySetCounter = 0x04,  ///< a: application index, b: KVN
  DomainData = 0x05,     ///< a: application index, b: tag or DGI of a stored GP data object
  IsdP = 0x06,           ///< a: 0 = attributes, POL1, grant; 1 = SM-SR address bound to it
  IsdR = 0x07,           ///< a: isdr::Item
  Ecasd = 0x08,          ///< a: ecasd::Item, b: number
  File = 0x10,           ///< a: node of the parent DF, b: FID
  FileBody = 0x11,       ///< a: body, b: chunk
  FileIds = 0x12,        ///< a: 0; next free node and body
  Pin = 0x13,            ///< a: node of the DF it belongs to, b: key reference
  Aka = 0x14,            ///< a: node of the ADF, b: 0 parameters, 1 sequence numbers, 81-85 CDMA
  Connectivity = 0x15,   ///< a: template tag (A0, A1, A2)
  CounterBlock = 0x16,   ///< a: which counter
  FileRule = 0x17,       ///< a: node of the parent DF, b: FID; an access rule that the file brings along
};

/// Names one object. Ordered by owner, kind, a, b, so that a range names a family.
struct Key {
  Owner owner = 0;
  Kind kind = Kind::CardIdentity;
  std::uint16_t a = 0;
  std::uint16_t b = 0;
  constexpr auto operator<=>(const Key&) const = default;
};

/// An inclusive range of keys.
struct KeyRange {
  Key first;
  Key last;
  constexpr bool contains(const Key& key) const { return first <= key && key <= last; }
};

constexpr KeyRange all_of(Owner owner) {
  return {{owner, Kind{0x00}, 0, 0}, {owner, Kind{0xFF}, 0xFFFF, 0xFFFF}};
}
constexpr KeyRange all_of(Owner owner, Kind kind) {
  return {{owner, kind, 0, 0}, {owner, kind, 0xFFFF, 0xFFFF}};
}
constexpr KeyRange all_of(Owner owner, Kind kind, std::uint16_t a) {
  return {{owner, kind, a, 0}, {owner, kind, a, 0xFFFF}};
}

}  // namespace sixline::card::storage
