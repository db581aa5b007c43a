#include "card/profile/templates.hpp"

namespace sixline::card::profile {
namespace {

// 2.23.143.1.2: the arc of the file templates.  [TCA-PP §9.1]
constexpr std::array<std::uint8_t, 5> template_arc{0x67, 0x81, 0x0F, 0x01, 0x02};

// EF.UST grew; DF.5GS keeps two longer security contexts from its third edition on.
constexpr auto usim_2 = std::array{TemplateChange{.fid = 0x6F38, .records = 0, .length = 17}};
constexpr auto five_gs_3 = std::array{TemplateChange{.fid = 0x4F03, .records = 2, .length = 62},
                                      TemplateChange{.fid = 0x4F04, .records = 2, .length = 62}};

using std::string_view_literals::operator""sv;

constexpr bool by_default = true;

constexpr auto table = std::array{
    Template{0xB0, "\x01"sv, mf_files, TemplatePlace::Nowhere, by_default},
    Template{0xB1, "\x02"sv, cd_files, TemplatePlace::Mf},
    Template{0xB2, "\x03"sv, telecom_files, TemplatePlace::Mf},
    Template{0xB2, "\x03\x02"sv, telecom_files, TemplatePlace::Mf},
    Template{0xB3, "\x04"sv, usim_files, TemplatePlace::Mf, by_default, TemplateRoot::Usim},
    Template{0xB3, "\x04\x02"sv, usim_files, TemplatePlace::Mf, by_default, TemplateRoot::Usim, usim_2},
    Template{0xB4, "\x05"sv, optional_usim_files, TemplatePlace::Usim},
    Template{0xB4, "\x05\x02"sv, optional_usim_files, TemplatePlace::Usim},
    Template{0xB4, "\x05\x03"sv, optional_usim_files, TemplatePlace::Usim},
    Template{0xB7, "\x06"sv, phonebook_files, TemplatePlace::Usim},
    Template{0xB8, "\x07"sv, gsm_access_files, TemplatePlace::Usim},
    Template{0xB5, "\x08"sv, isim_files, TemplatePlace::Mf, by_default, TemplateRoot::Isim},
    Template{0xB6, "\x09"sv, optional_isim_files, TemplatePlace::Isim},
    Template{0xB6, "\x09\x02"sv, optional_isim_files, TemplatePlace::Isim},
    Template{0xB9, "\x0A"sv, csim_files, TemplatePlace::Mf, by_default, TemplateRoot::Csim},
    Template{0xB9, "\x0A\x02"sv, csim_files, TemplatePlace::Mf, by_default, TemplateRoot::Csim},
    Template{0xBA, "\x0B"sv, optional_csim_files, TemplatePlace::Csim},
    Template{0xBA, "\x0B\x02"sv, optional_csim_files, TemplatePlace::Csim},
    Template{0xBB, "\x0C"sv, eap_files, TemplatePlace::Application},
    Template{0xBC, "\x0D"sv, five_gs_files, TemplatePlace::Usim},
    Template{0xBC, "\x0D\x02"sv, five_gs_files, TemplatePlace::Usim},
    Template{.element = 0xBC,
             .identifier = "\x0D\x03"sv,
             .files = five_gs_files,
             .place = TemplatePlace::Usim,
             .changes = five_gs_3},
    Template{.element = 0xBC,
             .identifier = "\x0D\x04"sv,
             .files = five_gs_files,
             .place = TemplatePlace::Usim,
             .changes = five_gs_3},
    Template{0xBD, "\x0E"sv, saip_files, TemplatePlace::Usim},
    Template{0xBE, "\x0F"sv, snpn_files, TemplatePlace::Usim},
    Template{0xBE, "\x0F\x02"sv, snpn_files, TemplatePlace::Usim},
    Template{0xBF1F, "\x10"sv, five_g_prose_files, TemplatePlace::Usim},
    Template{0xBF20, "\x11"sv, iot_files, TemplatePlace::Nowhere, by_default, TemplateRoot::Usim},
    Template{0xBF21, "\x12"sv, optional_iot_files, TemplatePlace::Usim},
};

}  // namespace

std::span<const Template> templates() {
  return table;
}

const Template* find_template(Bytes object_identifier) {
  if (!wire::starts_with(object_identifier, template_arc)) return nullptr;
  const Bytes last = object_identifier.subspan(template_arc.size());
  for (const Template& candidate : table)
    if (wire::equal(wire::bytes_of(candidate.identifier), last)) return &candidate;
  return nullptr;
}

}  // namespace sixline::card::profile
