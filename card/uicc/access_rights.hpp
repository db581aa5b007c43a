// What a session may do: references that were verified, and for remote sessions what their access domain
// gives.  [TS 102 221 §9] [TS 102 226 §8.2]
#pragma once

#include <cstdint>

namespace sixline::card::uicc {

/// Key references of one kind, global (01 to 1F) or local (81 to 9F).
class PinSet {
 public:
  void insert(std::uint8_t reference) { bits_ |= bit(reference); }
  void erase(std::uint8_t reference) { bits_ &= ~bit(reference); }
  bool contains(std::uint8_t reference) const { return (bits_ & bit(reference)) != 0; }
  void clear() { bits_ = 0; }

 private:
  static constexpr std::uint32_t bit(std::uint8_t reference) { return 1u << (reference & 0x1F); }

  std::uint32_t bits_ = 0;
};

enum class Reach : std::uint8_t {
  Verification,  ///< what the conditions of a file ask for must have been verified
  Full,          ///< every key reference counts as verified; "never" stays never
  None,          ///< nothing at all
};

/// Rights that a remote session has from its start.
struct AccessRights {
  Reach reach = Reach::Verification;
  PinSet global;  ///< references that count as verified, for Reach::Verification
  PinSet local;

  static constexpr AccessRights full() { return {.reach = Reach::Full, .global = {}, .local = {}}; }
  static constexpr AccessRights none() { return {.reach = Reach::None, .global = {}, .local = {}}; }
};

}  // namespace sixline::card::uicc
