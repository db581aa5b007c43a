#include "host/device/envelopes.hpp"

#include <algorithm>

#include "card/wire/comprehension_tlv.hpp"
#include "card/wire/identifiers.hpp"
#include "card/wire/tags.hpp"
#include "card/wire/tlv.hpp"

namespace sixline::host::device {
namespace {

namespace ctlv = wire::tag::ctlv;
constexpr std::size_t longest_tlv_header = 5;

ByteString envelope(wire::Tag tag, Bytes content) {
  ByteString buffer(content.size() + longest_tlv_header);
  wire::Writer out(buffer);
  wire::put_tlv(out, tag, content);
  buffer.resize(out.size());
  return buffer;
}

std::uint8_t swapped_bcd(std::int64_t number) {
  return static_cast<std::uint8_t>((number % 10) << 4 | number / 10);
}

}  // namespace

std::string_view name_of(Registration registration) {
  switch (registration) {
    case Registration::Registered: return "registered";
    case Registration::Limited: return "limited service";
    case Registration::None: return "no service";
  }
  return "unknown";
}

ByteString comprehension_tlv(std::uint8_t tag, Bytes value) {
  ByteString buffer(value.size() + longest_tlv_header);
  wire::Writer out(buffer);
  wire::put_comprehension_tlv(out, tag, value);
  buffer.resize(out.size());
  return buffer;
}

ByteString required_tlv(std::uint8_t tag, Bytes value) {
  return comprehension_tlv(tag | ctlv::must_understand, value);
}

ByteString sms_pp_download(Bytes service_centre, Bytes deliver_tpdu) {
  ByteString content = required_tlv(ctlv::device_identities, ByteString{network_device, uicc_device});
  if (!service_centre.empty()) append(content, comprehension_tlv(ctlv::address, service_centre));
  append(content, required_tlv(ctlv::sms_tpdu, deliver_tpdu));
  return envelope(wire::tag::toolkit::sms_pp_download, content);
}

ByteString location_status(Registration registration, Bytes location) {
  ByteString content =
      concat({required_tlv(ctlv::event_list, ByteString{location_status_event}),
              required_tlv(ctlv::device_identities, ByteString{terminal_device, uicc_device}),
              comprehension_tlv(ctlv::location_status, ByteString{static_cast<std::uint8_t>(registration)})});
  if (registration == Registration::Registered)
    append(content, comprehension_tlv(ctlv::location_information, location));
  return envelope(wire::tag::toolkit::event_download, content);
}

ByteString timer_expiration(std::uint8_t timer, std::chrono::seconds value) {
  return envelope(wire::tag::toolkit::timer_expiration,
                  concat({required_tlv(ctlv::device_identities, ByteString{terminal_device, uicc_device}),
                          required_tlv(ctlv::timer_identifier, ByteString{timer}),
                          required_tlv(ctlv::timer_value, to_timer_value(value))}));
}

std::array<std::uint8_t, 3> to_timer_value(std::chrono::seconds duration) {
  constexpr std::int64_t longest = 99 * 3600 + 59 * 60 + 59;
  const std::int64_t seconds = std::clamp<std::int64_t>(duration.count(), 0, longest);
  return {swapped_bcd(seconds / 3600), swapped_bcd(seconds / 60 % 60), swapped_bcd(seconds % 60)};
}

Result<std::chrono::seconds> from_timer_value(Bytes value) {
  std::array<int, 3> fields{};
  bool good = value.size() == fields.size() && wire::is_decimal(value);
  for (std::size_t i = 0; good && i < fields.size(); ++i)
    fields[i] = (value[i] & 0x0F) * 10 + (value[i] >> 4);
  if (!good || fields[1] > 59 || fields[2] > 59)
    return fail(ErrorCode::BadFormat, "read a timer value: impossible: " + to_hex(value));
  return std::chrono::hours(fields[0]) + std::chrono::minutes(fields[1]) + std::chrono::seconds(fields[2]);
}

Result<ByteString> imei_object(std::string_view digits) {
  constexpr std::size_t imei_digits = 15;
  const bool decimal = std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (digits.size() != imei_digits || !decimal)
    return fail(ErrorCode::BadInput, "write an IMEI: 15 decimal digits are due");
  // The first digit shares its byte with "odd number of digits, type IMEI", the others follow in pairs.
  constexpr unsigned odd_imei = 0x0A;
  const auto digit = [&](std::size_t i) { return static_cast<unsigned>(digits[i] - '0'); };
  ByteString object{static_cast<std::uint8_t>(digit(0) << 4 | odd_imei)};
  for (std::size_t i = 1; i < imei_digits; i += 2)
    object.push_back(static_cast<std::uint8_t>(digit(i + 1) << 4 | digit(i)));
  return object;
}

}  // namespace sixline::host::device
