#include "card/wire/sms.hpp"

#include "card/wire/identifiers.hpp"
#include "card/wire/secured_packet.hpp"

namespace sixline::wire {
namespace {

// First octet of a TPDU.  [TS 23.040 §9.2.3.1, §9.2.3.2, §9.2.3.3, §9.2.3.23]
constexpr std::uint8_t type_mask = 0x03;
constexpr std::uint8_t type_deliver = 0x00;
constexpr std::uint8_t type_submit = 0x01;
constexpr std::uint8_t no_more_messages = 0x04;
constexpr std::uint8_t validity_mask = 0x18;
constexpr std::uint8_t validity_relative = 0x10;
constexpr std::uint8_t validity_absolute = 0x18;
constexpr std::uint8_t validity_enhanced = 0x08;
constexpr std::uint8_t header_indicator = 0x40;

// Information elements.  [TS 23.040 §9.2.3.24]
constexpr std::uint8_t iei_concatenation = 0x00;
constexpr std::uint8_t iei_concatenation_wide = 0x08;
constexpr std::size_t first_part = 132;
constexpr std::size_t other_part = 134;
constexpr std::size_t single_part = 137;

constexpr std::uint8_t filler = 0x0F;

/// A cursor over a TPDU; the first shortage sticks.
class Cursor {
 public:
  explicit Cursor(Bytes bytes) : rest_(bytes) {}
  Bytes take(std::size_t count) {
    if (count > rest_.size()) {
      short_ = true;
      count = 0;
    }
    const Bytes taken = rest_.first(count);
    rest_ = rest_.subspan(count);
    return taken;
  }
  std::uint8_t byte() {
    const Bytes taken = take(1);
    return taken.empty() ? std::uint8_t{0} : taken[0];
  }
  Bytes rest() const { return rest_; }
  bool truncated() const { return short_; }

 private:
  Bytes rest_;
  bool short_ = false;
};

/// The user data is packed in septets, so that UDL does not count octets.  [TS 23.040 §9.2.3.16]
bool counts_septets(std::uint8_t dcs) {
  if (dcs >= 0xF0) return (dcs & 0x04) == 0;
  if (dcs >= 0xE0) return false;
  if (dcs >= 0xC0) return true;
  return (dcs & 0x0C) == 0x00;
}

Result<SmsAddress, Error> take_address(Cursor& cursor) {
  auto address = SmsAddress::parse(cursor.rest());
  if (address) cursor.take(address->encoded_size());
  return address;
}

/// UDL and everything behind it.
Result<Bytes, Error> take_user_data(Cursor& cursor, std::uint8_t dcs) {
  const std::size_t length = cursor.byte();
  const std::size_t octets = counts_septets(dcs) ? (length * 7 + 7) / 8 : length;
  if (cursor.truncated() || cursor.rest().size() < octets) return fail(Error::Truncated);
  if (cursor.rest().size() > octets || octets > max_user_data) return fail(Error::BadLength);
  return cursor.rest();
}

/// UDL for a message that is sent: 8-bit data only.
void put_user_data(Writer& out, Bytes user_data) {
  out.put(static_cast<std::uint8_t>(user_data.size()));
  out.put(user_data);
}

std::size_t validity_size(std::uint8_t first_octet) {
  switch (first_octet & validity_mask) {
    case validity_relative: return 1;
    case validity_absolute:
    case validity_enhanced: return 7;
    default: return 0;
  }
}

std::optional<SmsConcatenation> read_concatenation(std::uint8_t iei, Bytes value) {
  const bool wide = iei == iei_concatenation_wide;
  if (value.size() != (wide ? 4u : 3u)) return {};
  const std::size_t reference_size = wide ? 2 : 1;
  const SmsConcatenation part{.reference = static_cast<std::uint16_t>(read_be(value.first(reference_size))),
                              .wide = wide,
                              .total = value[reference_size],
                              .number = value[reference_size + 1]};
  if (part.number == 0 || part.number > part.total) return {};
  return part;
}

}  // namespace

Result<SmsAddress, Error> SmsAddress::parse(Bytes field) {
  if (field.size() < 2) return fail(Error::Truncated);
  if (field[0] > 2 * max_packed) return fail(Error::BadLength);
  SmsAddress address{.digits = field[0], .type = field[1]};
  const std::size_t size = (address.digits + 1u) / 2u;
  if (field.size() < 2 + size) return fail(Error::Truncated);
  std::copy_n(field.begin() + 2, size, address.packed.begin());
  return address;
}

void SmsAddress::encode(Writer& out) const {
  out.put_all(digits, type);
  out.put(number());
}

Result<SmsAddress, Error> SmsAddress::from_cat(Bytes value) {
  if (value.empty()) return fail(Error::Truncated);
  const Bytes number = value.subspan(1);
  if (number.size() > max_packed) return fail(Error::BadLength);
  SmsAddress address{.digits = static_cast<std::uint8_t>(2 * number.size()), .type = value[0]};
  std::copy(number.begin(), number.end(), address.packed.begin());
  if (!number.empty() && number.back() >> 4 == filler) --address.digits;
  return address;
}

void SmsAddress::encode_cat(Writer& out) const {
  out.put(type);
  out.put(number());
}

Result<SmsAddress, Error> SmsAddress::from_digits(std::string_view text, std::uint8_t type) {
  if (text.size() > 2 * max_packed) return fail(Error::BadLength);
  SmsAddress address{.digits = static_cast<std::uint8_t>(text.size()), .type = type};
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] < '0' || text[i] > '9') return fail(Error::BadValue);
    const auto digit = static_cast<std::uint8_t>(text[i] - '0');
    std::uint8_t& pair = address.packed[i / 2];
    pair = static_cast<std::uint8_t>(i % 2 == 0 ? filler << 4 | digit : digit << 4 | (pair & 0x0F));
  }
  return address;
}

Result<SmsDeliver, Error> SmsDeliver::parse(Bytes tpdu) {
  Cursor cursor(tpdu);
  const std::uint8_t first = cursor.byte();
  if (cursor.truncated()) return fail(Error::Truncated);
  if ((first & type_mask) != type_deliver) return fail(Error::BadValue);
  SmsDeliver message{.has_header = (first & header_indicator) != 0,
                     .more_messages = (first & no_more_messages) == 0};
  const auto originator = take_address(cursor);
  if (!originator) return fail(originator.error());
  message.originator = *originator;
  message.pid = cursor.byte();
  message.dcs = cursor.byte();
  const Bytes timestamp = cursor.take(message.timestamp.size());
  if (cursor.truncated()) return fail(Error::Truncated);
  std::copy(timestamp.begin(), timestamp.end(), message.timestamp.begin());
  const auto user_data = take_user_data(cursor, message.dcs);
  if (!user_data) return fail(user_data.error());
  message.user_data = *user_data;
  return message;
}

void SmsDeliver::encode(Writer& out) const {
  out.put(static_cast<std::uint8_t>(type_deliver | (has_header ? header_indicator : 0) |
                                    (more_messages ? 0 : no_more_messages)));
  originator.encode(out);
  out.put_all(pid, dcs);
  out.put(timestamp);
  put_user_data(out, user_data);
}

Result<SmsSubmit, Error> SmsSubmit::parse(Bytes tpdu) {
  Cursor cursor(tpdu);
  const std::uint8_t first = cursor.byte();
  const std::uint8_t reference = cursor.byte();
  if (cursor.truncated()) return fail(Error::Truncated);
  if ((first & type_mask) != type_submit) return fail(Error::BadValue);
  SmsSubmit message{.has_header = (first & header_indicator) != 0, .reference = reference};
  const auto destination = take_address(cursor);
  if (!destination) return fail(destination.error());
  message.destination = *destination;
  message.pid = cursor.byte();
  message.dcs = cursor.byte();
  message.validity.assign(cursor.take(validity_size(first)));
  if (cursor.truncated()) return fail(Error::Truncated);
  const auto user_data = take_user_data(cursor, message.dcs);
  if (!user_data) return fail(user_data.error());
  message.user_data = *user_data;
  return message;
}

void SmsSubmit::encode(Writer& out) const {
  const std::uint8_t format = validity.size() == 1   ? validity_relative
                              : validity.size() == 7 ? validity_absolute
                                                     : std::uint8_t{0};
  out.put(static_cast<std::uint8_t>(type_submit | (has_header ? header_indicator : 0) | format));
  out.put(reference);
  destination.encode(out);
  out.put_all(pid, dcs);
  if (format != 0) out.put(validity.view());
  put_user_data(out, user_data);
}

Result<SmsUserData, Error> SmsUserData::parse(Bytes user_data, bool has_header) {
  SmsUserData parsed;
  parsed.payload = user_data;
  if (!has_header) return parsed;
  Cursor all(user_data);
  Cursor header(all.take(all.byte()));
  if (all.truncated() || user_data.empty()) return fail(Error::Truncated);
  parsed.payload = all.rest();
  while (!header.rest().empty()) {
    const std::uint8_t iei = header.byte();
    const Bytes value = header.take(header.byte());
    if (header.truncated()) return fail(Error::BadLength);
    // [TS 23.040 §9.2.3.24] of two elements that exclude each other the last one counts
    if (iei == iei_concatenation || iei == iei_concatenation_wide)
      parsed.concatenation = read_concatenation(iei, value);
    if (iei == static_cast<std::uint8_t>(PacketKind::Command) ||
        iei == static_cast<std::uint8_t>(PacketKind::Response))
      parsed.packet = static_cast<PacketKind>(iei);
  }
  return parsed;
}

std::size_t SmsSplit::count() const {
  if (packet_.size() <= single_part) return 1;
  return 1 + (packet_.size() - first_part + other_part - 1) / other_part;
}

void SmsSplit::write(std::size_t index, Writer& out) const {
  const std::size_t total = count();
  const auto iei = static_cast<std::uint8_t>(kind_);
  if (total == 1) {
    out.put_all(2, iei, 0);
    out.put(packet_);
    return;
  }
  const auto put_concatenation = [&] { out.put_all(iei_concatenation, 3, reference_, total, index + 1); };
  if (index == 0) {
    out.put(std::uint8_t{7});
    put_concatenation();
    out.put_all(iei, 0);
    out.put(packet_.first(first_part));
    return;
  }
  const Bytes rest = packet_.subspan(std::min(packet_.size(), first_part + (index - 1) * other_part));
  out.put(std::uint8_t{5});
  put_concatenation();
  out.put(rest.first(std::min(rest.size(), other_part)));
}

}  // namespace sixline::wire
