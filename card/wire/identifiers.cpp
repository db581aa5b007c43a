#include "card/wire/identifiers.hpp"

namespace sixline::wire {

std::uint8_t swap_nibbles(std::uint8_t byte) {
  return static_cast<std::uint8_t>(byte << 4 | byte >> 4);
}

bool is_decimal(Bytes packed) {
  return std::all_of(packed.begin(), packed.end(),
                     [](std::uint8_t byte) { return (byte >> 4) < 10 && (byte & 0x0F) < 10; });
}

Result<Aid, Error> Aid::from(Bytes bytes) {
  if (bytes.size() < 5 || bytes.size() > capacity()) return fail(Error::BadLength);
  return Aid(bytes);
}

Result<Tar, Error> Tar::from(Bytes bytes) {
  Tar tar;
  if (bytes.size() != tar.bytes.size()) return fail(Error::BadLength);
  std::copy(bytes.begin(), bytes.end(), tar.bytes.begin());
  return tar;
}

Result<Eid, Error> Eid::from(Bytes bytes) {
  Eid eid;
  if (bytes.size() != eid.bytes.size()) return fail(Error::BadLength);
  if (!is_decimal(bytes)) return fail(Error::BadValue);
  std::uint32_t remainder = 0;
  for (std::uint8_t byte : bytes) {
    const std::uint32_t pair = (byte >> 4) * 10u + (byte & 0x0F);
    remainder = (remainder * 100 + pair) % 97;
  }
  if (remainder != 1) return fail(Error::BadValue);
  std::copy(bytes.begin(), bytes.end(), eid.bytes.begin());
  return eid;
}

Result<Iccid, Error> Iccid::from_ef(Bytes bytes) {
  Iccid iccid;
  if (bytes.size() != iccid.bytes.size()) return fail(Error::BadLength);
  std::copy(bytes.begin(), bytes.end(), iccid.bytes.begin());
  return iccid;
}

namespace aid {

Aid euicc(std::uint16_t number) {
  std::array<std::uint8_t, 16> bytes{};
  std::copy(euicc_prefix.begin(), euicc_prefix.end(), bytes.begin());
  bytes[13] = static_cast<std::uint8_t>(number >> 8);
  bytes[14] = static_cast<std::uint8_t>(number);
  return Aid(bytes);
}

Result<std::uint16_t, Error> euicc_number(const Aid& aid) {
  const Bytes bytes = aid.view();
  if (bytes.size() != 16 || !starts_with(bytes, euicc_prefix) || bytes[12] != 0 || bytes[15] != 0) {
    return fail(Error::BadValue);
  }
  return static_cast<std::uint16_t>(bytes[13] << 8 | bytes[14]);
}

bool is_isd_p(const Aid& aid) {
  const auto number = euicc_number(aid);
  return number && *number >= first_isd_p_number;
}

Tar tar_of(const Aid& aid) {
  Tar tar;
  if (aid.size() == 16) std::copy_n(aid.view().begin() + 12, 3, tar.bytes.begin());
  return tar;
}

}  // namespace aid
}  // namespace sixline::wire
