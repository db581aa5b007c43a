#include "host/es/es5.hpp"

#include <array>

#include "card/wire/tags.hpp"
#include "host/es/card_command.hpp"

namespace sixline::host::es {
namespace es5 {
namespace {

namespace gp = wire::tag::gp;
namespace euicc = wire::tag::euicc;
using wire::Writer;

// [SGP.02 §4.1.1] data groupings of STORE DATA
constexpr std::uint16_t enable_profile_dgi = 0x3A03;
constexpr std::uint16_t disable_profile_dgi = 0x3A04;
constexpr std::uint16_t fall_back_dgi = 0x3A05;
constexpr std::uint16_t notification_confirmation_dgi = 0x3A08;
/// The number is not confirmed by any source: the card's table has it once, and so has this file.
constexpr std::uint16_t emergency_dgi = 0x3A09;

constexpr std::array<std::uint8_t, 3> isd_p_privileges{0x80, 0xC0, 0x00};
constexpr wire::Tag secure_channels = 0x81;  // inside C9: protocol and its option
constexpr std::array<std::uint8_t, 2> scp03_i70{0x03, 0x70};

constexpr Header install_for_install{0x80, 0xE6, 0x0C, 0x00};
constexpr Header get_status_first{0x80, 0xF2, 0x40, 0x02};
constexpr Header get_status_next{0x80, 0xF2, 0x40, 0x03};

void put_lv(Writer& out, Bytes value) {
  out.put(static_cast<std::uint8_t>(value.size()));
  out.put(value);
}

void put_tag_list(Writer& out, std::initializer_list<wire::Tag> tags) {
  wire::TlvScope list(out, gp::tag_list);
  for (wire::Tag tag : tags) wire::put_tag(out, tag);
}

/// A data grouping whose only content is the AID of an ISD-P.
ByteString store_aid(std::uint16_t dgi, const wire::Aid& isd_p) {
  return command(store_data_last, Answer::No, [&](Writer& out) {
    std::array<std::uint8_t, 2 + 16> value;
    Writer aid(value);
    wire::put_tlv(aid, gp::aid, isd_p.view());
    wire::put_dgi(out, dgi, aid.view());
  });
}

ByteString get_data(std::uint16_t tag) {
  return {0x80, 0xCA, static_cast<std::uint8_t>(tag >> 8), static_cast<std::uint8_t>(tag), 0x00};
}

constexpr std::array rows{
    CardFunction{"CreateISDP", "INSTALL [for install]", CardDirection::ToCard, "SGP.02 §4.1.1.1"},
    CardFunction{"EnableProfile", "STORE DATA 3A03", CardDirection::ToCard, "SGP.02 §4.1.1.2"},
    CardFunction{"DisableProfile", "STORE DATA 3A04", CardDirection::ToCard, "SGP.02 §4.1.1.3"},
    CardFunction{"DeleteProfile", "DELETE", CardDirection::ToCard, "SGP.02 §4.1.1.4"},
    CardFunction{"eUICCCapabilityAudit", "GET STATUS, GET DATA FF21, GET DATA 00E0", CardDirection::ToCard,
                 "SGP.02 §4.1.1.5"},
    CardFunction{"MasterDelete", "DELETE with token", CardDirection::ToCard, "SGP.02 §4.1.1.6"},
    CardFunction{"SetFallBackAttribute", "STORE DATA 3A05", CardDirection::ToCard, "SGP.02 §4.1.1.7"},
    CardFunction{"EstablishISDRKeySet", "STORE DATA 3A01, 3A02", CardDirection::ToCard, "SGP.02 §4.1.1.8"},
    CardFunction{"FinaliseISDRhandover", "DELETE F2", CardDirection::ToCard, "SGP.02 §4.1.1.9"},
    CardFunction{"UpdateSMSRAddressingParameters", "STORE DATA 3A07", CardDirection::ToCard,
                 "SGP.02 §4.1.1.10"},
    CardFunction{"HandleDefaultNotification", "template E1", CardDirection::FromCard, "SGP.02 §4.1.1.11"},
    CardFunction{"HandleNotificationConfirmation", "STORE DATA 3A08", CardDirection::ToCard,
                 "SGP.02 §4.1.1.12"},
    CardFunction{"SetEmergencyProfileAttribute", "STORE DATA 3A09", CardDirection::ToCard,
                 "SGP.02 §4.1.1.13"},
};

}  // namespace

ByteString create_isd_p(const wire::Aid& isd_p, std::optional<std::uint32_t> granted_memory) {
  return command(install_for_install, Answer::Expected, [&](Writer& out) {
    put_lv(out, wire::aid::euicc(wire::aid::isd_p_load_file_number).view());
    put_lv(out, wire::aid::euicc(wire::aid::isd_p_module_number).view());
    put_lv(out, isd_p.view());
    put_lv(out, isd_p_privileges);
    std::array<std::uint8_t, 32> parameters;
    Writer fields(parameters);
    {
      wire::TlvScope application(fields, gp::application_parameters);
      wire::put_tlv(fields, secure_channels, scp03_i70);
    }
    if (granted_memory) {
      wire::TlvScope system(fields, gp::system_parameters);
      std::array<std::uint8_t, 4> grant;
      wire::write_be(*granted_memory, grant);
      wire::put_tlv(fields, euicc::requested_memory, grant);
    }
    put_lv(out, fields.view());
    put_lv(out, {});  // no install token
  });
}

ByteString enable_profile(const wire::Aid& isd_p) {
  return store_aid(enable_profile_dgi, isd_p);
}

ByteString disable_profile(const wire::Aid& isd_p) {
  return store_aid(disable_profile_dgi, isd_p);
}

ByteString delete_profile(const wire::Aid& isd_p) {
  return command(delete_with_related, Answer::Expected,
                 [&](Writer& out) { wire::put_tlv(out, gp::aid, isd_p.view()); });
}

ByteString set_fall_back_attribute(const wire::Aid& isd_p) {
  return store_aid(fall_back_dgi, isd_p);
}

ByteString set_emergency_profile_attribute(const wire::Aid& isd_p) {
  return store_aid(emergency_dgi, isd_p);
}

ByteString get_status(const wire::Aid& isd_p, bool next) {
  return command(next ? get_status_next : get_status_first, Answer::Expected, [&](Writer& out) {
    wire::put_tlv(out, gp::aid, isd_p.view());
    put_tag_list(out, {gp::aid, gp::life_cycle, euicc::fall_back_attribute, euicc::granted_memory});
  });
}

ByteString get_extended_resources() {
  return get_data(gp::extended_resources);
}

ByteString get_key_templates() {
  return get_data(gp::key_templates);
}

ByteString get_eid() {
  return get_data(gp::eid);
}

ByteString get_ecasd_certificate() {
  constexpr Header get_casd_data{0x80, 0xCA, 0xBF, 0x30};
  return command(get_casd_data, Answer::Expected,
                 [](Writer& out) { put_tag_list(out, {wire::tag::certificate::certificate}); });
}

ByteString handle_notification_confirmation(std::uint16_t sequence_number) {
  return command(store_data_last_with_answer, Answer::Expected, [&](Writer& out) {
    std::array<std::uint8_t, 4> value;
    Writer number(value);
    wire::put_tag(number, euicc::sequence_number);
    number.put(2);
    number.put_be(sequence_number, 2);
    wire::put_dgi(out, notification_confirmation_dgi, number.view());
  });
}

}  // namespace es5

std::span<const CardFunction> es5_functions() {
  return es5::rows;
}

}  // namespace sixline::host::es
