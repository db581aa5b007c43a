// What EF.UST of a USIM says that it offers.  [TS 31.102 §4.2.8]
#pragma once

#include "card/uicc/file_system.hpp"

namespace sixline::card::uicc {

namespace service {
inline constexpr unsigned gsm_access = 27;
inline constexpr unsigned gsm_security_context = 38;
inline constexpr unsigned identity_privacy = 124;
inline constexpr unsigned identity_concealed_by_usim = 125;
}  // namespace service

/// False also where `adf` has no EF.UST, as an ISIM or a CSIM.
bool has_service(const FileSystem& files, std::uint16_t adf, unsigned number);

}  // namespace sixline::card::uicc
