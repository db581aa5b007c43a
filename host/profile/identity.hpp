// Numbers people write as digits and files hold as nibbles: ICCID, IMSI, MSISDN, PIN.
#pragma once

#include <string>
#include <string_view>

#include "host/bytes.hpp"
#include "host/error.hpp"

namespace sixline::host::profile {

bool all_digits(std::string_view text);

/// The Luhn check digit ('0' to '9') of a string of digits.  [TS 102 221 §13.2, after ITU-T E.118]
char luhn_digit(std::string_view digits);
/// Adds the check digit to 18 digits; other lengths are returned as they are.
std::string with_check_digit(std::string_view digits);

/// 18 to 20 digits, ten bytes, high nibble first, padded with F: the form of the package header.
Result<ByteString> iccid_for_header(std::string_view digits);
/// The same with swapped nibbles: the content of EF.ICCID.  [TS 102 221 §13.2]
Result<ByteString> iccid_for_file(std::string_view digits);
std::string iccid_from_header(Bytes value);
std::string iccid_from_file(Bytes value);

/// EF.IMSI: length, then parity nibble and up to 15 digits, nine bytes in all.  [TS 31.102 §4.2.2]
Result<ByteString> imsi_for_file(std::string_view digits);
Result<std::string> imsi_from_file(Bytes value);

/// A dialling number with TON/NPI as EF.MSISDN and EF.SMSP hold it; a leading + makes it international.
struct DiallingNumber {
  std::uint8_t type = 0x81;
  ByteString digits{};  ///< swapped nibbles, F padded
};
Result<DiallingNumber> dialling_number(std::string_view text);

/// Eight bytes, ASCII digits padded with FF.  [TS 102 221 §9.5.1]
Result<ByteString> pin_value(std::string_view digits);
std::string pin_text(Bytes value);

}  // namespace sixline::host::profile
