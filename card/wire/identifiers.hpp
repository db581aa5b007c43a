// The names things have on an eUICC: AID, EID, ICCID, TAR.
#pragma once

#include "card/wire/bytes.hpp"
#include "card/wire/result.hpp"

namespace sixline::wire {

/// Application identifier, 5 to 16 bytes; empty means "none".  [TS 101 220 §4]
class Aid : public FixedBytes<16> {
 public:
  using FixedBytes::FixedBytes;
  static Result<Aid, Error> from(Bytes bytes);
  /// Partial selection: `prefix` is the leftmost part of this AID.
  bool begins_with(Bytes prefix) const { return starts_with(view(), prefix); }
};

/// Toolkit Application Reference: three bytes that address a remote application.  [TS 101 220 §7]
struct Tar {
  std::array<std::uint8_t, 3> bytes{};
  static Result<Tar, Error> from(Bytes bytes);
  bool operator==(const Tar&) const = default;
};

/// eUICC identifier: 32 decimal digits, packed two a byte, high digit first.  [SGP.02 §2.2.2]
struct Eid {
  std::array<std::uint8_t, 16> bytes{};
  /// Errors: BadLength, BadValue (not decimal, or the number mod 97 is not 1).  [SGP.29 §4]
  static Result<Eid, Error> from(Bytes bytes);
  bool operator==(const Eid&) const = default;
};

/// ICCID in EF form: 20 nibbles, swapped, padded with F.  [TS 102 221 §13.2]
struct Iccid {
  std::array<std::uint8_t, 10> bytes{};
  static Result<Iccid, Error> from_ef(Bytes bytes);
  bool operator==(const Iccid&) const = default;
};

/// Every nibble of `packed` (two digits a byte) is 0 to 9.
bool is_decimal(Bytes packed);
std::uint8_t swap_nibbles(std::uint8_t byte);

namespace aid {
// [SGP.02 §2.2.3] RID A000000559, PIX 1010 FFFFFFFF 89, three bytes that are also the TAR, 00.
inline constexpr std::array<std::uint8_t, 12> euicc_prefix{0xA0, 0x00, 0x00, 0x05, 0x59, 0x10,
                                                           0x10, 0xFF, 0xFF, 0xFF, 0xFF, 0x89};
inline constexpr std::uint16_t isd_r_number = 0x0001;
inline constexpr std::uint16_t ecasd_number = 0x0002;
inline constexpr std::uint16_t isd_p_load_file_number = 0x000D;
inline constexpr std::uint16_t isd_p_module_number = 0x000E;
inline constexpr std::uint16_t own_isd_p_number = 0x000F;
inline constexpr std::uint16_t first_isd_p_number = 0x0010;

/// The AID `A0000005591010FFFFFFFF8900 nnnn 00`.
Aid euicc(std::uint16_t number);
inline Aid isd_r() {
  return euicc(isd_r_number);
}
inline Aid ecasd() {
  return euicc(ecasd_number);
}
/// The four-digit number inside an eUICC AID; Error::BadValue for any other AID.
Result<std::uint16_t, Error> euicc_number(const Aid& aid);
bool is_isd_p(const Aid& aid);
/// TAR of an eUICC domain: bytes 13 to 15 of its AID.
Tar tar_of(const Aid& aid);
}  // namespace aid

}  // namespace sixline::wire
