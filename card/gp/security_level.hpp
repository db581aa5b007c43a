// How commands and answers of a secure channel are protected: P1 of EXTERNAL AUTHENTICATE.
// [GPCS §10.6] [GP-D Table 7-5]
#pragma once

#include <cstdint>

namespace sixline::card::gp {

namespace security_level {
inline constexpr std::uint8_t none = 0x00;  ///< authenticated, then nothing
inline constexpr std::uint8_t c_mac = 0x01;
inline constexpr std::uint8_t c_decryption = 0x02;
inline constexpr std::uint8_t r_mac = 0x10;
inline constexpr std::uint8_t r_encryption = 0x20;
}  // namespace security_level

/// What protected the command at hand.
struct Protection {
  bool authenticated = false;  ///< the sender proved to know keys of the domain
  std::uint8_t level = security_level::none;
};

}  // namespace sixline::card::gp
