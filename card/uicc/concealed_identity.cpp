#include "card/uicc/concealed_identity.hpp"

#include "card/crypto/ecies.hpp"
#include "card/crypto/secret.hpp"
#include "card/wire/tlv.hpp"

namespace sixline::card::uicc {
namespace {

namespace sw = wire::sw;
using crypto::EciesProfile;
using wire::fail;

constexpr std::uint16_t ef_imsi = 0x6F07;
constexpr std::uint16_t ef_ad = 0x6FAD;
constexpr std::uint16_t df_5gs = 0x5FC0;
constexpr std::uint16_t ef_routing_indicator = 0x4F0A;
constexpr std::uint16_t df_saip = 0x5FD0;
constexpr std::uint16_t ef_suci_calc_info_usim = 0x4F01;  ///< [TCA-PP §9.5.11]

// EF.SUCI_Calc_Info.  [TS 31.102 §4.4.11.8]
constexpr wire::Tag protection_schemes = 0xA0;
constexpr wire::Tag home_keys = 0xA1;
constexpr wire::Tag key_identifier = 0x80;
constexpr wire::Tag key_value = 0x81;
constexpr std::uint8_t null_scheme = 0;
constexpr std::uint8_t unwritten = 0xFF;

constexpr std::uint8_t identity_of_imsi = 0x01;  ///< SUPI format IMSI, type SUCI
constexpr std::size_t mnc_length_position = 3;
constexpr std::size_t longest_calc_info = 256;
constexpr std::size_t most_digits = 15;
constexpr std::size_t mcc_digits = 3;
constexpr std::uint8_t filler = 0x0F;
constexpr unsigned scalar_attempts = 8;

/// The digits of EF.IMSI, one a byte.  [TS 31.102 §4.2.2]
struct Imsi {
  std::array<std::uint8_t, most_digits + 1> digits{};
  std::size_t count = 0;
  std::size_t mnc_digits = 2;

  Bytes subscriber() const { return Bytes(digits).first(count).subspan(mcc_digits + mnc_digits); }
  std::uint8_t pair(std::size_t low, std::size_t high) const {
    return static_cast<std::uint8_t>(digits[low] | (high < mcc_digits + mnc_digits ? digits[high] : filler)
                                                       << 4);
  }
};

/// Bytes from the front of a transparent EF.
bool read_front(const FileSystem& files, std::uint16_t node, std::uint16_t fid, MutableBytes out) {
  const auto file = files.child(node, fid);
  return file && file->type == FileType::Transparent && files.read(*file, 0, out) == sw::ok;
}

/// A length, then nibbles of which the first is parity and type.
bool read_imsi(const FileSystem& files, std::uint16_t adf, Imsi& imsi) {
  std::array<std::uint8_t, 9> content{};
  if (!read_front(files, adf, ef_imsi, content) || content[0] == 0 || content[0] >= content.size())
    return false;
  for (std::size_t nibble = 1; nibble < 2 * std::size_t{content[0]}; ++nibble) {
    const std::uint8_t byte = content[1 + nibble / 2];
    const auto digit = static_cast<std::uint8_t>(nibble % 2 == 0 ? byte & 0x0F : byte >> 4);
    if (digit > 9) break;
    imsi.digits[imsi.count++] = digit;
  }
  std::array<std::uint8_t, mnc_length_position + 1> administrative{};
  if (read_front(files, adf, ef_ad, administrative) && administrative[mnc_length_position] == 3)
    imsi.mnc_digits = 3;
  return imsi.count > mcc_digits + imsi.mnc_digits;
}

/// Two digits a byte, the first one low; a filler ends an odd number.
void put_digits(Bytes digits, wire::Writer& out) {
  for (std::size_t i = 0; i < digits.size(); i += 2) {
    const std::uint8_t high = i + 1 < digits.size() ? digits[i + 1] : filler;
    out.put(static_cast<std::uint8_t>(digits[i] | high << 4));
  }
}

/// How the home network wants the identity concealed.
struct Scheme {
  std::uint8_t identifier = null_scheme;
  std::uint8_t key_identifier = 0;
  Bytes key{};
};

/// The key with that number in the list, counted from 1.
bool find_key(Bytes list, unsigned index, Scheme& scheme) {
  wire::TlvReader reader = wire::TlvReader::ber(list);
  while (!reader.at_end()) {
    const auto identifier = reader.expect(key_identifier);
    const auto key = reader.expect(key_value);
    if (!identifier || !key || identifier->value.size() != 1) return false;
    if (--index != 0) continue;
    scheme.key_identifier = identifier->value[0];
    scheme.key = key->value;
    return true;
  }
  return false;
}

/// The first entry of the priority list that this card has, with its key. With an empty list, or a file that
/// nobody wrote, there is nothing to conceal with, and the null scheme stands.  [TS 33.501 §6.12.2]
Result<Scheme, StatusWord> choose_scheme(Bytes calc_info) {
  if (calc_info.empty() || calc_info[0] == unwritten) return Scheme{};
  wire::TlvReader reader = wire::TlvReader::ber(calc_info);
  const auto schemes = reader.accept(protection_schemes);
  if (schemes && schemes->value.empty()) return Scheme{};
  if (!schemes || schemes->value.size() % 2 != 0) return fail(sw::conditions_not_satisfied);
  const auto keys = reader.accept(home_keys);
  for (Bytes list = schemes->value; list.size() >= 2; list = list.subspan(2)) {
    Scheme scheme{.identifier = list[0]};
    if (scheme.identifier == null_scheme) return scheme;
    const bool known = scheme.identifier == static_cast<std::uint8_t>(EciesProfile::A) ||
                       scheme.identifier == static_cast<std::uint8_t>(EciesProfile::B);
    if (known && list[1] != 0 && keys && find_key(keys->value, list[1], scheme)) return scheme;
  }
  // What the operator wants concealed never goes out in the clear.
  return fail(sw::conditions_not_satisfied);
}

Result<Bytes, StatusWord> read_calc_info(const FileSystem& files, std::uint16_t adf, MutableBytes room) {
  const auto directory = files.child(adf, df_saip);
  if (!directory || !is_directory(directory->type)) return Bytes();
  const auto file = files.child(directory->node, ef_suci_calc_info_usim);
  if (!file) return Bytes();
  if (file->type != FileType::Transparent) return fail(sw::conditions_not_satisfied);
  const MutableBytes content = room.first(std::min<std::size_t>(room.size(), file->size));
  if (const StatusWord status = files.read(*file, 0, content); status != sw::ok) return fail(status);
  return Bytes(content);
}

void put_routing_indicator(const FileSystem& files, std::uint16_t adf, wire::Writer& out) {
  std::array<std::uint8_t, 2> indicator{0xF0, 0xFF};
  const auto directory = files.child(adf, df_5gs);
  std::array<std::uint8_t, 2> stored{};
  if (directory && read_front(files, directory->node, ef_routing_indicator, stored) && stored[0] != 0xFF)
    indicator = stored;
  out.put(indicator);
}

StatusWord put_scheme_output(const Uicc& uicc, const Scheme& scheme, Bytes plain, wire::Writer& out) {
  if (scheme.identifier == null_scheme) {
    out.put(plain);
    return sw::ok;
  }
  const auto profile = static_cast<EciesProfile>(scheme.identifier);
  std::array<std::uint8_t, crypto::coordinate_size> scalar;
  bool done = false;
  // Hardly any random number is no scalar of the curve; a key that is none fails every time.
  for (unsigned attempt = 0; !done && attempt < scalar_attempts; ++attempt) {
    uicc.environment().random().fill(scalar);
    done = crypto::conceal(uicc.environment().crypto(), profile, scheme.key, scalar, plain, out);
  }
  crypto::wipe(scalar);
  return done ? sw::ok : sw::conditions_not_satisfied;
}

}  // namespace

StatusWord put_concealed_identity(const Uicc& uicc, std::uint16_t adf, wire::Writer& out) {
  const FileSystem& files = uicc.files();
  Imsi imsi;
  if (!read_imsi(files, adf, imsi)) return sw::conditions_not_satisfied;
  std::array<std::uint8_t, longest_calc_info> room;
  const auto calc_info = read_calc_info(files, adf, room);
  if (!calc_info) return calc_info.error();
  const auto scheme = choose_scheme(*calc_info);
  if (!scheme) return scheme.error();

  out.put(identity_of_imsi);
  out.put(imsi.pair(0, 1));
  out.put(static_cast<std::uint8_t>(imsi.digits[2] | (imsi.mnc_digits == 3 ? imsi.digits[5] : filler) << 4));
  out.put(imsi.pair(3, 4));
  put_routing_indicator(files, adf, out);
  out.put(scheme->identifier);
  out.put(scheme->key_identifier);
  std::array<std::uint8_t, (most_digits + 1) / 2> plain;
  wire::Writer subscriber(plain);
  put_digits(imsi.subscriber(), subscriber);
  return put_scheme_output(uicc, *scheme, subscriber.view(), out);
}

}  // namespace sixline::card::uicc
