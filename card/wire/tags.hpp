// Tags by name, grouped by the document that assigns them. No literal tag stands anywhere else.
#pragma once

#include <cstdint>

#include "card/wire/tlv.hpp"

namespace sixline::wire::tag {

/// Remote command scripts.  [TS 102 226 §5.2]
namespace script {
inline constexpr Tag command_definite = 0xAA;
inline constexpr Tag response_definite = 0xAB;
inline constexpr Tag command_indefinite = 0xAE;
inline constexpr Tag response_indefinite = 0xAF;
inline constexpr Tag c_apdu = 0x22;
inline constexpr Tag r_apdu = 0x23;
inline constexpr Tag executed_commands = 0x80;  ///< in a response
inline constexpr Tag immediate_action = 0x81;
inline constexpr Tag error_action = 0x82;
inline constexpr Tag chaining = 0x83;
inline constexpr Tag bad_format = 0x90;  ///< in a response
}  // namespace script

/// BER-TLVs between terminal and card.  [TS 101 220 §7.2]
namespace toolkit {
inline constexpr Tag proactive_command = 0xD0;
inline constexpr Tag sms_pp_download = 0xD1;
inline constexpr Tag event_download = 0xD6;
inline constexpr Tag timer_expiration = 0xD7;
}  // namespace toolkit

/// COMPREHENSION-TLVs without the comprehension bit.  [TS 101 220 §7.2]
namespace ctlv {
/// Set in a tag that the other side must understand.  [TS 101 220 §7.1.1.1]
inline constexpr std::uint8_t must_understand = 0x80;

inline constexpr std::uint8_t command_details = 0x01;
inline constexpr std::uint8_t device_identities = 0x02;
inline constexpr std::uint8_t result = 0x03;
inline constexpr std::uint8_t duration = 0x04;
inline constexpr std::uint8_t address = 0x06;
inline constexpr std::uint8_t sms_tpdu = 0x0B;
inline constexpr std::uint8_t location_information = 0x13;
inline constexpr std::uint8_t imei = 0x14;
inline constexpr std::uint8_t event_list = 0x19;
inline constexpr std::uint8_t location_status = 0x1B;
inline constexpr std::uint8_t timer_identifier = 0x24;
inline constexpr std::uint8_t timer_value = 0x25;
inline constexpr std::uint8_t aid = 0x2F;
inline constexpr std::uint8_t meid = 0x6D;
}  // namespace ctlv

}  // namespace sixline::wire::tag
