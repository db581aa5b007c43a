// PINs and PUKs of one owner.  [TS 102 221 §9.4, §9.5]
#pragma once

#include <array>

#include "card/storage/store.hpp"
#include "card/wire/status_word.hpp"

namespace sixline::card::uicc {

/// A stored PIN or PUK. The verified flag is not here: it is volatile and belongs to the session.
struct PinRecord {
  std::array<std::uint8_t, 8> value{};  ///< padded with FF
  std::uint8_t max_tries = 3;
  std::uint8_t tries_left = 3;
  std::uint8_t unblock = 0;        ///< key reference of its PUK; 0 = none
  std::uint8_t attributes = 0x07;  ///< pin_attribute bits
  bool is_puk = false;
};

/// [TCA-PP §8.5.2], and one bit of the card's own.
namespace pin_attribute {
inline constexpr std::uint8_t enabled = 0x01;
inline constexpr std::uint8_t may_be_changed = 0x02;
inline constexpr std::uint8_t may_be_disabled = 0x04;
inline constexpr std::uint8_t replaced = 0x80;  ///< disabled in favour of the universal PIN
}  // namespace pin_attribute

inline constexpr std::uint8_t universal_pin = 0x11;

/// Key references of global PINs are kept at the MF, whatever DF is current.  [TS 102 221 §9.5.1]
constexpr bool is_global_pin(std::uint8_t reference) {
  return (reference & 0x80) == 0;
}

/// Reading and writing the records; what VERIFY and its family decide is in pin_commands.cpp.
class Pins {
 public:
  Pins(storage::Store& store, storage::Owner owner) : store_(store), owner_(owner) {}
  /// `node`: the DF that holds local PINs (global ones are always kept at the MF). reference_not_found.
  wire::Result<PinRecord, wire::StatusWord> find(std::uint16_t node, std::uint8_t reference) const;
  /// PUKs have one numbering for the whole owner and are kept at the MF, whatever `node` is.
  wire::Result<PinRecord, wire::StatusWord> find_puk(std::uint16_t node, std::uint8_t reference) const;
  wire::StatusWord store(std::uint16_t node, std::uint8_t reference, const PinRecord& record);
  /// Lets the DF `node` use the local PINs of the DF `other`.  [TCA-PP §8.5.2]
  wire::StatusWord share(std::uint16_t node, std::uint16_t other);
  /// The node whose local PINs `node` uses: itself, or the one it shares with.
  std::uint16_t holder(std::uint16_t node) const;

 private:
  storage::Key key_of(std::uint16_t node, std::uint8_t reference, bool is_puk) const;
  wire::Result<PinRecord, wire::StatusWord> read(const storage::Key& key) const;

  storage::Store& store_;
  storage::Owner owner_;
};

}  // namespace sixline::card::uicc
