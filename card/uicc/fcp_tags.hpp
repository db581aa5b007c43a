// Tags and values of file control parameters, as they are told and as they are commanded.
// [TS 102 221 §11.1.1.4] [TS 102 222 §6.3.2.2]
#pragma once

#include "card/wire/tlv.hpp"

namespace sixline::card::uicc::fcp {

inline constexpr wire::Tag fcp_template = 0x62;
inline constexpr wire::Tag file_size = 0x80;
inline constexpr wire::Tag total_file_size = 0x81;
inline constexpr wire::Tag file_descriptor = 0x82;
inline constexpr wire::Tag file_identifier = 0x83;
inline constexpr wire::Tag df_name = 0x84;
inline constexpr wire::Tag short_file_identifier = 0x88;
inline constexpr wire::Tag life_cycle_status = 0x8A;
inline constexpr wire::Tag security_attributes = 0x8B;
inline constexpr wire::Tag security_compact = 0x8C;
inline constexpr wire::Tag security_expanded = 0xAB;
inline constexpr wire::Tag proprietary = 0xA5;
inline constexpr wire::Tag pin_status_template = 0xC6;

/// Inside the proprietary template.
inline constexpr wire::Tag uicc_characteristics = 0x80;
inline constexpr wire::Tag file_details = 0x84;
inline constexpr wire::Tag reserved_file_size = 0x85;
inline constexpr wire::Tag maximum_file_size = 0x86;
inline constexpr wire::Tag special_file_information = 0xC0;
inline constexpr wire::Tag filling_pattern = 0xC1;
inline constexpr wire::Tag repeat_pattern = 0xC2;

/// File descriptor byte.
inline constexpr std::uint8_t shareable_bit = 0x40;
inline constexpr std::uint8_t structure_bits = 0x3F;
inline constexpr std::uint8_t transparent = 0x01;
inline constexpr std::uint8_t linear_fixed = 0x02;
inline constexpr std::uint8_t cyclic = 0x06;
inline constexpr std::uint8_t directory = 0x38;
inline constexpr std::uint8_t ber_tlv = 0x39;
inline constexpr std::uint8_t data_coding = 0x21;

}  // namespace sixline::card::uicc::fcp
