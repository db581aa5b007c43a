// What the terminal brings to the card unasked.  [TS 102 223 §7]
#pragma once

#include <array>
#include <chrono>

#include "host/bytes.hpp"
#include "host/error.hpp"

namespace sixline::host::device {

/// Device identities.  [TS 102 223 §8.7]
inline constexpr std::uint8_t uicc_device = 0x81;
inline constexpr std::uint8_t terminal_device = 0x82;
inline constexpr std::uint8_t network_device = 0x83;

/// Events a card can ask to hear of.  [TS 102 223 §8.25]
inline constexpr std::uint8_t location_status_event = 0x03;

/// Values of the location status.  [TS 102 223 §8.27]
enum class Registration : std::uint8_t {
  Registered = 0x00,  ///< normal service
  Limited = 0x01,     ///< emergency calls only
  None = 0x02,        ///< no service
};
std::string_view name_of(Registration registration);

/// One COMPREHENSION-TLV; `required_tlv` demands that the other side understands it.
ByteString comprehension_tlv(std::uint8_t tag, Bytes value);
ByteString required_tlv(std::uint8_t tag, Bytes value);

/// SMS-PP download; `service_centre` is the value of an address object, or empty.  [TS 31.111 §7.1.1]
ByteString sms_pp_download(Bytes service_centre, Bytes deliver_tpdu);
/// `location` is sent with normal service only.  [TS 102 223 §7.5.4]
ByteString location_status(Registration registration, Bytes location);
/// [TS 102 223 §7.4]
ByteString timer_expiration(std::uint8_t timer, std::chrono::seconds value);

/// Hours, minutes, seconds, each two swapped BCD digits.  [TS 102 223 §8.38]
std::array<std::uint8_t, 3> to_timer_value(std::chrono::seconds duration);
/// Errors: BadFormat (not three bytes, not decimal, minutes or seconds above 59).
Result<std::chrono::seconds> from_timer_value(Bytes value);

/// The 8 bytes of an IMEI object for 15 decimal digits.  [TS 102 223 §8.20] Errors: BadInput.
Result<ByteString> imei_object(std::string_view digits);

}  // namespace sixline::host::device
