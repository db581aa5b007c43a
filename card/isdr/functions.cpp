// The functions of the ISD-R: one row each.  [SGP.02 §4.1.1]
#include "card/isdr/isd_r.hpp"
#include "card/wire/secured_packet.hpp"

namespace sixline::card::isdr {
namespace {

constexpr std::uint8_t ins_install = 0xE6;
constexpr std::uint8_t ins_delete = 0xE4;
constexpr std::uint8_t ins_store_data = 0xE2;
constexpr std::uint8_t ins_get_status = 0xF2;
constexpr std::uint8_t ins_get_data = 0xCA;
constexpr std::uint8_t for_install_and_selectable = 0x0C;
constexpr std::uint8_t for_personalization = 0x20;
constexpr std::uint8_t secured = wire::sgp02_security.spi1;
constexpr std::nullopt_t any = std::nullopt;

constexpr FunctionRow rows[] = {
    {"ES5.CreateISDP", ins_install, for_install_and_selectable, any, secured, create_isdp, "SGP.02 §4.1.1.1",
     "es5/create_isdp"},
    {"ES5.EnableProfile", ins_store_data, any, 0x3A03, secured, enable_profile, "SGP.02 §4.1.1.2",
     "es5/enable_profile"},
    {"ES5.DisableProfile", ins_store_data, any, 0x3A04, secured, disable_profile, "SGP.02 §4.1.1.3",
     "es5/disable_profile"},
    {"ES5.DeleteProfile", ins_delete, 0x00, any, secured, delete_profile, "SGP.02 §4.1.1.4",
     "es5/delete_profile"},
    {"ES5.eUICCCapabilityAudit, GET STATUS", ins_get_status, any, any, secured, get_status, "SGP.02 §4.1.1.5",
     "es5/euicc_capability_audit"},
    {"ES5.eUICCCapabilityAudit, GET DATA", ins_get_data, any, any, secured, get_data, "SGP.02 §4.1.1.5",
     "es5/euicc_capability_audit"},
    {"ES5.HandleNotificationConfirmation", ins_store_data, any, 0x3A08, secured,
     handle_notification_confirmation, "SGP.02 §4.1.1.12", "es5/handle_notification_confirmation"},
    {"ES8.EstablishISDPKeySet, target", ins_install, for_personalization, any, secured,
     install_for_personalization, "SGP.02 §4.1.3.1", "es8/establish_isdp_key_set"},
    {"ES8.EstablishISDPKeySet, certificate", ins_store_data, any, isdp::dgi_certificate, secured,
     forward_to_isd_p, "SGP.02 §4.1.3.1", "es8/establish_isdp_key_set"},
    {"ES8.EstablishISDPKeySet, keys", ins_store_data, any, isdp::dgi_key_establishment, secured,
     forward_to_isd_p, "SGP.02 §4.1.3.1", "es8/establish_isdp_key_set"},
};

}  // namespace

std::span<const FunctionRow> functions() {
  return rows;
}

}  // namespace sixline::card::isdr
