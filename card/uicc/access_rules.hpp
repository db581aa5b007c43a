// Records of EF.ARR: which conditions an operation on a file asks for.
// [TS 102 221 §9.2] [ISO 7816-4 §5.4.3]
#pragma once

#include "card/wire/bytes.hpp"

namespace sixline::card::uicc {

/// Bits of the access mode byte, for EFs. A DF has the upper meanings in common and its own three lower ones;
/// deleting and terminating stand for the file itself.  [TS 102 221 §9.2.3]
namespace access_mode {
inline constexpr std::uint8_t read = 0x01;
inline constexpr std::uint8_t update = 0x02;
inline constexpr std::uint8_t append = 0x04;
inline constexpr std::uint8_t deactivate = 0x08;
inline constexpr std::uint8_t activate = 0x10;
inline constexpr std::uint8_t terminate = 0x20;
inline constexpr std::uint8_t remove = 0x40;
inline constexpr std::uint8_t remove_child = 0x01;     ///< DF
inline constexpr std::uint8_t create_ef = 0x02;        ///< DF
inline constexpr std::uint8_t create_df = 0x04;        ///< DF
inline constexpr std::uint8_t by_command_only = 0x00;  ///< no bit: the rule must name the command
}  // namespace access_mode

/// What a command wants to do with a file.
struct Access {
  std::uint8_t mode = 0;  ///< one bit of access_mode
  std::uint8_t cla = 0;
  std::uint8_t ins = 0;
  std::uint8_t p1 = 0;
  std::uint8_t p2 = 0;
};

/// Knows which key references count as verified.
class KeyReferences {
 public:
  virtual bool satisfied(std::uint8_t reference) const = 0;

 protected:
  ~KeyReferences() = default;
};

/// Whether the rule record lets `access` happen. What no part of the rule mentions is never allowed, and a
/// rule that cannot be read allows nothing from there on.
bool allows(wire::Bytes rule, const Access& access, const KeyReferences& references);

/// The same for a rule in compact form: an access mode byte and a condition byte for each of its bits, from
/// the highest down. What asks for a user means `user`, the PIN of the application.  [ISO 7816-4 §5.4.3.1]
bool allows_compact(wire::Bytes rule, const Access& access, std::uint8_t user,
                    const KeyReferences& references);

}  // namespace sixline::card::uicc
