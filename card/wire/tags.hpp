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
/// SCP03t answers a failed command 8n with tag 9F4n.  [SGP.02 §4.1.3.3]
inline constexpr std::uint8_t scp03t_error_first_byte = 0x9F;
}  // namespace script

/// BER-TLVs between terminal and card.  [TS 101 220 §7.2]
namespace toolkit {
inline constexpr Tag proactive_command = 0xD0;
inline constexpr Tag sms_pp_download = 0xD1;
inline constexpr Tag event_download = 0xD6;
inline constexpr Tag timer_expiration = 0xD7;
inline constexpr Tag gsma_local_function = 0xE4;  ///< reserved for GSMA, terminal to UICC
}  // namespace toolkit

/// COMPREHENSION-TLVs without the comprehension bit.  [TS 101 220 §7.2]
namespace ctlv {
/// Set in a tag that the other side must understand.  [TS 101 220 §7.1.1]
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

/// Card-verifiable certificates and public keys.  [GP-E §5.1] [SGP.02 §2.3.2]
namespace certificate {
inline constexpr Tag certificate = 0x7F21;
inline constexpr Tag serial = 0x93;
inline constexpr Tag authority = 0x42;
inline constexpr Tag subject = 0x5F20;
inline constexpr Tag key_usage = 0x95;
inline constexpr Tag effective = 0x5F25;
inline constexpr Tag expiry = 0x5F24;
inline constexpr Tag discretionary = 0x73;
inline constexpr Tag role = 0xC8;
inline constexpr Tag authority_key = 0xC9;
inline constexpr Tag public_key = 0x7F49;
inline constexpr Tag point = 0xB0;
inline constexpr Tag point_iso = 0x86;
inline constexpr Tag curve = 0xF0;
inline constexpr Tag object_identifier = 0x06;
inline constexpr Tag signature = 0x5F37;
}  // namespace certificate

/// Objects and parameters of security domains.  [GPCS §11] [GPCS Annex H]
namespace gp {
inline constexpr Tag aid = 0x4F;
inline constexpr Tag fci_template = 0x6F;
inline constexpr Tag df_name = 0x84;
inline constexpr Tag fci_proprietary = 0xA5;
inline constexpr Tag max_command_data = 0x9F65;
inline constexpr Tag eid = 0x5A;
inline constexpr Tag tag_list = 0x5C;
inline constexpr Tag recognition_data = 0x66;
inline constexpr Tag capability = 0x67;
inline constexpr Tag key_templates = 0xE0;
inline constexpr Tag key_template = 0xC0;
inline constexpr Tag sequence_counter = 0xC1;
inline constexpr Tag issuer_identification = 0x42;
inline constexpr Tag card_image = 0x45;
inline constexpr Tag application_list = 0x2F00;
inline constexpr Tag application_template = 0x61;
inline constexpr Tag forwarded_casd = 0xBF30;
inline constexpr Tag extended_resources = 0xFF21;
inline constexpr Tag installed_applications = 0x81;
inline constexpr Tag free_non_volatile = 0x82;
inline constexpr Tag free_volatile = 0x83;
inline constexpr Tag registry_entry = 0xE3;
inline constexpr Tag life_cycle = 0x9F70;
inline constexpr Tag privileges = 0xC5;
inline constexpr Tag application_parameters = 0xC9;
inline constexpr Tag system_parameters = 0xEF;
inline constexpr Tag uicc_parameters = 0xEA;
inline constexpr Tag toolkit_parameters = 0x80;  ///< inside EA
inline constexpr Tag secure_channel = 0x81;      ///< inside C9
inline constexpr Tag load_file = 0xC4;
inline constexpr Tag executable_module = 0x84;
inline constexpr Tag associated_domain = 0xCC;
inline constexpr Tag key_identifier = 0xD0;  ///< in DELETE [key]
inline constexpr Tag key_version = 0xD2;
inline constexpr Tag administration_session = 0x85;
inline constexpr Tag production_data = 0x9F7F;  ///< CPLC
inline constexpr Tag key_diversification = 0xCF;
inline constexpr Tag application_provider = 0x5F20;
// Delegated management.  [GPCS §11.2.2.3]
inline constexpr Tag token_reference = 0xB6;
inline constexpr Tag token_identifier = 0x93;
inline constexpr Tag token = 0x9E;
}  // namespace gp

/// ES5 and ES8: what SGP.02 adds to the objects of GlobalPlatform.  [SGP.02 §4.1]
namespace euicc {
inline constexpr Tag fall_back_attribute = 0x53;
inline constexpr Tag granted_memory = 0x8F;
inline constexpr Tag remaining_memory = 0x91;
inline constexpr Tag requested_memory = 0x83;  ///< inside the system parameters of INSTALL
inline constexpr Tag notification = 0xE1;
inline constexpr Tag notification_eid = 0x4C;
inline constexpr Tag notification_type = 0x4D;
inline constexpr Tag sequence_number = 0x4E;
inline constexpr Tag deleted_isd_ps = 0x80;
inline constexpr Tag kept_keys = 0xF2;  ///< DELETE of FinaliseISDRhandover
inline constexpr Tag pol1 = 0x81;       ///< in UpdatePOL1byMNO

// How the SM-SR is reached, in UpdateSMSRAddressingParameters.
inline constexpr Tag sms_addressing = 0xA3;
inline constexpr Tag cat_tp_addressing = 0xA4;
inline constexpr Tag https_addressing = 0xA5;
inline constexpr Tag destination_address = 0x81;

// Key establishment, scenario #3.
inline constexpr Tag control_reference = 0xA6;
inline constexpr Tag scenario = 0x90;
inline constexpr Tag key_usage = 0x95;
inline constexpr Tag key_access = 0x96;
inline constexpr Tag key_type = 0x80;
inline constexpr Tag key_length = 0x81;
inline constexpr Tag key_identifier = 0x82;
inline constexpr Tag key_version = 0x83;
inline constexpr Tag initial_counter = 0x91;
inline constexpr Tag domain_image_number = 0x45;
inline constexpr Tag host_identifier = 0x84;
inline constexpr Tag random = 0x85;  ///< RC, DR
inline constexpr Tag receipt = 0x86;

// SCP03t.
inline constexpr Tag initialize_update = 0x84;
inline constexpr Tag external_authenticate = 0x85;
inline constexpr Tag profile_segment = 0x86;
inline constexpr Tag replace_session_key = 0x87;
inline constexpr Tag profile_segment_mac_only = 0x88;
}  // namespace euicc

}  // namespace sixline::wire::tag
