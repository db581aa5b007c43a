// The profile elements by tag.  [TCA-PP, module PEDefinitions]
#pragma once

#include <string>
#include <string_view>

#include "card/wire/tlv.hpp"

namespace sixline::host::profile {

namespace element {
inline constexpr wire::Tag header = 0xA0;
inline constexpr wire::Tag generic_file_management = 0xA1;
inline constexpr wire::Tag pin_codes = 0xA2;
inline constexpr wire::Tag puk_codes = 0xA3;
inline constexpr wire::Tag aka_parameter = 0xA4;
inline constexpr wire::Tag security_domain = 0xA6;
inline constexpr wire::Tag rfm = 0xA7;
inline constexpr wire::Tag application = 0xA8;
inline constexpr wire::Tag end = 0xAA;
inline constexpr wire::Tag mf = 0xB0;
inline constexpr wire::Tag telecom = 0xB2;
inline constexpr wire::Tag usim = 0xB3;
inline constexpr wire::Tag opt_usim = 0xB4;
inline constexpr wire::Tag isim = 0xB5;
inline constexpr wire::Tag csim = 0xB9;
inline constexpr wire::Tag iot = 0xBF20;
inline constexpr wire::Tag opt_iot = 0xBF21;
}  // namespace element

struct ElementName {
  wire::Tag tag;
  std::string_view name;
};

/// The name the standard gives the element; "unknown" for a tag it does not have.
std::string_view element_name(wire::Tag tag);
/// True for every tag of the standard's CHOICE.
bool is_known_element(wire::Tag tag);

/// The file template that an object identifier (its content) names, with its edition from the second on:
/// "USIM", "DF.5GS, edition 4"; empty for an identifier that names none.  [TCA-PP §9]
std::string template_name(wire::Bytes object_identifier);

}  // namespace sixline::host::profile
