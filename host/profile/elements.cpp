#include "host/profile/elements.hpp"

#include <algorithm>
#include <array>

namespace sixline::host::profile {

namespace {

constexpr std::array<ElementName, 38> names{{
    {0xA0, "header"},
    {0xA1, "genericFileManagement"},
    {0xA2, "pinCodes"},
    {0xA3, "pukCodes"},
    {0xA4, "akaParameter"},
    {0xA5, "cdmaParameter"},
    {0xA6, "securityDomain"},
    {0xA7, "rfm"},
    {0xA8, "application"},
    {0xA9, "nonStandard"},
    {0xAA, "end"},
    {0xAB, "rfu1"},
    {0xAC, "rfu2"},
    {0xAD, "rfu3"},
    {0xAE, "rfu4"},
    {0xAF, "rfu5"},
    {0xB0, "mf"},
    {0xB1, "cd"},
    {0xB2, "telecom"},
    {0xB3, "usim"},
    {0xB4, "opt-usim"},
    {0xB5, "isim"},
    {0xB6, "opt-isim"},
    {0xB7, "phonebook"},
    {0xB8, "gsm-access"},
    {0xB9, "csim"},
    {0xBA, "opt-csim"},
    {0xBB, "eap"},
    {0xBC, "df-5gs"},
    {0xBD, "df-saip"},
    {0xBE, "df-snpn"},
    {0xBF1F, "df-5gprose"},
    {0xBF20, "iot"},
    {0xBF21, "opt-iot"},
    {0xBF22, "rfu6"},
    {0xBF23, "rfu7"},
    {0xBF24, "rfu8"},
    {0xBF25, "rfu9"},
}};

// 2.23.143.1.2.x, by x.  [TCA-PP §9]
constexpr std::array<std::uint8_t, 5> template_arc{0x67, 0x81, 0x0F, 0x01, 0x02};
constexpr std::array<std::string_view, 19> template_names{"",
                                                          "MF",
                                                          "DF.CD",
                                                          "DF.TELECOM",
                                                          "USIM",
                                                          "optional USIM",
                                                          "DF.PHONEBOOK",
                                                          "DF.GSM-ACCESS",
                                                          "ISIM",
                                                          "optional ISIM",
                                                          "CSIM",
                                                          "optional CSIM",
                                                          "DF.EAP",
                                                          "DF.5GS",
                                                          "DF.SAIP",
                                                          "DF.SNPN",
                                                          "DF.5GProSe",
                                                          "IoT",
                                                          "optional IoT"};

const ElementName* row_of(wire::Tag tag) {
  const auto row =
      std::find_if(names.begin(), names.end(), [&](const ElementName& n) { return n.tag == tag; });
  return row == names.end() ? nullptr : row;
}

}  // namespace

std::string_view element_name(wire::Tag tag) {
  const ElementName* row = row_of(tag);
  return row == nullptr ? "unknown" : row->name;
}

bool is_known_element(wire::Tag tag) {
  return row_of(tag) != nullptr;
}

std::string template_name(wire::Bytes object_identifier) {
  if (!wire::starts_with(object_identifier, template_arc)) return {};
  const wire::Bytes arcs = object_identifier.subspan(template_arc.size());
  if (arcs.empty() || arcs.size() > 2 || arcs[0] == 0 || arcs[0] >= template_names.size()) return {};
  std::string name(template_names[arcs[0]]);
  return arcs.size() == 1 ? name : name + ", edition " + std::to_string(arcs[1]);
}

}  // namespace sixline::host::profile
