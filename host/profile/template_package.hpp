// Our own profile package, made by code: enough for a subscription that works, small enough to read.
#pragma once

#include "host/profile/personaliser.hpp"

namespace sixline::host::profile {

struct TemplateChoice {
  AkaAlgorithm algorithm = AkaAlgorithm::Milenage;
  bool telecom = false;              ///< with a DF.TELECOM
  std::uint8_t mno_key_version = 1;  ///< KVN of the MNO-SD's SCP80 keys
  bool channel_keys = false;         ///< with keys of the MNO-SD for SCP03 (KVN 30) and SCP02 (KVN 20)
};

// TEST ONLY values that the template carries until it is personalised.
inline constexpr std::string_view template_iccid = "8999901000000000013";
inline constexpr std::string_view template_imsi = "001010000000001";
inline constexpr std::string_view template_pin1 = "1234";
inline constexpr std::string_view template_pin2 = "5678";
inline constexpr std::string_view template_puk1 = "12345678";
inline constexpr std::string_view template_puk2 = "87654321";
inline constexpr std::string_view template_adm1 = "88888888";

/// AID of the template's USIM.
Bytes template_usim_aid();
/// TEST ONLY authentication keys of the template.
AkaParameters template_aka(AkaAlgorithm algorithm);
/// TEST ONLY over-the-air keys of the template's MNO-SD.
DomainKeys template_mno_keys();
Bytes template_mno_sd_aid();
inline constexpr std::uint8_t template_scp02_version = 0x20;
inline constexpr std::uint8_t template_scp03_version = 0x30;
/// TEST ONLY keys ENC, MAC and DEK for secure channels to it.
std::array<ByteString, 3> template_scp03_keys();
std::array<ByteString, 3> template_scp02_keys();

/// header, mf, pukCodes, pinCodes, [telecom], usim, opt-usim, pinCodes, akaParameter, securityDomain, rfm,
/// rfm, end.  [TCA-PP]
Package template_package(const TemplateChoice& choice = {});

}  // namespace sixline::host::profile
