#include "host/profile/identity.hpp"

#include <algorithm>

namespace sixline::host::profile {

namespace {

constexpr std::size_t iccid_bytes = 10;
constexpr std::size_t imsi_bytes = 9;
constexpr std::size_t pin_bytes = 8;

std::uint8_t digit_of(char c) {
  return static_cast<std::uint8_t>(c - '0');
}

/// Two digits a byte; `swapped` puts the first of a pair into the low nibble. Filled with F.
ByteString pack(std::string_view digits, bool swapped, std::size_t bytes) {
  ByteString out(bytes, 0xFF);
  for (std::size_t i = 0; i < digits.size() && i / 2 < bytes; ++i) {
    const bool high = (i % 2 == 0) != swapped;
    const std::uint8_t value = digit_of(digits[i]);
    std::uint8_t& byte = out[i / 2];
    byte = static_cast<std::uint8_t>(high ? (value << 4 | (byte & 0x0F)) : ((byte & 0xF0) | value));
  }
  return out;
}

std::string unpack(Bytes bytes, bool swapped) {
  std::string out;
  for (std::uint8_t byte : bytes) {
    const unsigned high = byte >> 4, low = byte & 0x0F;
    for (unsigned nibble : {swapped ? low : high, swapped ? high : low}) {
      if (nibble > 9) return out;
      out.push_back(static_cast<char>('0' + nibble));
    }
  }
  return out;
}

Result<ByteString> pack_iccid(std::string_view digits, bool swapped) {
  if (!all_digits(digits) || digits.size() < 18 || digits.size() > 20 || !digits.starts_with("89"))
    return fail(ErrorCode::BadInput,
                "ICCID '" + std::string(digits) + "': want 18 to 20 digits beginning 89");
  return pack(digits, swapped, iccid_bytes);
}

}  // namespace

bool all_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

char luhn_digit(std::string_view digits) {
  unsigned sum = 0;
  bool doubled = true;
  for (auto c = digits.rbegin(); c != digits.rend(); ++c, doubled = !doubled) {
    const unsigned value = digit_of(*c) * (doubled ? 2u : 1u);
    sum += value > 9 ? value - 9 : value;
  }
  return static_cast<char>('0' + (10 - sum % 10) % 10);
}

std::string with_check_digit(std::string_view digits) {
  std::string out(digits);
  if (digits.size() == 18) out.push_back(luhn_digit(digits));
  return out;
}

Result<ByteString> iccid_for_header(std::string_view digits) {
  return pack_iccid(digits, false);
}

Result<ByteString> iccid_for_file(std::string_view digits) {
  return pack_iccid(digits, true);
}

std::string iccid_from_header(Bytes value) {
  return unpack(value, false);
}

std::string iccid_from_file(Bytes value) {
  return unpack(value, true);
}

Result<ByteString> imsi_for_file(std::string_view digits) {
  if (!all_digits(digits) || digits.size() < 6 || digits.size() > 15)
    return fail(ErrorCode::BadInput, "IMSI '" + std::string(digits) + "': want 6 to 15 digits");
  const bool odd = digits.size() % 2 == 1;
  // The first nibble is the identity type 1 with the parity bit; the digits follow it.
  const std::string nibbles = (odd ? "9" : "1") + std::string(digits);
  ByteString out(1, static_cast<std::uint8_t>((nibbles.size() + 1) / 2));
  append(out, pack(nibbles, true, imsi_bytes - 1));
  return out;
}

Result<std::string> imsi_from_file(Bytes value) {
  if (value.size() < 2 || value[0] == 0 || value[0] > value.size() - 1)
    return fail(ErrorCode::BadFormat, "EF.IMSI: bad length byte");
  const std::string nibbles = unpack(value.subspan(1, value[0]), true);
  if (nibbles.size() < 2) return fail(ErrorCode::BadFormat, "EF.IMSI: no digits");
  return nibbles.substr(1);
}

Result<DiallingNumber> dialling_number(std::string_view text) {
  DiallingNumber number;
  if (text.starts_with("+")) {
    number.type = 0x91;
    text.remove_prefix(1);
  }
  if (!all_digits(text) || text.size() > 20)
    return fail(ErrorCode::BadInput, "dialling number '" + std::string(text) + "': want up to 20 digits");
  number.digits = pack(text, true, (text.size() + 1) / 2);
  return number;
}

Result<ByteString> pin_value(std::string_view digits) {
  if (!all_digits(digits) || digits.size() < 4 || digits.size() > pin_bytes)
    return fail(ErrorCode::BadInput, "a PIN, PUK or ADM key has 4 to 8 digits");
  ByteString out = to_byte_string(wire::bytes_of(digits));
  out.resize(pin_bytes, 0xFF);
  return out;
}

std::string pin_text(Bytes value) {
  std::string out;
  for (std::uint8_t byte : value)
    if (byte != 0xFF) out.push_back(static_cast<char>(byte));
  return out;
}

}  // namespace sixline::host::profile
