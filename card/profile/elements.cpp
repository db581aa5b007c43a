// The table of profile elements: what the card can install, and how it answers to the rest.
#include "card/profile/handlers.hpp"

namespace sixline::card::profile {
namespace {

constexpr Element file_template(std::string_view name, wire::Tag tag, std::string_view citation,
                                std::string_view script = "template_elements",
                                BeforeMf before_mf = BeforeMf::No) {
  return {.name = name,
          .tag = tag,
          .citation = citation,
          .script = script,
          .before_mf = before_mf,
          .fields = template_fields,
          .finish = finish_template};
}

constexpr Element refused(std::string_view name, wire::Tag tag, std::string_view citation, PeStatus refusal) {
  return {.name = name,
          .tag = tag,
          .citation = citation,
          .script = "refused_elements",
          .before_mf = BeforeMf::Yes,
          .refusal = refusal};
}

constexpr auto table = std::array{
    Element{.name = "header",
            .tag = header_element,
            .citation = "TCA-PP §8.2",
            .script = "header",
            .has_pe_header = false,
            .before_mf = BeforeMf::Yes,
            .may_be_passed_over = false,
            .fields = header_fields,
            .finish = finish_header},
    Element{.name = "genericFileManagement",
            .tag = 0xA1,
            .citation = "TCA-PP §8.3.5",
            .script = "generic_file_management",
            .before_mf = BeforeMf::Yes,
            .fields = file_management_fields,
            .finish = finish_file_management},
    Element{.name = "pinCodes",
            .tag = 0xA2,
            .citation = "TCA-PP §8.5.2",
            .script = "pin_codes",
            .fields = pin_code_fields},
    Element{.name = "pukCodes",
            .tag = 0xA3,
            .citation = "TCA-PP §8.5.3",
            .script = "pin_codes",
            .before_mf = BeforeMf::IotProfile,
            .fields = puk_code_fields},
    Element{.name = "akaParameter",
            .tag = 0xA4,
            .citation = "TCA-PP §8.6",
            .script = "aka_parameter",
            .whole = aka_parameter},
    Element{.name = "cdmaParameter",
            .tag = 0xA5,
            .citation = "TCA-PP §8.6",
            .script = "cdma_parameter",
            .fields = cdma_parameter_fields},
    Element{.name = "securityDomain",
            .tag = 0xA6,
            .citation = "TCA-PP §8.7",
            .script = "security_domain",
            .may_be_passed_over = false,
            .fields = security_domain_fields},
    Element{.name = "rfm",
            .tag = 0xA7,
            .citation = "TCA-PP §8.8",
            .script = "remote_file_management",
            .whole = remote_file_management},
    // Byte code is not executed, so neither is an instance of it created.
    refused("application", 0xA8, "TCA-PP §8.7", PeStatus::RuntimeNotSupported),
    refused("nonStandard", 0xA9, "TCA-PP §8.9", PeStatus::PeNotSupported),
    Element{.name = "end", .tag = 0xAA, .citation = "TCA-PP §8.10", .script = "end", .whole = end_of_profile},
    refused("rfu1", 0xAB, "TCA-PP §8.1.2", PeStatus::PeNotSupported),
    refused("rfu2", 0xAC, "TCA-PP §8.1.2", PeStatus::PeNotSupported),
    refused("rfu3", 0xAD, "TCA-PP §8.1.2", PeStatus::PeNotSupported),
    refused("rfu4", 0xAE, "TCA-PP §8.1.2", PeStatus::PeNotSupported),
    refused("rfu5", 0xAF, "TCA-PP §8.1.2", PeStatus::PeNotSupported),
    file_template("mf", 0xB0, "TCA-PP §9.2", "template_elements", BeforeMf::Yes),
    file_template("cd", 0xB1, "TCA-PP §9.3"),
    file_template("telecom", 0xB2, "TCA-PP §9.4"),
    file_template("usim", 0xB3, "TCA-PP §9.5.1"),
    file_template("opt-usim", 0xB4, "TCA-PP §9.5.2"),
    file_template("isim", 0xB5, "TCA-PP §9.6.1"),
    file_template("opt-isim", 0xB6, "TCA-PP §9.6.2"),
    file_template("phonebook", 0xB7, "TCA-PP §9.5.3"),
    file_template("gsm-access", 0xB8, "TCA-PP §9.5.4"),
    file_template("csim", 0xB9, "TCA-PP §9.7.1"),
    file_template("opt-csim", 0xBA, "TCA-PP §9.7.2"),
    file_template("eap", 0xBB, "TCA-PP §9.8", "later_directories"),
    file_template("df-5gs", 0xBC, "TCA-PP §9.5.11"),
    file_template("df-saip", 0xBD, "TCA-PP §9.5.12"),
    file_template("df-snpn", 0xBE, "TCA-PP §9.5.13", "later_directories"),
    file_template("df-5gprose", 0xBF1F, "TCA-PP §9.5.14", "later_directories"),
    file_template("iot", 0xBF20, "TCA-PP §9.10.1", "iot_profile", BeforeMf::Yes),
    file_template("opt-iot", 0xBF21, "TCA-PP §9.10.2", "iot_profile"),
};

constexpr Element unknown = refused("unknown", 0, "TCA-PP §8.1.4", PeStatus::PeNotSupported);

}  // namespace

std::span<const Element> elements() {
  return table;
}

const Element& element_for(wire::Tag tag) {
  for (const Element& element : table)
    if (element.tag == tag) return element;
  return unknown;
}

}  // namespace sixline::card::profile
