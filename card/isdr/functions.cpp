// The functions of the ISD-R: one row each.  [SGP.02 §4.1.1]
#include "card/isdr/isd_r.hpp"
#include "card/wire/tags.hpp"

namespace sixline::card::isdr {
namespace {

namespace tag = wire::tag;
using Handler = StatusWord (*)(IsdR&, const Request&, ResponseApdu&);
using Text = std::string_view;

constexpr std::uint8_t ins_install = 0xE6;
constexpr std::uint8_t ins_delete = 0xE4;
constexpr std::uint8_t ins_store_data = 0xE2;
constexpr std::uint8_t ins_get_status = 0xF2;
constexpr std::uint8_t ins_get_data = 0xCA;
constexpr std::uint8_t for_install_and_selectable = 0x0C;
constexpr std::uint8_t for_personalization = 0x20;
constexpr std::uint8_t delete_p1 = 0x00;

constexpr FunctionRow plain(Text name, std::uint8_t ins, Handler handler, Text citation, Text script) {
  return {.name = name, .ins = ins, .handler = handler, .citation = citation, .script = script};
}
constexpr FunctionRow install(Text name, std::uint8_t p1, Handler handler, Text citation, Text script) {
  FunctionRow row = plain(name, ins_install, handler, citation, script);
  row.p1 = p1;
  return row;
}
constexpr FunctionRow store_data(Text name, std::uint16_t dgi, Handler handler, Text citation, Text script) {
  FunctionRow row = plain(name, ins_store_data, handler, citation, script);
  row.dgi = dgi;
  return row;
}
constexpr FunctionRow to_isd_p(Text name, std::uint16_t dgi, Handler handler, Text citation, Text script) {
  FunctionRow row = store_data(name, dgi, handler, citation, script);
  row.addressee = Addressee::IsdP;
  return row;
}
constexpr FunctionRow remove(Text name, wire::Tag last, Handler handler, Text citation, Text script) {
  FunctionRow row = plain(name, ins_delete, handler, citation, script);
  row.p1 = delete_p1;
  row.last_tag = last;
  return row;
}

constexpr FunctionRow rows[] = {
    install("ES5.CreateISDP", for_install_and_selectable, create_isdp, "SGP.02 §4.1.1.1", "es5/create_isdp"),
    store_data("ES5.EnableProfile", 0x3A03, enable_profile, "SGP.02 §4.1.1.2", "es5/enable_profile"),
    store_data("ES5.DisableProfile", 0x3A04, disable_profile, "SGP.02 §4.1.1.3", "es5/disable_profile"),
    remove("ES5.DeleteProfile", tag::gp::aid, delete_profile, "SGP.02 §4.1.1.4", "es5/delete_profile"),
    plain("ES5.eUICCCapabilityAudit, GET STATUS", ins_get_status, get_status, "SGP.02 §4.1.1.5",
          "es5/euicc_capability_audit"),
    plain("ES5.eUICCCapabilityAudit, GET DATA", ins_get_data, get_data, "SGP.02 §4.1.1.5",
          "es5/euicc_capability_audit"),
    remove("ES5.MasterDelete", tag::gp::token, master_delete, "SGP.02 §4.1.1.6", "es5/master_delete"),
    store_data("ES5.SetFallBackAttribute", 0x3A05, set_fall_back_attribute, "SGP.02 §4.1.1.7",
               "es5/set_fall_back_attribute"),
    store_data("ES5.EstablishISDRKeySet, certificate", isdp::dgi_certificate, authenticate_sm_sr,
               "SGP.02 §4.1.1.8", "es5/establish_isdr_key_set"),
    store_data("ES5.EstablishISDRKeySet, keys", isdp::dgi_key_establishment, establish_isd_r_key_set,
               "SGP.02 §4.1.1.8", "es5/establish_isdr_key_set"),
    remove("ES5.FinaliseISDRhandover", tag::euicc::kept_keys, finalise_isd_r_handover, "SGP.02 §4.1.1.9",
           "es5/finalise_isdr_handover"),
    store_data("ES5.UpdateSMSRAddressingParameters", 0x3A07, update_sm_sr_addressing_parameters,
               "SGP.02 §4.1.1.10", "es5/update_smsr_addressing_parameters"),
    store_data("ES5.HandleNotificationConfirmation", 0x3A08, handle_notification_confirmation,
               "SGP.02 §4.1.1.12", "es5/handle_notification_confirmation"),
    // The sources at hand do not confirm the number of this data grouping: it stands here alone.
    store_data("ES5.SetEmergencyProfileAttribute", 0x3A09, set_emergency_profile_attribute,
               "SGP.02 §4.1.1.13", "es5/set_emergency_profile_attribute"),
    install("ES8.EstablishISDPKeySet, target", for_personalization, install_for_personalization,
            "SGP.02 §4.1.3.1", "es8/establish_isdp_key_set"),
    to_isd_p("ES8.EstablishISDPKeySet, certificate", isdp::dgi_certificate, forward_to_isd_p,
             "SGP.02 §4.1.3.1", "es8/establish_isdp_key_set"),
    to_isd_p("ES8.EstablishISDPKeySet, keys", isdp::dgi_key_establishment, forward_to_isd_p,
             "SGP.02 §4.1.3.1", "es8/establish_isdp_key_set"),
};

}  // namespace

std::span<const FunctionRow> functions() {
  return rows;
}

}  // namespace sixline::card::isdr
