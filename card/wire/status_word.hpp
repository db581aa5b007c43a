// The two bytes with a name.  [ISO 7816-4 §5.1.3] [TS 102 221 §10.2]
#pragma once

#include <cstdint>
#include <string_view>

namespace sixline::wire {

class StatusWord {
 public:
  constexpr StatusWord() = default;
  constexpr explicit StatusWord(std::uint16_t value) : value_(value) {}
  constexpr std::uint16_t value() const { return value_; }
  constexpr std::uint8_t sw1() const { return static_cast<std::uint8_t>(value_ >> 8); }
  constexpr std::uint8_t sw2() const { return static_cast<std::uint8_t>(value_); }
  /// The command did its work: 9000, 91xx, 92xx, and the warnings 62xx and 63xx except a failed
  /// verification (63Cx).
  constexpr bool ok() const {
    return value_ == 0x9000 || sw1() == 0x91 || sw1() == 0x92 || sw1() == 0x62 ||
           (sw1() == 0x63 && (sw2() & 0xF0) != 0xC0);
  }
  constexpr bool operator==(const StatusWord&) const = default;

 private:
  std::uint16_t value_ = 0x9000;
};

namespace sw {
inline constexpr StatusWord ok{0x9000};
inline constexpr StatusWord toolkit_busy{0x9300};
inline constexpr StatusWord end_of_file{0x6282};
inline constexpr StatusWord file_deactivated{0x6283};
inline constexpr StatusWord terminated{0x6285};
inline constexpr StatusWord more_data_block{0x62F1};
inline constexpr StatusWord more_data_gp{0x6310};
inline constexpr StatusWord no_information{0x6400};
inline constexpr StatusWord memory_failure{0x6581};
inline constexpr StatusWord wrong_length{0x6700};
inline constexpr StatusWord channel_not_supported{0x6881};
inline constexpr StatusWord secure_messaging_not_supported{0x6882};
inline constexpr StatusWord chaining_broken{0x6883};  ///< the last command of the chain was expected
inline constexpr StatusWord incompatible_file{0x6981};
inline constexpr StatusWord security_not_satisfied{0x6982};
inline constexpr StatusWord blocked{0x6983};
inline constexpr StatusWord reference_not_usable{0x6984};
inline constexpr StatusWord conditions_not_satisfied{0x6985};
inline constexpr StatusWord no_current_ef{0x6986};
inline constexpr StatusWord pol1_forbids{0x69E1};
inline constexpr StatusWord wrong_data{0x6A80};
inline constexpr StatusWord function_not_supported{0x6A81};
inline constexpr StatusWord file_not_found{0x6A82};
inline constexpr StatusWord record_not_found{0x6A83};
inline constexpr StatusWord not_enough_memory{0x6A84};
inline constexpr StatusWord wrong_p1p2{0x6A86};
inline constexpr StatusWord wrong_lc{0x6A87};
inline constexpr StatusWord reference_not_found{0x6A88};
inline constexpr StatusWord already_exists{0x6A89};
inline constexpr StatusWord wrong_offset{0x6B00};
inline constexpr StatusWord instruction_not_supported{0x6D00};
inline constexpr StatusWord class_not_supported{0x6E00};
inline constexpr StatusWord no_precise_diagnosis{0x6F00};
inline constexpr StatusWord algorithm_not_supported{0x9484};
inline constexpr StatusWord key_check_value_wrong{0x9485};
inline constexpr StatusWord max_value_reached{0x9850};
inline constexpr StatusWord authentication_error{0x9862};
inline constexpr StatusWord security_context_not_supported{0x9864};

constexpr StatusWord tries_left(unsigned tries) {
  return StatusWord{static_cast<std::uint16_t>(0x63C0 | (tries & 0x0F))};
}
constexpr StatusWord data_available(std::size_t length) {
  return StatusWord{static_cast<std::uint16_t>(0x6100 | (length > 0xFF ? 0 : length))};
}
constexpr StatusWord exact_length(std::size_t length) {
  return StatusWord{static_cast<std::uint16_t>(0x6C00 | (length > 0xFF ? 0 : length))};
}
constexpr StatusWord proactive_pending(std::size_t length) {
  return StatusWord{static_cast<std::uint16_t>(0x9100 | (length > 0xFF ? 0 : length))};
}
}  // namespace sw

/// What a status word means, in English; never empty.
std::string_view describe(StatusWord status);

}  // namespace sixline::wire
